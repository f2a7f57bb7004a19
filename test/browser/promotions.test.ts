/** Discounts and gift cards as a person keeps them: made, used, switched off, printed, corrected and owed. */
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { PHONE, visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";

describeInBrowser("promotions", (hub) => {
  const seller = fixture(() => hub.seller("promotions", { organization: "Nile Soap", currency: "EUR" }));

  beforeAll(async () => {
    const soaps = await seller.post<{ id: string }>("/categories", { name: "Soaps" });
    await seller.post("/products", {
      title: "Olive oil soap",
      categoryIds: [soaps.id],
      variants: [{ sku: "SOAP-1", priceMinor: 2_000, currency: "EUR" }],
    });
    await seller.post("/products", {
      title: "Beeswax candle",
      variants: [{ sku: "CANDLE-1", priceMinor: 1_000, currency: "EUR" }],
    });
  });

  test("a coupon for a category is made, takes off what it says, and shows the order that used it", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/discounts`);
    await page.getByText("They do not go to the checkout of a channel.").waitFor();
    await page.getByRole("button", { name: "Discounts by channel" }).click();
    await page.getByText("No channels connected yet.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Add discount" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Code" }).fill("soap25");
    await dialog.getByRole("textbox", { name: "Name" }).fill("Soap week");
    await dialog.getByRole("combobox", { name: "Discount type" }).click();
    await page.getByRole("option", { name: "Percentage off each item" }).click();
    await dialog.getByRole("textbox", { name: "Percentage" }).fill("25");
    await dialog.getByRole("combobox", { name: "Applies to" }).click();
    await page.getByRole("option", { name: "Chosen items" }).click();
    await dialog.getByText("Choose at least one category").waitFor();
    expect(await dialog.getByRole("button", { name: "Add discount" }).isDisabled()).toBe(true);
    await dialog.getByRole("combobox", { name: "Categories" }).click();
    await page.getByRole("option", { name: "Soaps" }).click();
    await page.keyboard.press("Tab");
    await dialog.getByRole("textbox", { name: "Minimum amount" }).fill("30");
    await dialog.getByRole("textbox", { name: "Uses per customer" }).fill("1");
    await dialog.getByRole("button", { name: "Add discount" }).click();
    await page.locator("[data-row]", { hasText: "SOAP25" }).waitFor();

    const order = (lines: readonly { sku: string; quantity: number }[]) =>
      seller.post<{ number: string; totalMinor: number }>("/orders", {
        currency: "EUR",
        contact: { name: "Mona", email: "mona@mail.example" },
        discountCodes: ["soap25"],
        lines,
      });
    await expect(order([{ sku: "SOAP-1", quantity: 1 }])).rejects.toThrow(/30/);
    const made = await order([
      { sku: "SOAP-1", quantity: 2 },
      { sku: "CANDLE-1", quantity: 1 },
    ]);
    expect(made.totalMinor).toBe(4_000);

    await page.reload();
    await page.locator("[data-row]", { hasText: "SOAP25" }).getByRole("button", { name: "Actions for SOAP25" }).click();
    await page.getByRole("menuitem", { name: "Show uses" }).click();
    await page.getByRole("dialog").getByRole("link", { name: made.number }).waitFor();
    expect(await page.getByRole("dialog").textContent()).toContain("€10.00");
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Actions for SOAP25" }).click();
    await page.getByRole("menuitem", { name: "Turn off" }).click();
    await page.locator("[data-row]", { hasText: "SOAP25" }).getByText("Off", { exact: true }).waitFor();
    await expect(order([{ sku: "SOAP-1", quantity: 5 }])).rejects.toThrow(/off/);
    expect(visitor.complaints).toEqual([]);
  });

  test('a discount "buy two get one free" is shown whole again when it is opened, in Arabic and dark', async () => {
    await using visitor = await visit(hub, seller, { ...PHONE, language: "ar", scheme: "dark" });
    const { page } = visitor;
    const before = await seller.post<{ id: string }>("/discounts", {
      title: "ثلاثة بسعر اثنين",
      effect: { kind: "buy_get", buy: 2, get: 1, percent: "100", times: 3, of: everything },
      limits: { uses: 100, perCustomer: null },
      endsAt: "2027-01-01T00:00:00Z",
      combines: ["shipping"],
    });
    await page.goto(`${hub.url}/discounts?isAutomatic=true`);
    await page.getByText("ثلاثة بسعر اثنين").first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("المرات في الطلب").fill("2");
    await dialog.getByRole("button", { name: "حفظ الخصم" }).click();
    await dialog.waitFor({ state: "hidden" });
    const after = await seller.get<{ effect: unknown; limits: unknown; endsAt: string; combines: unknown }>(
      `/discounts/${before.id}`,
    );
    expect(after).toMatchObject({
      effect: { kind: "buy_get", buy: 2, get: 1, percent: "100", times: 2 },
      limits: { uses: 100, perCustomer: null },
      endsAt: "2027-01-01T00:00:00Z",
      combines: ["shipping"],
    });
    expect(visitor.complaints).toEqual([]);
  });

  test("a gift card is issued, printed, redeemed, corrected and blocked, and owed until then", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/gift-cards/liability`);
    await page.getByRole("button", { name: "Edit expiry" }).click();
    await page.getByRole("combobox", { name: "Country" }).fill("Irel");
    await page.getByRole("option", { name: "Ireland", exact: true }).click();
    await page.getByLabel("Months").fill("12");
    await page.getByRole("button", { name: "Save expiry" }).click();
    await page
      .getByRole("dialog")
      .getByText(/at least 60 months/)
      .waitFor();
    await page.getByLabel("Months").fill("60");
    await page.getByRole("button", { name: "Save expiry" }).click();
    await page.getByRole("cell", { name: "60 months" }).waitFor();

    await page.goto(`${hub.url}/gift-cards`);
    await page.getByRole("button", { name: "Issue gift card" }).first().click();
    await page.getByRole("dialog").getByLabel("Amount").fill("50");
    await page.getByRole("combobox", { name: "Country of issue" }).fill("Irel");
    await page.getByRole("option", { name: "Ireland", exact: true }).click();
    await page.getByLabel("Reference").fill("Competition");
    await page.getByRole("dialog").getByRole("button", { name: "Issue gift card" }).click();
    const code = await page.getByRole("dialog").getByLabel("Code", { exact: true }).inputValue();
    expect(code).toMatch(/^(\w{4}-){3}\w{4}$/);
    const printed = page.waitForResponse((answer) => answer.url().endsWith("/print"));
    const opened = page.waitForEvent("popup");
    await page.getByRole("dialog").getByRole("button", { name: "Print" }).click();
    expect((await printed).headers()["content-type"]).toBe("application/pdf");
    await (await opened).close();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();

    const redeem = (amountMinor: number, reference: string) =>
      seller.post<{ balance: { minor: number } }>("/gift-cards/redeem", {
        code,
        amountMinor,
        currency: "EUR",
        reference,
      });
    expect((await redeem(2_000, "R1-000001")).balance.minor).toBe(3_000);
    await page.getByRole("link", { name: code.slice(-4) }).click();
    await page.getByText("R1-000001").waitFor();
    expect(await page.locator("main table").textContent()).toMatch(/Redeemed.*Issued/s);

    await page.getByRole("button", { name: "Adjust balance" }).click();
    await page.getByLabel("New balance").fill("25");
    await page.getByLabel("Reason").fill("Counted by hand");
    await page.getByRole("dialog").getByRole("button", { name: "Adjust balance" }).click();
    await page.getByText("Counted by hand").waitFor();
    await page.getByRole("button", { name: "Block card" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Block card" }).click();
    await page.getByRole("button", { name: "Unblock card" }).waitFor();
    await expect(redeem(100, "R1-000002")).rejects.toThrow(/switched off/);

    await page.goto(`${hub.url}/gift-cards/liability`);
    const owed = page.getByRole("row", { name: /EUR/ });
    await owed.waitFor();
    expect(await owed.textContent()).toMatch(/€25\.00.*1.*€50\.00.*€20\.00/);
    const href = await page.getByRole("link", { name: "Export CSV" }).getAttribute("href");
    const csv = await page.request.get(`${hub.url}${href}`);
    expect(await csv.text()).toMatch(/^currency,cards,owedMinor,.*\r?\nEUR,1,2500,5000,2000,0,0,-500/);
    expect(visitor.complaints).toEqual([]);

    await until("the audit tells it", async () => {
      const { items } = await seller.get<{ items: { action: string }[] }>("/audit?limit=50");
      return items.some(({ action }) => action.includes("gift-cards") && action.includes("print"));
    });
  });
});

const everything = {
  include: null,
  exclude: { variants: [], products: [], categories: [] },
  skipsReduced: false,
};
