import { describe, expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { pushAll } from "../kit/conformance/bench.ts";
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import { portOf } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { type Bench, execute, mug, openShop, partOf } from "./testing.ts";

let seq = 0;

function pushItem(
  key: string,
  location: string,
  desired: number,
  expected: number | null,
  ext: Json,
): PushItem<number> {
  seq += 1;
  return { key, location, seq: BigInt(seq), want: desired, expected, ext, idempotencyKey: `k${seq}` };
}

async function push(shop: Bench, ...items: PushItem<number>[]): Promise<readonly PushResult<number>[]> {
  return portOf(shop.connection, "stock").push.send(items, shop.connection.ctx);
}

function rowOf({ sandbox }: Bench, sku: string, source = "default") {
  return sandbox.state.sourceItems.get(sku.toLowerCase())?.get(source);
}

describe("the stock at the sources", () => {
  test("orders lower nothing there until they are shipped: on hand is written, and salable is right", async () => {
    await using shop = await openShop();
    const { shop: controls } = shop.sandbox;
    const { key } = controls.addProduct(mug("A", 65));
    const order = controls.placeOrder({ lines: [{ sku: "A", quantity: 50 }], payment: "pending" });
    expect([controls.stockOf("A"), (await partOf(shop, order)).lines[0]?.channelTook]).toEqual([65, 0]);
    expect(portOf(shop.connection, "stock").basis).toBe("available_plus_open_orders");
    // The engine asks for 15 free and 50 open: 65 is there already, and nothing is written.
    expect(await push(shop, pushItem(key, "default", 65, 65, { sku: "A" }))).toMatchObject([{ outcome: "applied" }]);
    controls.shipOrder?.(order);
    expect([controls.stockOf("A"), (await partOf(shop, order)).lines[0]?.channelTook]).toEqual([15, 50]);
  });

  test("reserved units are reported with one source, and by none of several; a key without the right misses them", async () => {
    await using shop = await openShop();
    const { shop: controls, state } = shop.sandbox;
    const { key } = controls.addProduct(mug("A", 65));
    const { key: off } = controls.addProduct(mug("B", 9));
    const row = rowOf(shop, "B");
    if (row) row.status = 0;
    controls.placeOrder({ lines: [{ sku: "A", quantity: 50 }], payment: "paid" });
    const read = async () => {
      const reported = await portOf(shop.connection, "stock").read(
        [key, off].map((one) => ({ key: one, ext: null })),
        shop.connection.ctx,
      );
      return reported.map(({ levels }) => levels.map(({ available, committed }) => [available, committed]));
    };
    expect(await read()).toEqual([[[65, 50]], [[9, 0]]]);
    for (const integration of state.integrations)
      integration.resources = new Set(["Magento_Catalog::products", "Magento_InventoryApi::source"]);
    expect(await read()).toEqual([[[65, undefined]], [[9, undefined]]]);
  });

  test("each source of the website has its own number; one that is not linked is refused before it is sold twice", async () => {
    await using shop = await openShop({ prepare: ({ shop: controls }) => void controls.addLocation?.("West") });
    const { key } = shop.sandbox.shop.addProduct(mug("A"));
    shop.sandbox.state.sources.push({ code: "alien", name: "Alien", enabled: true });
    const results = await push(
      shop,
      pushItem(key, "default", 4, 10, { sku: "A" }),
      pushItem(key, "west", 6, null, { sku: "A" }),
      pushItem(key, "alien", 9, null, { sku: "A" }),
    );
    const byLocation = new Map(results.map((result) => [result.location, result]));
    expect(byLocation.get("alien")).toMatchObject({
      outcome: "rejected",
      code: "unknown_source",
      text: textWith(/does not sell from/),
    });
    expect([rowOf(shop, "A")?.quantity, rowOf(shop, "A", "west")?.quantity, rowOf(shop, "A", "alien")]).toEqual([
      4,
      6,
      undefined,
    ]);
  });

  test("status goes with every row: goods switch it on, none leave it, and a switch the merchant turned stays", async () => {
    await using shop = await openShop();
    const { shop: controls } = shop.sandbox;
    const [empty, full, off] = [
      controls.addProduct(mug("EMPTY", 0)),
      controls.addProduct(mug("FULL", 5)),
      controls.addProduct(mug("OFF", 5)),
    ];
    Object.assign(rowOf(shop, "OFF") ?? {}, { status: 0 });
    await push(
      shop,
      pushItem(empty.key, "default", 3, 0, { sku: "EMPTY" }),
      pushItem(full.key, "default", 0, 5, { sku: "FULL" }),
      pushItem(off.key, "default", 7, 5, { sku: "OFF" }),
    );
    expect([rowOf(shop, "EMPTY"), rowOf(shop, "FULL"), rowOf(shop, "OFF")]).toMatchObject([
      { quantity: 3, status: 1 },
      { quantity: 0, status: 1 },
      { quantity: 7, status: 0 },
    ]);
  });

  test("a SKU nobody has is not written, though the shop would take it; a renamed one is found by its id", async () => {
    await using shop = await openShop();
    const { shop: controls, state } = shop.sandbox;
    const renamed = controls.addProduct(mug("OLD", 5));
    const product = state.products.get(Number(renamed.key));
    if (product) product.sku = "NEW";
    state.sourceItems.set("new", new Map([["default", { sku: "NEW", quantity: 5, status: 1 }]]));
    state.sourceItems.delete("old");
    const results = await push(
      shop,
      pushItem("987654", "default", 3, null, { sku: "GHOST" }),
      pushItem(renamed.key, "default", 8, 5, { sku: "OLD" }),
    );
    expect(results.find((result) => result.key === "987654")).toMatchObject({ outcome: "rejected", code: "unknown" });
    expect([state.sourceItems.has("ghost"), rowOf(shop, "NEW")?.quantity]).toEqual([false, 8]);
  });

  test("a product saved with 0 has no row at any source: it reads as 0 at each linked one, and a write makes its row", async () => {
    await using shop = await openShop({ prepare: ({ shop: controls }) => void controls.addLocation?.("West") });
    const { shop: controls, state } = shop.sandbox;
    const { key } = controls.addProduct(mug("NEW", 0));
    expect(state.sourceItems.has("new")).toBe(false);
    const zeros = [
      { location: "default", available: 0 },
      { location: "west", available: 0 },
    ];
    const { ctx } = shop.connection;
    expect(await portOf(shop.connection, "stock").read([{ key, ext: { sku: "NEW" } }], ctx)).toEqual([
      { key, levels: zeros },
    ]);
    const reported = await portOf(shop.connection, "products").get(key, ctx);
    expect(reported?.variants[0]?.levels).toEqual(zeros);
    expect(await push(shop, pushItem(key, "default", 7, 0, { sku: "NEW" }))).toMatchObject([{ outcome: "applied" }]);
    expect(rowOf(shop, "NEW")).toMatchObject({ quantity: 7, status: 1 });
  });

  test("a SKU changed in the shop since the last look is written under its new name, never under the dead one", async () => {
    await using shop = await openShop();
    const { shop: controls, state } = shop.sandbox;
    const { key } = controls.addProduct(mug("OLD", 5));
    const product = state.products.get(Number(key));
    if (product) product.sku = "NEW";
    const read = await portOf(shop.connection, "stock").read([{ key, ext: { sku: "OLD" } }], shop.connection.ctx);
    expect(read).toEqual([{ key, levels: [{ location: "default", available: 0, committed: 0 }] }]);
    expect(await push(shop, pushItem(key, "default", 8, 5, { sku: "OLD" }))).toMatchObject([
      { outcome: "conflict", observed: 0 },
    ]);
    expect(await push(shop, pushItem(key, "default", 8, 0, { sku: "OLD" }))).toMatchObject([
      { outcome: "applied", observed: 8 },
    ]);
    expect([rowOf(shop, "OLD")?.quantity, rowOf(shop, "NEW")?.quantity]).toEqual([5, 8]);
  });

  test("a deleted product is refused, though its row still stands at the source", async () => {
    await using shop = await openShop();
    const { key } = shop.sandbox.shop.addProduct(mug("GONE", 5));
    shop.sandbox.shop.removeProduct(key);
    expect(rowOf(shop, "GONE")?.quantity).toBe(5);
    expect(await push(shop, pushItem(key, "default", 8, 5, { sku: "GONE" }))).toMatchObject([
      { outcome: "rejected", code: "unknown" },
    ]);
    const read = await portOf(shop.connection, "stock").read([{ key, ext: { sku: "GONE" } }], shop.connection.ctx);
    expect([read, rowOf(shop, "GONE")?.quantity]).toEqual([[{ key, levels: [] }], 5]);
  });

  test("a SKU with a comma is asked for by itself, and letter case and blanks do not count", async () => {
    await using shop = await openShop();
    const { shop: controls } = shop.sandbox;
    const [comma, plain] = [controls.addProduct(mug("A,B", 5)), controls.addProduct(mug("Mug-X", 6))];
    const read = await portOf(shop.connection, "stock").read(
      [
        { key: comma.key, ext: { sku: "A,B" } },
        { key: plain.key, ext: { sku: " mug-x " } },
      ],
      shop.connection.ctx,
    );
    expect(read.map(({ levels }) => levels)).toEqual([
      [{ location: "default", available: 5, committed: 0 }],
      [{ location: "default", available: 6, committed: 0 }],
    ]);
  });

  test("fractions are rounded down and negative numbers told as they are", async () => {
    await using shop = await openShop();
    const { shop: controls } = shop.sandbox;
    const [half, minus] = [controls.addProduct(mug("HALF")), controls.addProduct(mug("MINUS"))];
    Object.assign(rowOf(shop, "HALF") ?? {}, { quantity: 2.75 });
    Object.assign(rowOf(shop, "MINUS") ?? {}, { quantity: -2.5 });
    const read = await portOf(shop.connection, "stock").read(
      [
        { key: half.key, ext: { sku: "HALF" } },
        { key: minus.key, ext: null },
      ],
      shop.connection.ctx,
    );
    expect(read.map(({ levels }) => levels[0]?.available)).toEqual([2, -3]);
  });

  test("one bad row has all refused by the shop: sent in halves it is found, and the others are written", async () => {
    await using shop = await openShop({ prepare: ({ shop: controls }) => void controls.addLocation?.("West") });
    const { shop: controls, state } = shop.sandbox;
    const keys = [1, 2, 3, 4].map((index) => controls.addProduct(mug(`M${index}`)).key);
    // The source was deleted after the store was connected.
    state.sources.splice(1, 1);
    const pushItems = keys.map((key, index) =>
      pushItem(key, index === 2 ? "west" : "default", 20 + index, null, { sku: `M${index + 1}` }),
    );
    await expect(push(shop, ...pushItems)).rejects.toMatchObject({ kind: "rejected" });
    const results = await pushAll(portOf(shop.connection, "stock").push, pushItems, shop.connection);
    expect(results.map((result) => result.outcome).sort()).toEqual(["applied", "applied", "applied", "rejected"]);
    expect(results.find((result) => result.outcome === "rejected")).toMatchObject({
      key: keys[2],
      text: textWith(/Could not save Source Item/),
    });
    expect([rowOf(shop, "M1")?.quantity, rowOf(shop, "M4")?.quantity]).toEqual([20, 23]);
  });

  test("input limits of the merchant shorten lists and pages by themselves", async () => {
    await using shop = await openShop();
    const { shop: controls, state } = shop.sandbox;
    const keys = Array.from({ length: 45 }, (_, index) => controls.addProduct(mug(`M${index}`)).key);
    Object.assign(state.limits, { items: 20, pageSize: 30 });
    const results = await push(
      shop,
      ...keys.map((key, index) => pushItem(key, "default", 50, 10, { sku: `M${index}` })),
    );
    expect(results.every((result) => result.outcome === "applied")).toBe(true);
    expect(keys.every((_key, index) => rowOf(shop, `M${index}`)?.quantity === 50)).toBe(true);
  });

  test("more than the shop's column holds is refused instead of cut", async () => {
    await using shop = await openShop();
    const { key } = shop.sandbox.shop.addProduct(mug("A"));
    expect(await push(shop, pushItem(key, "default", 100_000_000, null, { sku: "A" }))).toMatchObject([
      { outcome: "rejected", code: "too_large" },
    ]);
  });

  test("a parcel takes units off its source and leaves what can be sold as it was; a cancellation frees the reservation", async () => {
    await using shop = await openShop();
    const { shop: controls, state } = shop.sandbox;
    controls.addProduct(mug("A", 10));
    const [sent, called] = [1, 2].map(() =>
      controls.placeOrder({ lines: [{ sku: "A", quantity: 3 }], payment: "pending" }),
    );
    expect(state.reservations.get("a")).toBe(-6);
    await execute(shop, sent ?? "", { kind: "fulfil", trackingNumbers: ["T1"], notifyCustomer: false });
    expect([controls.stockOf("A"), state.reservations.get("a")]).toEqual([7, -3]);
    await execute(shop, called ?? "", { kind: "cancel", reason: "customer", restock: true, notifyCustomer: false });
    expect([controls.stockOf("A"), state.reservations.get("a")]).toEqual([7, 0]);
  });
});

describe("stock through the shop's queue", () => {
  const settings = { stockTransport: "queue" };
  const open = (hasConsumer: boolean) =>
    openShop({ prepare: ({ state }) => Object.assign(state, { hasConsumer }), connection: { settings } });

  async function queued(shop: Bench) {
    const { shop: controls } = shop.sandbox;
    const [one, two] = [controls.addProduct(mug("A")), controls.addProduct(mug("B"))];
    const sent = await push(
      shop,
      pushItem(one.key, "default", 4, 10, { sku: "A" }),
      pushItem(two.key, "default", 6, 10, { sku: "B" }),
    );
    const [first] = sent;
    if (first?.outcome !== "accepted") throw new Error("the queue did not take the rows");
    expect(new Set(sent.map((result) => (result.outcome === "accepted" ? result.handle : ""))).size).toBe(1);
    expect(first.handle.length).toBeLessThan(2_500);
    return first.handle;
  }

  const poll = (shop: Bench, handle: string) =>
    portOf(shop.connection, "stock").push.poll?.(handle, shop.connection.ctx);

  test("a queued stock write is taken at once, one body a row, and answered row by row after a consumer ran", async () => {
    await using shop = await open(true);
    const handle = await queued(shop);
    expect(rowOf(shop, "A")?.quantity).toBe(10);
    expect(await poll(shop, handle)).toMatchObject([
      { outcome: "applied", observed: 4 },
      { outcome: "applied", observed: 6 },
    ]);
    expect([rowOf(shop, "A")?.quantity, rowOf(shop, "B")?.quantity]).toEqual([4, 6]);
  });

  test("a row the consumer refuses is refused with the queue's words, the other is done", async () => {
    await using shop = await open(true);
    const handle = await queued(shop);
    const [bulk] = shop.sandbox.state.bulks.values();
    const [first] = bulk?.operations ?? [];
    Object.assign(first ?? {}, { body: first?.body.replace('"default"', '"nope"') });
    expect(await poll(shop, handle)).toMatchObject([
      { outcome: "rejected", text: textWith(/Could not save Source Item/) },
      { outcome: "applied" },
    ]);
  });

  test("a queued write without a consumer stays open: after a quarter of an hour the rows are written directly", async () => {
    await using shop = await open(false);
    const handle = await queued(shop);
    expect(await poll(shop, handle)).toEqual({ pendingMs: expect.any(Number), results: [] });
    await shop.clock.sleep(16 * 60_000);
    expect(await poll(shop, handle)).toMatchObject([{ outcome: "applied" }, { outcome: "applied" }]);
    expect([rowOf(shop, "A")?.quantity, rowOf(shop, "B")?.quantity]).toEqual([4, 6]);
  });

  test("many rows are split, so that every handle can be kept", async () => {
    await using shop = await open(true);
    const { shop: controls } = shop.sandbox;
    const items = Array.from({ length: 40 }, (_, index) =>
      pushItem(controls.addProduct(mug(`LONG-${index}`)).key, "default", 99_999_000 + index, 10, {
        sku: `LONG-${index}`,
      }),
    );
    const sent = await push(shop, ...items);
    const handles = new Set(sent.map((result) => (result.outcome === "accepted" ? result.handle : "")));
    expect(Math.max(...[...handles].map((handle) => handle.length))).toBeLessThan(2_500);
    expect(sent).toHaveLength(40);
  });
});
