/** Many prices changed together as the owner does it, and what a packer sees of the house. */
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { seriousFaults } from "../support/axe.ts";
import { visit } from "../support/dashboard.ts";
import { describeInBrowser } from "../support/in-browser.ts";

describeInBrowser("price edits", (hub) => {
  const seller = fixture(() => hub.seller("prices", { currency: "EUR" }));

  beforeAll(async () => {
    for (const [title, sku, priceMinor, costMinor] of [
      ["Olive oil soap", "SOAP", 1_000, 950],
      ["Linen shirt", "SHIRT", 2_000, 800],
    ])
      await seller.post("/products", { title, variants: [{ sku, priceMinor, costMinor, currency: "EUR" }] });
  });

  const priceOf = async (sku: string) =>
    (await seller.get<{ items: readonly { readonly priceMinor: number }[] }>(`/variants?sku=${sku}`)).items[0]
      ?.priceMinor;

  test("selected products' prices are seen old beside new, changed to an ending, and put back", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/products`);
    for (const title of ["Olive oil soap", "Linen shirt"])
      await page.getByRole("row", { name: title }).getByRole("checkbox").check();
    await page.getByRole("button", { name: "Edit prices of 2 products" }).click();
    await page.getByLabel("Percent, minus lowers").fill("-10");
    await page.getByRole("combobox", { name: "Rounding" }).click();
    await page.getByRole("option", { name: "To .99" }).click();
    const soap = page.getByRole("row", { name: /Olive oil soap/ });
    await soap.getByText("€8.99").waitFor();
    expect(await soap.textContent()).toMatch(/€10\.00[\s\S]*€8\.99[\s\S]*Below cost/);
    await page.getByText("2 prices change").waitFor();
    await page.getByText("1 below cost").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Change prices" }).click();
    await page.getByText("Applied", { exact: true }).waitFor();
    expect([await priceOf("SOAP"), await priceOf("SHIRT")]).toEqual([899, 1_799]);
    await page
      .getByRole("row", { name: /Linen shirt/ })
      .getByText("€17.99")
      .waitFor();

    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Undo" }).click();
    await page.getByText("2 prices put back", { exact: false }).waitFor();
    expect([await priceOf("SOAP"), await priceOf("SHIRT")]).toEqual([1_000, 2_000]);
  });

  test("a price edit is scheduled for a day and cancelled before it, in Arabic too", async () => {
    await using visitor = await visit(hub, seller, { language: "ar" });
    const { page } = visitor;
    await page.goto(`${hub.url}/products/prices`);
    await page.getByLabel("النسبة، والسالب يخفّض").fill("5");
    await page.getByText("في موعد محدد").click();
    await page.getByLabel("اليوم").fill("2099-01-01");
    await page.getByRole("table").getByText("Linen shirt").waitFor();
    await page.getByRole("button", { name: "جدولة التغيير" }).click();
    await page.getByText("بانتظار موعده").waitFor();
    await page.getByRole("button", { name: "إلغاء التعديل" }).click();
    await page.getByText("ملغى", { exact: true }).waitFor();
    expect(await priceOf("SHIRT")).toBe(2_000);
  });

  test("a packer ships but is not offered costs, profit, settlements or cancelling; rights stand in a table", async () => {
    const order = await seller.post<{ id: string }>("/orders", {
      currency: "EUR",
      lines: [{ title: "Gift wrapping", quantity: 1, unitPrice: "4.90" }],
    });
    await using owner = await visit(hub, seller);
    await owner.page.goto(`${hub.url}/settings/team`);
    const rights = owner.page.getByRole("table", { name: "Role permissions" });
    const settlements = rights.getByRole("row", { name: /See settlements and fees/ });
    await settlements.waitFor();
    expect(await settlements.getByRole("img", { name: "No" }).count()).toBe(1);
    const email = "packer@mail.example";
    const { link } = await seller.post<{ link: string }>("/invitations", { email, role: "packer" });
    await using visitor = await visit(hub);
    const { page } = visitor;
    await page.goto(link);
    await page.getByRole("link", { name: "Create an account" }).click();
    await page.getByLabel("Your name").fill("Salma");
    await page.getByLabel("E-mail address").fill(email);
    await page.locator("input[type=password]").fill("a long enough word");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("button", { name: /^Join/ }).click();
    await page.getByRole("navigation").getByRole("link", { name: "Orders" }).first().waitFor();
    await page.goto(`${hub.url}/orders/${order.id}`);
    await page.getByRole("button", { name: "Ship", exact: true }).waitFor();
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Show channel data" }).waitFor();
    expect(await page.getByRole("menuitem", { name: /Cancel/ }).count()).toBe(0);
    await page.goto(`${hub.url}/inventory`);
    await page.getByRole("tab", { name: "History" }).waitFor();
    expect(await page.getByRole("tab", { name: "Costs" }).count()).toBe(0);
    expect(await page.getByRole("link", { name: "Settlements" }).count()).toBe(0);
  });
});
