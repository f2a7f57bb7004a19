/** The home page as a seller sees it: before the first store, with a shop's days, and while orders come in. */
import { join } from "node:path";
import process from "node:process";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, openBrowser } from "../support/browser.ts";
import { buildDashboard, type Look, visit } from "../support/dashboard.ts";
import { sellsFor } from "../support/home-shop.ts";
import { type TestHub, testHub, until } from "../support/hub.ts";

const executable = findChromium();
const LOOKS: Readonly<Record<string, Look>> = {
  light: { width: 1440, height: 1000 },
  dark: { scheme: "dark", width: 1440, height: 1000 },
  arabic: { language: "ar", width: 1440, height: 1000 },
  phone: { width: 390, height: 844 },
};

describe.skipIf(executable === undefined)("the home page", () => {
  let hub: TestHub;
  let browser: Browser;

  beforeAll(async () => {
    buildDashboard();
    hub = await testHub();
    browser = await openBrowser(executable ?? "");
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await hub?.[Symbol.asyncDispose]();
  });

  const picture = async (page: Page, name: string) => {
    if (process.env.SCREENS) await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`), fullPage: true });
  };

  test("leads to the first store, then tells of sales, parcels, stock and problems, and follows new orders by itself", async () => {
    const seller = await hub.seller("nile-soap", { organization: "Nile Soap" });
    await using visitor = await visit(browser, hub, seller);
    const { page, complaints } = visitor;
    // Whoever only asks whether there is something is told as a browser is.
    const asked = { method: "HEAD", headers: { accept: "text/html" } };
    expect((await fetch(`${hub.url}/orders`, asked)).status).toBe(200);
    expect((await fetch(`${hub.url}/api/nothing`, asked)).status).toBe(404);
    await page.goto(hub.url);
    const first = page.getByRole("link", { name: "Connect a store" });
    await first.waitFor();
    expect(await first.getAttribute("href")).toBe("/integrations");

    const shop = await sellsFor(hub, seller, { stores: 2, ordersPerDay: 3 });
    const sales = page.getByRole("region", { name: "Net sales" });
    const today = sales.getByRole("button").first();
    const sold = async () => {
      const { sales: told } = await seller.get<{ sales: { today: { total: { orders: number } } } }>("/analytics/home");
      return told.today.total.orders;
    };
    const before = await sold();
    await today.getByText(new RegExp(`^${before} orders?$`)).waitFor();
    expect(await today.textContent()).toContain("$");
    const ship = page.getByRole("region", { name: "Orders to ship" });
    expect(await ship.textContent()).toContain("wait");
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
    await attention.getByRole("button", { name: "Retry what failed" }).click();
    await page.getByText("Asked for; it is tried again now.").waitFor();

    await shop.order();
    await today.getByText(`${before + 1} orders`).waitFor();

    // That one has nothing to pack: what Home counts is what its button shows.
    await ship.getByRole("link", { name: "Ship orders" }).click();
    await page.locator("[data-row]").first().waitFor();
    expect(await page.locator("[data-row]").count()).toBe(Number(toShip));
    expect(complaints).toEqual([]);
  }, 90_000);

  test.skipIf(process.env.SCREENS === undefined)(
    "drawn",
    async () => {
      const sizes = { none: null, few: { stores: 1, ordersPerDay: 0.2 }, many: { stores: 17, ordersPerDay: 90 } };
      for (const [name, size] of Object.entries(sizes)) {
        const seller = await hub.seller(`shop-${name}`, { organization: `Shop with ${name}` });
        if (size) await sellsFor(hub, seller, size);
        for (const [kind, look] of Object.entries(LOOKS)) {
          await using visitor = await visit(browser, hub, seller, look);
          await visitor.page.goto(hub.url);
          await visitor.page
            .locator(size ? "svg[aria-hidden] rect, section" : "h2")
            .first()
            .waitFor();
          await until("drawn", async () => (await visitor.page.locator("[aria-busy]").count()) === 0);
          await picture(visitor.page, `home-${name}-${kind}`);
        }
      }
    },
    240_000,
  );
});
