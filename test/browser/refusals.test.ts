/** What a seller types that cannot be is said where it stands, and what two people do at once loses nothing. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { ConnectedShop } from "../../demo/connect.ts";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { seriousFaults } from "../support/axe.ts";
import { visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { pickVariant } from "../support/pick-variant.ts";

/** Names that only programs know. */
const RAW = /[a-z](Minor|Days|Name|Price|Id)\b|(lines|options|contact)\.|body\/|\bemail\b/;
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/;

interface Product {
  readonly id: string;
  readonly title: string;
  readonly variants: readonly { readonly id: string; readonly sku: string }[];
}

describeInBrowser("what is refused", (hub) => {
  let second: ConnectedShop;
  let shirt: Product;

  /** With SCREENS=<folder> what a test looks at is drawn. */
  const picture = async (page: Page, name: string) => {
    if (process.env.SCREENS) await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`), fullPage: true });
  };
  const seller = fixture(() => hub.seller("linen", { organization: "Aswan Linen" }));

  beforeAll(async () => {
    shirt = await seller.post<Product>("/products", {
      title: "Linen shirt",
      variants: ["Small", "Large"].map((value) => ({
        sku: `SHIRT-${value.toUpperCase()}`,
        priceMinor: 4_000,
        options: [{ name: "Size", value }],
      })),
    });
    for (const name of ["Aswan", "Luxor"])
      second = await hub.connect(seller, await hub.sandbox("woocommerce"), name, { stockFrom: "none" });
  });

  test("a second channel of a platform has its own order prefix; its page asks for nothing refused, packed; a due try is now", async () => {
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    const refused: string[] = [];
    const packings = new Set<string | undefined>();
    page.on("response", (answer) => {
      if (answer.status() >= 400) refused.push(`${answer.status()} ${answer.url()}`);
      if (answer.url().includes("/api/")) packings.add(answer.headers()["content-encoding"]);
    });
    await page.route(/\/api\/stores\/[^/]+\/health/, async (route) => {
      const answer = await route.fetch();
      const health = await answer.json();
      const breakerUntil = new Date(Date.now() - 40_000).toISOString();
      await route.fulfill({ json: { ...health, breaker: { ...health.breaker, state: "open" }, breakerUntil } });
    });
    await page.goto(`${hub.url}/channels/${second.id}?tab=health`);
    const next = page.getByText(/^next try/);
    expect(await next.textContent()).toBe("next try now");
    await page.getByRole("tab", { name: "Settings", exact: true }).click();
    const prefix = page.getByLabel("Order prefix");
    expect(await prefix.inputValue()).toBe("WC2");
    expect(refused).toEqual([]);
    expect([...packings]).toContain("gzip");
    await prefix.fill("WC");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page
      .locator(".mantine-InputWrapper-error", {
        hasText: 'The order prefix "WC" is used by another channel. "WC2" is free.',
      })
      .waitFor();
    expect(complaints).toEqual([]);
  });

  test("an order that cannot be read is named on its channel with what it holds, and can be dismissed", async () => {
    const { shop, faults } = second.sandbox;
    shop.addProduct({ title: "Linen shirt", variants: [{ sku: "SHIRT-SMALL", price: "40.00", stock: 5 }] });
    faults.webhooks.lose = true;
    const key = shop.placeOrder({ lines: [{ sku: "SHIRT-SMALL", quantity: 1 }] });
    faults.add({ fault: { kind: "spoil_record", key } });
    await seller.post(`/stores/${second.id}/sync/orders`, {});
    const health = () =>
      seller.get<{ unreadOrders: { total: number; orders: { ref: string }[] } }>(`/stores/${second.id}/health`);
    await until("it is unread", health, { wanted: ({ unreadOrders }) => unreadOrders.total === 1 });
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/orders`);
    const listed = page.locator(`[data-unread="${key}"]`);
    await listed.waitFor();
    await picture(page, "orders-unread");
    expect(await seriousFaults(page)).toEqual([]);
    await listed.getByRole("link", { name: /^Luxor/ }).click();
    await page.waitForURL(`**/channels/${second.id}?tab=health`);
    const alert = page.getByRole("alert", { name: "1 order could not be read" });
    await alert.waitFor();
    await page.getByText("An order could not be read. No quantity is raised until it is.").first().waitFor();
    await picture(page, "channel-unread");
    expect(await seriousFaults(page)).toEqual([]);
    await alert.getByRole("button", { name: /^Dismiss/ }).click();
    await alert.waitFor({ state: "detached" });
    expect((await health()).unreadOrders.total).toBe(0);
    expect(visitor.complaints).toEqual([]);
  });

  test("two windows on one product: who saves last is asked, with what the other changed", async () => {
    await using first = await visit(hub, seller);
    await using other = await visit(hub, seller);
    const titles = [first, other].map(({ page }) => page.getByLabel("Title", { exact: true }));
    const [title, otherTitle] = titles;
    if (title === undefined || otherTitle === undefined) throw new Error("There are two windows.");
    const save = (page: typeof first.page) => page.getByRole("button", { name: "Save", exact: true }).click();
    const stored = async () => (await seller.get<Product>(`/products/${shirt.id}`)).title;
    for (const { page } of [first, other]) await page.goto(`${hub.url}/products/${shirt.id}`);
    await otherTitle.fill("Linen shirt, undyed");
    await title.fill("Linen shirt, long");
    await save(first.page);
    await first.page.getByRole("heading", { level: 1, name: "Linen shirt, long" }).waitFor();
    await save(other.page);
    const clash = other.page.getByRole("dialog", { name: "Changed by someone else" });
    await clash.getByRole("listitem").getByText("Title", { exact: true }).waitFor();
    expect(await stored()).toBe("Linen shirt, long");
    await other.page.keyboard.press("Escape");
    // Nothing typed is gone, and asked again it may be written over.
    expect(await otherTitle.inputValue()).toBe("Linen shirt, undyed");
    await save(other.page);
    await clash.getByRole("button", { name: "Save my changes" }).click();
    await clash.waitFor({ state: "detached" });
    await other.page.getByRole("heading", { level: 1, name: "Linen shirt, undyed" }).waitFor();
    expect(await stored()).toBe("Linen shirt, undyed");
    expect([...first.complaints, ...other.complaints]).toEqual([]);
  });

  test("a compare-at price below the price and a variant like another are refused at their fields", async () => {
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    const dialog = page.getByRole("dialog");
    const fault = (text: string) => dialog.locator(".mantine-InputWrapper-error").getByText(text).first().waitFor();
    const save = () => dialog.getByRole("button", { name: "Save" }).click();
    await page.goto(`${hub.url}/products/${shirt.id}`);
    await page.getByRole("button", { name: "Edit SHIRT-LARGE" }).click();
    await dialog.getByLabel("Compare-at price").fill("39.00");
    await save();
    await fault("The compare-at price is below the price. Raise it, or leave it empty.");
    await dialog.getByLabel("Compare-at price").fill("49.00");
    await save();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Add variant" }).click();
    await dialog.getByLabel("SKU").fill("SHIRT-LARGE-2");
    await dialog.getByLabel("Size", { exact: true }).fill("large");
    await save();
    await fault("Another variant of this product has these option values already: Size: large.");
    expect(await dialog.textContent()).not.toMatch(RAW);
    // Its only variant gets a size while another one is being named by its color.
    const cap = await seller.post<Product>("/products", { title: "Linen cap", variants: [{ sku: "CAP" }] });
    await page.goto(`${hub.url}/products/${cap.id}`);
    await page.getByRole("button", { name: "Add variant" }).click();
    await dialog.getByLabel("SKU").fill("CAP-RED");
    await dialog.getByLabel("Option", { exact: true }).fill("Color");
    await dialog.getByLabel("Its value").fill("Red");
    await seller.patch(`/variants/${cap.variants[0]?.id}`, { options: [{ name: "Size", value: "Large" }] });
    await save();
    await fault("The other variants of this product have other options: size. Name the same ones.");
    expect(await dialog.textContent()).not.toMatch(RAW);
    expect(complaints).toEqual([]);
  });

  test("a quantity no paper can hold is named by its field and line, in English and Arabic", async () => {
    const { id: supplierId } = await seller.post<{ id: string }>("/suppliers", { name: "Edfu Weavers" });
    const lines = ["SHIRT-SMALL", "SHIRT-LARGE"].map((sku) => ({ sku, quantity: 2 }));
    const { id } = await seller.post<{ id: string }>("/purchase-orders", { supplierId, lines });
    for (const [language, label, save, reported] of [
      ["en", "Ordered", "Save", "Quantity, line 2: Enter 1,000,000,000 or less."],
      ["ar", "المطلوب", "حفظ", "الكمية، السطر 2\u2069: أدخل"],
    ] as const) {
      await using visitor = await visit(hub, seller, { language });
      const { page } = visitor;
      await page.goto(`${hub.url}/inventory/purchase-orders/${id}`);
      await page.getByLabel(`${label} SHIRT-LARGE`).fill("2000000000");
      await page.getByRole("button", { name: save, exact: true }).click();
      const notice = page.getByRole("alert").filter({ hasText: reported });
      await notice.waitFor();
      expect(await notice.textContent()).not.toMatch(RAW);
    }
  });

  test("a request that no network carries shows the page as offline before a beat is missed, until the hub is back", async () => {
    await using visitor = await visit(hub, seller, { isApart: true });
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/products`);
    const rows = page.locator("[data-row]");
    await rows.filter({ hasText: "Linen shirt" }).waitFor();
    const offline = page.getByRole("status").filter({ hasText: "Offline" });
    const search = page.getByPlaceholder("Find by title, brand");
    // One that is kept from the hub on its way is no news of the hub.
    await page.route("**/api/products?*", (route) => route.abort("blockedbyclient"));
    await search.fill("silk");
    await page.getByText("Couldn't reach Argosy").first().waitFor();
    expect(await offline.count()).toBe(0);
    // The stream of before goes on: nothing but what is asked now says it.
    await page.route("**/*", (route) => route.abort("connectionrefused"));
    await search.fill("linen");
    await offline.waitFor();
    await page.unrouteAll();
    await offline.waitFor({ state: "detached" });
    await rows.filter({ hasText: "Linen shirt" }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("a picture is no list of products; items are found and listed with their product, never by an id", async () => {
    const { id, number } = await seller.post<{ id: string; number: string }>("/stock-documents", {
      kind: "purchase_invoice",
      lines: [{ variantId: shirt.variants[0]?.id, quantity: 3, unitCostMinor: 900 }],
    });
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(`${hub.url}/products/imports`);
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles({
        name: "goods.csv",
        mimeType: "text/csv",
        buffer: Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13]),
      });
    await page.getByText("This is not a CSV or JSON file. Save a spreadsheet as CSV.").first().waitFor();
    await page.goto(`${hub.url}/inventory/documents`);
    await page.locator("[data-row]").getByText(number, { exact: true }).click();
    const lines = page.getByRole("row");
    await lines
      .filter({ hasText: "SHIRT-SMALL" })
      .getByText(/Linen shirt.* Small/)
      .waitFor();
    await pickVariant(page.getByRole("combobox", { name: "Add item" }), "SHIRT-L", /Linen shirt.* · Large/);
    await lines
      .filter({ hasText: "SHIRT-LARGE" })
      .getByText(/Linen shirt.* Large/)
      .waitFor();
    expect(await page.locator("main").textContent()).not.toMatch(ID);
    expect(page.url()).toContain(id);
    expect(complaints).toEqual([]);
  });
});
