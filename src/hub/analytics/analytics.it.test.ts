/** What was sold, as a person would add it up by hand: each example is orders, and the figures they have to give. */
import { expect, test } from "vitest";
import type { OrderPart } from "../../commerce/order.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { listOrders } from "../orders/list.ts";
import { later, orderLine, orderPart, type TestShop, type TestStore, testShop } from "../orders/testing.ts";
import { putRates } from "../prices/rates.ts";
import { saveSandboxStore } from "../stores/explored-stores.ts";
import { calendarOf, requestedRange } from "./calendar.ts";
import { countAllDue } from "./count.ts";
import { homeFigures } from "./home.ts";
import { bestSellers, stockValue, unlinkedSales } from "./products.ts";
import { findRunningOut } from "./running-out.ts";
import { salesReport } from "./sales.ts";

const now = new Date("2026-11-20T12:00:00Z");
const db = fixture(testDatabase);

interface Setting {
  readonly zone?: string;
  readonly currency?: string;
}

async function shopIn({ zone = "UTC", currency = "EUR" }: Setting): Promise<TestShop> {
  const shop = await testShop(db);
  await db.owner.run("update organization set zone = $2, currency = $3 where organization_id = $1", [
    shop.organization,
    zone,
    currency,
  ]);
  return shop;
}

async function report(shop: TestShop, requested: { from: string; to: string; storeIds?: readonly (string | null)[] }) {
  await countAllDue(shop.run);
  return shop.run(async (tx) => {
    const calendar = await calendarOf(tx, now);
    expect(calendar.isCounting).toBe(false);
    const { storeIds } = requested;
    const range = requestedRange(requested, calendar.today);
    return salesReport(tx, { calendar, range, storeIds, compare: true, now });
  });
}

/** An order of `total` minor units in `currency`: one line of `units`. */
function sale(
  key: string,
  placedAt: string,
  what: { total?: bigint | null; currency?: string; units?: number; variant?: string } & Partial<OrderPart> = {},
): OrderPart {
  const { total = 1000n, currency = "EUR", units = 1, variant, ...rest } = what;
  const line = orderLine({ ...(variant && { variantKey: variant }), quantity: units, totalMinor: total ?? 0n });
  const part = orderPart(key, { placedAt, lines: [line], ...rest });
  return { ...part, totals: { ...part.totals, currency, totalMinor: total, subtotalMinor: total } };
}

const refund = (key: string, at: string, amountMinor: bigint) => ({ key, at, amountMinor, lines: [] });

interface Example extends Setting {
  readonly name: string;
  readonly orders: readonly OrderPart[];
  readonly rates?: readonly { base: string; rate: string; from: string }[];
  /** By day: orders, units, gross, refunds, net, average. */
  readonly days: Readonly<Record<string, readonly (number | null)[]>>;
  readonly apart?: readonly object[];
}

