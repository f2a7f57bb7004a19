/** The home page as a seller sees it: before the first store, with a shop's days, and while orders come in. */
import { join } from "node:path";
import process from "node:process";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Seller } from "../../demo/seller.ts";
import { type Look, PHONE, visit } from "../support/dashboard.ts";
import { sellsFor } from "../support/home-shop.ts";
import { firstSyncDone, type TestHub, until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { arrived } from "./orders-world.ts";

/** What was sold in other days and on one store, what of it sold best, and all of it as files. */
async function reports(page: Page, seller: Seller, storeIds: readonly string[]): Promise<void> {
  type Report = { from: string; to: string; total: { orders: number }; previous: { from: string } };
  const report = (query: string) => seller.get<Report>(`/analytics/sales?compare=previous${query}`);
  const orders = page.locator("dl > div", { hasText: /^Orders/ });
  const month = await report("");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: "Search" }).getByRole("textbox").fill("report");
  await page.keyboard.press("Enter");
  await orders.getByText(String(month.total.orders), { exact: true }).waitFor();
  expect(await page.getByRole("region", { name: "By channel", exact: true }).getByRole("row").count()).toBe(3);
  await page.getByRole("radiogroup", { name: "Chart shows" }).getByText("Orders").click();
  await page.getByRole("heading", { name: "Orders per day, by channel" }).waitFor();

  await page.getByRole("button", { name: /^Last 30 days/ }).click();
  await page.getByRole("button", { name: "Last 7 days" }).click();
  const from = new Date(Date.parse(month.to) - 6 * 86_400_000).toISOString().slice(0, 10);
  const week = await report(`&from=${from}`);
  expect(week.total.orders).toBeLessThan(month.total.orders);
  await orders.getByText(String(week.total.orders), { exact: true }).waitFor();
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("button", { name: "Channel" }).click();
  await page.getByRole("checkbox", { name: "Nile Soap online" }).check();
  await page.keyboard.press("Escape");
  const one = await report(`&from=${from}&storeId=${storeIds[0]}`);
  await orders.getByText(String(one.total.orders), { exact: true }).waitFor();
  expect(page.url()).toContain(`period=7d&storeId=${storeIds[0]}`);
  await page.reload();
  await orders.getByText(String(one.total.orders), { exact: true }).waitFor();
  const file = page.waitForEvent("download");
  await page.getByRole("link", { name: "Sales by day and channel as CSV" }).click();
  expect((await file).suggestedFilename()).toBe(`days-${from}-${month.to}.csv`);

  await page.getByRole("tab", { name: "Best sellers" }).click();
  type Best = { items: readonly { title: string; sku: string; productId: string }[] };
  const best = await seller.get<Best>(`/analytics/products?sort=units&from=${from}&storeId=${storeIds[0]}`);
  await page.getByRole("radiogroup", { name: "Sort by" }).getByText("Units").click();
  const first = page.locator("[data-row]").first();
  await first.getByText(best.items[0]?.sku ?? "", { exact: true }).waitFor();
  expect(new URL(page.url()).search).toBe(`?period=7d&storeId=${storeIds[0]}&sort=units`);
  expect(await page.getByRole("region", { name: "All stock at today's cost" }).textContent()).toContain("No cost");
  await first.getByRole("link").click();
  await page.waitForURL(`**/products/${best.items[0]?.productId}`);
}

/** How much of the page moved under the reader's eye while it was read, as browsers measure it. */
async function layoutShift(hub: TestHub, seller: Seller, look: Look): Promise<number> {
  await using visitor = await visit(hub, seller, { ...look, isApart: true });
  const { page } = visitor;
  await page.addInitScript(`globalThis.shifted = 0;
    new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) shifted += value;
    }).observe({ type: "layout-shift", buffered: true });`);
  await page.goto(hub.url);
  await page.getByRole("region", { name: "About to run out" }).waitFor();
  await page.getByRole("region", { name: "Needs attention" }).waitFor();
  await page.waitForLoadState("networkidle");
  // What comes late: the first steps.
  await page.locator("main li[data-step]").first().waitFor();
  return page.evaluate<number>("shifted");
}

