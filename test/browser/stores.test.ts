/** A seller looks after stores: what failed is found, retried and well again; items are linked; two values are settled. */
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import type { ConnectedShop } from "../../demo/connect.ts";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { visit } from "../support/dashboard.ts";
import { firstSyncDone, until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { pickVariant } from "../support/pick-variant.ts";

const REFUSED = JSON.stringify({ code: "woocommerce_rest_invalid_stock", message: "Stock management is locked." });

const NO_ORDER = JSON.stringify({ code: "woocommerce_rest_invalid_product_id", message: "Product ID is invalid." });

describeInBrowser("stores", (hub) => {
  let store: ConnectedShop;

  const seller = fixture(() => hub.seller("nile-soap", { organization: "Nile Soap" }));

  beforeAll(async () => {
    await seller.post("/products", { title: "Beeswax candle", variants: [{ sku: "CANDLE-1" }] });
    const sandbox = await hub.sandbox("woocommerce");
    for (const [sku, title] of [
      ["SOAP-OLIVE", "Olive oil soap"],
      ["KERZE-9", "Kerze aus Wachs"],
    ] as const)
      sandbox.shop.addProduct({ title, status: "active", variants: [{ sku, price: "6.00", stock: 24 }] });
    await seller.post("/products", { title: "Olive oil soap", variants: [{ sku: "SOAP-OLIVE" }] });
    store = await hub.connect(seller, sandbox, "Cairo outlet", { stockFrom: "channel" });
    await firstSyncDone(seller, store);
  });

  // One that fails in the middle leaves the next a shop that is well.
  afterEach(() => store.sandbox.faults.clear());

  async function inArabic(path: string, readNow: (page: Page) => Promise<void>): Promise<void> {
    await using visitor = await visit(hub, seller, { language: "ar" });
    await visitor.page.goto(`${hub.url}${path}`);
    await readNow(visitor.page);
    expect(visitor.complaints).toEqual([]);
  }

  test("a refused update becomes an alert; retried from the inbox, the store is well again [A7.3]", async () => {
    const { faults, shop } = store.sandbox;
    faults.add({ fault: { kind: "status", status: 400, body: REFUSED }, path: "products", write: true });
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/inbox`);
    await seller.post("/inventory/adjustments", { items: [{ sku: "SOAP-OLIVE", delta: -5 }] });

    const alert = page.locator("[data-alert=stock_failed]");
    await alert.waitFor();
    expect(await alert.textContent()).toContain("Stock management is locked.");
    await page.getByRole("navigation", { name: "Main" }).getByLabel("1 waiting").waitFor();

    await alert.getByRole("link", { name: "Cairo outlet" }).click();
    await page.getByText("1 update keeps failing").waitFor();
    await page
      .locator("[data-limit]", { hasText: /\d of 20 used/ })
      .getByText(/^\d+(\.\d)? a second/)
      .waitFor();
    for (const text of ["Changed products", "All products", "Consumer key"])
      await page.getByText(text, { exact: true }).first().waitFor();
    await page.getByRole("tab", { name: "Activity" }).click();
    await page.getByRole("tab", { name: "Failed" }).click();
    // The rows of before stand there until those of the tab are answered.
    await page.locator("[data-row]").filter({ hasText: "Failed" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Response").first().waitFor();
    expect(await dialog.textContent()).toContain("woocommerce_rest_invalid_stock");
    await page.keyboard.press("Escape");

    // Seen by this person, it is no news on the home page either.
    await page.goto(`${hub.url}/inbox`);
    await alert.getByRole("img", { name: "New" }).waitFor();
    await page.getByRole("button", { name: "Mark 1 as read" }).click();
    await alert.getByRole("button", { name: "Mark as unread" }).waitFor();
    await page.goto(hub.url);
    const attention = page.getByRole("region", { name: "Needs attention" });
    await attention.getByText("could not be updated").waitFor();
    expect(await attention.getByRole("img", { name: "New" }).count()).toBe(0);

    await inArabic("/inbox", async (arabic) => {
      const text = await arabic.locator("[data-alert=stock_failed]").textContent();
      // The hub's own sentence in Arabic, the platform's words as they are.
      expect(text).toContain("تعذّر تحديث مخزون");
      expect(text).toContain("SOAP-OLIVE");
      expect(text).toContain("Stock management is locked.");
    });
    await inArabic(`/channels/${store.id}?tab=links`, async (arabic) => {
      const row = arabic.locator("[data-row]", { hasText: "SOAP-OLIVE" });
      await row.getByRole("button", { name: /لماذا هذا الرقم/ }).click();
      const sum = arabic.getByRole("dialog");
      await sum.getByText("المتاح في").first().waitFor();
      expect(await sum.textContent()).not.toMatch(/available|chosen|listing/);
    });

    faults.clear();
    await page.goto(`${hub.url}/inbox`);
    await alert.getByRole("button", { name: "Retry failed" }).click();
    await until("the store has the number", async () => shop.stockOf("SOAP-OLIVE") === 19);
    await alert.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  test("an item gets another variant by hand, its stock is switched off, and the store paused", async () => {
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/channels/${store.id}?tab=links`);
    const row = page.locator("[data-row]", { hasText: "Kerze aus Wachs" });
    await row.getByRole("button", { name: "Change: KERZE-9" }).click();
    const dialog = page.getByRole("dialog");
    await pickVariant(dialog.getByLabel("Linked variant"), "CANDLE", /CANDLE-1/);
    await row.getByText("CANDLE-1").waitFor();
    const stock = row.getByRole("switch", { name: "Stock: KERZE-9" });
    const isOn = await stock.isChecked();
    await stock.click();
    await until("the hub knows", async () => {
      const { items } = await seller.get<{ items: { sku: string; stockSync: boolean }[] }>(
        `/stores/${store.id}/mappings?q=KERZE-9`,
      );
      return items[0]?.stockSync === !isOn;
    });

    // The palette offers the other screens of the channel that is open; Enter takes the first that fits.
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Search" }).getByRole("textbox").fill("sync settings");
    await page.getByText("Sync settings of this channel").waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**?tab=sync");

    await page.goto(`${hub.url}/channels`);
    await page.getByRole("button", { name: "Pause Cairo outlet" }).click();
    await page.getByRole("button", { name: "Resume Cairo outlet" }).waitFor();
    expect((await seller.get<{ state: string }>(`/stores/${store.id}`)).state).toBe("paused");

    // Reports are carried to this one: nothing can be read of it now, and its files stand first.
    const { storeId: byFiles } = await seller.post<{ storeId: string }>("/stores", {
      provider: "meesho",
      name: "Kurti House",
      values: { supplierName: "Kurti House" },
      syncOptions: { importProducts: false, stockFrom: "hub" },
    });
    await page.goto(`${hub.url}/channels/${byFiles}`);
    await page.getByRole("button", { name: "Upload a report" }).waitFor();
    expect(await page.getByRole("tab").allTextContents()).toEqual([
      "Files",
      "Health",
      "Activity",
      "Links",
      "Rules",
      "Settings",
    ]);
    expect(await page.getByRole("button", { name: "Sync now" }).count()).toBe(0);
    await page.goto(`${hub.url}/channels`);
    await page.getByRole("button", { name: "Resume Cairo outlet" }).click();
    await page.getByRole("button", { name: "Pause Cairo outlet" }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("two values wait for a person and are settled", async () => {
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/channels/${store.id}?tab=rules`);
    await page.getByRole("combobox", { name: "Stock", exact: true }).click();
    await page.getByRole("option", { name: "Ask me" }).click();
    await page.getByText("Channel edits wait for you. Nothing is sent meanwhile.").waitFor();

    const ours = store.sandbox.shop.stockOf("SOAP-OLIVE");
    store.sandbox.shop.setStock("SOAP-OLIVE", 3);
    // Home does not call it a quiet morning.
    await page.goto(hub.url);
    const attention = page.getByRole("region", { name: "Needs attention" });
    await attention.getByText("1 conflict waits for your decision").waitFor();
    expect(await attention.getByText("Nothing needs you right now.").count()).toBe(0);
    // The address it had before leads there, too.
    await page.goto(`${hub.url}/conflicts?state=open`);
    await page.waitForURL("**/inbox/conflicts?state=open");
    const row = page.locator("[data-row]", { hasText: "SOAP-OLIVE" });
    await row.waitFor();
    await row.getByRole("button", { name: "Keep Argosy's value: Stock of SOAP-OLIVE" }).click();
    await until("ours is written", async () => store.sandbox.shop.stockOf("SOAP-OLIVE") === ours);
    await row.waitFor({ state: "detached" });
    await page.goto(hub.url);
    await attention.waitFor();
    await attention.getByRole("link", { name: /conflicts? waits? for your decision/ }).waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  test("the key o on a conflict leaves Argosy's value and t takes the channel's, as the sheet of keys says", async () => {
    const { shop } = store.sandbox;
    const ours = Number(shop.stockOf("SOAP-OLIVE"));
    await seller.patch(`/stores/${store.id}`, { settings: { policy: { stock: "ask" } } });
    shop.setStock("SOAP-OLIVE", ours - 2);
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/inbox/conflicts?state=open`);
    const row = page.locator("[data-row]", { hasText: "SOAP-OLIVE" });
    await row.waitFor();
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await sheet.getByText("Keep Argosy's value").waitFor();
    await sheet.getByText("Use the channel's value").waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await row.press("o");
    await until("ours is written", async () => shop.stockOf("SOAP-OLIVE") === ours);
    await row.waitFor({ state: "detached" });

    shop.setStock("SOAP-OLIVE", ours - 1);
    await row.waitFor();
    await row.press("t");
    await row.waitFor({ state: "detached" });
    const onHand = async () =>
      (await seller.get<{ items: { onHand: number }[] }>("/variants?sku=SOAP-OLIVE")).items[0]?.onHand;
    await until("theirs is the stock here", onHand, { wanted: (found) => found === ours - 1 });
    expect(shop.stockOf("SOAP-OLIVE")).toBe(ours - 1);
    expect(complaints).toEqual([]);
  });

  /** Another channel, where three items at once would sell out and an order made here is refused. */
  async function troubledChannel(): Promise<{ readonly trade: ConnectedShop; readonly order: string }> {
    const sandbox = await hub.sandbox("woocommerce", { seed: 9 });
    const skus = ["JAR-1", "JAR-2", "JAR-3", "JAR-4"];
    for (const sku of skus)
      sandbox.shop.addProduct({ title: `Jar ${sku}`, status: "active", variants: [{ sku, price: "4.00", stock: 8 }] });
    const trade = await hub.connect(seller, sandbox, "Trade counter", { stockFrom: "channel" });
    await firstSyncDone(seller, trade);
    await seller.patch(`/stores/${trade.id}`, { settings: { inventory: { holdLeast: 2 } } });
    await seller.post("/inventory/levels", { items: skus.slice(1).map((sku) => ({ sku, onHand: 0 })) });
    sandbox.faults.add({ fault: { kind: "status", status: 400, body: NO_ORDER }, path: "orders", method: "POST" });
    const [jar] = (await seller.get<{ items: { id: string }[] }>("/variants?sku=JAR-1")).items;
    const { id: order } = await seller.post<{ id: string }>("/orders", {
      storeId: trade.id,
      currency: "EUR",
      lines: [{ variantId: jar?.id, quantity: 1, unitPrice: "4.00", title: "Jar" }],
      contact: { name: "Ana Refused", email: "ana@mail.example" },
      shippingAddress: { name: "Ana Refused", line1: "1 Harbour Street", city: "Cairo", country: "EG" },
    });
    return { trade, order };
  }

  test("a morning's inbox is worked off to zero: a refused title, zeros held, a refused order, a difference in stock, an order nobody linked", async () => {
    const { trade, order } = await troubledChannel();
    const { faults, shop } = store.sandbox;
    const { items } = await seller.get<{ items: { productId: string }[] }>("/variants?sku=SOAP-OLIVE");
    await seller.post("/products", { title: "Cotton wick", variants: [{ sku: "WICK" }] });
    await seller.post("/inventory/levels", { items: [{ sku: "WICK", onHand: 9 }] });
    faults.add({ fault: { kind: "status", status: 400, body: REFUSED }, path: "products", write: true });
    await seller.patch(`/products/${items[0]?.productId}/channels/${store.id}`, { title: "Savon d'Alep" });
    const ours = shop.stockOf("SOAP-OLIVE");
    shop.setStock("SOAP-OLIVE", 2);
    shop.addProduct({ title: "Braid", status: "active", variants: [{ sku: "BRAID-1", price: "1.00", stock: 9 }] });
    shop.placeOrder({ lines: [{ sku: "BRAID-1", quantity: 1 }] });
    const counts = () => seller.get<Record<string, number>>("/inbox/counts");
    await until("five things wait", counts, {
      wanted: ({ alerts, conflicts, unlinkedOrders }) => alerts === 3 && conflicts === 1 && unlinkedOrders === 1,
    });
    faults.clear();
    trade.sandbox.faults.clear();

    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    // Home says the same five things, and leads to each.
    await page.goto(hub.url);
    const attention = page.getByRole("region", { name: "Needs attention" });
    await attention.getByRole("link", { name: "1 order has unlinked items" }).waitFor();
    await attention.getByRole("link", { name: "1 conflict waits for your decision" }).waitFor();
    expect(await attention.textContent()).not.toContain("Nothing needs you");
    const menu = page.getByRole("navigation", { name: "Main" });
    await menu.getByLabel("5 waiting").waitFor();
    await attention.getByRole("link", { name: "Open inbox (5)" }).click();
    await page.goto(`${hub.url}/inbox?severity=info`);
    await page.getByText("No matching alerts").waitFor();
    expect(await page.getByRole("main").textContent()).not.toContain("Nothing needs you");
    await page.goBack();
    const alert = page.locator("[data-alert=content_failed]");
    await alert.waitFor();
    await page.keyboard.press("j");
    await page.locator("[data-row]:focus").waitFor();
    await alert.press("m");
    await page.keyboard.press("Enter");
    await alert.waitFor({ state: "detached" });
    expect(shop.titleOf("SOAP-OLIVE")).toBe("Savon d'Alep");
    const hold = page.locator("[data-hold=out]");
    await hold.getByText("Trade counter: 3 of 4 items would be shown as sold out").waitFor();
    await hold.getByRole("button", { name: "Show 3 as sold out" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Show 3 as sold out" }).click();
    await hold.waitFor({ state: "detached" });
    await until("they are sold out", async () => trade.sandbox.shop.stockOf("JAR-3") === 0);
    const refused = page.locator("[data-alert=command_failed]");
    expect(await refused.textContent()).toContain("Trade counter");
    await refused.getByRole("button", { name: "Send again" }).click();
    const pushed = () => seller.get<{ pushState: string; pushError: string | null }>(`/orders/${order}`);
    await until("the order is there", pushed, { wanted: ({ pushState }) => pushState === "synced" });
    await refused.waitFor({ state: "detached" });
    expect(trade.sandbox.shop.orderKeys()).toHaveLength(1);
    // No alert is left, and what else waits is not passed over in silence.
    const main = page.getByRole("main");
    await main.getByText("No open alerts").waitFor();
    await main.getByRole("link", { name: "1 order has unlinked items" }).waitFor();
    expect(await main.textContent()).not.toContain("Nothing needs you");
    await main.getByRole("link", { name: "1 conflict waits for your decision" }).click();
    const row = page.locator("[data-row]");
    await row.getByRole("button", { name: "Keep Argosy's value: Stock of SOAP-OLIVE" }).click();
    await until("ours is written", async () => shop.stockOf("SOAP-OLIVE") === ours);
    await page.getByRole("tab", { name: /^Unlinked orders/ }).click();
    await row.filter({ hasText: "Braid" }).click();
    await page.locator("[data-line]").getByRole("button", { name: "Link", exact: true }).click();
    await pickVariant(page.getByRole("dialog").getByLabel("Your product"), "wick", /WICK/);
    await page.getByRole("dialog").getByRole("button", { name: "Link to WICK" }).click();
    await menu.getByLabel(/waiting/).waitFor({ state: "detached" });
    expect(await counts()).toMatchObject({ total: 0 });
    await page.goto(hub.url);
    await page.getByText("Nothing needs you right now.").waitFor();
    expect(complaints).toEqual([]);
  });

  test("addresses that screens had before lead to where the screens are, and what was asked for goes along", async () => {
    const run = (await seller.get<{ items: { id: string }[] }>(`/runs?storeId=${store.id}`)).items[0]?.id;
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    for (const [from, to] of [
      ["/stores", "/channels"],
      [`/stores/${store.id}?tab=links`, `/channels/${store.id}?tab=links`],
      ["/integrations", "/channels/add"],
      ["/integrations/connect/custom_api", "/channels/connect/custom_api"],
      [`/integrations/${store.id}`, `/channels/${store.id}?tab=settings`],
      ["/runs?status=done", "/channels/activity?status=done"],
      [`/runs/${run}`, `/channels/activity/${run}`],
      ["/alerts", "/inbox"],
      ["/conflicts?state=settled", "/inbox/conflicts?state=settled"],
      ["/audit", "/settings/audit"],
      ["/admin", "/settings/admin"],
      ["/admin/users", "/settings/admin/users"],
    ] as const) {
      await page.goto(hub.url + from);
      await page.waitForURL(hub.url + to);
      await page.getByRole("main").getByRole("heading", { level: 1 }).waitFor();
    }
    expect(complaints).toEqual([]);
  });

  test("a product made here appears in the shop by itself once that is switched on [A4.1]", async () => {
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/channels/${store.id}?tab=sync`);
    await page.getByRole("combobox", { name: "New products and variants" }).click();
    await page.getByRole("option", { name: "Send all matching products" }).click();
    await page.getByRole("combobox", { name: "Only with these tags" }).fill("web");
    await page.keyboard.press("Enter");
    await page.getByRole("switch", { name: "Keep categories in sync" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Your new products and variants are created there").waitFor();
    const { id: category } = await seller.post<{ id: string }>("/categories", { name: "Soaps" });
    const make = (sku: string, tags: readonly string[]) =>
      seller.post<{ id: string; variants: readonly { readonly id: string }[] }>("/products", {
        title: `Soap ${sku}`,
        categoryIds: [category],
        attributes: { tags },
        variants: [{ sku, priceMinor: 900, currency: "EUR", options: [{ name: "Size", value: "S" }] }],
      });
    const product = await make("SOAP-NEW", ["web"]);
    await make("SOAP-SHOP-ONLY", []);
    const has = (sku: string) => async () => store.sandbox.shop.skus().includes(sku);
    await until("the product is there", has("SOAP-NEW"));
    await seller.post(`/products/${product.id}/variants`, {
      sku: "SOAP-NEW-L",
      priceMinor: 1900,
      currency: "EUR",
      options: [{ name: "Size", value: "L" }],
    });
    await until("the variant is there", has("SOAP-NEW-L"));
    expect(store.sandbox.shop.skus()).not.toContain("SOAP-SHOP-ONLY");
    expect(complaints).toEqual([]);
  });
});
