/** A packing table in a browser: shelves, parcels split by hand, a van that comes, and what happens on the way. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PDFDocument } from "@cantoo/pdf-lib";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { seriousFaults } from "../support/axe.ts";
import { connectCourier } from "../support/courier.ts";
import { visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";

const BUYER = { name: "Asha Example", line1: "12 Sample Street", phone: "+919000000001" };
const TOWN = { city: "Gurugram", region: "Haryana", postcode: "122002", country: "IN" };

interface Made {
  readonly id: string;
  readonly number: string;
}

interface Parcel extends Made {
  readonly orderId: string;
  readonly state: string;
  readonly stage: string;
  readonly status: string;
  readonly labelState: string;
  readonly trackingNumbers: readonly string[];
}

describeInBrowser("a packing table", (hub) => {
  const seller = fixture(() => hub.seller("dock", { organization: "Dock Road", currency: "INR" }));
  const courier = fixture(() => connectCourier(seller, "delhivery", 3));

  beforeAll(async () => {
    const [location] = (await seller.get<{ items: { id: string }[] }>("/locations")).items;
    const address = { line1: "1 Dock Road", city: "Bengaluru", region: "Karnataka", postcode: "560001", country: "IN" };
    await seller.patch(`/locations/${location?.id}`, { address });
    for (const [sku, title] of [
      ["MUG", "Stoneware mug"],
      ["BOWL", "Olive wood bowl"],
      ["CUP", "Tea glass"],
    ])
      await seller.post("/products", {
        title,
        variants: [{ sku, priceMinor: 50_000, currency: "INR", weightGrams: 320 }],
      });
    await seller.post("/inventory/levels", {
      items: ["MUG", "BOWL", "CUP"].map((sku) => ({ sku, onHand: 100 })),
    });
    const size = { lengthMm: 220, widthMm: 160, heightMm: 110 };
    await seller.post("/package-presets", { name: "Small box", ...size, weightGrams: 80, isDefault: true });
  }, 180_000);

  const goTo = (page: Page, path: string) => page.goto(hub.url + path);
  /** With SCREENS=<folder> what a test looks at is drawn. */
  const picture = async (page: Page, name: string) => {
    if (process.env.SCREENS) await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`), fullPage: true });
  };
  const ordered = (lines: Readonly<Record<string, number>>, reported: { readonly taxMinor?: number } = {}) =>
    seller.post<Made>("/orders", {
      currency: "INR",
      lines: Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity })),
      ...reported,
      financial: "paid",
      paymentKind: "prepaid",
      contact: { name: BUYER.name, phone: BUYER.phone },
      shippingAddress: { ...BUYER, ...TOWN },
    });
  const parcelsOf = async (orderId: string) =>
    (await seller.get<{ items: Parcel[] }>(`/shipments?orderId=${orderId}`)).items;
  const chosen = (page: Page, orders: readonly Made[]) => {
    const ids = JSON.stringify(orders.map(({ id }) => id));
    return page.addInitScript(`sessionStorage.setItem("argosy.chosenOrders", ${JSON.stringify(ids)});`);
  };

  /** Booked, and its label is ready. */
  const labelled = async (order: Made) => {
    const { items: presets } = await seller.get<{ items: Made[] }>("/package-presets");
    const { items: couriers } = await seller.get<{ items: Made[] }>("/stores?kind=logistics");
    await seller.post("/shipments/bulk", {
      orderIds: [order.id],
      courierId: couriers[0]?.id,
      packageId: presets[0]?.id,
    });
    const [parcel] = await until("its label", () => parcelsOf(order.id), {
      wanted: (all) => all[0]?.labelState === "ready",
    });
    return parcel;
  };

  test("shelves are named in the list of stock, and many orders are picked along them", async () => {
    await using visitor = await visit(hub, seller, { isApart: true });
    const { page } = visitor;
    await goTo(page, "/inventory");
    for (const [sku, bin] of [
      ["MUG", "A-10"],
      ["CUP", "A-2"],
    ]) {
      await page.getByRole("button", { name: `Set the bin of ${sku}` }).click();
      await page.getByLabel("Bin", { exact: true }).fill(bin ?? "");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: `${sku} is in bin ${bin}. Change bin` }).waitFor();
    }
    await picture(page, "inventory-bins");
    const orders = [await ordered({ MUG: 2, BOWL: 1 }), await ordered({ MUG: 1, CUP: 4 })];
    await chosen(page, orders);
    await goTo(page, "/orders/picking");
    const rows = page.locator("[data-picked]");
    await rows.nth(2).waitFor();
    expect(await rows.evaluateAll((all) => all.map((row) => row.getAttribute("data-picked")))).toEqual([
      "CUP",
      "MUG",
      "BOWL",
    ]);
    const mugs = await rows.nth(1).textContent();
    expect(mugs).toContain("A-10");
    expect(mugs).toContain(`${orders[0]?.number} (2), ${orders[1]?.number}`);
    await page.getByRole("checkbox", { name: "Picked CUP" }).check();
    await page.getByRole("status").filter({ hasText: "1 of 3 picked" }).waitFor();
    const pages = async () => (await PDFDocument.load(await page.pdf({ preferCSSPageSize: true }))).getPages();
    await page.getByText("By order", { exact: true }).click();
    expect(await page.locator("[data-picked-order]").allTextContents()).toEqual(orders.map(({ number }) => number));
    await page.getByRole("combobox", { name: "Paper size" }).click();
    await page.getByRole("option", { name: "4 × 6 inch" }).click();
    expect((await pages())[0]?.getSize()).toEqual({ width: 288, height: 432 });
    await goTo(page, "/orders/slips");
    await page.locator("[data-return]").nth(1).filter({ hasText: "1 Dock Road" }).waitFor();
    expect(await pages(), "no sheet without a slip").toHaveLength(orders.length);
    expect(visitor.complaints).toEqual([]);
  });

  test("a parcel is scanned before it is closed: a wrong item is said, the right ones complete it", async () => {
    const order = await ordered({ MUG: 1, CUP: 2 });
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/orders/verify");
    const scan = async (code: string) => {
      await page.locator("main form input").fill(code);
      await page.keyboard.press("Enter");
    };
    await scan(order.number);
    await page.getByText(`Order ${order.number}. Scan its items.`).waitFor();
    await scan("BOWL");
    await page.getByRole("alert").filter({ hasText: "is not part of this order" }).waitFor();
    await scan("MUG");
    await page.getByRole("status").filter({ hasText: "Stoneware mug" }).waitFor();
    await scan("MUG");
    await page.getByRole("alert").filter({ hasText: "all units are already scanned" }).waitFor();
    for (const code of ["cup", "CUP"]) await scan(code);
    await page
      .getByRole("status")
      .filter({ hasText: `Order ${order.number} is complete` })
      .waitFor();
    await picture(page, "orders-verified");
    expect(visitor.complaints).toEqual([]);
  });

  test("an order is split: some units go now, the others in a shipment of their own", async () => {
    const order = await ordered({ MUG: 3, CUP: 1 });
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, `/orders/${order.id}`);
    const book = async () => {
      await page.getByRole("button", { name: "Book", exact: true }).click();
      return page.getByRole("dialog");
    };
    const dialog = await book();
    await dialog.getByRole("button", { name: "Choose items or split" }).click();
    await dialog.getByLabel("Stoneware mug").fill("1");
    await dialog.getByText("2 units are left for another shipment.").waitFor();
    await dialog.getByRole("button", { name: "Add parcel" }).click();
    const second = dialog.locator("[data-split-parcel='2']");
    expect(await second.getByLabel("Stoneware mug").inputValue()).toBe("2");
    await second.getByLabel("Stoneware mug").fill("4");
    await dialog.getByText("Only 3 left to pack").first().waitFor();
    expect(await dialog.getByRole("button", { name: "Book shipment" }).isDisabled()).toBe(true);
    await picture(page, "order-book-split");
    await dialog.getByRole("button", { name: "Remove parcel 2" }).click();
    await dialog.getByRole("radio").first().check();
    await dialog.getByRole("button", { name: "Book shipment" }).click();
    await dialog.waitFor({ state: "detached" });
    const rest = await book();
    await rest.getByRole("button", { name: "Choose items or split" }).click();
    expect(await rest.getByLabel("Stoneware mug").inputValue()).toBe("2");
    await rest.getByRole("radio").first().check();
    await rest.getByRole("button", { name: "Book shipment" }).click();
    await rest.waitFor({ state: "detached" });
    const both = await until("two shipments", () => parcelsOf(order.id), {
      wanted: (all) => all.length === 2 && all.every(({ state }) => state === "booked"),
    });
    const packed = await Promise.all(
      both.map(async ({ id }) => {
        const { parcelList } = await seller.get<{
          parcelList: { items: { title: string; quantity: number }[] }[];
        }>(`/shipments/${id}`);
        return parcelList.flatMap(({ items }) => items.map(({ title, quantity }) => `${quantity} ${title}`)).sort();
      }),
    );
    expect(packed.sort()).toEqual([["1 Stoneware mug", "1 Tea glass"], ["2 Stoneware mug"]]);
    expect(visitor.complaints).toEqual([]);
  });

  test("a van is asked for, the parcel handed over without a scan, its address corrected, another attempt asked for", async () => {
    const parcel = await labelled(await ordered({ BOWL: 1 }));
    const number = parcel?.trackingNumbers[0] ?? "";
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/shipments/handover");
    await page.getByRole("button", { name: "Request pickup" }).click();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Request pickup" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByText("Arranged").waitFor();
    await page.getByRole("button", { name: /^Hand over \d+ shipments?$/ }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Hand over \d+/ })
      .click();
    await page.getByText("No shipments ready.").waitFor();
    await picture(page, "shipments-handed-over");
    // No scan was told: it is on its way all the same.
    const read = () => seller.get<Parcel>(`/shipments/${parcel?.id}`);
    expect(await read()).toMatchObject({ status: "label_ready", stage: "moving" });

    await goTo(page, `/shipments/${parcel?.id}`);
    await page.getByRole("button", { name: "Correct address" }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByLabel("Phone").inputValue()).toBe(BUYER.phone);
    await dialog.getByLabel("Phone").fill("+91 12");
    await dialog.getByRole("button", { name: /^Send to / }).click();
    await dialog.getByRole("status").filter({ hasText: "Indian number of ten digits" }).waitFor();
    await dialog.getByLabel("Phone").fill("+91 90000 00077");
    await dialog.getByLabel("Address line 2").fill("Second gate");
    await picture(page, "shipment-receiver");
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByRole("button", { name: /^Send to / }).click();
    await dialog.waitFor({ state: "detached" });
    const receiver = courier.shop.parcels().find(({ trackingNumber }) => trackingNumber === number)?.receiver;
    expect(receiver).toEqual({ name: BUYER.name, phone: "9000000077", street: "12 Sample Street, Second gate" });

    for (const word of ["picked_up", "out_for_delivery", "exception"] as const) courier.shop.scan(number, word);
    await seller.post("/shipments/track", { shipmentIds: [parcel?.id] });
    await until("it is held up", read, { wanted: ({ status }) => status === "exception" });
    const heldUp = page.locator("[data-held-up]");
    expect(await seriousFaults(page)).toEqual([]);
    await heldUp.getByRole("button", { name: "Deliver again" }).click();
    await heldUp.getByRole("status").filter({ hasText: "accepted" }).waitFor();
    await picture(page, "shipment-held-up");
    courier.shop.scan(number, "delivered");
    await seller.post("/shipments/track", { shipmentIds: [parcel?.id] });
    await page.getByText("Delivered").first().waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("a booked parcel whose order is cancelled waits with the reason until somebody sends it as it is [G2]", async () => {
    const order = await ordered({ MUG: 1, CUP: 2 });
    const parcel = await labelled(order);
    const read = () => seller.get<Parcel & { orderChange: string | null }>(`/shipments/${parcel?.id}`);
    await seller.post(`/orders/${order.id}/cancel`, {});
    await until("the parcel waits", read, { wanted: ({ orderChange }) => orderChange !== null });
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, `/shipments/${parcel?.id}`);
    const alert = page.locator("[data-order-changed]");
    await alert.getByText("The order is cancelled.").waitFor();
    await picture(page, "shipment-order-changed");
    expect(await seriousFaults(page)).toEqual([]);
    await alert.getByRole("button").click();
    await alert.waitFor({ state: "detached" });
    expect(await read()).toMatchObject({ orderChange: null, state: "booked" });
    expect(visitor.complaints).toEqual([]);
  });

  test("the key p on a shipment prints its label, as the sheet of keys says", async () => {
    const order = await ordered({ CUP: 2 });
    const parcel = await labelled(order);
    await using visitor = await visit(hub, seller);
    const { page, context } = visitor;
    await goTo(page, "/shipments");
    const row = page.locator("[data-row]", { hasText: order.number });
    await row.waitFor();
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await sheet.getByText("Print its label").waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    const opened = context.waitForEvent("request", (request) => request.url().includes("/api/shipments/labels"));
    await row.press("p");
    const address = new URL((await opened).url());
    expect(address.searchParams.get("ids")).toBe(parcel?.id);
    const answer = await context.request.get(address.href);
    expect(answer.headers()["content-type"]).toBe("application/pdf");
    expect(visitor.complaints).toEqual([]);
  });

  test("an order whose label is booked is to ship no more, and its label is printed from the list of orders", async () => {
    const order = await ordered({ MUG: 1 });
    await labelled(order);
    await using visitor = await visit(hub, seller, { isApart: true });
    const { page, context } = visitor;
    await goTo(page, "/orders");
    await page.getByRole("tab", { name: /^Label booked/ }).click();
    await page.getByRole("tab", { name: /^Label booked/, selected: true }).waitFor();
    await page.getByRole("button", { name: "Courier, country" }).click();
    const ofCourier = page.getByRole("menuitem", { name: /^Delhivery/ });
    await ofCourier.waitFor();
    await picture(page, "orders-by-courier");
    expect(await seriousFaults(page)).toEqual([]);
    await ofCourier.click();
    await page.locator("[data-row]", { hasText: order.number }).waitFor();
    const booked = await seller.get<{ items: Made[] }>(`/orders${new URL(page.url()).search}`);
    expect(booked.items.map(({ id }) => id)).toContain(order.id);
    await page.getByRole("tab", { name: /^To print/ }).click();
    await page.getByRole("tab", { name: /^To print/, selected: true }).waitFor();
    const row = page.locator("[data-row]", { hasText: order.number });
    await row.getByText("Label booked").waitFor();
    await picture(page, "orders-label-booked");
    await row.getByRole("checkbox").check();
    await page.evaluate("window.opensTabs = window.open; window.open = () => null");
    await page.getByRole("button", { name: "Print labels" }).click();
    await page.getByText("Your browser blocked the tab with the labels.").waitFor();
    await row.getByText("Label booked").waitFor();
    await page.evaluate("window.open = window.opensTabs");
    const opened = context.waitForEvent("request", (request) => request.url().includes("/api/shipments/labels"));
    await page.getByRole("button", { name: "Print labels" }).click();
    expect(new URL((await opened).url()).searchParams.get("orderIds")).toBe(order.id);
    await row.waitFor({ state: "detached" });
    await page.getByRole("tab", { name: /^Label booked/ }).click();
    await row.getByText("Label printed").waitFor();
    await goTo(page, `/orders/${order.id}`);
    await page.getByText("Its label is printed. Hand the parcel over to the courier.").waitFor();
    await page.getByRole("button", { name: "Print again" }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "order-label-printed");
    await goTo(page, "/");
    await page.getByRole("link", { name: /with (?:a label|labels) to hand over/ }).waitFor();
    await picture(page, "home-labels");
    const { items } = await seller.get<{ items: Made[] }>("/orders?toShip=true");
    expect(items.map(({ id }) => id)).not.toContain(order.id);
    expect(visitor.complaints).toEqual([]);
  });

  test("an order is invoiced with GST, and its e-way bill file has what the portal asks for [E1.11]", async () => {
    await seller.patch("/invoice-settings", {
      legalName: "Dock Road Textiles",
      regime: "gst",
      gstin: "29AAACT2727Q1ZS",
      yearStart: 4,
      address: { line1: "1 Dock Road", city: "Bengaluru", region: "Karnataka", postcode: "560001", country: "IN" },
    });
    await seller.post("/products", {
      title: "Silk shawl",
      hsn: "6214",
      variants: [{ sku: "SHAWL", priceMinor: 560_000, currency: "INR", weightGrams: 200 }],
    });
    await seller.post("/inventory/levels", { items: [{ sku: "SHAWL", onHand: 20 }] });
    // Exempt, and said so: an order of nobody's tax would be refused.
    const order = await ordered({ SHAWL: 10 }, { taxMinor: 0 });
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, `/orders/${order.id}`);
    await page.getByRole("button", { name: "Issue invoice" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Issue invoice" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("button", { name: /^E-way bill file of INV/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Transporter ID").fill("29aaac");
    await dialog.getByText("Enter 15 letters and digits").waitFor();
    await dialog.getByLabel("Transporter ID").fill("07AAACD1234F1Z9");
    await dialog.getByLabel("Distance (km)").fill("2150");
    await picture(page, "e-way-bill");
    expect(await seriousFaults(page)).toEqual([]);
    const downloaded = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Download file" }).click();
    const file = JSON.parse(await readFile(await (await downloaded).path(), "utf8"));
    await dialog.waitFor({ state: "detached" });
    expect(file.billLists[0]).toMatchObject({
      fromGstin: "29AAACT2727Q1ZS",
      fromPincode: 560_001,
      toGstin: "URP",
      toPlace: "Gurugram",
      toPincode: 122_002,
      toStateCode: 6,
      totalValue: 56_000,
      igstValue: 0,
      totInvValue: 56_000,
      transporterId: "07AAACD1234F1Z9",
      transDistance: 2_150,
      itemList: [{ hsnCode: "6214", quantity: 10, taxableAmount: 56_000, igstRate: 0 }],
    });
    await goTo(page, "/invoices");
    await page.locator("[data-row]").first().getByRole("checkbox").check();
    await page.getByRole("region").getByRole("button", { name: "E-way bill file of 1 invoice" }).click();
    const again = page.waitForEvent("download");
    await page.getByRole("dialog").getByRole("button", { name: "E-way bill file of 1 invoice" }).click();
    expect((await again).suggestedFilename()).toBe("e-way-bills.json");
    expect(visitor.complaints).toEqual([]);
  });
});
