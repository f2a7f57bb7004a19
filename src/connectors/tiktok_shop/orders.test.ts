import { describe, expect, it } from "vitest";
import { askToCancel, cancelUnit, claimReturn } from "../../sandboxes/tiktok_shop/claims.ts";
import { moveOrder } from "../../sandboxes/tiktok_shop/state.ts";
import type { Sweep } from "../kit/contract/ports.ts";
import { readPart } from "../kit/testing/commands.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { portOf } from "../kit/testing/shop.ts";
import { changedOrders } from "./order-sweeps.ts";
import { openShop, stored, type World } from "./testing.ts";

const MUGS = [
  { title: "Mug", variants: [{ sku: "MUG-1", price: "12.50", stock: 100 }] },
  { title: "Cup", variants: [{ sku: "CUP-1", price: "3.00", stock: 100 }] },
];

async function withOrder(
  lines: readonly { sku: string; quantity: number }[] = [{ sku: "MUG-1", quantity: 3 }],
  currency?: string,
) {
  const world = await openShop(currency);
  for (const product of MUGS) world.shop.addProduct(product);
  const connection = await world.connect();
  const key = world.shop.placeOrder({ lines, payment: "paid", customer: { name: "Ada", phone: "+447911123456" } });
  return { world, connection, key, order: stored(world.state, key) };
}

async function sweep<T>(one: Sweep<T>, connection: TestConnection, cursor: string | null) {
  const items: T[] = [];
  let last = cursor;
  const unread: string[] = [];
  for await (const page of one.run({ cursor }, connection.ctx)) {
    items.push(...page.items);
    unread.push(...(page.unreadKeys ?? []));
    if (page.safeToSave) last = page.cursor;
  }
  return { items, cursor: last, unread };
}

