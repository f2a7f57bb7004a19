/** A batch of orders in a browser: made, picked, scanned and packed, also while the hub is away; and what leaves it. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { Seller } from "../../demo/seller.ts";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { seriousFaults } from "../support/axe.ts";
import { PHONE, visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";
import { paidOrder, refuses, says, scan } from "./packing-acts.ts";

const MUG = "4006381333931";
/** Printed as eight digits on the tin. */
const TEA = { stored: "012345000065", printed: "01234565" };

interface Made {
  readonly id: string;
  readonly number: string;
}

interface Packed {
  readonly items: readonly { readonly lineId: string; readonly left: number }[];
}

interface Batch extends Made {
  readonly state: string;
  readonly packed: number;
  readonly items: readonly { readonly orderId: string; readonly number: string; readonly step: string }[];
}

describeInBrowser("a packer with a batch", (hub) => {
  const seller = fixture(() => hub.seller("packer", { organization: "Dock Road", currency: "EUR" }));

  beforeAll(async () => {
    for (const [sku, title, barcode] of [
      ["MUG", "Stoneware mug", MUG],
      ["TEA", "Black tea", TEA.stored],
      ["CUP", "Tea glass", undefined],
    ])
      await seller.post("/products", { title, variants: [{ sku, priceMinor: 1_000, currency: "EUR", barcode }] });
    await seller.post("/inventory/levels", { items: ["MUG", "TEA", "CUP"].map((sku) => ({ sku, onHand: 500 })) });
  }, 180_000);

  const goTo = (page: Page, path: string) => page.goto(hub.url + path);
  /** With SCREENS=<folder> what a test looks at is drawn. */
  const picture = async (page: Page, name: string) => {
    if (process.env.SCREENS) await page.screenshot({ path: join(process.env.SCREENS, `${name}.png`), fullPage: true });
  };
  const ordered = (lines: Readonly<Record<string, number>>, by: Seller = seller) =>
    by.post<Made>("/orders", paidOrder(lines));
  const batchOf = (orders: readonly Made[], by: Seller = seller) =>
    by.post<Batch>("/pick-batches", { orderIds: orders.map(({ id }) => id), cart: "Cart 1" });
  const read = (id: string, by: Seller = seller) => by.get<Batch>(`/pick-batches/${id}`);

  test("chosen orders become a batch that one person has, is picked by tote, and shows everyone how far it is", async () => {
    const orders = [await ordered({ MUG: 2 }), await ordered({ MUG: 1, TEA: 1 })];
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/orders");
    for (const { number } of orders)
      await page.locator("[data-row]").filter({ hasText: number }).getByRole("checkbox").check();
    const bar = page.getByRole("region");
    const step = bar.getByRole("button", { name: "New batch" });
    const more = bar.getByRole("button", { name: "More" });
    await step.or(more).first().waitFor();
    if ((await step.count()) > 0) await step.click();
    else {
      await more.click();
      await page.getByRole("menuitem", { name: "New batch" }).click();
    }
    await page.getByRole("heading", { level: 1, name: /^Batch B-/ }).waitFor();
    const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    await page.getByRole("main").getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Edit batch" }).click();
    await page.getByRole("combobox", { name: "Assigned to" }).click();
    await page.getByRole("option").nth(1).click();
    await page.getByRole("textbox", { name: "Cart" }).fill("Cart 7");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("main").getByText("Cart 7").waitFor();
    await page.getByRole("main").locator("dd").filter({ hasText: seller.email }).first().waitFor();
    await picture(page, "batch-open");
    // Somebody else looks at it while it is picked.
    await using watcher = await visit(hub, seller, { ...PHONE, isApart: true });
    await goTo(watcher.page, `/orders/batches/${id}`);
    await watcher.page.locator("[data-progress=picked]").filter({ hasText: "0 of 2" }).waitFor();
    await page.getByRole("link", { name: "Picking list" }).click();
    const mugs = page.locator("[data-picked=MUG]");
    await mugs.filter({ hasText: /Tote \d \(2\)/ }).waitFor();
    for (const sku of ["MUG", "TEA"]) {
      const tick = page.getByRole("checkbox", { name: `Picked ${sku}` });
      await tick.click();
      await until(`${sku} is ticked`, () => tick.isChecked());
    }
    await watcher.page.locator("[data-progress=picked]").filter({ hasText: "2 of 2" }).waitFor();
    await picture(watcher.page, "batch-phone");
    expect([...visitor.complaints, ...watcher.complaints]).toEqual([]);
  });

  test("the station finds orders by tote, number and item, counts, refuses what is wrong, and records who packed", async () => {
    const orders = [await ordered({ MUG: 2, CUP: 1 }), await ordered({ TEA: 1 }), await ordered({ MUG: 1 })];
    const batch = await batchOf(orders);
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, `/orders/verify?batch=${batch.id}`);
    await page.locator("[data-progress=packed]").filter({ hasText: "0 of 3 packed" }).waitFor();
    await scan(page, `${batch.number}-1`);
    await says(page, `Order ${orders[0]?.number}. Scan its items.`);
    await scan(page, TEA.printed);
    await refuses(page, "is not part of this order");
    await scan(page, MUG, MUG, MUG);
    await refuses(page, "all units are already scanned");
    await picture(page, "station-refused");
    expect(await seriousFaults(page)).toEqual([]);
    await scan(page, "cup");
    await says(page, `Order ${orders[0]?.number} is complete`);
    await page.locator("[data-progress=packed]").filter({ hasText: "1 of 3 packed" }).waitFor();
    // An item alone opens the first tote that needs it, and is counted.
    await scan(page, TEA.printed);
    await says(page, `Order ${orders[1]?.number} is complete`);
    await scan(page, orders[0]?.number ?? "");
    await refuses(page, `Order ${orders[0]?.number} is packed already.`);
    await scan(page, orders[2]?.number ?? "");
    await says(page, `Order ${orders[2]?.number}. Scan its items.`);
    await scan(page, "MUG");
    await until("the batch is finished", () => read(batch.id), { wanted: ({ state }) => state === "finished" });
    await goTo(page, `/orders/${orders[0]?.id}`);
    await page.getByText(`Packed: 3 units (batch ${batch.number}, tote 1).`).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test("scans while the hub is away are stored, also over a reload, and recorded in sequence and once", async () => {
    const orders = [await ordered({ MUG: 1 }), await ordered({ TEA: 1 })];
    const batch = await batchOf(orders);
    await using visitor = await visit(hub, seller, { isApart: true });
    const { page } = visitor;
    const existing = page.waitForResponse(/\/api\/orders\/packing/);
    await goTo(page, `/orders/verify?batch=${batch.id}`);
    await existing;
    await scan(page, "2");
    await says(page, `Order ${orders[1]?.number}. Scan its items.`);
    await page.getByRole("button", { name: "Another order" }).click();
    const requests: string[] = [];
    await page.route("**/api/**", (route) => route.abort());
    await scan(page, MUG);
    await says(page, `Order ${orders[0]?.number} is complete`);
    await scan(page, "2", TEA.stored);
    await says(page, "2 packed orders are kept in this browser");
    await picture(page, "station-away");
    expect((await read(batch.id)).packed).toBe(0);
    // It tries again every few seconds: what the page of before sends is not counted.
    await page.goto("about:blank");
    await page.unroute("**/api/**");
    page.on("request", (request) => {
      if (request.url().endsWith("/packings")) requests.push(new URL(request.url()).pathname.split("/")[3] ?? "");
    });
    await goTo(page, `/orders/verify?batch=${batch.id}`);
    await until("both are recorded", () => read(batch.id), { wanted: ({ packed }) => packed === 2 });
    expect(requests).toEqual(orders.map(({ id }) => id));
    expect((await read(batch.id)).state).toBe("finished");
    expect(visitor.complaints).toEqual([]);
  });

  test("an order packed in one organization is recorded there, from any page and while the person works in another", async () => {
    // Of their own: whoever signs in later works where they worked last.
    const packer = await hub.seller("two-roads", { organization: "First Road", currency: "EUR" });
    await packer.post("/products", { title: "Mug", variants: [{ sku: "MUG", priceMinor: 1_000, currency: "EUR" }] });
    await packer.post("/inventory/levels", { items: [{ sku: "MUG", onHand: 5 }] });
    const order = await ordered({ MUG: 1 }, packer);
    const batch = await batchOf([order], packer);
    await using visitor = await visit(hub, packer, { isApart: true });
    const { page } = visitor;
    const existing = page.waitForResponse(/\/api\/orders\/packing/);
    await goTo(page, `/orders/verify?batch=${batch.id}`);
    await existing;
    await page.route("**/packings", (route) => route.abort());
    await scan(page, "1", "MUG");
    await says(page, `Order ${order.number} is complete`);
    await says(page, "1 packed order is kept in this browser");
    // As another tab does it.
    const made = await page.evaluate(
      async (body) => {
        const headers = { "content-type": "application/json" };
        return (await fetch("/api/organizations", { method: "POST", headers, body })).status;
      },
      JSON.stringify({ name: "Second Road", slug: "second-road", currency: "EUR" }),
    );
    expect(made).toBe(201);
    await goTo(page, "/");
    await says(page, "1 packed order is kept in this browser");
    await page.unroute("**/packings");
    await until("it is recorded", () => read(batch.id, packer), { wanted: ({ packed }) => packed === 1 });
    await until("nothing is kept", () => page.evaluate(() => Object.keys(localStorage).join()), {
      wanted: (names) => !names.includes("argosy.packings."),
    });
    expect(visitor.complaints).toEqual([]);
  });

  test("an order that is cancelled leaves the batch: its page, the station and the record say so", async () => {
    const orders = [await ordered({ MUG: 1 }), await ordered({ TEA: 1 })];
    const batch = await batchOf(orders);
    const [cancelled] = orders;
    const [packed] = (
      await seller.get<{ readonly items: readonly Packed[] }>(`/orders/packing?orderIds=${cancelled?.id}`)
    ).items;
    const lineIds = packed?.items.map(({ lineId }) => lineId);
    await seller.post(`/pick-batches/${batch.id}/picks`, { lineIds });
    await using visitor = await visit(hub, seller, { scheme: "dark" });
    const { page } = visitor;
    await goTo(page, `/orders/batches/${batch.id}`);
    await page.locator("[data-progress=packed]").filter({ hasText: "0 of 2" }).waitFor();
    await seller.post(`/orders/${cancelled?.id}/cancel`, { reason: "customer" });
    await page.locator(`[data-left="${cancelled?.number}"]`).filter({ hasText: "Cancelled" }).waitFor();
    await page
      .locator("[data-put-back=MUG]")
      .filter({ hasText: `Tote 1, order ${cancelled?.number}` })
      .waitFor();
    await picture(page, "batch-left");
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole("link", { name: "Scan and pack" }).click();
    await page.locator("[data-progress=packed]").filter({ hasText: "0 of 1 packed" }).waitFor();
    await scan(page, "1");
    await refuses(page, `Order ${cancelled?.number} is not to be packed: Cancelled.`);
    await scan(page, "2", TEA.stored);
    await until("the rest is packed", () => read(batch.id), { wanted: ({ packed: done }) => done === 1 });
    expect(await read(batch.id)).toMatchObject({ state: "open", items: [{ step: "left" }, { step: "packed" }] });
    expect(visitor.complaints).toEqual([]);
  });

  test("an order that shrinks after it was packed is opened again, and what is too much is listed", async () => {
    const order = await ordered({ MUG: 3 });
    const [packed] = (await seller.get<{ readonly items: readonly Packed[] }>(`/orders/packing?orderIds=${order.id}`))
      .items;
    const items = packed?.items.map(({ lineId, left }) => ({ lineId, units: left }));
    await seller.post(`/orders/${order.id}/packings`, { id: randomUUID(), packedAt: new Date().toISOString(), items });
    await hub.owner.run("update argosy.order_line set quantity = 1 where order_id = $1", [order.id]);
    await using visitor = await visit(hub, seller);
    const { page } = visitor;
    await goTo(page, "/orders/verify");
    await scan(page, order.number);
    await refuses(page, `Order ${order.number} changed after it was packed.`);
    await page.locator("[data-too-much=MUG]").filter({ hasText: "2 units: Stoneware mug" }).waitFor();
    await picture(page, "station-changed");
    expect(await seriousFaults(page)).toEqual([]);
    await scan(page, MUG);
    await says(page, `Order ${order.number} is complete`);
    expect(visitor.complaints).toEqual([]);
  });

  test("an item with serial numbers is packed with them, and the order, its search and the next parcel know each", async () => {
    const by = await hub.seller("serials", { organization: "Serial Road", currency: "EUR" });
    const { variants } = await by.post<{ variants: { id: string }[] }>("/products", {
      title: "Phone",
      variants: [{ sku: "PHONE", priceMinor: 1_000, currency: "EUR", barcode: MUG }],
    });
    await by.post("/inventory/levels", { items: [{ sku: "PHONE", onHand: 50 }] });
    await by.call("PUT", `/variants/${variants[0]?.id}/serial-numbers`, { asksSerial: true });
    const orders = [await ordered({ PHONE: 2 }, by), await ordered({ PHONE: 1 }, by)];
    const batch = await batchOf(orders, by);
    await using visitor = await visit(hub, by, { isApart: true });
    const { page } = visitor;
    const existing = page.waitForResponse(/\/api\/orders\/packing/);
    await goTo(page, `/orders/verify?batch=${batch.id}`);
    await existing;
    await scan(page, "1", MUG);
    await says(page, "Phone: scan the serial number of this unit.");
    await scan(page, MUG);
    await refuses(page, "Scan the serial number of Phone.");
    await picture(page, "station-serial");
    await scan(page, "sn-1", MUG, "SN-1");
    await refuses(page, "Serial number SN-1 is scanned already.");
    await scan(page, "SN-2");
    await says(page, `Order ${orders[0]?.number} is complete`);
    await until("it is recorded", () => read(batch.id, by), { wanted: ({ packed }) => packed === 1 });
    await scan(page, "2", MUG, "SN-2");
    await refuses(page, `Serial number SN-2 is packed for order ${orders[0]?.number}.`);
    // While the hub is away a number is kept with its parcel, and looked at when it is recorded.
    await page.route("**/api/**", (route) => route.abort());
    await scan(page, "SN-2");
    await says(page, `Order ${orders[1]?.number} is complete`);
    await page.unroute("**/api/**");
    await refuses(page, `Order ${orders[1]?.number} is not recorded as packed.`);
    await scan(page, "2", MUG, "SN-3");
    await until("both are recorded", () => read(batch.id, by), { wanted: ({ packed }) => packed === 2 });
    await goTo(page, `/orders/${orders[0]?.id}`);
    await page.getByText("Serial numbers: SN-1, SN-2").waitFor();
    const found = () => by.get<{ items: Made[] }>("/orders?q=SN-2");
    await until("search finds it", found, { wanted: ({ items }) => items[0]?.id === orders[0]?.id });
  });

  test("a photo is asked for after the last scan, outlives its page while the hub is away, and is seen on the order", async () => {
    const by = await hub.seller("photographer", { organization: "Photo Road", currency: "EUR" });
    await by.post("/products", { title: "Stoneware mug", variants: [{ sku: "MUG", priceMinor: 1_000, barcode: MUG }] });
    await by.post("/inventory/levels", { items: [{ sku: "MUG", onHand: 50 }] });
    await by.patch("/organization", { packingPhotos: "asked" });
    const order = await ordered({ MUG: 1 }, by);
    await using visitor = await visit(hub, by, { isApart: true });
    const { page } = visitor;
    await goTo(page, "/orders/verify");
    await scan(page, order.number, MUG);
    await page.getByText(`Take a photo of parcel ${order.number}`).waitFor();
    let isAway = true;
    await page.route("**/photos?*", (route) => (isAway ? route.abort() : route.continue()));
    const mimeType = "image/gif";
    const buffer = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");
    await page.locator("input[type=file]").setInputFiles({ name: "parcel.gif", mimeType, buffer });
    await page.getByText(`1 photo of ${order.number}`).waitFor();
    await page.getByText("1 photo is being sent").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await picture(page, "packing-photo");
    await page.getByRole("button", { name: "Account" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    const requested = page.getByRole("dialog", { name: "Photos are not uploaded yet" });
    await requested.getByText("1 photo you took is in this browser alone.").waitFor();
    await requested.getByRole("button", { name: "Cancel" }).click();
    // Another page of the browser sends what this one took.
    const tried = page.waitForRequest(/\/photos\?/);
    await goTo(page, "/products");
    await tried;
    isAway = false;
    await page.evaluate("window.dispatchEvent(new Event('online'))");
    const kept = () => page.evaluate(() => Object.keys(localStorage).join());
    await until("nothing is kept", kept, { wanted: (names) => !names.includes("argosy.photos.") });
    await goTo(page, `/orders/${order.id}`);
    await page.locator("[data-photo] img").waitFor();
    const width = () => page.evaluate("document.querySelector('[data-photo] img').naturalWidth");
    await until("the photo is drawn", width, { wanted: (pixels) => pixels === 1 });
    await picture(page, "packing-photo-order");
  });

  test("the next due orders become a batch in Arabic, on a phone", async () => {
    const order = await ordered({ CUP: 2 });
    await using visitor = await visit(hub, seller, { ...PHONE, language: "ar" });
    const { page } = visitor;
    await goTo(page, "/orders/batches");
    await page.getByRole("button", { name: "مجموعة جديدة" }).first().click();
    await page.getByRole("button", { name: "إنشاء المجموعة" }).click();
    await page.locator("[data-row]").filter({ hasText: order.number }).waitFor();
    await picture(page, "batch-arabic-phone");
    await page.getByRole("link", { name: "المسح والتعبئة" }).click();
    await scan(page, order.number);
    await page.locator("[data-item=CUP]").waitFor();
    await picture(page, "station-arabic-phone");
    expect(visitor.complaints).toEqual([]);
  });
});