const examples: readonly Example[] = [
  {
    name: "a day ends at midnight of the organization's zone, not of UTC",
    zone: "Asia/Kolkata",
    orders: [sale("a", "2026-11-18T18:29:59Z"), sale("b", "2026-11-18T18:30:00Z"), sale("c", "2026-11-19T18:29:59Z")],
    days: { "2026-11-18": [1, 1, 1000, 0, 1000, 1000], "2026-11-19": [2, 2, 2000, 0, 2000, 1000] },
  },
  {
    name: "the day a clock goes back has 25 hours, and all of them count",
    zone: "Europe/Berlin",
    orders: [sale("a", "2026-10-24T22:00:00Z"), sale("b", "2026-10-25T22:59:59Z"), sale("c", "2026-10-25T23:00:00Z")],
    days: { "2026-10-25": [2, 2, 2000, 0, 2000, 1000], "2026-10-26": [1, 1, 1000, 0, 1000, 1000] },
  },
  {
    name: "a refund counts on the day the money went back, also when nothing was sold on it",
    orders: [
      sale("a", "2026-11-17T10:00:00Z", {
        total: 5000n,
        units: 2,
        financial: "partially_refunded",
        refunds: [refund("r", "2026-11-19T09:00:00Z", 1500n)],
      }),
    ],
    days: {
      "2026-11-17": [1, 2, 5000, 0, 5000, 5000],
      "2026-11-18": [0, 0, 0, 0, 0, null],
      "2026-11-19": [0, 0, 0, 1500, -1500, null],
    },
  },
  {
    name: "an order called refunded without a refund told is paid back where it was placed",
    orders: [sale("a", "2026-11-17T10:00:00Z", { financial: "refunded" }), sale("b", "2026-11-17T11:00:00Z")],
    days: { "2026-11-17": [2, 2, 2000, 1000, 1000, 1000] },
  },
  {
    name: "a cancelled order is no sale, and its refund no loss",
    orders: [
      sale("a", "2026-11-17T10:00:00Z", { status: "cancelled", refunds: [refund("r", "2026-11-17T12:00:00Z", 1000n)] }),
      sale("b", "2026-11-17T11:00:00Z", { total: 700n }),
    ],
    days: { "2026-11-17": [1, 1, 700, 0, 700, 700] },
  },
  {
    name: "yen have no decimals: 1,000 yen at 0.0061 are 6.10 euros, and dinars have three",
    orders: [
      sale("a", "2026-11-17T10:00:00Z", { total: 1000n, currency: "JPY" }),
      sale("b", "2026-11-17T11:00:00Z", { total: 2500n, currency: "KWD" }),
      sale("c", "2026-11-17T11:00:00Z", { total: 390n }),
    ],
    rates: [
      { base: "JPY", rate: "0.0061", from: "2026-11-01T00:00:00Z" },
      { base: "KWD", rate: "3.1", from: "2026-11-01T00:00:00Z" },
    ],
    days: { "2026-11-17": [3, 3, 610 + 775 + 390, 0, 1775, 592] },
  },
  {
    name: "an organization that counts in yen",
    currency: "JPY",
    orders: [sale("a", "2026-11-17T10:00:00Z", { total: 1250n, currency: "USD" })],
    rates: [{ base: "USD", rate: "150.5", from: "2026-11-01T00:00:00Z" }],
    days: { "2026-11-17": [1, 1, 1881, 0, 1881, 1881] },
  },
  {
    name: "each day takes the rate in force when it ended; before the first rate amounts stay apart",
    orders: [
      sale("a", "2026-11-16T10:00:00Z", { currency: "USD" }),
      sale("b", "2026-11-17T10:00:00Z", { currency: "USD" }),
      sale("c", "2026-11-18T10:00:00Z", { currency: "USD" }),
      sale("d", "2026-11-16T10:00:00Z", { total: 200n }),
    ],
    rates: [
      { base: "USD", rate: "0.9", from: "2026-11-17T23:00:00Z" },
      { base: "USD", rate: "0.8", from: "2026-11-18T00:00:00Z" },
    ],
    days: {
      "2026-11-16": [2, 2, 200, 0, 200, 200],
      "2026-11-17": [1, 1, 900, 0, 900, 900],
      "2026-11-18": [1, 1, 800, 0, 800, 800],
    },
    apart: [{ currency: "USD", orders: 1, grossMinor: 1000n, refundsMinor: 0n, netMinor: 1000n }],
  },
  {
    name: "a hidden total counts as order and units, not in the average",
    orders: [
      sale("a", "2026-11-17T10:00:00Z", { total: null, units: 3, quality: "hidden" }),
      sale("b", "2026-11-17T10:00:00Z", { total: 600n }),
    ],
    days: { "2026-11-17": [2, 4, 600, 0, 600, 600] },
  },
];

test.each(examples)("$name [I5.3]", async ({ orders, rates = [], days, apart, ...setting }) => {
  const shop = await shopIn(setting);
  const store = await shop.newStore();
  const quote = setting.currency ?? "EUR";
  await shop.run((tx) =>
    putRates(tx, {
      rates: rates.map(({ base, rate, from }) => ({ base, quote, rate, validFrom: new Date(from) })),
      source: "manual",
      now,
    }),
  );
  await store.apply(orders);
  const listed = Object.keys(days).sort();
  const found = await report(shop, { from: listed[0] ?? "", to: listed.at(-1) ?? "" });
  const reported = found.days.map((day) => [
    day.day,
    [
      day.orders,
      day.units,
      Number(day.grossMinor),
      Number(day.refundsMinor),
      Number(day.netMinor),
      day.averageMinor === null ? null : Number(day.averageMinor),
    ],
  ]);
  expect(Object.fromEntries(reported)).toEqual(days);
  expect(found.total.apart).toEqual(apart ?? []);
  const sum = (of: (day: (typeof found.days)[number]) => bigint) => found.days.reduce((so, day) => so + of(day), 0n);
  expect([found.total.grossMinor, found.total.netMinor]).toEqual([
    sum((day) => day.grossMinor),
    sum((day) => day.netMinor),
  ]);
});