describe("one line item is one unit", () => {
  it("units of an item are one line with the first unit's id, gifts and other prices apart", async () => {
    const { world, connection, key, order } = await withOrder();
    await using _ = world;
    const [first, , third] = order.units;
    if (third) third.isGift = true;
    const part = await readPart(connection, key);
    expect(part.lines.map(({ key: line, quantity, sku }) => [line, quantity, sku])).toEqual([
      [first?.id, 2, "MUG-1"],
      [third?.id, 1, "MUG-1"],
    ]);
  });

  it("ids beyond what a number holds keep their digits", async () => {
    const { world, connection, key } = await withOrder();
    await using _ = world;
    expect(BigInt(key)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
    const part = await readPart(connection, key);
    expect([part.orderKey, part.number]).toEqual([key, key]);
  });

  it("a unit cancelled alone lowers the line, is refunded, and leaves the others", async () => {
    const { world, connection, key, order } = await withOrder();
    await using _ = world;
    cancelUnit(world.state, order, order.units[1]?.id ?? "");
    const part = await readPart(connection, key);
    expect(part.lines).toMatchObject([{ orderedQuantity: 3, quantity: 2, channelTook: 2 }]);
    expect(part.refunds).toMatchObject([
      { amountMinor: 1_250n, lines: [{ lineKey: order.units[0]?.id, quantity: 1, restocked: true }] },
    ]);
    expect([part.status, part.financial]).toEqual(["confirmed", "partially_refunded"]);
  });

  it("shipped units are counted parcel by parcel", async () => {
    const { world, connection, key, order } = await withOrder();
    await using _ = world;
    world.shop.shipOrder?.(key, [{ sku: "MUG-1", quantity: 1 }]);
    const part = await readPart(connection, key);
    expect([part.status, part.fulfilment, part.lines[0]?.fulfilledQuantity]).toEqual(["processing", "partial", 1]);
    expect(part.fulfilments).toMatchObject([
      { status: "fulfilled", carrier: "Royal Mail", lines: [{ lineKey: order.units[0]?.id, quantity: 1 }] },
    ]);
    expect(part.fulfilments[0]?.trackingNumbers).toHaveLength(1);
  });
});

describe("orders by who ships them", () => {
  it("an order TikTok's warehouse ships reserves nothing of the seller's", async () => {
    const { world, connection, key, order } = await withOrder();
    await using _ = world;
    order.fulfillmentType = "FULFILLMENT_BY_TIKTOK";
    const part = await readPart(connection, key);
    expect(part.lines[0]?.fulfilledBy).toBe("marketplace");
    expect(part.tags).toContain("fulfilled by TikTok");
    expect(part.platformStatus).toBe("AWAITING_SHIPMENT FULFILLMENT_BY_TIKTOK");
  });

  it("the line names the warehouse it is sold from", async () => {
    const { world, connection, key } = await withOrder();
    await using _ = world;
    expect((await readPart(connection, key)).lines[0]?.location).toBe(world.state.warehouses[0]?.id);
  });

  it("samples, replacements and pre-orders carry a tag", async () => {
    const { world, connection, key, order } = await withOrder();
    await using _ = world;
    order.isSample = true;
    order.orderType = "PRE_ORDER";
    for (const unit of order.units) unit.salePrice = "0";
    const part = await readPart(connection, key);
    expect(part.tags).toEqual(["sample", "pre-order"]);
    expect(part.lines[0]?.totalMinor).toBe(0n);
  });
});

describe("the buyer", () => {
  it("a buyer's e-mail is a relay and never merged with anybody", async () => {
    const { world, connection, key } = await withOrder();
    await using _ = world;
    expect((await readPart(connection, key)).contact).toMatchObject({ phone: "+447911123456", quality: "relay" });
  });

  it("a buyer is masked with TikTok's own shipping", async () => {
    const { world, connection, key, order } = await withOrder();
    await using _ = world;
    order.shippingType = "TIKTOK";
    const { contact } = await readPart(connection, key);
    expect(contact.quality).toBe("masked");
    expect(contact.phone).toContain("*");
  });

  it("a buyer has no address before the order is paid, and while it is held", async () => {
    const { world, connection, key, order } = await withOrder();
    await using _ = world;
    order.status = "ON_HOLD";
    const held = await readPart(connection, key);
    expect([held.shippingAddress, held.contact.name, held.contact.quality]).toEqual([undefined, undefined, "relay"]);
    order.status = "AWAITING_SHIPMENT";
    expect((await readPart(connection, key)).shippingAddress).toEqual({
      name: "Ada",
      line1: "1 High Street",
      line2: "Flat 5",
      city: "London",
      region: "England",
      postcode: "SW1A 1AA",
      country: "GB",
      phone: "+447911123456",
    });
  });

  it("a buyer's name is read in any script", async () => {
    const world = await openShop();
    await using _ = world;
    world.shop.addProduct({ title: "قميص 👕", variants: [{ sku: "MUG-1", price: "1", stock: 1 }] });
    const connection = await world.connect();
    const key = world.shop.placeOrder({
      lines: [{ sku: "MUG-1", quantity: 1 }],
      payment: "paid",
      customer: { name: "山田 太郎 🎁" },
    });
    const order = stored(world.state, key);
    order.message = "٣ boxes 🎀";
    const part = await readPart(connection, key);
    expect([part.contact.name, part.buyerNote, part.lines[0]?.title]).toEqual([
      "山田 太郎 🎁",
      "٣ boxes 🎀",
      "قميص 👕",
    ]);
  });
});

describe("claims beside the order", () => {
  it("a buyer's wish to cancel holds the order, though its own time does not move", async () => {
    const { world, connection, key, order } = await withOrder();
    await using _ = world;
    const before = await sweep(changedOrders, connection, null);
    await connection.ctx.clock.sleep(3_600_000);
    const { updatedAt } = order;
    askToCancel(world.state, order);
    expect(order.updatedAt).toBe(updatedAt);
    const { items, cursor } = await sweep(changedOrders, connection, before.cursor);
    expect(items.at(-1)).toMatchObject({
      orderKey: key,
      status: "on_hold",
      platformStatus: expect.stringContaining("BUYER_REQUEST_CANCEL"),
    });
    expect(items.at(-1)?.version.value).toBeGreaterThan(before.items[0]?.version.value ?? 0n);
    await connection.ctx.clock.sleep(3_600_000);
    expect((await sweep(changedOrders, connection, cursor)).items.map(({ orderKey }) => orderKey)).toEqual([key]);
  });

  it("a return that is granted refunds the order of yesterday", async () => {
    const { world, connection, key, order } = await withOrder();
    await using _ = world;
    world.shop.shipOrder?.(key);
    for (const unit of order.units) unit.displayStatus = "COMPLETED";
    moveOrder(world.state, order, "COMPLETED");
    const before = await sweep(changedOrders, connection, null);
    await connection.ctx.clock.sleep(86_400_000);
    const claim = claimReturn(world.state, order, {
      type: "RETURN_AND_REFUND",
      status: "BUYER_SHIPPED_ITEM",
      amount: "41.50",
      unitIds: order.units.map(({ id }) => id),
    });
    const waiting = await sweep(changedOrders, connection, before.cursor);
    expect(waiting.items.map(({ status, financial }) => [status, financial])).toEqual([["on_hold", "paid"]]);
    claim.status = "RETURN_OR_REFUND_REQUEST_COMPLETE";
    claim.updatedAt += 600;
    await connection.ctx.clock.sleep(3_600_000);
    const { items } = await sweep(changedOrders, connection, waiting.cursor);
    expect(items.at(-1)).toMatchObject({
      status: "completed",
      financial: "refunded",
      fulfilment: "returned",
      refunds: [{ key: claim.id, amountMinor: 4_150n }],
    });
  });

  it("a cancelled order's refund is what TikTok says, else the whole payment", async () => {
    const { world, connection, key, order } = await withOrder();
    await using _ = world;
    world.shop.cancelOrder(key);
    const reported = await readPart(connection, key);
    expect(reported.refunds).toMatchObject([{ amountMinor: 4_150n }]);
    expect(reported.refunds[0]?.key).not.toBe("cancelled");
    world.state.cancellations.clear();
    expect((await readPart(connection, key)).refunds).toMatchObject([{ key: "cancelled", amountMinor: 4_150n }]);
    expect(order.status).toBe("CANCELLED");
  });
});

describe("walking orders", () => {
  const place = (world: World, count: number) =>
    Array.from({ length: count }, () =>
      world.shop.placeOrder({ lines: [{ sku: "CUP-1", quantity: 1 }], payment: "paid" }),
    );

  it("a page that is all one second goes on with TikTok's token, then by time again", async () => {
    const { world, connection, key } = await withOrder();
    await using _ = world;
    const keys = [key, ...place(world, 230)];
    for (const [index, one] of keys.entries())
      stored(world.state, one).updatedAt = 1_760_000_000 + (index > 150 ? 1 : 0);
    const { items } = await sweep(changedOrders, connection, null);
    expect(items.map(({ orderKey }) => orderKey).sort()).toEqual(keys.toSorted());
  });

  it("rows that leave the window while it is walked shift nobody out of sight", async () => {
    const { world, connection, key } = await withOrder();
    await using _ = world;
    const keys = [key, ...place(world, 120)];
    for (const [index, one] of keys.entries()) stored(world.state, one).updatedAt = 1_760_000_000 + index;
    const seen: string[] = [];
    for await (const page of changedOrders.run({ cursor: null }, connection.ctx)) {
      if (seen.length === 0)
        for (const one of keys.slice(0, 30)) moveOrder(world.state, stored(world.state, one), "AWAITING_SHIPMENT");
      seen.push(...page.items.map(({ orderKey }) => orderKey));
    }
    expect(keys.filter((one) => !seen.includes(one))).toEqual([]);
  });

  it("one order that cannot be read holds up no other, and is named", async () => {
    const { world, connection, key } = await withOrder();
    await using _ = world;
    const [bad = "", good = ""] = place(world, 2);
    const broken = stored(world.state, bad);
    broken.units[0] = { ...broken.units[0], skuId: "" } as (typeof broken.units)[number];
    const first = await sweep(changedOrders, connection, null);
    expect(first.items.map(({ orderKey }) => orderKey).sort()).toEqual([key, good].sort());
    expect([first.unread, connection.drifts.length > 0]).toEqual([[bad], true]);
  });

  it("a cursor of another make begins anew", async () => {
    const { world, connection, key } = await withOrder();
    await using _ = world;
    for (const cursor of ["", "nonsense", "{}", '{"orders":{"start":"x"}}'])
      expect((await sweep(changedOrders, connection, cursor)).items.map(({ orderKey }) => orderKey)).toEqual([key]);
  });

  it("a walk reads orders from the day of the first sync on", async () => {
    const { world, connection } = await withOrder();
    await using _ = world;
    const pages = [];
    const since = new Date(connection.ctx.clock.now() + 60_000).toISOString();
    for await (const page of portOf(connection, "orders").sweeps[0]?.run({ cursor: null, since }, connection.ctx) ?? [])
      pages.push(...page.items);
    expect(pages).toEqual([]);
  });
});
