import { describe, expect, it } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { holdOrder } from "../order-holds/order-holds.ts";
import { keyAddresses } from "../orders/address-key.ts";
import { correctAddress } from "../orders/correct-address.ts";
import { packedOrders } from "../orders/packing.ts";
import { actor, minutes, noon, orderLine, orderPart, testShop } from "../orders/testing.ts";
import { createBatch } from "../packing/batches.ts";
import type { PolicyOf } from "./candidates.ts";
import { getMerge, mergeOrders, mergingOf, undoMerge } from "./merges.ts";
import { changeMergeSettings } from "./settings.ts";
import { suggestMerges } from "./suggest.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));
const stores = fixture(async () => {
  const variant = await shop.newVariant();
  await shop.stock(variant, 1_000);
  const made = [await shop.newStore("Shop"), await shop.newStore("Market")];
  for (const store of made) await store.list(variant, "v");
  return { shop: made[0], market: made[1] };
});

const by = { actor, now: noon };
const allowed: PolicyOf = () => "allowed";
let made = 0;

interface Made {
  readonly at?: "shop" | "market";
  readonly minute?: number;
  readonly address?: Partial<NonNullable<OrderPart["shippingAddress"]>>;
  readonly part?: Partial<OrderPart>;
}

/** Orders of one buyer, whose name is made for them; answers their ids. */
async function newOrders(...orders: readonly Made[]): Promise<string[]> {
  made += 1;
  const home = { name: `Ada ${made}`, line1: "12 Long Street", city: "Giza", postcode: "12511", country: "EG" };
  const ids: string[] = [];
  for (const [n, { at = "shop", minute = 0, address, part }] of orders.entries()) {
    const order = orderPart(`m-${made}-${n}`, {
      shippingAddress: { ...home, ...address },
      placedAt: minutes(minute).toISOString(),
      lines: [orderLine({ key: "1", variantKey: "v", quantity: 1 })],
      ...part,
    });
    const [applied] = (await stores[at]?.apply([order])) ?? [];
    ids.push(applied?.orderId ?? "");
  }
  return ids;
}

const suggested = async (of: readonly string[], policy = allowed) =>
  (await shop.run((tx) => suggestMerges(tx, of, policy))).items.map(({ match, orders }) => [
    match,
    ...orders.map(({ id }) => id),
  ]);

const merge = (orderIds: readonly string[], how: { otherRecipients?: boolean; policy?: PolicyOf } = {}) =>
  shop.run((tx) => mergeOrders(tx, { orderIds, otherRecipients: false, policy: allowed, ...how, ...by }));

describe("suggestions", () => {
  it("suggestions name orders to one recipient at one address, across channels, exact or alike", async () => {
    const exact = await newOrders({}, { at: "market", minute: 5 });
    expect(await suggested(exact)).toEqual([["exact", ...exact]]);
    const alike = await newOrders({}, { minute: 1, address: { line1: "12 LONG st." } }, { minute: 2 });
    expect(await suggested(alike.slice(0, 1))).toEqual([["like", ...alike]]);
  });

  it.each<[string, Made]>([
    ["another recipient", { address: { name: "Somebody else" } }],
    ["another house", { address: { line1: "13 Long Street" } }],
    ["a payment at the door beside one that is made", { part: { payment: { kind: "cod" }, financial: "cod_pending" } }],
    ["a payment that is awaited", { part: { financial: "pending" } }],
    ["a hold", { part: { status: "on_hold" } }],
    ["a day outside the window", { minute: 73 * 60 }],
  ])("suggestions leave out %s", async (_, other) => {
    expect(await suggested(await newOrders({}, other))).toEqual([]);
  });

  it("suggestions stay with one channel, a shorter window or allowed marketplaces as the settings say", async () => {
    const orders = await newOrders({}, { at: "market", minute: 120 });
    const unknown: PolicyOf = () => "unknown";
    expect(await suggested(orders, unknown)).toEqual([]);
    await shop.run((tx) => changeMergeSettings(tx, { allowsMarketplaces: true }, noon));
    expect(await suggested(orders, unknown)).toEqual([["exact", ...orders]]);
    expect(await suggested(orders, () => "forbidden")).toEqual([]);
    await shop.run((tx) => changeMergeSettings(tx, { acrossChannels: false, allowsMarketplaces: false }, noon));
    expect(await suggested(orders)).toEqual([]);
    await shop.run((tx) => changeMergeSettings(tx, { acrossChannels: true, windowHours: 1 }, noon));
    expect(await suggested(orders)).toEqual([]);
    await shop.run((tx) => changeMergeSettings(tx, { windowHours: 72 }, noon));
  });

  it("suggestions name shipping that was paid twice: all but the dearest", async () => {
    const paid = (shippingMinor: bigint) => ({
      part: { totals: { ...orderPart("x", { lines: [] }).totals, shippingMinor } },
    });
    const [, second = "", third = ""] = await newOrders(paid(900n), paid(500n), paid(700n));
    const { items } = await shop.run((tx) => suggestMerges(tx, [second], allowed));
    expect(items[0]?.shippingRefunds.map(({ orderId, amountMinor }) => [orderId, amountMinor])).toEqual([
      [third, 700n],
      [second, 500n],
    ]);
  });

  it("suggestions include orders from before the digest once maintenance has given them theirs", async () => {
    const orders = await newOrders({}, {});
    await shop.run((tx) =>
      tx.run("update argosy.sales_order set address_key = null, is_address_keyed = false where id = any($1::uuid[])", [
        orders,
      ]),
    );
    expect(await suggested(orders)).toEqual([]);
    expect(await shop.run(keyAddresses)).toBe(false);
    expect(await suggested(orders)).toEqual([["exact", ...orders]]);
  });

  it("suggestions follow an address that is corrected", async () => {
    const [first = "", second = ""] = await newOrders({}, { address: { line1: "13 Long Street" } });
    const address = { name: `Ada ${made}`, line1: "12 Long Street", city: "Giza", postcode: "12511", country: "EG" };
    await shop.run((tx) => correctAddress(tx, { orderId: second, address, ...by }));
    expect(await suggested([first])).toEqual([["exact", first, second]]);
  });
});

