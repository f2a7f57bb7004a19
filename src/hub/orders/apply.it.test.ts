import { describe, expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { checkLedger, checkReservations } from "../inventory/doctor.ts";
import { ordersGone } from "./apply.ts";
import { actor, later, minutes, noon, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

interface OrderView {
  id: string;
  number: string;
  status: string;
  financial: string;
  residual: string;
  is_short: boolean;
  has_unmapped: boolean;
  customer_id: string | null;
  contact: { name?: string; email?: string };
  xmin: string;
}

const order = (number: string) =>
  shop.run((tx) =>
    tx.one<OrderView>(
      `select id, number, status, financial, residual_minor::text as residual, is_short, has_unmapped, customer_id,
       contact, xmin::text
       from sales_order where organization_id = argosy.tenant() and number = $1`,
      [number],
    ),
  );
const timeline = async (number: string) => {
  const { id } = await order(number);
  const rows = await shop.run((tx) =>
    tx.rows<{ text: string }>(
      "select text from timeline where organization_id = argosy.tenant() and order_id = $1 order by at, id",
      [id],
    ),
  );
  return rows.map((row) => row.text);
};
const sound = async () => {
  expect(await shop.run(checkLedger)).toEqual([]);
  expect(await shop.run(checkReservations)).toEqual([]);
};

describe("an order of a channel", () => {
  test("an order comes in whatever a gift card it sells is worth [D4.1]", async () => {
    const store = await shop.newStore();
    const dear = { unitPrice: "2000000000.00", totalMinor: 200_000_000_000n, giftCard: true as const };
    await store.apply([orderPart("2000", { lines: [orderLine({ variantKey: "card", quantity: 1, ...dear })] })]);
    expect(await order("SH-2000")).toMatchObject({ number: "SH-2000", has_unmapped: true });
  });

  test("an order reserves stock, is shipped in parts, returned and put back [D2.1, D4.1]", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await store.list(variant, "v1");
    await shop.stock(variant, 10);
    const first = orderPart("2001", { lines: [orderLine({ variantKey: "v1", quantity: 4 })] });
    const [applied] = await store.apply([first]);
    expect(applied).toMatchObject({
      orderKey: "2001",
      number: "SH-2001",
      created: true,
      changed: true,
      short: false,
      unmapped: 0,
    });
    expect(await shop.level(variant)).toEqual({ onHand: 10, reserved: 4, available: 6 });

    const line = orderLine({ variantKey: "v1", quantity: 4, fulfilledQuantity: 3 });
    const parcel = {
      key: "f1",
      status: "fulfilled",
      carrier: "DHL",
      trackingNumbers: ["T1"],
      // A platform's word, shown as a link: what is no address of the web is left out.
      trackingUrl: "javascript:alert(document.domain)",
      lines: [{ lineKey: "v1", quantity: 3 }],
    } as const;
    await store.apply([later(first, 1, { lines: [line], fulfilment: "partial", fulfilments: [parcel] })]);
    expect(await shop.run((tx) => tx.rows("select tracking_url as url from argosy.order_fulfilment"))).toEqual([
      { url: null },
    ]);
    expect(await shop.level(variant)).toEqual({ onHand: 7, reserved: 1, available: 6 });

    const back = orderLine({
      variantKey: "v1",
      quantity: 3,
      orderedQuantity: 4,
      fulfilledQuantity: 3,
      restockedQuantity: 2,
    });
    const refund = { key: "r1", amountMinor: 2000n, reason: "broken", at: noon.toISOString(), lines: [] } as const;
    await store.apply([
      later(first, 2, { lines: [back], financial: "partially_refunded", fulfilments: [parcel], refunds: [refund] }),
    ]);
    expect(await shop.level(variant)).toEqual({ onHand: 9, reserved: 0, available: 9 });
    expect(await timeline("SH-2001")).toEqual([
      "Order 2001 received from Cairo shop.",
      "Delivery: not shipped → partly shipped.",
      "3 units shipped. Carrier: DHL. Tracking: T1.",
      "Payment: paid → partially refunded.",
      "Delivery: partly shipped → not shipped.",
      "Item v1 (v1): quantity changed from 4 to 3. Reservation lowered by 1.",
      "2 × Item v1 (v1) put back into stock.",
      "Refund of 20.00 EUR: broken.",
    ]);
    await sound();
  });

  test("an order that is reported again writes nothing, an older state neither", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await store.list(variant, "v1");
    await shop.stock(variant, 10);
    const first = orderPart("2002", { lines: [orderLine({ variantKey: "v1", quantity: 1 })] });
    const cancelled = later(first, 3, { status: "cancelled" });
    await store.apply([first]);
    await store.apply([cancelled]);
    const before = await order("SH-2002");
    const again = await store.apply([cancelled, first, later(first, 1, { status: "on_hold" })]);
    expect(again).toEqual([
      {
        orderKey: "2002",
        orderId: before.id,
        number: "SH-2002",
        created: false,
        changed: false,
        short: false,
        unmapped: 0,
        isErased: false,
        isTied: false,
      },
    ]);
    expect(await order("SH-2002")).toEqual(before);
    expect(await shop.level(variant)).toEqual({ onHand: 10, reserved: 0, available: 10 });
  });

  test("a newer state that says the same shuts out a late older one", async () => {
    const store = await shop.newStore();
    const first = orderPart("2003", { lines: [orderLine({ variantKey: "none", quantity: 1 })] });
    await store.apply([first]);
    await store.apply([later(first, 5, {})]);
    await store.apply([later(first, 3, { status: "on_hold" })]);
    expect((await order("SH-2003")).status).toBe("processing");
  });

  test("an equal version with other content applies", async () => {
    const store = await shop.newStore();
    const first = orderPart("2004", { lines: [orderLine({ variantKey: "none", quantity: 1 })] });
    await store.apply([first]);
    await store.apply([{ ...first, status: "completed" }]);
    expect((await order("SH-2004")).status).toBe("completed");
  });

  test("an unusual step of the platform is taken and noted", async () => {
    const store = await shop.newStore();
    const first = orderPart("2005", { status: "completed", lines: [orderLine({ variantKey: "none", quantity: 1 })] });
    await store.apply([first]);
    await store.apply([later(first, 1, { status: "pending", platformStatus: "re-opened" })]);
    expect((await order("SH-2005")).status).toBe("pending");
    expect(await timeline("SH-2005")).toContain(
      'Status: completed → pending (the channel says "re-opened"). Unexpected status change.',
    );
  });

  test("an order keeps what the platform says nothing about", async () => {
    const store = await shop.newStore();
    const first = orderPart("2006", {
      financial: "paid",
      fulfilment: "in_transit",
      lines: [orderLine({ variantKey: "none", quantity: 1 })],
    });
    await store.apply([first]);
    await store.apply([
      later(first, 1, {
        status: "completed",
        financial: "pending",
        fulfilment: "unfulfilled",
        keeps: ["financial", "fulfilment"],
      }),
    ]);
    expect(await order("SH-2006")).toMatchObject({ status: "completed", financial: "paid" });
  });

  test("an order gone from the platform is cancelled and frees its stock", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await store.list(variant, "v1");
    await shop.stock(variant, 5);
    await store.apply([orderPart("2007", { lines: [orderLine({ variantKey: "v1", quantity: 2 })] })]);
    const gone = () =>
      shop.run((tx) => ordersGone(tx, { connectionId: store.id, orderKeys: ["2007"], now: noon, actor }));
    expect(await gone()).toEqual(new Set(["2007"]));
    expect(await gone()).toEqual(new Set());
    const late = orderPart("2007", { status: "confirmed", lines: [orderLine({ variantKey: "v1", quantity: 2 })] });
    expect(await store.apply([late])).toMatchObject([{ changed: false }]);
    expect((await order("SH-2007")).status).toBe("cancelled");
    expect(await shop.level(variant)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    expect(await store.apply([later(late, 5, {})]), "restored on the platform").toMatchObject([{ changed: true }]);
    expect(await shop.level(variant)).toMatchObject({ reserved: 2 });
  });

  test("an order finished before the cut-over, or shipped by the marketplace, moves no stock; open since before, it is held [A3.13, D4.3]", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await store.list(variant, "v1");
    await shop.stock(variant, 5);
    const line = orderLine({ variantKey: "v1", quantity: 2, fulfilledQuantity: 1 });
    const connection = { id: store.id, name: "Cairo shop", orderPrefix: "SH", stockCutoverAt: minutes(0) };
    await store.apply([orderPart("2008", { status: "completed", lines: [line] })], { history: true });
    await store.apply([orderPart("2009", { financial: "refunded", lines: [line] })], { connection });
    await store.apply([orderPart("2010", { lines: [{ ...line, fulfilledBy: "marketplace" }] })]);
    expect(await shop.level(variant)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    await store.apply([orderPart("2031", { lines: [line] })], { connection });
    expect(await shop.level(variant), "one had left before").toEqual({ onHand: 5, reserved: 1, available: 4 });
  });

  test("an order loses a line that is gone from a complete report, and keeps it in a partial one", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await store.list(variant, "a");
    await store.list(variant, "b");
    await shop.stock(variant, 10);
    const first = orderPart("2011", {
      lines: [orderLine({ variantKey: "a", quantity: 1 }), orderLine({ variantKey: "b", quantity: 2 })],
    });
    await store.apply([first]);
    const partial = later(first, 1, {
      complete: false,
      lines: [orderLine({ variantKey: "a", quantity: 1 })],
      buyerNote: "call me",
    });
    await store.apply([partial]);
    expect(await shop.level(variant)).toMatchObject({ reserved: 3 });
    await store.apply([later(partial, 2, { complete: true })]);
    expect(await shop.level(variant)).toMatchObject({ reserved: 1 });
  });

  test("an order adds up to the cent: what rounding left is stored as residual [E1.2]", async () => {
    const store = await shop.newStore();
    const base = orderPart("2012", { lines: [orderLine({ variantKey: "none", quantity: 3, totalMinor: 3333n })] });
    const totals = { ...base.totals, shippingMinor: 500n, taxMinor: 667n, taxIncluded: false, totalMinor: 4501n };
    await store.apply([{ ...base, totals }]);
    expect((await order("SH-2012")).residual).toBe("1");
    await store.apply([
      later({ ...base, orderKey: "2013", number: "2013" }, 1, { totals: { ...totals, totalMinor: null } }),
    ]);
    expect((await order("SH-2013")).residual).toBe("0");
  });

  test("an order merges the parts it is reported in", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await store.list(variant, "a");
    await shop.stock(variant, 10);
    const part = (partKey: string, status: "processing" | "completed") =>
      orderPart("2014", { partKey, status, lines: [orderLine({ variantKey: "a", key: partKey, quantity: 2 })] });
    await store.apply([part("one", "completed"), part("two", "processing")]);
    const total = () =>
      shop.run((tx) =>
        tx.one(
          `select total_minor::int as total, status from sales_order
           where organization_id = argosy.tenant() and number = 'SH-2014'`,
        ),
      );
    expect(await total()).toEqual({ total: 4000, status: "processing" });
    expect(await shop.level(variant)).toMatchObject({ reserved: 4 });
    await store.apply([later(part("two", "completed"), 1, {})]);
    expect(await total()).toEqual({ total: 4000, status: "completed" });
    expect(await shop.level(variant)).toMatchObject({ reserved: 0 });
  });

  test("an order keeps both lines when the platform gives them one key", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await store.list(variant, "v");
    await shop.stock(variant, 10);
    const line = orderLine({ variantKey: "v", quantity: 2 });
    const part = orderPart("2020", { lines: [line, line] });
    await store.apply([part]);
    await store.apply([later(part, 1, { status: "on_hold" })]);
    expect(await shop.level(variant)).toMatchObject({ reserved: 4 });
  });

  test("an order gets a number of its own when another store's order has it [E1.8]", async () => {
    const [one, two] = [await shop.newStore(), await shop.newStore("Giza shop")];
    const part = orderPart("#2015", { lines: [] });
    const [first] = await one.apply([part]);
    const [second] = await two.apply([part]);
    expect([first?.number, second?.number]).toEqual(["SH-2015", "SH-2015-2"]);
  });

  test("an order with an unlinked item is stored and flagged [C4.6]", async () => {
    const store = await shop.newStore();
    const [applied] = await store.apply([
      orderPart("2016", {
        lines: [
          orderLine({ variantKey: "mystery", quantity: 1 }),
          orderLine({ key: "tip", quantity: 1, fulfilledBy: "nobody" }),
        ],
      }),
    ]);
    expect(applied).toMatchObject({ unmapped: 1 });
    expect(await order("SH-2016")).toMatchObject({ has_unmapped: true });
    expect(await timeline("SH-2016")).toContain("Unlinked items: Item mystery (mystery).");
  });
});

