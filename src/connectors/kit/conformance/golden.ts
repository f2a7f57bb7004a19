/** One order with everything, read field by field: what the shop has on record, the hub is told. */
import { expect } from "vitest";
import { formatDecimal, parseMoney } from "../../../commerce/money.ts";
import type { OrderPart } from "../../../commerce/order.ts";
import type { Orders } from "../contract/ports.ts";
import type { SandboxOrderInput, SandboxOrderRecord } from "../sandbox/sandbox.ts";
import { readPart } from "../testing/commands.ts";
import type { TestConnection } from "../testing/connection.ts";
import type { LackWord } from "./absence-phrases.ts";
import type { Bench } from "./bench.ts";
import { need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { orderFields } from "./every-field-proven.ts";
import { GOLDEN_ORDER, USUAL } from "./golden-order.ts";

const HOUR_MS = 3_600_000;
export interface GoldenBench extends Bench {
  readonly connection: TestConnection;
  readonly orders: Orders;
  readonly variantKeys: Readonly<Record<string, string>>;
  place(more?: Partial<SandboxOrderInput>): string;
  read(key: string): Promise<OrderPart>;
  /** The shop's own books; ends the case where the sandbox keeps none. */
  record(key: string): SandboxOrderRecord;
}

export function withGolden(run: (bench: GoldenBench) => Promise<void>): Case["run"] {
  return async (bench) => {
    const connection = await bench.connect();
    const orders = need(connection.ports, "orders");
    const { shop } = bench;
    const added = ["12.50", "7.25"].map((price, index) =>
      shop.addProduct({
        title: `Golden mug ${index + 1}`,
        variants: [{ sku: `GOLD-${index + 1}`, price, stock: 100 }],
      }),
    );
    await run({
      ...bench,
      connection,
      orders,
      variantKeys: Object.assign({}, ...added.map(({ variantKeys }) => variantKeys)),
      place: (more) => shop.placeOrder({ ...GOLDEN_ORDER, ...more }),
      read: (key) => readPart(connection, key),
      record: (key) => {
        const record = shop.record?.(key);
        if (!record) throw new Unsupported("the sandbox keeps no books of an order");
        return record;
      },
    });
  };
}

const NOTHING: ReadonlySet<string | undefined> = new Set([undefined, "", "0", "0.00"]);

/** Every field is as the sandbox has it, or declared as one the platform does not tell. */
export function expectReported(
  { golden }: Bench,
  reported: Readonly<Record<string, string | undefined>>,
  given: Readonly<Record<string, string>>,
): void {
  if (!golden) throw new Error(`describeConformance needs \`golden\`; the connector tells ${JSON.stringify(reported)}`);
  const lacking = lackedBy(golden.lacks);
  for (const [field, value] of Object.entries(reported)) {
    const truth = golden.order[field] ?? (lacking.has(field) ? undefined : (given[field] ?? USUAL[field]));
    if (truth !== undefined) expect(value, `${field} of the order`).toBe(truth);
    else if (lacking.has(field))
      expect(NOTHING.has(value), `${field} is told (${value}) although \`lacks\` says it is not`).toBe(true);
    else throw new Error(`golden.order does not say what ${field} is; the connector tells ${value}`);
  }
}

/** The fields of keys like "note, tags". */
export function lackedBy(lacks: Readonly<Record<string, string>>): Set<string> {
  return new Set(Object.keys(lacks).flatMap((names) => names.split(",").map((name) => name.trim())));
}

/** True when the connector declares that the platform does not tell this. */
export const isLacking = ({ golden }: Pick<Bench, "golden">, field: LackWord): boolean =>
  lackedBy(golden?.lacks ?? {}).has(field);

const bySku = (part: OrderPart, count: (line: OrderPart["lines"][number]) => number) => {
  const sums: Record<string, number> = {};
  for (const line of part.lines) sums[line.sku ?? ""] = (sums[line.sku ?? ""] ?? 0) + count(line);
  return sums;
};
const booked = (record: SandboxOrderRecord, count: (line: SandboxOrderRecord["lines"][number]) => number) => {
  const sums: Record<string, number> = {};
  for (const line of record.lines) sums[line.sku] = (sums[line.sku] ?? 0) + count(line);
  return sums;
};

/** Parcels and counts of an order as the shop's books have them. */
export function expectBooked(bench: GoldenBench, part: OrderPart, record: SandboxOrderRecord): void {
  const reported = part.fulfilments.filter(({ trackingNumbers, lines }) => trackingNumbers.length + lines.length > 0);
  if (!isLacking(bench, "line.shipped"))
    expect(bySku(part, (line) => line.fulfilledQuantity)).toEqual(booked(record, (line) => line.shipped));
  expect(reported.flatMap((parcel) => parcel.trackingNumbers).sort()).toEqual(
    record.parcels.flatMap((parcel) => parcel.trackingNumbers).sort(),
  );
  const carriers = record.parcels.flatMap(({ carrier }) => carrier ?? []);
  if (carriers.length > 0 && !isLacking(bench, "parcel.carrier"))
    expect(reported.map(({ carrier }) => carrier).sort(), "carriers").toEqual(carriers.sort());
  if (record.parcels.length > 0 && !isLacking(bench, "parcel.lines")) {
    const inParcels: Record<string, number> = {};
    for (const { lineKey, quantity } of reported.flatMap((parcel) => parcel.lines)) {
      const sku = part.lines.find(({ key }) => key === lineKey)?.sku ?? "";
      inParcels[sku] = (inParcels[sku] ?? 0) + quantity;
    }
    const shipped = Object.entries(booked(record, (line) => line.shipped)).filter(([, count]) => count > 0);
    expect(inParcels, "units in parcels").toEqual(Object.fromEntries(shipped));
  }
}

const goldenOrder: Case = {
  name: "orders: golden: every field of an order is told as the shop has it",
  proves: ["E1.3"],
  run: withGolden(async (bench) => {
    const { shop, place, read, variantKeys } = bench;
    const key = place();
    const part = await read(key);
    expectReported(bench, orderFields(part), {
      name: "Ada King Lovelace",
      email: "ada@example.com",
      phone: "+201001234567",
      contact: "real",
      note: "Ring twice & wait",
      financial: "paid",
      fulfilment: "unfulfilled",
      "line.fulfilledBy": "merchant",
    });
    expect(part.number).toBe(shop.order(key)?.number);
    expect(part.shipBy, "by when it is to be shipped").toBe(shop.record?.(key)?.shipBy);
    const { toAccept } = shop.record?.(key) ?? {};
    expect(part.toAccept, "until when it is to be accepted").toEqual(toAccept);
    expect(part.totals.totalMinor, "the total").toBe(
      parseMoney(shop.order(key)?.total ?? "", part.totals.currency).minor,
    );
    if (!isLacking(bench, "platformStatus")) expect(part.platformStatus.length).toBeGreaterThan(0);
    for (const [index, sku] of ["GOLD-1", "GOLD-2"].entries()) {
      const lines = part.lines.filter((line) => line.sku === sku);
      expect(lines.reduce((sum, line) => sum + line.orderedQuantity, 0)).toBe(GOLDEN_ORDER.lines[index]?.quantity);
      for (const line of lines) {
        if (!isLacking(bench, "line.title")) expect(line.title).toContain(shop.titleOf(sku));
        const keys = line.variantKey === undefined ? (line.possibleKeys ?? []) : [line.variantKey];
        if (!isLacking(bench, "line.variantKey")) expect(keys, "the line's item").toContain(variantKeys[sku]);
        if (!isLacking(bench, "line.unitPrice"))
          expect(Number(line.unitPrice)).toBe(Number(bench.golden?.order[`${sku}.unitPrice`] ?? shop.priceOf(sku)));
      }
    }
  }),
};

const discounted: Case = {
  name: "orders: golden: a discount is told, of the order and of each line, to the cent",
  proves: ["E1.2"],
  run: withGolden(async ({ shop, place, read }) => {
    if (!shop.discountsOrders) throw new Unsupported("the sandbox's orders have no discounts");
    const [whole, key] = [place(), place({ discountPercent: 20 })];
    const [before, { totals, lines, quality }] = [await read(whole), await read(key)];
    const off = (sku: string) =>
      lines.filter((line) => line.sku === sku).reduce((sum, line) => sum + line.discountMinor, 0n);
    // A fifth of 3 x 12.50 and of 7.25.
    expect({ "GOLD-1": off("GOLD-1"), "GOLD-2": off("GOLD-2") }).toEqual({ "GOLD-1": 750n, "GOLD-2": 145n });
    expect(totals.discountMinor, "of the order").toBe(895n);
    expect([quality, totals.subtotalMinor]).toEqual([before.quality, before.totals.subtotalMinor]);
    expect(formatDecimal({ minor: totals.totalMinor ?? 0n, currency: totals.currency })).toBe(
      Number(shop.order(key)?.total).toFixed(2),
    );
    expect((before.totals.totalMinor ?? 0n) - (totals.totalMinor ?? 0n)).toBeGreaterThanOrEqual(895n);
  }),
};

const cancelledDiscounted: Case = {
  name: "orders: golden: lines cancelled with their order keep the discount they were bought with",
  proves: ["E1.2"],
  run: withGolden(async ({ shop, place, read }) => {
    if (!shop.discountsOrders) throw new Unsupported("the sandbox's orders have no discounts");
    const key = place({ discountPercent: 20 });
    const figures = ({ totals, lines }: OrderPart) => ({
      order: [totals.subtotalMinor, totals.discountMinor, totals.shippingMinor, totals.totalMinor],
      lines: lines.map(({ sku, discountMinor, totalMinor }) => [sku, discountMinor, totalMinor]),
    });
    const bought = figures(await read(key));
    shop.cancelOrder(key);
    expect(figures(await read(key))).toEqual(bought);
  }),
};

const lineCancelled: Case = {
  name: "orders: golden: a line cancelled alone leaves the other the discount it was bought with",
  proves: ["E1.2"],
  run: withGolden(async ({ shop, place, read }) => {
    if (!shop.discountsOrders) throw new Unsupported("the sandbox's orders have no discounts");
    if (!shop.cancelLine) throw new Unsupported("the sandbox cancels whole orders alone");
    const free = shop.stockOf("GOLD-1");
    const key = place({ discountPercent: 20 });
    const figures = ({ lines }: OrderPart, sku: string) =>
      lines
        .filter((line) => line.sku === sku)
        .map(({ quantity, discountMinor, totalMinor }) => ({ quantity, discountMinor, totalMinor }));
    const bought = await read(key);
    shop.cancelLine(key, "GOLD-1");
    const left = await read(key);
    expect(figures(left, "GOLD-2"), "of the line that is left").toEqual(figures(bought, "GOLD-2"));
    expect(
      figures(left, "GOLD-1").reduce((sum, { quantity }) => sum + quantity, 0),
      "units left of the other",
    ).toBe(0);
    expect(left.status, "the order").not.toBe("cancelled");
    expect(shop.stockOf("GOLD-1"), "free in the shop").toBe(free);
  }),
};

const placed: Case = {
  name: "orders: placed stays when it was placed, whatever becomes of the order",
  run: withGolden(async ({ shop, clock, place, read }) => {
    const before = clock.now();
    const key = place();
    const after = clock.now();
    await clock.sleep(HOUR_MS);
    shop.cancelOrder(key);
    const { placedAt } = await read(key);
    // Whole seconds, and whole minutes on some platforms.
    expect(Date.parse(placedAt)).toBeGreaterThan(before - 60_000);
    expect(Date.parse(placedAt)).toBeLessThanOrEqual(after);
  }),
};

const paidAndCancelled: Case = {
  name: "orders: paid and cancelled is refunded only where money went back",
  run: withGolden(async (bench) => {
    const { shop, place, read, record } = bench;
    const key = place();
    shop.cancelOrder(key);
    const part = await read(key);
    const back = record(key).refunds.reduce((sum, { amount }) => sum + Number(amount), 0);
    expect(
      part.refunds.some(({ amountMinor }) => amountMinor > 0n),
      "refunds",
    ).toBe(back > 0);
    if (back === 0 && !isLacking(bench, "refund.money"))
      expect(["refunded", "partially_refunded"]).not.toContain(part.financial);
    expect(bySku(part, (line) => line.quantity)).toEqual(booked(record(key), (line) => line.quantity));
    if (!isLacking(bench, "line.ordered"))
      expect(
        bySku(part, (line) => line.orderedQuantity),
        "what was first ordered",
      ).toEqual({ "GOLD-1": 3, "GOLD-2": 1 });
  }),
};

const NEW_STATE = "argosy_new_state";

const unheardOf: Case = {
  name: "orders: a status nobody has heard of ends nothing",
  damages: NEW_STATE,
  run: withGolden(async ({ sandbox, place, read }) => {
    const key = place();
    const { platformStatus } = await read(key);
    const phrases = platformStatus
      .split(/[,/|]/)
      .map((word) => word.trim())
      .filter((word) => word.length > 2);
    for (const word of phrases) sandbox.faults.add({ fault: { kind: "rename_value", from: word, to: NEW_STATE } });
    const part = await read(key);
    if (!/argosy.new.state/i.test(part.platformStatus)) throw new Unsupported("its status is no word of the answer");
    expect(["completed", "cancelled"]).not.toContain(part.status);
    expect(part.lines.map((line) => line.quantity)).toEqual((await read(key)).lines.map((line) => line.quantity));
  }),
};

const shippedInPart: Case = {
  name: "orders: shipped in part in the shop, its parcel and what is left are told",
  proves: ["A5.6"],
  run: withGolden(async (bench) => {
    const { shop, clock, place, read, record } = bench;
    if (!shop.shipOrder) throw new Unsupported("the shop's panel ships nothing");
    const key = place();
    await clock.sleep(HOUR_MS);
    const before = clock.now();
    shop.shipOrder(key, [{ sku: "GOLD-1", quantity: 2 }]);
    // A number the platform makes comes some minutes later.
    if (shop.assignsTracking) await clock.sleep(HOUR_MS);
    const part = await read(key);
    expectBooked(bench, part, record(key));
    const left = record(key).lines.reduce((sum, line) => sum + line.quantity - line.shipped, 0);
    const shipped = record(key).lines.reduce((sum, line) => sum + line.shipped, 0);
    if (shipped > 0 && left > 0) expect(part.fulfilment).toBe("partial");
    if (shipped > 0 && left === 0) expect(["fulfilled", "in_transit", "delivered"]).toContain(part.fulfilment);
    for (const parcel of isLacking(bench, "parcel.shippedAt") ? [] : part.fulfilments)
      expect(Date.parse(parcel.shippedAt ?? "")).toBeGreaterThan(before - 60_000);
  }),
};

const refunded: Case = {
  name: "orders: what is refunded in the shop is told with its money and its restocked units",
  proves: ["A5.2"],
  run: withGolden(async (bench) => {
    const { shop, clock, place, read, record } = bench;
    if (!shop.refundOrder || !shop.shipOrder) throw new Unsupported("the shop's panel refunds nothing");
    const key = place();
    shop.shipOrder(key);
    await clock.sleep(2_000);
    shop.refundOrder(key, [
      { sku: "GOLD-1", quantity: 1, restock: true },
      { sku: "GOLD-2", quantity: 1, restock: false },
    ]);
    const part = await read(key);
    const books = record(key);
    const sumOf = (amounts: readonly number[]) => Math.round(amounts.reduce((sum, amount) => sum + amount, 0) * 100);
    const money = (minor: bigint) => Number(formatDecimal({ minor, currency: part.totals.currency }));
    const back = sumOf(books.refunds.map(({ amount }) => Number(amount)));
    expect(sumOf(part.refunds.map(({ amountMinor }) => money(amountMinor)))).toBe(back);
    if (back > 0 && back < sumOf([money(part.totals.totalMinor ?? 0n)]))
      expect(part.financial).toBe("partially_refunded");
    expect(
      bySku(part, (line) => line.restockedQuantity),
      "restocked",
    ).toEqual(booked(books, (line) => line.restocked));
    if (isLacking(bench, "refund.lines") || back === 0) return;
    // Where the shop's panel restocks all or nothing, its books say which.
    const skuOf = (lineKey: string) => part.lines.find(({ key: one }) => one === lineKey)?.sku;
    const lines = part.refunds.flatMap((refund) => refund.lines);
    expect([...new Set(lines.map(({ lineKey }) => skuOf(lineKey)))].sort()).toEqual(["GOLD-1", "GOLD-2"]);
    for (const { lineKey, restocked } of lines)
      if (restocked !== null)
        expect(restocked, `${skuOf(lineKey)} restocked`).toBe(
          (booked(books, (line) => line.restocked)[skuOf(lineKey) ?? ""] ?? 0) > 0,
        );
  }),
};

export const goldenOrderCases: readonly Case[] = [
  goldenOrder,
  discounted,
  cancelledDiscounted,
  lineCancelled,
  placed,
  paidAndCancelled,
  unheardOf,
  shippedInPart,
  refunded,
];
