/** Orders of an emulated site: read, shipped, cancelled, refunded, made. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { asTree } from "../../sandboxes/wix/replies.ts";
import { collect } from "../kit/conformance/bench.ts";
import { refusal } from "../kit/conformance/case.ts";
import { attemptCommand } from "../kit/testing/commands.ts";
import { orderForTest } from "../kit/testing/order.ts";
import { must } from "../kit/testing/shop.ts";
import { textWith } from "../kit/testing/text-with.ts";
import { trackingInfo } from "./order-fulfil.ts";
import { sharesOf } from "./order-refund.ts";
import { openSite, type Site, sent } from "./testing.ts";

const MUG = { title: "Mug", variants: [{ sku: "MUG", price: "15.00", stock: 100 }] };
const CAP = { title: "Cap", variants: [{ sku: "CAP", price: "5.00", stock: 100 }] };
const FULFIL = { kind: "fulfil", trackingNumbers: ["1Z9"], notifyCustomer: false } as const;

async function placed(site: Site, payment: "paid" | "cod" | "pending" = "paid") {
  const connection = await site.connect();
  site.shop.addProduct(MUG);
  site.shop.addProduct(CAP);
  const key = site.shop.placeOrder({
    lines: [
      { sku: "MUG", quantity: 3 },
      { sku: "CAP", quantity: 1 },
    ],
    payment,
  });
  const get = async () => must(await must(connection.ports.orders).get(key, connection.ctx));
  return { connection, key, get, order: must(site.sandbox.state.orders.get(key)) };
}

describe("orders of a site", () => {
  it("parcels and payments of a page come in one call each; orders not shipped need no parcels", async () => {
    await using site = await openSite();
    const { connection, key } = await placed(site);
    site.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }], payment: "paid" });
    site.shop.shipOrder?.(key);
    await collect(must(connection.ports.orders?.sweeps[0]), connection.ctx);
    const [parcels, payments] = ["fulfillments", "payments"].map((name) =>
      sent(site.sandbox, `/ecom/v1/${name}/list-by-ids`).at(-1),
    );
    expect([asTree(parcels)["orderIds"], asTree(payments)["orderIds"]]).toMatchObject([[key], { length: 2 }]);
  });

  it("an order still being checked out is told by its id, never by the search", async () => {
    await using site = await openSite();
    const { connection, get, order } = await placed(site);
    order.status = "INITIALIZED";
    const { items } = await collect(must(connection.ports.orders?.sweeps[0]), connection.ctx);
    expect([items, (await get()).status, (await get()).lines[0]?.channelTook]).toEqual([[], "pending", 0]);
  });

  it("one order that cannot be read does not hold up the others, and is named", async () => {
    await using site = await openSite();
    const { connection, key } = await placed(site);
    site.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }], payment: "paid" });
    site.sandbox.faults.add({ fault: { kind: "spoil_record", key } });
    const pages = [];
    for await (const page of must(connection.ports.orders?.sweeps[0]).run({ cursor: null }, connection.ctx))
      pages.push(page);
    expect(pages.map(({ items, unreadKeys }) => [items.length, unreadKeys])).toEqual([[1, [key]]]);
  });

  it("words nobody knows are told as drift, and the order arrives all the same", async () => {
    await using site = await openSite();
    const { connection, get, order } = await placed(site);
    Object.assign(order, { status: "ON_THE_MOON" });
    expect((await get()).status).toBe("pending");
    expect(connection.drifts).toMatchObject([{ path: "status", value: "ON_THE_MOON" }]);
  });
});

describe("shipping", () => {
  it("part of a line, then the rest; the order follows by itself", async () => {
    await using site = await openSite();
    const { connection, key, get } = await placed(site);
    const [line] = (await get()).lines;
    const lines = [{ lineKey: must(line).key, quantity: 2 }];
    expect((await attemptCommand(connection, key, { ...FULFIL, lines })).state).toBe("done");
    const half = await get();
    expect([half.fulfilment, half.lines.map(({ fulfilledQuantity }) => fulfilledQuantity)]).toEqual([
      "partial",
      [2, 0],
    ]);
    const too = { ...FULFIL, trackingNumbers: ["1Z10"], lines: [{ lineKey: must(line).key, quantity: 2 }] };
    expect(await attemptCommand(connection, key, too)).toMatchObject({ state: "rejected", code: "lines" });
    expect((await attemptCommand(connection, key, { ...FULFIL, trackingNumbers: ["1Z10"] })).state).toBe("done");
    expect([(await get()).fulfilment, (await get()).status]).toEqual(["in_transit", "completed"]);
    expect(await attemptCommand(connection, key, FULFIL)).toMatchObject({ state: "rejected", code: "nothing" });
  });

  it("a parcel without a number whose answer was lost is not told twice, and somebody else's is no proof", async () => {
    await using site = await openSite();
    const { connection, key, get, order } = await placed(site);
    const plain = { ...FULFIL, trackingNumbers: [] };
    site.shop.shipOrder?.(key, [{ sku: "CAP", quantity: 1 }]);
    expect((await attemptCommand(connection, key, plain, { uncertain: true })).state).toBe("done");
    expect([order.parcels.length, (await get()).fulfilment]).toEqual([2, "fulfilled"]);
    expect((await attemptCommand(connection, key, plain, { uncertain: true })).state).toBe("done");
    expect(order.parcels.length).toBe(2);
    // With a number there is a mark: a parcel without it is somebody else's.
    expect(await attemptCommand(connection, key, FULFIL, { uncertain: true })).toMatchObject({
      state: "rejected",
      code: "nothing",
    });
  });

  it("tracking is changed without touching the lines, and a number of another parcel is refused", async () => {
    await using site = await openSite();
    const { connection, key, get } = await placed(site);
    await attemptCommand(connection, key, {
      ...FULFIL,
      lines: [{ lineKey: must((await get()).lines[0]).key, quantity: 1 }],
    });
    expect(await attemptCommand(connection, key, FULFIL)).toMatchObject({ state: "rejected", code: "tracking_exists" });
    const [parcel] = (await get()).fulfilments;
    const command = {
      kind: "tracking",
      fulfilmentKey: must(parcel).key,
      carrier: "DHL",
      trackingNumbers: ["NEW"],
      notifyCustomer: false,
    } as const;
    const { number, status, platformStatus, lines, totals } = await get();
    const order = { key, number, status, platformStatus, currency: totals.currency, lines };
    const more = { order, idempotencyKey: "k", saved: null, save: async () => undefined, uncertain: false };
    const update = must(connection.ports.orders?.updateTracking);
    expect((await update({ command, ...more }, connection.ctx)).state).toBe("done");
    expect((await get()).fulfilments[0]).toMatchObject({ carrier: "dhl", trackingNumbers: ["NEW"] });
    const patches = site.sandbox.calls.filter(
      ({ method, path }) => method === "PATCH" && path.includes("/fulfillments/"),
    );
    expect(patches.map(({ requestBody }) => requestBody.includes("lineItems"))).toEqual([false]);
    const gone = { ...command, fulfilmentKey: "00000000-0000-4000-8000-0000000000ff" };
    expect(await update({ command: gone, ...more }, connection.ctx)).toMatchObject({
      state: "rejected",
      code: "parcel_gone",
    });
  });

  it.each([
    [
      { carrier: "DHL", trackingNumbers: ["1"] },
      { trackingNumber: "1", shippingProvider: "dhl" },
    ],
    [
      { carrier: "Canada Post", trackingNumbers: ["1"] },
      { trackingNumber: "1", shippingProvider: "canadaPost" },
    ],
    [
      { carrier: "Bosta", trackingNumbers: ["1"], trackingUrl: "https://b.example/1" },
      { trackingNumber: "1", shippingProvider: "Bosta", trackingLink: "https://b.example/1" },
    ],
    // A carrier Wix does not know needs a link: without one only the number is told.
    [{ carrier: "Bosta", trackingNumbers: ["1"] }, { trackingNumber: "1" }],
    [{ trackingNumbers: ["1", "2"] }, { trackingNumber: "1, 2" }],
    [{ trackingNumbers: ["x".repeat(60), "y".repeat(60)] }, { trackingNumber: "x".repeat(60) }],
    [{ trackingNumbers: [], trackingUrl: `https://b.example/${"x".repeat(2_100)}` }, {}],
  ])("%j is told as %j", (tracking, fields) => {
    expect(trackingInfo(tracking)).toEqual(fields);
  });
});

describe("approving, cancelling, noting", () => {
  it("a pending order is approved; an approved one is not approved again", async () => {
    await using site = await openSite();
    const { connection, key } = await placed(site, "pending");
    const confirm = { kind: "status", status: "confirmed" } as const;
    expect((await attemptCommand(connection, key, confirm)).state).toBe("done");
    expect(site.shop.order(key)?.status).toBe("APPROVED");
    const calls = sent(site.sandbox, "/update-status").length;
    expect((await attemptCommand(connection, key, confirm)).state).toBe("done");
    expect(sent(site.sandbox, "/update-status")).toHaveLength(calls);
  });

  it.each([
    ["AUTHORIZED", "APPROVED", "ORDER_HAS_AUTHORIZED_TRANSACTION", "Void the authorization"],
    ["PENDING", "PENDING", "ORDER_IS_PENDING", "still being checked"],
  ] as const)("a payment that is %s holds the cancelling up: %s, %s", async (payment, status, code, texts) => {
    await using site = await openSite();
    const { connection, key, order } = await placed(site);
    must(order.payments[0]).status = payment;
    order.status = status;
    const result = await attemptCommand(connection, key, {
      kind: "cancel",
      reason: "customer",
      restock: true,
      notifyCustomer: false,
    });
    expect(result).toMatchObject({ state: "rejected", code, text: textWith(texts) });
  });

  it("cancelling says whether to restock and whether to write to the buyer, and moves no money", async () => {
    await using site = await openSite();
    const { connection, key, get } = await placed(site);
    const command = { kind: "cancel", reason: "other", restock: false, notifyCustomer: true, note: "Sorry" } as const;
    expect((await attemptCommand(connection, key, command)).state).toBe("done");
    expect(sent(site.sandbox, "/cancel")).toEqual([
      { sendOrderCanceledEmail: true, restockAllItems: false, customMessage: "Sorry" },
    ]);
    expect([site.shop.stockOf("MUG"), (await get()).status, (await get()).financial]).toEqual([
      97,
      "cancelled",
      "paid",
    ]);
    expect(await attemptCommand(connection, key, FULFIL)).toMatchObject({ state: "rejected", code: "cancelled" });
  });

  it("a note is for the staff; an order that is gone says so", async () => {
    await using site = await openSite();
    const { connection, key } = await placed(site);
    expect((await attemptCommand(connection, key, { kind: "note", text: "x", visibleToCustomer: true })).state).toBe(
      "unsupported",
    );
    expect(
      await attemptCommand(connection, key, { kind: "note", text: "x".repeat(5_001), visibleToCustomer: false }),
    ).toMatchObject({ state: "rejected" });
    const gone = {
      key: "00000000-0000-4000-8000-0000000000ff",
      number: "1",
      currency: "EUR",
      status: "confirmed",
      platformStatus: "",
      lines: [],
    } as const;
    expect(await attemptCommand(connection, gone, FULFIL)).toMatchObject({ state: "rejected", code: "order_gone" });
  });
});

describe("refunds", () => {
  const eur = (minor: bigint) => ({ minor, currency: "EUR" });
  const refund = (minor: bigint, more: object = {}) =>
    ({ kind: "refund", amount: eur(minor), lines: [], moveMoney: true, ...more }) as const;

  it("a refund of a restocked line moves money, units and stock once, also when the answer is lost", async () => {
    await using site = await openSite();
    const { connection, key, get, order } = await placed(site);
    const [line] = (await get()).lines;
    const command = refund(1_500n, {
      lines: [{ lineKey: must(line).key, quantity: 1, restock: true }],
      reason: "Broken",
    });
    let saved: Json = null;
    const save = async (progress: Json) => {
      saved = progress;
    };
    site.sandbox.faults.add({ fault: { kind: "drop_after_commit" }, path: "refund-payments", times: 1 });
    expect((await refusal(attemptCommand(connection, key, command, { save }))).kind).toBe("ambiguous");
    expect((await attemptCommand(connection, key, command, { save, saved, uncertain: true })).state).toBe("done");
    expect([order.refunds.length, site.shop.stockOf("MUG")]).toEqual([1, 98]);
    const after = await get();
    expect(after.refunds).toMatchObject([{ amountMinor: 1_500n, reason: "Broken", lines: [{ quantity: 1 }] }]);
    expect([after.financial, after.lines[0]?.quantity, after.lines[0]?.channelTook]).toEqual([
      "partially_refunded",
      2,
      2,
    ]);
    expect(sent(site.sandbox, "/refund-payments")[0]).toMatchObject({
      paymentRefunds: [{ amount: { amount: "15.00" }, externalRefund: false }],
      sideEffects: { notifications: { sendCustomerEmail: false } },
    });
  });

  it("a refund of somebody else's, made meanwhile, is not taken for ours", async () => {
    await using site = await openSite();
    const { connection, key, order } = await placed(site);
    site.shop.refundOrder?.(key, [{ sku: "CAP", quantity: 1, restock: false }]);
    const lost = { saved: { before: [] }, uncertain: true };
    expect((await attemptCommand(connection, key, refund(700n), lost)).state).toBe("done");
    expect(order.refunds.map(({ parts }) => parts[0]?.minor)).toEqual([500n, 700n]);
  });

  it("a unit that was shipped and comes back is restocked, not unsold", async () => {
    await using site = await openSite();
    const { connection, key, get } = await placed(site);
    site.shop.shipOrder?.(key);
    await attemptCommand(
      connection,
      key,
      refund(1_500n, { lines: [{ lineKey: must((await get()).lines[0]).key, quantity: 1, restock: true }] }),
    );
    expect((await get()).lines[0]).toMatchObject({
      quantity: 3,
      fulfilledQuantity: 3,
      restockedQuantity: 1,
      channelTook: 2,
    });
  });

  it("an offline payment is only booked: moving money is refused with what to do", async () => {
    await using site = await openSite();
    const { connection, key, order } = await placed(site, "cod");
    must(order.payments[0]).status = "APPROVED";
    const moved = await attemptCommand(connection, key, refund(500n));
    expect(moved).toMatchObject({
      state: "rejected",
      code: "not_refundable",
      text: textWith("without moving money"),
    });
    expect((await attemptCommand(connection, key, refund(500n, { moveMoney: false }))).state).toBe("done");
    expect(sent(site.sandbox, "/refund-payments")[0]).toMatchObject({ paymentRefunds: [{ externalRefund: true }] });
  });

  it("more than was paid, nothing at all, and another currency are refused before a call", async () => {
    await using site = await openSite();
    const { connection, key } = await placed(site);
    expect(await attemptCommand(connection, key, refund(9_999n))).toMatchObject({
      state: "rejected",
      text: textWith("54.00 EUR"),
    });
    expect(await attemptCommand(connection, key, refund(0n))).toMatchObject({ state: "rejected", code: "amount" });
    const dollars = { ...refund(1n), amount: { minor: 1n, currency: "USD" } };
    expect(await attemptCommand(connection, key, dollars)).toMatchObject({ state: "rejected", code: "currency" });
    expect(sent(site.sandbox, "/refund-payments")).toEqual([]);
  });

  it("the shares are the amount, none above what its payment has left (property)", () => {
    const sources = fc.array(
      fc.record({ paymentId: fc.uuid(), mostMinor: fc.bigInt(1n, 10_000n), byWix: fc.boolean() }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(sources, fc.bigInt(1n, 30_000n), fc.boolean(), (given, minor, moveMoney) => {
        const shares = sharesOf({ ...refund(minor), moveMoney }, given);
        const usable = given.filter(({ byWix }) => !moveMoney || byWix).reduce((sum, one) => sum + one.mostMinor, 0n);
        expect("code" in shares).toBe(minor > usable);
        if ("code" in shares) return;
        expect(shares.reduce((sum, one) => sum + one.minor, 0n)).toBe(minor);
        for (const share of shares) {
          const most = given.filter(({ paymentId }) => paymentId === share.paymentId).map(({ mostMinor }) => mostMinor);
          expect(most.some((one) => share.minor <= one)).toBe(true);
        }
      }),
    );
  });
});

describe("orders of ours", () => {
  it("an order is made once and silently, also when the answer is lost, and is marked paid", async () => {
    await using site = await openSite();
    const connection = await site.connect();
    const { key, variantKeys } = site.shop.addProduct(MUG);
    const order = orderForTest({
      currency: "EUR",
      lines: [
        {
          variantKey: must(variantKeys["MUG"]),
          sku: "MUG",
          title: "Mug",
          quantity: 2,
          unitPrice: "15.00",
          ext: { productId: key },
        },
      ],
      paid: true,
      customer: { name: "Ann Lee", email: "ann@example.com" },
      shippingAddress: { name: "Ann Lee", line1: "Weg 1", city: "Berlin", country: "DE" },
      shippingMinor: 500n,
    });
    const create = must(connection.ports.orders?.create);
    site.sandbox.faults.add({
      fault: { kind: "drop_after_commit" },
      path: "/ecom/v1/orders",
      method: "POST",
      write: true,
      times: 1,
    });
    expect((await refusal(create({ order, key: "ours-1", uncertain: false }, connection.ctx))).kind).toBe("ambiguous");
    const part = await create({ order, key: "ours-1", uncertain: true }, connection.ctx);
    expect(site.shop.orderKeys()).toEqual([part.orderKey]);
    expect([part.financial, part.totals.totalMinor, part.contact.name, site.shop.stockOf("MUG")]).toEqual([
      "paid",
      3_500n,
      "Ann Lee",
      98,
    ]);
    const [body] = sent(site.sandbox, "/ecom/v1/orders");
    expect(asTree(body)["settings"]).toEqual({
      notifications: { sendNotificationToBuyer: false, sendNotificationsToBusiness: false },
    });
    const unknown = orderForTest({ ...order, lines: [{ title: "Nothing", quantity: 1, unitPrice: "1.00" }] });
    expect(
      (await refusal(create({ order: unknown, key: "ours-2", uncertain: false }, connection.ctx))).message,
    ).toContain("Link it first");
    const dollars = { ...order, currency: "USD" };
    expect(
      (await refusal(create({ order: dollars, key: "ours-3", uncertain: false }, connection.ctx))).info,
    ).toMatchObject({ field: "currency" });
  });
});