describe("the last unit", () => {
  test("a unit sold on two channels at the same moment is promised once; the other order is flagged", async () => {
    const [one, two] = [await shop.newStore(), await shop.newStore("Giza shop")];
    const variant = await shop.newVariant();
    await one.list(variant, "v1");
    await two.list(variant, "w1");
    await shop.stock(variant, 1);
    const results = await Promise.all([
      one.apply([orderPart("3001", { lines: [orderLine({ variantKey: "v1", quantity: 1 })] })]),
      two.apply([orderPart("3002", { lines: [orderLine({ variantKey: "w1", quantity: 1 })] })]),
    ]);
    expect(results.flat().filter((applied) => applied.short)).toHaveLength(1);
    expect(await shop.level(variant)).toEqual({ onHand: 1, reserved: 1, available: 0 });
    const alerts = await shop.run((tx) =>
      tx.rows(
        "select 1 from alert where organization_id = argosy.tenant() and kind = 'order_short' and state = 'open'",
      ),
    );
    expect(alerts).toHaveLength(1);
    await sound();
  });

  test("a unit each is promised to 10 of 100 orders that arrive at once for 10 units", async () => {
    const stores = await Promise.all([1, 2, 3, 4, 5].map((n) => shop.newStore(`Shop ${n}`)));
    const variant = await shop.newVariant();
    for (const store of stores) await store.list(variant, "v");
    await shop.stock(variant, 10);
    const all = Array.from({ length: 100 }, (_, n) => {
      const part = orderPart(`4${n}`, { lines: [orderLine({ variantKey: "v", quantity: 1 })] });
      return stores[n % 5]?.apply([part]) ?? [];
    });
    const applied = (await Promise.all(all)).flat();
    expect(applied.filter((each) => !each.short)).toHaveLength(10);
    expect(await shop.level(variant)).toEqual({ onHand: 10, reserved: 10, available: 0 });
    await sound();
  });

  test("an order inserted twice at the same moment is one", async () => {
    const store = await shop.newStore();
    const variant = await shop.newVariant();
    await store.list(variant, "v");
    await shop.stock(variant, 10);
    const part = orderPart("5001", { lines: [orderLine({ variantKey: "v", quantity: 2 })] });
    const results = await Promise.all(Array.from({ length: 5 }, () => store.apply([part])));
    expect(results.flat().filter((each) => each.created)).toHaveLength(1);
    expect(new Set(results.flat().map((each) => each.orderId)).size).toBe(1);
    expect(await shop.level(variant)).toMatchObject({ reserved: 2 });
  });
});