describe("a merge", () => {
  it("a merge is shown on its orders, taken off them when it is undone, and suggested again", async () => {
    const orders = await newOrders({}, { at: "market" });
    const { id, state } = await merge(orders);
    expect(state).toBe("open");
    const [first = "", second = ""] = orders;
    const shown = await shop.run((tx) => mergingOf(tx, second, allowed));
    expect(shown).toMatchObject({ merge: { id, orders: [{ id: first }, { id: second }] }, suggestion: null });
    expect(await suggested(orders)).toEqual([]);
    await expect(merge(orders)).rejects.toMatchObject({ code: "MERGE_TAKEN" });
    await shop.run((tx) => undoMerge(tx, id, by));
    await expect(shop.run((tx) => getMerge(tx, id))).rejects.toMatchObject({ code: "MERGE_NOT_FOUND" });
    expect(await suggested(orders)).toEqual([["exact", ...orders]]);
    const texts = await shop.run((tx) =>
      tx.rows<{ text: string }>(
        `select text from argosy.timeline
         where organization_id = argosy.tenant() and order_id = $1 and kind = 'merge' order by id`,
        [first],
      ),
    );
    expect(texts.map(({ text }) => text.split(":")[0])).toEqual([
      expect.stringContaining("Merged with"),
      expect.stringContaining("No longer merged with"),
    ]);
  });

  it.each<[string, Made, string]>([
    ["another address", { address: { line1: "13 Long Street" } }, "MERGE_ADDRESSES"],
    ["a recipient of another name", { address: { name: "Somebody else" } }, "MERGE_RECIPIENTS"],
    ["cash on delivery", { part: { payment: { kind: "cod" }, financial: "cod_pending" } }, "MERGE_PAYMENT"],
    ["an order on hold", { part: { status: "on_hold" } }, "MERGE_NOT_READY"],
  ])("a merge is refused for %s", async (_, other, code) => {
    await expect(merge(await newOrders({}, other))).rejects.toMatchObject({ code });
  });

  it("a merge of other recipients is made where a person says that they are one", async () => {
    const orders = await newOrders({}, { address: { name: "Somebody else" } });
    expect(await merge(orders, { otherRecipients: true })).toMatchObject({ otherRecipients: true });
  });

  it("a merge is refused on a channel that forbids it, or of which nothing is documented", async () => {
    const orders = await newOrders({}, { at: "market" });
    for (const existing of ["forbidden", "unknown"] as const)
      await expect(merge(orders, { policy: () => existing })).rejects.toMatchObject({ code: "MERGE_CHANNEL" });
  });

  it("a merge brings its orders side by side into a batch, and the scan station names them", async () => {
    const [a = "", other = ""] = [...(await newOrders({})), ...(await newOrders({}))];
    const [b = "", c = ""] = await newOrders({}, {});
    await merge([b, c]);
    const batch = await shop.run((tx) => createBatch(tx, { orderIds: [a, c, other], ...by }));
    expect(batch.items.map(({ orderId }) => orderId)).toEqual([a, c, b, other]);
    const [packed] = await shop.run((tx) => packedOrders(tx, [b]));
    expect(packed?.togetherWith).toHaveLength(1);
  });

  it("a merge is not picked while one of its orders is on hold", async () => {
    const [a = "", b = ""] = await newOrders({}, {});
    const [other = ""] = await newOrders({});
    await merge([a, b]);
    await shop.run((tx) => holdOrder(tx, { orderId: b, reason: "fraud", ...by }));
    for (const id of [a, b])
      await expect(shop.run((tx) => createBatch(tx, { orderIds: [id], ...by }))).rejects.toMatchObject({
        code: "ORDER_ON_HOLD",
      });
    const batch = await shop.run((tx) => createBatch(tx, { orderIds: [other, a, b], ...by }));
    expect([batch.items.map(({ orderId }) => orderId), batch.leftOut.map(({ orderId }) => orderId)]).toEqual([
      [other],
      [a, b],
    ]);
    const next = await shop.run((tx) => createBatch(tx, { next: 100, ...by })).catch(() => null);
    expect(next?.items.map(({ orderId }) => orderId) ?? []).not.toContain(a);
  });
});
