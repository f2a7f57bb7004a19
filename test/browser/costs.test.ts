/** What goods cost as a person keeps it: freight on a purchase, a wrong cost corrected, a missing one filled in. */
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { visit } from "../support/dashboard.ts";
import { firstSyncDone, until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";

describeInBrowser("costs", (hub) => {
  const seller = fixture(() => hub.seller("costs"));

  beforeAll(async () => {
    const sandbox = await hub.sandbox("shopify", { seed: 7 });
    for (const [sku, title] of [
      ["SOAP-1", "Olive oil soap"],
      ["SOAP-2", "Laurel soap"],
    ] as const)
      sandbox.shop.addProduct({ title, status: "active", variants: [{ sku, price: "6.00", stock: 20 }] });
    await firstSyncDone(seller, await hub.connect(seller, sandbox, "Cairo", { stockFrom: "channel" }));
    sandbox.shop.placeOrder({ lines: [{ sku: "SOAP-1", quantity: 2 }], payment: "paid" });
    await until(
      "the order is here",
      async () => (await seller.get<{ items: unknown[] }>("/orders")).items.length === 1,
    );
    await seller.post("/costs/retake", { from: "2020-01-01" });
  });

  test("a missing cost is filled in, freight raises it, and its history says where it comes from", async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/inventory/costs`);
    await page.getByLabel("Unit cost of SOAP-1").fill("2.125");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Every sold item has a cost").waitFor();

    const document = await seller.post<{ id: string }>("/stock-documents", {
      kind: "purchase_invoice",
      lines: [{ sku: "SOAP-1", quantity: 10, unitCostMinor: 300 }],
    });
    await seller.post(`/stock-documents/${document.id}/post`);
    await page.goto(`${hub.url}/inventory/documents/${document.id}`);
    await page.getByRole("button", { name: "Add charge" }).click();
    await page.getByLabel("Amount").fill("5");
    await page.getByRole("button", { name: "Save charges" }).click();
    await page.getByText("Landed", { exact: false }).filter({ hasText: "3.50" }).first().waitFor();

    const { items } = await seller.get<{ items: { productId: string }[] }>("/variants?sku=SOAP-1");
    await page.goto(`${hub.url}/products/${items[0]?.productId}`);
    await page.getByRole("button", { name: "Cost history of SOAP-1" }).click();
    const rows = page.getByRole("dialog").locator("[data-row]");
    await rows.nth(1).waitFor();
    const texts = await rows.allInnerTexts();
    expect(texts.map((text) => /3\.50|2\.125/.exec(text)?.[0])).toEqual(["3.50", "2.125"]);
    expect(texts[0]).toContain("PI-1");

    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Correct/ })
      .click();
    await page.getByLabel("Unit cost").fill("2.5");
    await page.getByLabel("Also recalculate past orders from this day").check();
    await page.getByRole("button", { name: "Save cost" }).click();
    await page.getByText("1 order recalculated.").waitFor();
    await page.getByRole("dialog").getByText("2.50").waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("the costing method is chosen with what follows from it", async () => {
    await using visitor = await visit(hub, seller, { language: "ar", scheme: "dark" });
    const { page } = visitor;
    await page.goto(`${hub.url}/inventory/costs`);
    await page.getByRole("radio", { name: /FIFO/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "تغيير الطريقة" }).click();
    await until(
      "the hub has it",
      async () => (await seller.get<{ method: string }>("/costs/settings")).method === "fifo",
    );
    expect(visitor.complaints).toEqual([]);
  });
});