describe("customers", () => {
  const person = (key: string, contact: { name?: string; email?: string; phone?: string }, quality = "real" as const) =>
    orderPart(key, { lines: [], contact: { ...contact, quality } });

  test("a customer is one over channels by e-mail address and phone [E5.1]", async () => {
    const [one, two] = [await shop.newStore(), await shop.newStore("Giza shop")];
    await one.apply([person("6001", { name: "Mona", email: "Mona@Example.test", phone: "+201001234567" })]);
    await two.apply([
      person("6002", { email: "mona@example.test" }),
      person("6003", { phone: "+201001234567" }),
      person("6004", { email: "other@example.test" }),
    ]);
    const [a, b, c, d] = await Promise.all(["SH-6001", "SH-6002", "SH-6003", "SH-6004"].map(order));
    expect(a?.customer_id).toBeTruthy();
    expect([b?.customer_id, c?.customer_id]).toEqual([a?.customer_id, a?.customer_id]);
    expect(d?.customer_id).not.toBe(a?.customer_id);
  });

  test("a masked contact makes no customer and never overwrites a real one", async () => {
    const store = await shop.newStore();
    const first = person("6005", { name: "Omar", email: "omar@example.test" });
    await store.apply([
      first,
      orderPart("6006", { lines: [], contact: { name: "O***", email: "o***@x.test", quality: "masked" } }),
    ]);
    await store.apply([later(first, 1, { status: "completed", contact: { name: "O***", quality: "masked" } })]);
    expect(await order("SH-6005")).toMatchObject({ contact: { name: "Omar" } });
    expect((await order("SH-6005")).customer_id).toBeTruthy();
    expect((await order("SH-6006")).customer_id).toBeNull();
  });

  test("a customer met at the same moment by two transactions is one", async () => {
    const stores = [await shop.newStore(), await shop.newStore("Giza shop"), await shop.newStore("Luxor shop")];
    await Promise.all(stores.map((store, n) => store.apply([person(`610${n}`, { email: "new@example.test" })])));
    const all = await Promise.all([0, 1, 2].map((n) => order(`SH-610${n}`)));
    expect(new Set(all.map((each) => each.customer_id)).size).toBe(1);
  });
});