async function twoStores(shop: TestShop): Promise<{ web: TestStore; market: TestStore }> {
  return { web: await shop.newStore("Web shop"), market: await shop.newStore("Market") };
}

test("channels stand apart, the time before beside them, and what changes later is counted again [I5.3]", async () => {
  const shop = await shopIn({});
  const { web, market } = await twoStores(shop);
  const first = sale("a", "2026-11-18T10:00:00Z", { total: 900n });
  await web.apply([first, sale("b", "2026-11-15T10:00:00Z", { total: 400n })]);
  await market.apply([sale("c", "2026-11-17T10:00:00Z", { total: 500n })]);
  const range = { from: "2026-11-17", to: "2026-11-18" };
  const before = await report(shop, range);
  expect(before.stores.map((each) => [each.storeName, each.netMinor, each.previous?.netMinor])).toEqual([
    ["Web shop", 900n, 400n],
    ["Market", 500n, 0n],
  ]);
  expect(before.previous).toMatchObject({ from: "2026-11-15", to: "2026-11-16", total: { orders: 1, netMinor: 400n } });
  expect(before.days[0]).toMatchObject({ stores: [{ storeId: market.id }], previous: { netMinor: 400n } });
  const onlyWeb = await report(shop, { ...range, storeIds: [web.id] });
  expect([onlyWeb.total.netMinor, onlyWeb.stores.length]).toEqual([900n, 1]);
  expect((await report(shop, { ...range, storeIds: [web.id, market.id, null] })).total.netMinor).toBe(1400n);
  // Cancelled, then brought back with another total and day: nothing of the old figures stays.
  await web.apply([later(first, 1, { status: "cancelled" })]);
  expect((await report(shop, range)).total).toMatchObject({ orders: 1, cancelled: 1, grossMinor: 500n });
  const other = sale("a", "2026-11-17T10:00:00Z", { total: 100n });
  await web.apply([later(other, 2, { lines: [orderLine({ quantity: 4, totalMinor: 100n })] })]);
  const after = await report(shop, range);
  expect(after.days.map((day) => [day.orders, day.units, Number(day.grossMinor)])).toEqual([
    [2, 5, 600],
    [0, 0, 0],
  ]);
  expect((await report(shop, { ...range, storeIds: [null] })).total.orders).toBe(0);
});

test("a sandbox's sales count while one explores, and in no sum beside a store of one's own", async () => {
  const shop = await shopIn({});
  const sandbox = await shop.newStore();
  await shop.run((tx) =>
    saveSandboxStore(tx, { connectionId: sandbox.id, seed: 1, currency: "EUR", port: 1, startedAt: now }),
  );
  const cup = await shop.newVariant("CUP");
  await sandbox.list(cup, "CUP");
  await shop.stock(cup, 2);
  await sandbox.apply([sale("a", "2026-11-20T08:00:00Z", { variant: "CUP", units: 2 })]);
  const today = { from: "2026-11-20", to: "2026-11-20" };
  const orders = async (requested: object = {}) => (await report(shop, { ...today, ...requested })).total.orders;
  const home = async () => (await shop.run((tx) => homeFigures(tx, now))).sales.today.total.orders;
  const runningOutAt = async (at: Date) => {
    await shop.run((tx) => findRunningOut(tx, at));
    return (await shop.run((tx) => homeFigures(tx, at))).runningOut.map(({ sku }) => sku);
  };
  expect([await orders(), await home()]).toEqual([1, 1]);
  expect(await runningOutAt(now)).toEqual(["CUP"]);
  const own = await shop.newStore();
  await own.apply([sale("b", "2026-11-20T09:00:00Z"), sale("c", "2026-11-20T09:30:00Z")]);
  expect([await orders(), await home()]).toEqual([2, 2]);
  expect(await runningOutAt(new Date(now.getTime() + 600_000))).toEqual([]);
  expect(await orders({ storeIds: [sandbox.id] })).toBe(1);
});

