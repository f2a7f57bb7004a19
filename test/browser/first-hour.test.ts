/**
 * The first hour of a hub and of its first seller: signed up and made operator, a product made, the shop connected with
 * keys, an order shipped.
 */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { systemClock } from "../../src/commerce/clock.ts";
import { visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { fill, towards } from "./connect-form.ts";

const DAY_MS = 86_400_000;

/** Presses of a mouse, told by the page as they happen. */
async function countPresses(page: Page): Promise<() => number> {
  let presses = 0;
  await page.exposeFunction("argosyPressed", () => {
    presses += 1;
  });
  await page.addInitScript('addEventListener("pointerdown", ({ isTrusted }) => isTrusted && argosyPressed(), true)');
  return () => presses;
}

describeInBrowser("the first hour", (hub) => {
  test("a new operator gets from a hub without any account to the first order shipped, with a shop of one's own, in 20 clicks", async () => {
    let behindMs = 45 * DAY_MS;
    const clock = { ...systemClock, now: () => Date.now() - behindMs };
    const sandbox = await hub.sandbox("woocommerce", { seed: 31, clock });
    const { shop } = sandbox;
    for (const [sku, title, stock] of [
      ["SOAP", "Olive oil soap", 5],
      ["WAX", "Beeswax", 20],
    ] as const)
      shop.addProduct({ title, status: "active", variants: [{ sku, price: "6.00", stock }] });
    const buy = (name: string) =>
      shop.placeOrder({ lines: [{ sku: "WAX", quantity: 1 }], payment: "paid", customer: { name } });
    // One was sent before the month that is offered; one waits to be sent since twenty days.
    shop.shipOrder?.(buy("Sami Done"));
    behindMs = 20 * DAY_MS;
    const open = buy("Mona Open");
    behindMs = 0;

    await using visitor = await visit(hub, undefined, { zone: "Europe/Berlin", isApart: true });
    const { page, complaints } = visitor;
    const presses = await countPresses(page);
    expect(await hub.owner.rows('select count(*)::int as accounts from auth."user"')).toEqual([{ accounts: 0 }]);
    // The link that a new hub prints.
    await page.goto(`${hub.url}/setup?token=${hub.running.setupToken}`);
    await page.getByLabel("Your name").fill("Amira Hassan");
    await page.getByLabel("E-mail address").fill("amira@soap.example");
    await page.locator("input[type=password]").fill("a long enough word");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("button", { name: "Make amira@soap.example an operator" }).click();
    await page.getByRole("button", { name: "Create organization" }).waitFor();
    expect(await page.getByRole("combobox", { name: "Currency" }).inputValue()).toContain("EUR");
    await page.getByRole("textbox").first().fill("Soap & Sons");
    await page.getByRole("button", { name: "Create organization" }).click();
    await page.getByRole("heading", { name: "Where do you sell?" }).waitFor();

    // More of it was made than the shop knows.
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Products" }).click();
    // The page has it, and so has an empty list once it is read.
    await page.getByRole("link", { name: "New product" }).first().click();
    await page.getByLabel("Title", { exact: true }).fill("Olive oil soap");
    await page.getByLabel("Price", { exact: true }).fill("6");
    await page.getByRole("textbox", { name: "SKU" }).fill("SOAP");
    await page.getByLabel("Stock Main").fill("9");
    await page.getByRole("button", { name: "Create product" }).click();
    await page.getByText("Product created.").waitFor();

    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Channels" }).click();
    await page.getByRole("link", { name: "Add channel" }).first().click();
    await page.getByRole("link", { name: "Connect WooCommerce" }).click();
    await page.locator("#field-siteUrl").waitFor();
    await towards(page, sandbox.url);
    await fill(page, shop.credentials());
    await page.getByRole("button", { name: "Connect WooCommerce" }).click();
    await page.getByRole("button", { name: "Choose what to sync" }).click();
    await page.getByRole("radio", { name: "Argosy" }).check();
    expect(await page.getByRole("radio", { name: "30 days" }).isChecked()).toBe(true);
    await page.getByRole("button", { name: "Preview changes" }).click();
    const numbers = page.locator("[data-group=conflict-variant-stock]");
    await numbers.getByText("Different stock in Argosy and WooCommerce: 1 item").waitFor();
    await page.getByText("Nothing changes in WooCommerce.", { exact: true }).waitFor();
    await numbers.getByRole("img", { name: "Written to WooCommerce" }).waitFor();
    await numbers.getByRole("checkbox").first().check();
    await page.getByText("What changes in WooCommerce: 1 number", { exact: true }).waitFor();
    await page.getByRole("button", { name: /^Apply \d+ change/ }).click();
    await page.getByRole("heading", { name: "WooCommerce is connected" }).waitFor();
    expect(await page.locator("[data-next]").textContent()).toMatch(/^Next: /);
    await page.getByRole("link", { name: "See orders" }).click();

    const rows = page.locator("[data-row]");
    await rows.filter({ hasText: shop.order(open)?.number ?? "?" }).waitFor();
    expect(await rows.count()).toBe(1);
    await rows.first().click();
    await page.getByText("Mona Open").first().waitFor();
    await page.getByRole("button", { name: "Ship", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Tracking numbers").fill("DHL-1");
    await dialog.getByRole("button", { name: /^Ship/ }).last().click();
    await page.getByRole("button", { name: "Next: invite your team" }).waitFor();
    await page.locator("[data-command=fulfil]").getByText("Done", { exact: true }).waitFor();
    expect(shop.record?.(open)?.parcels).toMatchObject([{ trackingNumbers: ["DHL-1"] }]);
    await until("the number of the plan is written", async () => shop.stockOf("SOAP") === 9);
    // Most of them are one a screen; more would be one too many.
    expect(presses()).toBeLessThanOrEqual(20);
    await page.goto(hub.url);
    await page.getByRole("region", { name: "Set up your hub" }).locator("[data-step=ship][data-done=true]").waitFor();
    expect(complaints).toEqual([]);
  });

  test("a newcomer comes from a hub without a channel to the first orders of a sandbox store in 13 clicks, through its plan", async () => {
    await using visitor = await visit(hub, undefined, { isApart: true });
    const { page, complaints } = visitor;
    const presses = await countPresses(page);
    await page.goto(`${hub.url}/sign-up`);
    await page.getByLabel("Your name").fill("Noor Newcomer");
    await page.getByLabel("E-mail address").fill("noor@sand.example");
    await page.locator("input[type=password]").fill("a long enough word");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("button", { name: "Create organization" }).waitFor();
    await page.getByRole("textbox").first().fill("Sand & Sons");
    await page.getByRole("button", { name: "Create organization" }).click();
    await page.getByRole("heading", { name: "Where do you sell?" }).waitFor();
    await page.getByText("Preview the first sync").click();
    await page.getByRole("button", { name: "Start 2 sandbox stores" }).click();
    await page.getByText("Shopify (sandbox) responded").waitFor();

    // Left half-way: nothing is synced, and neither Home nor the list says that all is well.
    const choose = new URL(page.url()).searchParams.get("store") ?? "";
    await page.goto(hub.url);
    const steps = page.getByRole("region", { name: "Set up your hub" });
    await steps.locator("[data-step=connect][data-done=false]").waitFor();
    expect(await page.getByText("First sync not started").count()).toBe(2);
    await page.goto(`${hub.url}/channels`);
    await page.locator(`[data-unfinished="${choose}"]`).waitFor();
    await page.goto(hub.url);
    await steps.getByRole("link", { name: "Next: Connect a channel" }).click();
    await page.getByRole("button", { name: "Preview changes" }).click();
    await page.getByRole("button", { name: /^Apply \d+ change/ }).click();
    await page.getByRole("link", { name: "See orders" }).click();
    await page.locator("[data-row]").first().waitFor();
    // The hub's operator confirms that with one more.
    expect(presses()).toBeLessThanOrEqual(12);
    await page.goto(hub.url);
    await steps.locator("[data-step=connect][data-done=true]").waitFor();
    expect(complaints).toEqual([]);
  });

  test("the orders one asked for before there was an organization are asked for anew once there is one", async () => {
    await using visitor = await visit(hub, undefined, { isApart: true });
    const { page } = visitor;
    await page.goto(`${hub.url}/sign-up`);
    await page.getByLabel("Your name").fill("Hana Early");
    await page.getByLabel("E-mail address").fill("hana@early.example");
    await page.locator("input[type=password]").fill("a long enough word");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("button", { name: "Create organization" }).waitFor();
    await page.goto(`${hub.url}/orders`);
    await page.getByRole("button", { name: "Create organization" }).waitFor();
    await page.getByRole("textbox").first().fill("Early");
    await page.getByRole("button", { name: "Create organization" }).click();
    await page.getByRole("heading", { name: "Where do you sell?" }).waitFor();
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Orders" }).click();
    await page.getByText("No orders yet").waitFor();
    await page.getByRole("tab", { name: /^To ship\s*0$/ }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });
});