const CHECKS: Readonly<Record<string, Look>> = {
  light: { width: 1440, height: 1000 },
  dark: { scheme: "dark", width: 1440, height: 1000 },
  arabic: { language: "ar", width: 1440, height: 1000 },
  phone: PHONE,
};

describeInBrowser("the home page", (hub) => {
  const picture = async (page: Page, name: string) => {
    if (process.env.SCREENS) await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`), fullPage: true });
  };

  test("the home page leads to the first store, then shows sales, parcels, stock and problems, and follows new orders by itself", async () => {
    const seller = await hub.seller("nile-soap", { organization: "Nile Soap" });
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    // Whoever only asks whether there is something is told as a browser is.
    const requested = { method: "HEAD", headers: { accept: "text/html" } };
    expect((await fetch(`${hub.url}/orders`, requested)).status).toBe(200);
    expect((await fetch(`${hub.url}/api/nothing`, requested)).status).toBe(404);
    await page.goto(hub.url);
    const first = page.getByRole("link", { name: "Add channel" });
    await first.waitFor();
    expect(await first.getAttribute("href")).toBe("/channels/add");
    const setUp = page.getByRole("region", { name: "Set up your hub" });
    await setUp.locator("[data-step=connect][data-done=false]").waitFor();
    // The menu is ten entries; what stands below one of them shows while that one is open.
    expect(await page.getByRole("navigation", { name: "Main" }).getByRole("link").allTextContents()).toEqual(
      "Home Inbox Orders Products Inventory Customers Reports Automation Channels Settings".split(" "),
    );
    // Which keys do what is a question mark away.
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByText("Next row").waitFor();
    await page.keyboard.press("Escape");

    const shop = await sellsFor(hub, seller, { stores: 2, ordersPerDay: 3 });
    const sales = page.getByRole("region", { name: "Net sales" });
    const today = sales.getByRole("button").first();
    const sold = async () => {
      const { sales: reported } = await seller.get<{ sales: { today: { total: { orders: number } } } }>(
        "/analytics/home",
      );
      return reported.today.total.orders;
    };
    const before = await sold();
    await today.getByText(new RegExp(`^${before} orders?$`)).waitFor();
    expect(await today.textContent()).toContain("$");
    const ship = page.getByRole("region", { name: "Orders to ship" });
    expect(await ship.textContent()).toContain("late");
    // What is done is seen by what is there; hidden, the list stays away.
    await setUp.locator("[data-step=connect][data-done=true]").waitFor();
    await setUp.getByRole("button", { name: "Hide this list" }).click();
    await setUp.waitFor({ state: "detached" });
    await ship.getByRole("link", { name: "Ship orders" }).waitFor();
    const toShip = await ship.locator("span", { hasText: /^\d+$/ }).first().textContent();
    const running = page.getByRole("region", { name: "About to run out" });
    await running.getByText("Sold out").first().waitFor();

    // The chart by keyboard, and by its table.
    const chart = sales.getByRole("application");
    await chart.focus();
    await page.keyboard.press("ArrowRight");
    expect(await sales.getByRole("status").last().textContent()).toContain("Net sales");
    expect(await sales.getByRole("row").count()).toBe(31);
    await sales.getByRole("button").nth(2).click();
    await sales.getByText("30 days, by channel").waitFor();
    await page.reload();
    await sales.getByText("30 days, by channel").waitFor();

    // One click mends.
    const attention = page.getByRole("region", { name: "Needs attention" });
    await attention.getByRole("button", { name: "Retry failed" }).click();
    await page.getByText("Trying again.").waitFor();

    await shop.order();
    await today.getByText(`${before + 1} orders`).waitFor();
    // By now the list would be there, were it not hidden.
    expect(await setUp.count()).toBe(0);

    // That one has nothing to pack: what Home counts is what its button shows.
    await ship.getByRole("link", { name: "Ship orders" }).click();
    await page.locator("[data-row]").first().waitFor();
    expect(await page.locator("[data-row]").count()).toBe(Number(toShip));
    await reports(page, seller, shop.storeIds);
    expect(complaints).toEqual([]);
    for (const look of [CHECKS["light"], PHONE]) expect(await layoutShift(hub, seller, look ?? {})).toBeLessThan(0.05);
  });

  test("each first step is done once the hub has it, and the list goes with the last", async () => {
    const seller = await hub.seller("first-steps", { organization: "First Steps" });
    await using visitor = await visit(hub, seller);
    const { page, complaints } = visitor;
    await page.goto(hub.url);
    const setUp = page.getByRole("region", { name: "Set up your hub" });
    const step = (name: string, isDone: boolean) => setUp.locator(`[data-step=${name}][data-done=${isDone}]`);
    await setUp.getByText("0 of 7 done").waitFor();

    const sandbox = await hub.sandbox("woocommerce", { seed: 11 });
    const { shop } = sandbox;
    const add = (sku: string) =>
      shop.addProduct({ title: `Soap ${sku}`, status: "active", variants: [{ sku, price: "6.00", stock: 0 }] });
    add("SOAP");
    const store = await hub.connect(seller, sandbox, "Cairo", { stockFrom: "none" });
    await firstSyncDone(seller, store);
    await step("connect", true).waitFor();
    await step("links", true).waitFor();
    add("WAX");
    await step("links", false).getByText("1 item is not linked to a product yet").waitFor();
    const { items } = await seller.get<{ items: { id: string }[] }>(`/stores/${store.id}/mappings?state=unmapped`);
    await seller.post(`/stores/${store.id}/mappings/bulk`, { action: "ignore", listingIds: items.map(({ id }) => id) });
    await step("links", true).waitFor();

    // More than a page of items was sold out before the one that is there.
    const skus = Array.from({ length: 25 }, (_, n) => `TIN-${n + 1}`);
    await seller.post("/products", {
      title: "Tin",
      variants: skus.map((sku) => ({ sku, options: [{ name: "Size", value: sku }] })),
    });
    const levels = (onHand: number, of: readonly string[]) =>
      seller.post("/inventory/levels", { items: of.map((sku) => ({ sku, onHand })) });
    await levels(1, skus);
    await levels(0, skus);
    await step("stock", false).getByText("No stock entered yet").waitFor();
    await levels(3, [...skus.slice(-1), "SOAP"]);
    await step("stock", true).waitFor();

    const key = shop.placeOrder({ lines: [{ sku: "SOAP", quantity: 1 }], payment: "paid" });
    const { id } = await arrived(seller, key);
    await step("ship", false).waitFor();
    await seller.post(`/orders/${id}/fulfil`, { trackingNumbers: [] });
    await step("ship", true).waitFor();
    await seller.post("/invitations", { email: "packer@mail.example", role: "staff" });
    const [main] = (await seller.get<{ items: { id: string }[] }>("/locations")).items;
    await step("address", false).waitFor();
    await seller.patch(`/locations/${main?.id}`, { address: { line1: "1 Dock Road", country: "IN" } });
    await page.reload();
    await step("address", true).waitFor();
    await step("invite", true).waitFor();
    await setUp.getByText("6 of 7 done").waitFor();
    await step("mail", false).getByText("The operator sets SMTP_URL.").waitFor();
    // The operator has set one.
    await page.route("**/api/sign-up", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: { ...(await answer.json()), sendsMail: true } });
    });
    const requested = page.waitForResponse("**/api/sign-up");
    await page.reload();
    await requested;
    await page.getByRole("region", { name: "Net sales" }).waitFor();
    await until("the list is gone", async () => (await setUp.count()) === 0);
    expect(complaints).toEqual([]);
  });

  test.skipIf(process.env.SCREENS === undefined)("drawn", async () => {
    const sizes = { none: null, few: { stores: 1, ordersPerDay: 0.2 }, many: { stores: 17, ordersPerDay: 90 } };
    for (const [name, size] of Object.entries(sizes)) {
      const seller = await hub.seller(`shop-${name}`, { organization: `Shop with ${name}` });
      if (size) await sellsFor(hub, seller, size);
      for (const [kind, look] of Object.entries(CHECKS)) {
        await using visitor = await visit(hub, seller, look);
        await visitor.page.goto(hub.url);
        await visitor.page
          .locator(size ? "main svg[aria-hidden] rect, main section" : "h2")
          .first()
          .waitFor();
        await until("drawn", async () => (await visitor.page.locator("[aria-busy]").count()) === 0);
        await picture(visitor.page, `home-${name}-${kind}`);
      }
    }
  });
});