test("a period that reaches today is compared with as much of the one before as today has of a day", async () => {
  const shop = await shopIn({});
  const { web, market } = await twoStores(shop);
  await web.apply([
    sale("now", "2026-11-20T11:00:00Z", { total: 500n }),
    sale("morning", "2026-11-18T11:59:00Z", { total: 300n }),
    sale("evening", "2026-11-18T12:01:00Z", { total: 7000n }),
    sale("whole", "2026-11-17T23:00:00Z", { total: 40n }),
  ]);
  await market.apply([sale("other", "2026-11-18T08:00:00Z", { total: 5n })]);
  const range = { from: "2026-11-19", to: "2026-11-20" };
  const both = await report(shop, range);
  expect([both.total.netMinor, both.previous?.total.netMinor]).toEqual([500n, 345n]);
  expect(both.days.map((day) => day.previous?.netMinor)).toEqual([40n, 305n]);
  expect((await report(shop, { ...range, storeIds: [web.id] })).previous?.total.netMinor).toBe(340n);
  const ended = await report(shop, { from: "2026-11-19", to: "2026-11-19" });
  expect(ended.previous?.total.netMinor).toBe(7305n);
});

test("an organization that moves to another time zone has all its days counted anew [A1.6]", async () => {
  const shop = await shopIn({});
  const store = await shop.newStore();
  await store.apply([sale("a", "2026-11-17T23:00:00Z"), sale("b", "2026-03-01T01:00:00Z")]);
  const range = { from: "2026-11-17", to: "2026-11-18" };
  expect((await report(shop, range)).days.map((day) => day.orders)).toEqual([1, 0]);
  await db.owner.run("update organization set zone = 'Asia/Tokyo' where organization_id = $1", [shop.organization]);
  expect((await shop.run((tx) => calendarOf(tx, now))).isCounting).toBe(true);
  expect((await report(shop, range)).days.map((day) => day.orders)).toEqual([0, 1]);
  expect((await report(shop, { from: "2026-02-28", to: "2026-03-01" })).days.map((day) => day.orders)).toEqual([0, 1]);
});

test("ranges are checked, and refused with a reason", () => {
  expect(requestedRange({}, "2026-11-20")).toEqual({ from: "2026-10-22", to: "2026-11-20" });
  expect(() => requestedRange({ from: "2026-11-21", to: "2026-11-20" }, "2026-11-20")).toThrow(
    "The first day comes after",
  );
  expect(() => requestedRange({ from: "2020-01-01" }, "2026-11-20")).toThrow("a report covers up to 366");
});

test("best sellers have what came back, what is left and what it is worth [I5.4]", async () => {
  const shop = await shopIn({});
  const store = await shop.newStore();
  const [cup, lid] = [await shop.newVariant("CUP"), await shop.newVariant("LID")];
  await store.list(cup, "CUP");
  await store.list(lid, "LID");
  await shop.stock(cup, 20);
  await shop.stock(lid, 4);
  await db.owner.run("update variant set cost_minor = 300 where id = $1", [cup]);
  const cupOrder = sale("a", "2026-11-18T10:00:00Z", { total: 4000n, units: 5, variant: "CUP" });
  await store.apply([
    cupOrder,
    sale("b", "2026-11-18T11:00:00Z", { total: 9000n, units: 2, variant: "LID" }),
    sale("c", "2026-11-18T11:00:00Z", { total: 50n, units: 1, variant: "UNKNOWN" }),
    sale("d", "2026-11-18T11:00:00Z", { total: 70n, units: 1, variant: "CUP", currency: "USD" }),
  ]);
  const shipped = orderLine({
    variantKey: "CUP",
    quantity: 5,
    totalMinor: 4000n,
    fulfilledQuantity: 5,
    restockedQuantity: 2,
  });
  await store.apply([later(cupOrder, 1, { fulfilment: "fulfilled", lines: [shipped] })]);
  await countAllDue(shop.run);
  await shop.run(async (tx) => {
    const calendar = await calendarOf(tx, now);
    const question = { calendar, range: requestedRange({}, calendar.today), now };
    const byUnits = await bestSellers(tx, question);
    expect(byUnits.items).toMatchObject([
      {
        sku: "CUP",
        units: 6,
        returnedUnits: 2,
        grossMinor: 4000n,
        netMinor: 2400n,
        apart: [{ currency: "USD", grossMinor: 70n, netMinor: 70n }],
        onHand: 17,
        available: 16,
        sellThroughPercent: 26.1,
        stockValueMinor: 5100n,
      },
      { sku: "LID", units: 2, netMinor: 9000n, stockValueMinor: null },
    ]);
    const first = await bestSellers(tx, { ...question, sort: "net", limit: 1 });
    expect(first.items.map((item) => item.sku)).toEqual(["LID"]);
    const second = await bestSellers(tx, { ...question, sort: "net", limit: 1, cursor: first.nextCursor ?? "" });
    expect([second.items.map((item) => item.sku), second.nextCursor]).toEqual([["CUP"], null]);
    expect(await unlinkedSales(tx, question)).toMatchObject({ units: 1, grossMinor: 50n });
    expect(await stockValue(tx, calendar, now)).toEqual({ units: 21, valueMinor: 5100n, unitsWithoutCost: 4 });
  });
});

