/** The returns desk in a browser: a parcel is scanned, its return found or opened, and its items received. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { seriousFaults } from "../support/axe.ts";
import { visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";

interface Order {
  readonly id: string;
  readonly number: string;
  readonly state: string;
}

describeInBrowser("the returns desk", (hub) => {
  const seller = fixture(() => hub.seller("returns-desk", { organization: "Dock Road", currency: "EUR" }));

  beforeAll(async () => {
    await seller.post("/products", { title: "Stoneware mug", variants: [{ sku: "MUG", priceMinor: 1_000 }] });
    await seller.post("/inventory/levels", { items: [{ sku: "MUG", onHand: 50 }] });
  }, 180_000);

  /** An order that left with this tracking number. */
  const shipped = async (trackingNumber: string): Promise<Order> => {
    const { id } = await seller.post<Order>("/orders", {
      currency: "EUR",
      lines: [{ sku: "MUG", quantity: 2 }],
      financial: "paid",
      paymentKind: "prepaid",
      contact: { name: "Asha Example" },
    });
    await seller.post(`/orders/${id}/fulfil`, { carrier: "Nile Express", trackingNumbers: [trackingNumber] });
    return until("the order is shipped", () => seller.get<Order>(`/orders/${id}`), {
      wanted: ({ state }) => state === "shipped",
    });
  };
  const onHand = async () => (await seller.get<{ items: { onHand: number }[] }>("/inventory/levels")).items[0]?.onHand;
  const picture = async (page: Page, name: string) => {
    if (process.env.SCREENS) await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`), fullPage: true });
  };

  test("a parcel's label leads to its order, whose return is opened and received on the spot", async () => {
    const order = await shipped("NX-2026-777");
    const before = await onHand();
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    const field = page.getByLabel("Scan a return, parcel or order");
    const scan = async (code: string) => {
      await field.fill(code);
      await field.press("Enter");
    };
    await page.goto(`${hub.url}/returns`);
    await page.getByRole("link", { name: "Returns desk" }).click();
    await scan("unknown-777");
    await page.getByRole("alert").filter({ hasText: "unknown-777" }).waitFor();
    await scan("NX-2026-777");
    await page.getByRole("heading", { name: `Order ${order.number}` }).waitFor();
    await page.getByText("2 units can come back.").waitFor();
    await picture(page, "returns-desk-order");
    await page.getByRole("button", { name: "Open a return" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Units of Stoneware mug that come back").fill("2");
    await dialog.getByRole("combobox", { name: "Reason" }).click();
    await page.getByRole("option", { name: "Defective" }).click();
    await dialog.getByLabel("Note on the reason").fill("Crack in the glaze");
    await picture(page, "returns-desk-open");
    // The order is slow to be read again: what was opened is asked for once all the same, not before and after it.
    const slow = Promise.withResolvers<void>();
    await page.route(`**/api/orders/${order.id}`, async (route) => {
      await slow.promise;
      await route.continue();
    });
    await dialog.getByRole("button", { name: /^Open return of 2/ }).click();
    await page.getByRole("heading", { name: `Return ${order.number}-R1` }).waitFor();
    expect(await page.getByRole("dialog", { name: /^Receive / }).count()).toBe(0);
    slow.resolve();
    // What was scanned and is awaited is asked for at once, and answered with the keys alone.
    await page.getByRole("dialog", { name: `Receive ${order.number}-R1` }).waitFor();
    await page.locator("[role=radiogroup] input:focus").waitFor();
    const submit = dialog.getByRole("button", { name: "Receive 2 units" });
    expect(await submit.isDisabled()).toBe(true);
    await page.keyboard.press("Space");
    expect(await dialog.getByRole("radio", { name: "Restock" }).isChecked()).toBe(true);
    await dialog.getByLabel("Units", { exact: true }).fill("1");
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "returns-desk-receive");
    await page.keyboard.press("Enter");
    await page.getByText("1 of 2 received").waitFor();
    await dialog.waitFor({ state: "detached" });
    // The next parcel can be scanned at once.
    await page.locator("main form input:focus").waitFor();
    expect(await onHand()).toBe((before ?? 0) + 1);
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "returns-desk-received");
    // Scanned again, the order shows its return and what may still come back.
    await scan(order.number.toLowerCase());
    await page.getByRole("heading", { name: `Return ${order.number}-R1` }).waitFor();
    await page.getByRole("dialog").waitFor();
    await dialog.getByText("Damaged", { exact: true }).click();
    await dialog.getByText("Repair", { exact: true }).click();
    await dialog.getByRole("button", { name: "Receive 1 unit" }).click();
    await page.getByText("2 of 2 received").waitFor();
    expect(await onHand()).toBe((before ?? 0) + 1);
    // The unit in repair is found, repaired and for sale again.
    await page.goto(`${hub.url}/returns?inRepair=true`);
    await page.getByRole("link", { name: `${order.number}-R1` }).click();
    await page.getByText("Reason: Defective · Crack in the glaze").waitFor();
    await page.getByText("1 × Repair · Damaged").waitFor();
    await page.getByRole("button", { name: "Finish repair of 1 unit" }).click();
    await dialog.getByText("Repaired, restock").click();
    await picture(page, "returns-repair");
    await dialog.getByRole("button", { name: "Finish repair of 1 unit" }).click();
    await page.getByText("1 × Repaired, restock").waitFor();
    expect(await onHand()).toBe((before ?? 0) + 2);
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "returns-return");
    // The report names the reason, the product and its share of what was sold.
    await page.goto(`${hub.url}/reports/returns`);
    await page.getByRole("row", { name: /Defective 2 1/ }).waitFor();
    await page.getByText("Products", { exact: true }).last().click();
    await page.getByRole("row", { name: /Stoneware mug.*Defective 2/ }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "returns-report");
    const file = await page.getByRole("link", { name: "Download as CSV" }).getAttribute("href");
    const csv = await page.request.get(`${hub.url}${file}`);
    expect(await csv.text()).toContain("MUG,Stoneware mug,,1,2,");
    expect(visitor.complaints).toEqual([]);
  });

  test("an item comes back and a dearer one is sent instead, with the difference to pay", async () => {
    const order = await shipped("NX-2026-779");
    const { lines } = await seller.get<{ lines: { key: string }[] }>(`/orders/${order.id}`);
    const back = { lineKey: lines[0]?.key, quantity: 1 };
    await seller.post("/returns", { orderId: order.id, lines: [back], approved: true });
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/returns/desk`);
    const field = page.getByLabel("Scan a return, parcel or order");
    await field.fill(`${order.number}-R1`);
    await field.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Receive 1 unit" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Exchange" }).click();
    await dialog.getByRole("button", { name: "Same items again" }).click();
    await dialog.getByLabel("Unit price").fill("12.50");
    await dialog.getByText("To pay").waitFor();
    await dialog.getByText("€2.50").waitFor();
    await dialog.getByLabel("Collect the difference on delivery").check();
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "returns-exchange");
    await dialog.getByRole("button", { name: "Create exchange order" }).click();
    await dialog.waitFor({ state: "detached" });
    const link = page.getByRole("link", { name: /^M-/ });
    const number = (await link.textContent()) ?? "";
    await link.click();
    await page.getByRole("heading", { name: number }).waitFor();
    await page.getByText("In exchange for", { exact: true }).waitFor();
    await page.getByRole("link", { name: `${order.number}-R1` }).waitFor();
    await page.getByText("Partially paid").first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "returns-exchange-order");
    expect(visitor.complaints).toEqual([]);
  });

  test("the form of the desk and the report are read in Arabic", async () => {
    const order = await shipped("NX-2026-778");
    const { lines } = await seller.get<{ lines: { key: string }[] }>(`/orders/${order.id}`);
    const back = { lineKey: lines[0]?.key, quantity: 1, reasonCode: "arrived_late" };
    await seller.post("/returns", { orderId: order.id, lines: [back], approved: true });
    await using visitor = await visit(hub, seller, { language: "ar" });
    const { page } = visitor;
    await page.goto(`${hub.url}/returns/desk`);
    const field = page.locator("main form input").first();
    await field.fill(`${order.number}-R1`);
    await field.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radiogroup", { name: "حالة الأصناف" }).waitFor();
    await dialog.getByRole("radio", { name: "إصلاح" }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "returns-desk-arabic");
    await page.goto(`${hub.url}/reports/returns`);
    await page.getByRole("row", { name: /وصل متأخرًا/ }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "returns-report-arabic");
    expect(visitor.complaints).toEqual([]);
  });
});
