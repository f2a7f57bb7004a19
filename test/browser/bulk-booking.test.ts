/** A morning's orders of three channels, booked in one go, and their labels looked at as the printer would draw them. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PDFDocument } from "@cantoo/pdf-lib";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { ConnectedShop } from "../../demo/connect.ts";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { pngFile } from "../../src/hub/paper-print/testing-png.ts";
import { seriousFaults } from "../support/axe.ts";
import { connectCourier, readyToBook } from "../support/courier.ts";
import { visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { barcodesIn, drawPages, findPdfViewer } from "../support/pdf-pictures.ts";
import { shopsWithProducts } from "../support/shops-with-goods.ts";

const CHANNELS = ["woocommerce", "shopify", "prestashop"] as const;
const ORDERS = 50;
const ITEMS = [
  { sku: "MUG", title: "Stoneware mug", price: "12.00", stock: 200 },
  { sku: "BOWL", title: "Olive wood bowl", price: "18.00", stock: 200 },
  // Nobody weighed it.
  { sku: "RUG", title: "Wool rug", price: "90.00", stock: 20 },
] as const;

interface Parcel {
  readonly id: string;
  readonly orderId: string;
  readonly storeId: string | null;
  readonly trackingNumbers: readonly string[];
}

describeInBrowser("fifty orders of three channels", (hub) => {
  const shops: ConnectedShop[] = [];
  /** With SCREENS=<folder> what a test looks at is drawn. */
  const picture = async (page: Page, name: string) => {
    if (process.env.SCREENS) await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`), fullPage: true });
  };
  let cancelled = { shop: 0, key: "" };

  const seller = fixture(() => hub.seller("morning", { organization: "Morning Goods", currency: "EUR" }));
  const courier = fixture(() => connectCourier(seller, "shippo", 5));

  beforeAll(async () => {
    shops.push(...(await shopsWithProducts(hub, seller, { channels: CHANNELS, goods: ITEMS })));
    const { items: variants } = await seller.get<{ items: { id: string; sku: string }[] }>("/variants");
    for (const { id, sku } of variants) if (sku !== "RUG") await seller.patch(`/variants/${id}`, { weightGrams: 320 });
    await readyToBook(seller);
    for (let n = 0; n < ORDERS; n += 1) {
      const sku = n === 7 ? "RUG" : (ITEMS[n % 2]?.sku ?? "MUG");
      const key = shops[n % 3]?.sandbox.shop.placeOrder({
        lines: [{ sku, quantity: 1 + (n % 3) }],
        customer: { email: `buyer${n}@example.test`, name: `Buyer ${n}`, phone: "+919000000001" },
        payment: "paid",
      });
      if (n === 21) cancelled = { shop: n % 3, key: key ?? "" };
    }
    const counted = () => seller.get<{ toShip: { count: number } }>("/orders/tabs");
    await until("fifty orders to ship", counted, { wanted: ({ toShip }) => toShip.count === ORDERS, ms: 180_000 });
  }, 300_000);

  test("all are checked and priced before they are booked in one go, what failed is mended and retried, and every label is drawn with its barcode [G1, G3]", {
    timeout: 300_000,
  }, async () => {
    await using visitor = await visit(hub, seller);
    const { page, context } = visitor;
    await page.goto(`${hub.url}/orders?toShip=true&sort=oldest`);
    await page.locator("[data-row]").nth(5).waitFor();
    await page.getByRole("checkbox").first().check();
    await page
      .getByRole("region")
      .getByRole("button", { name: /^Book with/ })
      .click();
    await page
      .locator("[data-booking]")
      .nth(ORDERS - 1)
      .waitFor();
    const rows = page.locator("main [data-row]");
    const totals = page.locator("[data-totals]");
    const toFix = page.locator("[data-to-fix]");
    // What is missing is told before the click, with the place where it is entered.
    await totals.getByText(/^Total .*269\.50 for 49 orders\.$/).waitFor();
    await rows.filter({ hasText: "Wool rug" }).getByText("Wool rug has no weight.").waitFor();
    await toFix.getByText("1 order: Wool rug has no weight.").waitFor();
    expect(await toFix.getByRole("link", { name: "Enter weight" }).getAttribute("href")).toMatch(
      /^\/products\/.+\/variants$/,
    );
    await rows.first().getByText("Ground Advantage").waitFor();
    await rows.first().getByText("Netherlands").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    // One of them goes faster, with all rates side by side.
    await rows
      .first()
      .getByRole("button", { name: /^Change parcel and service/ })
      .click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: /Ground Advantage.*Cheapest/ }).waitFor();
    await dialog.getByRole("radio", { name: /Priority Mail.*Fastest/ }).check();
    await picture(page, "orders-book-row");
    await dialog.getByRole("button", { name: "Apply" }).click();
    await rows.first().getByText("Priority Mail").waitFor();
    await totals.getByText(/^Total .*273\.25 for 49 orders\.$/).waitFor();
    await picture(page, "orders-book-priced");

    // Somebody changes their mind between the look and the click, and an address is lost.
    shops[cancelled.shop]?.sandbox.shop.cancelOrder(cancelled.key);
    const open = () => seller.get<{ items: { orderKey: string; number: string }[] }>("/orders?status=cancelled");
    await until("it is cancelled here", open, { wanted: ({ items }) => items.length === 1, ms: 120_000 });
    const last = await rows.last().locator("[data-booking]").getAttribute("data-booking");
    const street = (change: string) =>
      hub.look(
        seller,
        `update argosy.sales_order set shipping_address = ${change}
         where organization_id = argosy.tenant() and number = '${last}'`,
      );
    await street("shipping_address || jsonb_build_object('line1', '', 'lost', shipping_address ->> 'line1')");
    await page.getByRole("button", { name: `Book ${ORDERS - 1} orders` }).click();
    const count = (text: string) => page.getByRole("status").filter({ hasText: text }).waitFor();
    await count(`${ORDERS - 3} of ${ORDERS} booked, ${ORDERS - 3} labels ready. 3 orders need attention.`);
    await toFix.getByText("1 order: The order is cancelled already.").waitFor();
    await toFix.getByText("1 order: The address has no street.").waitFor();
    await picture(page, "orders-book-to-fix");
    // Each is mended where it stands: one elsewhere, one in its row.
    await street("shipping_address || jsonb_build_object('line1', shipping_address ->> 'lost')");
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
    await toFix.getByRole("button", { name: "Retry failed (1)" }).click();
    await count(`${ORDERS - 2} of ${ORDERS} booked, ${ORDERS - 2} labels ready. 2 orders need attention.`);
    await rows
      .filter({ hasText: "Wool rug" })
      .getByRole("button", { name: /^Change parcel and service/ })
      .click();
    await dialog.getByLabel("Parcel weight (g)").fill("2500");
    await dialog.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("button", { name: "Book 1 order" }).click();
    await count(`${ORDERS - 1} of ${ORDERS} booked, ${ORDERS - 1} labels ready. 1 order needs attention.`);
    expect(courier.shop.parcels()).toHaveLength(ORDERS - 1);
    expect(courier.shop.parcels().filter(({ charged }) => charged === "9.25")).toHaveLength(1);
    await picture(page, "orders-booked");

    const opened = context.waitForEvent("request", (request) => request.url().includes("/api/shipments/labels"));
    await page.getByRole("button", { name: `Print ${ORDERS - 1} labels` }).click();
    const answer = await context.request.get((await opened).url());
    expect(answer.headers()["content-type"]).toBe("application/pdf");
    const pdf = await answer.body();
    expect((await PDFDocument.load(pdf)).getPageCount()).toBe(ORDERS - 1);
    // In packing order: as the rows stand on the screen.
    const numbers = await rows.locator("a[href^='/shipments/']").allTextContents();
    expect(new Set(numbers)).toEqual(new Set(courier.shop.parcels().map(({ trackingNumber }) => trackingNumber)));
    expect(visitor.complaints).toEqual([]);
    const viewer = findPdfViewer();
    if (viewer === undefined) return;
    const checked = [1, 10, 25, ORDERS - 1];
    const pictures = await drawPages(pdf, checked, viewer);
    expect(pictures.map(barcodesIn)).toEqual(checked.map((nth) => [numbers[nth - 1]]));
    if (process.env.SCREENS)
      await writeFile(join(process.env.SCREENS, "label.png"), pictures[0]?.png ?? new Uint8Array());
  });

  /** Each channel gets a logo on the screen of invoices, and slips show it. */
  const logoOfChannels = async () => {
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/settings/invoices`);
    for (const n of [1, 2, 3]) {
      const row = page.locator("main [data-row]").filter({ hasText: `Channel ${n}` });
      const chooser = page.waitForEvent("filechooser");
      await row.getByRole("button", { name: /^Choose/ }).click();
      const pixels = Buffer.concat(Array(50).fill(Buffer.from([0, ...Array(120).fill([30, 120, 90, 255]).flat()])));
      const buffer = pngFile({ width: 120, height: 50 }, pixels);
      await (await chooser).setFiles({ name: "logo.png", mimeType: "image/png", buffer });
      await row.getByRole("img", { name: `Channel ${n}` }).waitFor();
    }
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "settings-logos");
    const [order] = (await seller.get<{ items: Parcel[] }>("/shipments?stage=ready&limit=1")).items;
    await page.goto(`${hub.url}/orders/slips?order=${order?.orderId}`);
    await page.locator("[data-slip] header img[alt='Morning Goods']").waitFor();
    await picture(page, "slip-with-logo");
    expect(visitor.complaints).toEqual([]);
  };

  test("label, slip and invoice of each parcel are one file in packing order, and what was printed is told and printed again [G3]", {
    timeout: 300_000,
  }, async () => {
    const address = { line1: "965 Mission St", city: "San Francisco", country: "US" };
    await seller.patch("/invoice-settings", { legalName: "Morning Goods", address });
    const { items } = await seller.get<{ items: Parcel[] }>("/shipments?stage=ready&limit=200");
    await logoOfChannels();
    const orderIds = items.map(({ orderId }) => orderId).slice(0, 3);
    await using visitor = await visit(hub, seller);
    const { page, context } = visitor;
    await page.goto(`${hub.url}/orders`);
    await page.locator("main [data-row]").first().waitFor();
    await page.evaluate(`sessionStorage.setItem("argosy.chosenOrders", ${JSON.stringify(JSON.stringify(orderIds))})`);
    await page.goto(`${hub.url}/orders/papers`);
    const rows = page.locator("main [data-row]");
    await rows.nth(2).getByText("1 of 1").waitFor();
    await page.getByRole("combobox", { name: "Paper size" }).click();
    await page.getByRole("option", { name: "A6" }).click();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Issue 3 invoices" }).click();
    await page.locator("[data-uninvoiced]").waitFor({ state: "detached" });
    await picture(page, "orders-papers");
    const opened = context.waitForEvent("request", (request) => request.url().includes("/api/shipments/papers?"));
    await page.getByRole("button", { name: "Print documents of 3 orders" }).click();
    const pdf = await (await context.request.get((await opened).url())).body();
    expect((await PDFDocument.load(pdf)).getPageCount()).toBe(9);
    await until("all are printed", async () => (await page.getByText("Not printed").count()) === 0);
    // A slip alone comes out of the printer again.
    await page.getByRole("checkbox", { name: "Labels" }).uncheck();
    await page.getByRole("checkbox", { name: "Invoices" }).uncheck();
    const again = context.waitForEvent("request", (request) => request.url().includes("include=slip"));
    await page.getByRole("button", { name: "Print documents of 3 orders" }).click();
    const slips = await (await context.request.get((await again).url())).body();
    expect((await PDFDocument.load(slips)).getPageCount()).toBe(3);
    expect(visitor.complaints).toEqual([]);
    const viewer = findPdfViewer();
    if (viewer === undefined) return;
    const numbers = await rows.locator("[data-papers]").allTextContents();
    const checked = await drawPages(pdf, [1, 2, 3, 4], viewer);
    const [label, slip, invoice, next] = checked.map(barcodesIn);
    expect([label, slip, invoice, next]).toEqual([
      [items[0]?.trackingNumbers[0]],
      [numbers[0]],
      [],
      [items[1]?.trackingNumbers[0]],
    ]);
    if (process.env.SCREENS)
      for (const [n, { png }] of checked.entries()) await writeFile(join(process.env.SCREENS, `papers-${n}.png`), png);
  });

  test("a missing part of an address is shown before booking, by key b from the list, and gone once entered [G1]", async () => {
    const abroad = {
      name: "Mia Jansen",
      line1: "Stadhuisplein 10",
      city: "Eindhoven",
      postcode: "5611 EM",
      country: "NL",
    };
    const order = await seller.post<{ id: string; number: string }>("/orders", {
      currency: "EUR",
      lines: [{ sku: "MUG", quantity: 1, unitPrice: "12.00" }],
      financial: "paid",
      contact: { name: "Mia Jansen" },
      shippingAddress: abroad,
    });
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/orders?q=${order.number}`);
    const listed = page.locator("main [data-row]").filter({ hasText: order.number });
    await listed.press("b");
    await page.waitForURL("**/orders/book");
    const toFix = page.locator("[data-to-fix]");
    const lack = "The address has no phone number, which parcels to other countries need.";
    await toFix.getByText(`1 order: ${lack}`).waitFor();
    expect(await toFix.getByRole("link", { name: order.number }).getAttribute("href")).toBe(`/orders/${order.id}`);
    expect(await page.getByRole("button", { name: "Book 0 orders" }).isDisabled()).toBe(true);
    await picture(page, "orders-book-needs");
    await hub.look(
      seller,
      `update argosy.sales_order set shipping_address = shipping_address || '{"phone":"+31600000000"}'
       where organization_id = argosy.tenant() and number = '${order.number}'`,
    );
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
    await page.getByRole("button", { name: "Book 1 order" }).waitFor();
    await toFix.waitFor({ state: "detached" });
    // On the order itself the same key opens the booking of this one.
    await page.goto(`${hub.url}/orders/${order.id}`);
    await page.getByRole("button", { name: "Book", exact: true }).waitFor();
    await page.keyboard.press("b");
    await page.getByRole("dialog").getByText(`Book order ${order.number}`).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("a booked parcel is followed by webhook to the door: on the screen, at its channel, and on the buyer's page [G1, G2]", async () => {
    const { items } = await seller.get<{ items: Parcel[] }>("/shipments?stage=ready&limit=200");
    const shop = shops[2];
    const parcel = items.find(({ storeId }) => storeId === shop?.id);
    const [number = ""] = parcel?.trackingNumbers ?? [];
    const { orderKey } = await seller.get<{ orderKey: string }>(`/orders/${parcel?.orderId}`);
    const atChannel = () => shop?.sandbox.shop.order(orderKey);
    expect(atChannel()).toMatchObject({ fulfilled: false, trackingNumbers: [] });
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await page.goto(`${hub.url}/shipments/${parcel?.id}`);
    const path = (await page.getByRole("link", { name: "Tracking page" }).getAttribute("href")) ?? "";
    await using buyer = await visit(hub);
    const buyerSees = async (text: string) => {
      await until(`the buyer reads ${text}`, async () => {
        await buyer.page.goto(hub.url + path);
        // What was read within the last minute comes from the browser's own keeping.
        await buyer.page.reload();
        return (await buyer.page.locator("h1").textContent()) === text;
      });
    };
    // Each is one webhook of the courier; the screen follows by itself.
    courier.shop.scan(number, "picked_up");
    await page.getByText("Picked up", { exact: true }).first().waitFor();
    await until("the channel has the number", async () => atChannel()?.trackingNumbers.includes(number));
    await until("the channel's order is fulfilled", async () => atChannel()?.fulfilled);
    await buyerSees("Handed to the carrier");
    courier.shop.scan(number, "out_for_delivery");
    await page.getByText("Out for delivery", { exact: true }).first().waitFor();
    await buyerSees("Out for delivery");
    courier.shop.scan(number, "delivered");
    await page.getByText("Delivered", { exact: true }).first().waitFor();
    await buyerSees("Delivered");
    const order = () => seller.get<{ fulfilment: string }>(`/orders/${parcel?.orderId}`);
    await until("the order has arrived", order, { wanted: ({ fulfilment }) => fulfilment === "delivered" });
    expect([...visitor.complaints, ...buyer.complaints]).toEqual([]);
  });
});