test("the home page compares today with yesterday up to now, with orders to pack and stock that runs out", async () => {
  const shop = await shopIn({});
  const { web, market } = await twoStores(shop);
  const [cup, lid] = [await shop.newVariant("CUP"), await shop.newVariant("LID")];
  await web.list(cup, "CUP");
  await web.list(lid, "LID");
  await shop.stock(cup, 12);
  await shop.stock(lid, 500);
  const pen = await shop.newVariant("PEN");
  await web.list(pen, "PEN");
  await shop.stock(pen, 8);
  await web.apply([
    sale("pens", "2026-11-19T13:00:00Z", { variant: "PEN", units: 6, fulfilment: "delivered" }),
    sale("today", "2026-11-20T11:00:00Z", { total: 500n, variant: "CUP" }),
    sale("early", "2026-11-19T11:59:59Z", { total: 300n, variant: "LID" }),
    sale("evening", "2026-11-19T12:00:00Z", { total: 7000n, variant: "LID" }),
    sale("old", "2026-11-12T08:00:00Z", { total: 90n, fulfilment: "delivered" }),
    sale("cod", "2026-11-17T10:00:00Z", { financial: "cod_pending", variant: "CUP", units: 8 }),
    sale("unpaid", "2026-11-18T10:00:00Z", { financial: "pending" }),
    sale("short", "2026-11-20T11:30:00Z", { variant: "CUP", units: 9 }),
  ]);
  const theirs = orderLine({ quantity: 1, fulfilledBy: "marketplace" });
  await market.apply([sale("fba", "2026-11-16T10:00:00Z", { lines: [theirs] })]);
  // Open when its store was connected: work, however old it is (decision 53).
  await web.apply([sale("imported", "2026-07-01T10:00:00Z")], { history: true });
  await countAllDue(shop.run);
  expect([await shop.run((tx) => findRunningOut(tx, now)), await shop.run((tx) => findRunningOut(tx, now))]).toEqual([
    true,
    false,
  ]);
  const conflict = `insert into conflict (organization_id, connection_id, field, policy, state, found_at)
    select $2, id, 'title', 'ask', s, $1 from connection, unnest(array['open', 'hub']) as s where name = 'Market'`;
  await shop.run((tx) => tx.run(conflict, [now, shop.organization]));
  const home = await shop.run((tx) => homeFigures(tx, now));
  expect(home.inbox).toEqual({ alerts: 2, conflicts: 1, unlinkedOrders: 3, messages: 0, total: 6 });
  const { today, week, month, days } = home.sales;
  expect([today.total.netMinor, today.previous.netMinor, today.stores.map((each) => each.storeName)]).toEqual([
    1500n,
    300n,
    ["Web shop"],
  ]);
  expect([week.from, week.total.orders, week.previous.orders]).toEqual(["2026-11-14", 8, 1]);
  expect([month.total.orders, days.length, days.at(-1)?.netMinor]).toEqual([9, 30, 1500n]);
  expect(home.toShip).toMatchObject({ count: 6, late: 2, oldest: { number: "SH-imported" } });
  const listed = await shop.run((tx) => listOrders(tx, { toShip: true }));
  expect(listed.items.map((order) => order.platformNumber).join(" ")).toBe("short today evening early cod imported");
  expect((await shop.run((tx) => listOrders(tx, { toShip: false }))).items).toHaveLength(4);
  expect(home.short).toMatchObject({ count: 1, more: false, oldest: { number: "SH-short" } });
  expect(home.runningOut.map((each) => [each.sku, each.sold, each.daysOfCover])).toEqual([
    ["CUP", 18, 0],
    ["PEN", 6, 10],
  ]);
  expect(home.stores.map((each) => each.name)).toEqual(["Web shop", "Market"]);
  expect(home.alerts.map(({ kind }) => kind).join(" ")).toBe("order_short selling_out lines_unlinked lines_unlinked");
});
