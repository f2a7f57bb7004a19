/** The plan of a first sync in a browser: whose stock is right, items that share an SKU, and what the channel shows after. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seriousFaults } from "../support/axe.ts";
import { findChromium, openBrowser } from "../support/browser.ts";
import { buildDashboard, visit } from "../support/dashboard.ts";
import { firstSyncDone, type TestHub, testHub } from "../support/hub.ts";

const executable = findChromium();

describe.skipIf(executable === undefined)("the plan", () => {
  let hub: TestHub;
  let browser: Browser;
  let seller: Awaited<ReturnType<TestHub["seller"]>>;

  beforeAll(async () => {
    buildDashboard();
    hub = await testHub();
    browser = await openBrowser(executable ?? "");
    seller = await hub.seller("plans");
    const cairo = await hub.sandbox("woocommerce");
    cairo.shop.addProduct({
      title: "Enamel mug",
      status: "active",
      variants: [{ sku: "MUG", price: "9.90", stock: 12 }],
    });
    await firstSyncDone(seller, await hub.connect(seller, cairo, "Cairo", { stockFrom: "channel" }));
  });

  afterAll(async () => {
    await hub?.[Symbol.asyncDispose]();
  });

  test("different stock waits to be decided; shared SKUs get their own; the shop called right keeps its number", async () => {
    const copenhagen = await hub.sandbox("prestashop");
    const { shop } = copenhagen;
    shop.addProduct({ title: "Enamel mug", status: "active", variants: [{ sku: "MUG", price: "9.90", stock: 7 }] });
    shop.addProduct({
      title: "Hummingbird shirt",
      status: "active",
      variants: ["S", "M", "L"].map((option) => ({ sku: "demo_1", price: "19.00", stock: 5, option })),
    });
    const { storeId: store } = await seller.post<{ storeId: string }>("/connections", {
      provider: "prestashop",
      name: "Copenhagen",
      values: { ...shop.credentials(), endpoint: copenhagen.url },
      syncOptions: { review: true },
    });
    await using visitor = await visit(browser, hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/channels/connect/prestashop?store=${store}&step=choose`);
    await page.getByRole("button", { name: "Preview what will happen" }).click();
    const stock = page.locator("[data-group=conflict-variant-stock]");
    await stock.getByText("Different stock in Argosy and Copenhagen: 1 item").waitFor();
    expect(await stock.getByRole("checkbox").isChecked()).toBe(false);
    await stock.getByRole("button", { name: /Different stock/ }).click();
    const shared = page.locator("[data-group=create_here-variant-sku]");
    await shared.getByRole("button", { name: /with a new SKU/ }).click();
    const skus = shared.getByRole("textbox");
    await skus.first().waitFor();
    expect(await skus.count()).toBe(2);
    await skus.first().fill("MUG");
    await skus.first().press("Enter");
    await shared.getByText('The SKU "MUG" is used already.').waitFor();
    await skus.first().fill("SHIRT-A");
    await skus.first().press("Enter");
    await shared.getByText('The SKU "MUG" is used already.').waitFor({ state: "detached" });
    expect(await seriousFaults(page)).toEqual([]);
    await stock.getByRole("checkbox").first().check();
    await page.getByRole("button", { name: /^Apply/ }).click();
    await page.getByRole("heading", { name: "Copenhagen is connected" }).waitFor();
    expect(shop.stockOf("MUG")).toBe(7);
    const { items } = await seller.get<{ items: { sku: string; available: number }[] }>("/variants?limit=50");
    expect(items.find((item) => item.sku === "MUG")?.available).toBe(7);
    expect(items.map((item) => item.sku)).toContain("SHIRT-A");
    expect(complaints).toEqual([]);
  });
});
