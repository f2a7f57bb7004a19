import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OrderCommandView } from "./order-fields/order-schema.ts";

import { type RefundableOrder, type RefundInput, refundCommand, refundOf, withParts } from "./refund-plan.ts";

type Line = RefundableOrder["lines"][number];

const line = (key: string, orderedQuantity: number, totalMinor: bigint, more: Partial<Line> = {}): Line => ({
  key,
  title: key.toUpperCase(),
  orderedQuantity,
  totalMinor,
  taxMinor: 0n,
  ...more,
});

function order(
  lines: readonly Line[],
  more: Partial<Omit<RefundableOrder, "money">> & { readonly money?: Partial<RefundableOrder["money"]> } = {},
): RefundableOrder {
  const shippingMinor = more.money?.shippingMinor ?? 0n;
  const totalMinor = lines.reduce((sum, each) => sum + each.totalMinor, shippingMinor);
  return {
    number: "M-1",
    currency: "EUR",
    taxIncluded: true,
    refunds: [],
    commands: [],
    ...more,
    lines,
    money: { shippingMinor, totalMinor, paidMinor: totalMinor, refundedMinor: 0n, ...more.money },
  };
}

const refundRequested = (state: OrderCommandView["state"], minor: number, more: object = {}) => ({
  kind: "refund",
  state,
  input: { amount: { minor: String(minor) }, ...more },
});
const refundedLines = (...lines: readonly { lineKey: string; quantity: number }[]) => ({ lines });
const refusal = (of: RefundableOrder, input: RefundInput) => {
  try {
    refundOf(of, input);
  } catch (error) {
    return error;
  }
  throw new Error("It was not refused.");
};

describe("the amount of a refund", () => {
  test("a refund is what the units cost, cut so that all of them cost the line to the cent", () => {
    const mugs = line("mug", 3, 1_000n);
    const of = (quantity: number, ...gone: number[]) =>
      refundOf(
        order([mugs, line("tee", 1, 500n)], {
          refunds: gone.map((each) => refundedLines({ lineKey: "mug", quantity: each })),
        }),
        { lines: [{ lineKey: "mug", quantity, restock: false }] },
      );
    expect([of(1).amountMinor, of(1, 1).amountMinor, of(1, 2).amountMinor, of(1, 1, 1).amountMinor]).toEqual([
      333n,
      333n,
      334n,
      334n,
    ]);
    expect(of(2, 1)).toMatchObject({
      amountMinor: 667n,
      suggestedMinor: 667n,
      lines: [
        { lineKey: "mug", title: "MUG", quantity: 2, amountMinor: 667n, refundableQuantity: 2 },
        { lineKey: "tee", quantity: 0, amountMinor: 0n, refundableQuantity: 1 },
      ],
    });
  });

  test("a line's refunds together cost the line, whatever the units are refunded in", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.bigInt({ min: 0n, max: 10n ** 9n }),
        fc.bigInt({ min: 0n, max: 10n ** 8n }),
        fc.boolean(),
        (units, totalMinor, taxMinor, taxIncluded) => {
          let sum = 0n;
          for (let gone = 0; gone < units; gone += 1) {
            const refunds = [refundedLines({ lineKey: "mug", quantity: gone })];
            const paid = totalMinor + taxMinor + 1n;
            const of = order([line("mug", units, totalMinor, { taxMinor })], {
              taxIncluded,
              refunds,
              money: { totalMinor: paid, paidMinor: paid },
            });
            sum += refundOf(of, { lines: [{ lineKey: "mug", quantity: 1, restock: false }] }).amountMinor;
          }
          expect(sum).toBe(totalMinor + (taxIncluded ? 0n : taxMinor));
        },
      ),
    );
  });

  test("a full refund is everything that is left, with shipping", () => {
    const of = order([line("mug", 2, 1_000n), line("gone", 0, 0n)], {
      money: { shippingMinor: 490n, refundedMinor: 500n },
      refunds: [refundedLines({ lineKey: "mug", quantity: 1 })],
    });
    expect(refundOf(of, { isFull: true })).toEqual({
      currency: "EUR",
      lines: [
        { lineKey: "mug", title: "MUG", quantity: 1, amountMinor: 500n, refundableQuantity: 1 },
        { lineKey: "gone", title: "GONE", quantity: 0, amountMinor: 0n, refundableQuantity: 0 },
      ],
      shippingMinor: 490n,
      refundableShippingMinor: 490n,
      suggestedMinor: 990n,
      amountMinor: 990n,
      maximumMinor: 990n,
      paidMinor: 1_490n,
      refundedMinor: 500n,
      pendingMinor: 0n,
    });
    expect(refundOf(of, { isFull: true, amountMinor: 600n, shippingMinor: 100n })).toMatchObject({
      amountMinor: 600n,
      shippingMinor: 100n,
      suggestedMinor: 600n,
    });
    expect(refundOf(of, {})).toMatchObject({ amountMinor: 0n, shippingMinor: 0n, suggestedMinor: 0n });
  });

  test("a full refund is the rest of the money, also where the lines cost less", () => {
    const of = order([line("mug", 1, 1_000n)], { money: { totalMinor: 1_050n, paidMinor: 1_050n } });
    expect(refundOf(of, { isFull: true })).toMatchObject({ suggestedMinor: 1_000n, amountMinor: 1_050n });
    const hidden = order([line("mug", 1, 1_000n)], { money: { totalMinor: null, paidMinor: null } });
    expect(refundOf(hidden, { isFull: true })).toMatchObject({ amountMinor: 1_000n, maximumMinor: null });
    expect(refundOf(hidden, { amountMinor: 99_999n }).amountMinor).toBe(99_999n);
  });

  test("a refund counts the pending ones: their money, units and shipping", () => {
    const commands = [
      refundRequested("waiting", 300, { shippingMinor: "100", lines: [{ lineKey: "mug", quantity: 1 }] }),
      refundRequested("running", 50, { shippingMinor: "20" }),
      refundRequested("done", 900, { shippingMinor: "40", lines: [{ lineKey: "mug", quantity: 3 }] }),
      refundRequested("failed", 9_000, { shippingMinor: "350", lines: [{ lineKey: "mug", quantity: 3 }] }),
      { kind: "cancel", state: "waiting", input: { amount: { minor: "9000" }, shippingMinor: "350" } },
      { kind: "refund", state: "waiting", input: {} },
    ] as const;
    const of = order([line("mug", 3, 3_000n)], { commands, money: { shippingMinor: 490n } });
    expect(refundOf(of, { isFull: true })).toMatchObject({
      pendingMinor: 350n,
      maximumMinor: 3_140n,
      refundableShippingMinor: 330n,
      shippingMinor: 330n,
      lines: [{ quantity: 2, refundableQuantity: 2, amountMinor: 2_000n }],
    });
  });

  test("a refund is never more than what is left, and never less than nothing", () => {
    const of = order([line("mug", 2, 1_000n)], { money: { paidMinor: 700n } });
    expect(refundOf(of, { lines: [{ lineKey: "mug", quantity: 2, restock: false }] })).toMatchObject({
      suggestedMinor: 700n,
      amountMinor: 700n,
      maximumMinor: 700n,
    });
    expect(refundOf(of, { amountMinor: 700n }).amountMinor).toBe(700n);
    const over = order([line("mug", 1, 1_000n)], {
      money: { refundedMinor: 1_200n, shippingMinor: null },
      refunds: [refundedLines({ lineKey: "mug", quantity: 4 })],
    });
    expect(refundOf(over, { isFull: true })).toMatchObject({
      maximumMinor: 0n,
      amountMinor: 0n,
      shippingMinor: 0n,
      refundableShippingMinor: 0n,
      lines: [{ refundableQuantity: 0 }],
    });
    const shipped = order([], {
      money: { shippingMinor: 10n },
      commands: [refundRequested("done", 30, { shippingMinor: "30" })],
    });
    expect(refundOf(shipped, {}).refundableShippingMinor).toBe(0n);
  });
});

describe("a refund that cannot be", () => {
  const of = order([line("mug", 2, 1_000n)], { money: { shippingMinor: 490n } });
  const units = (quantity: number, lineKey = "mug") => ({ lines: [{ lineKey, quantity, restock: false }] });

  test("a refund is refused for more units than are left", () => {
    expect(refusal(of, units(3))).toMatchObject({
      code: "ORDER_LINE_TOO_MANY",
      kind: "conflict",
      field: "lines",
      said: { code: "refused.refundAtMost", gaps: { title: "MUG", units: 2 } },
    });
    const gone = order(of.lines, { refunds: [refundedLines({ lineKey: "mug", quantity: 2 })] });
    expect(refusal(gone, units(1))).toMatchObject({
      code: "ORDER_LINE_TOO_MANY",
      said: { code: "refused.refundNone", gaps: { title: "MUG" } },
    });
  });

  test("a refund is refused for a line the order does not have", () => {
    expect(refusal(of, units(1, "hat"))).toMatchObject({
      code: "ORDER_LINE_UNKNOWN",
      kind: "validation",
      field: "lines",
      message: 'Order M-1 has no line "hat".',
    });
  });

  test("a refund is refused for more than is left, naming what is pending", () => {
    expect(refusal(of, { amountMinor: 1_491n })).toMatchObject({
      code: "ORDER_REFUND_TOO_MUCH",
      kind: "conflict",
      field: "amountMinor",
      message: "At most 14.90 EUR can be refunded.",
    });
    const pending = order(of.lines, { commands: [refundRequested("waiting", 200)] });
    expect(refusal(pending, { amountMinor: 801n })).toMatchObject({
      message: "At most 8.00 EUR can be refunded; 2.00 EUR is on its way already.",
    });
  });

  test("an unconfirmed refund counts as pending until the channel reports it", () => {
    const sentAt = new Date("2026-11-20T12:00:00Z");
    const commands = [{ ...refundRequested("uncertain", 1_490), sentAt }];
    expect(refusal(order(of.lines, { ...of, commands }), { amountMinor: 1n })).toMatchObject({
      code: "ORDER_REFUND_TOO_MUCH",
    });
    const refunds = [{ lines: [], amountMinor: 1_490n, refundedAt: new Date("2026-11-20T12:01:00Z") }];
    expect(refundOf(order(of.lines, { ...of, commands, refunds }), { amountMinor: 1n }).pendingMinor).toBe(0n);
  });

  test("a refund is refused for more shipping than is left, or than the whole", () => {
    expect(refusal(of, { shippingMinor: 491n })).toMatchObject({
      field: "shippingMinor",
      message: "At most 4.90 EUR of shipping can be refunded.",
    });
    expect(refusal(of, { shippingMinor: 490n, amountMinor: 489n })).toMatchObject({
      field: "shippingMinor",
      message: "The shipping part is more than the whole refund.",
    });
    expect(refundOf(of, { shippingMinor: 490n, amountMinor: 490n }).amountMinor).toBe(490n);
  });

  test("a refund is refused where nothing was paid", () => {
    expect(refusal(order(of.lines, { money: { paidMinor: 0n } }), { isFull: true })).toMatchObject({
      code: "ORDER_NOT_PAID",
      kind: "conflict",
      said: { code: "refused.notPaid", gaps: { number: "M-1" } },
    });
  });
});

describe("the command of a refund", () => {
  const of = order([line("mug", 2, 1_000n), line("tee", 0, 0n)], { money: { shippingMinor: 490n } });

  test("the command of a full refund names all units left, back into stock only on request", () => {
    const input = { isFull: true, reason: "late" };
    expect(refundCommand(refundOf(of, input), input)).toEqual({
      kind: "refund",
      amount: { minor: 1_490n, currency: "EUR" },
      shippingMinor: 490n,
      lines: [{ lineKey: "mug", quantity: 2, restock: false }],
      reason: "late",
      moveMoney: false,
      notifyCustomer: false,
      returnId: undefined,
    });
    expect(refundCommand(refundOf(of, input), { ...input, restock: true }).lines).toEqual([
      { lineKey: "mug", quantity: 2, restock: true },
    ]);
  });

  test("the command of a refund names the requested lines as they were, and no shipping where there is none", () => {
    const lines = [{ lineKey: "mug", quantity: 1, restock: true }];
    const input = { lines, reason: undefined, moveMoney: true, notifyCustomer: true, returnId: "r" };
    expect(refundCommand(refundOf(of, input), input)).toEqual({
      kind: "refund",
      amount: { minor: 500n, currency: "EUR" },
      lines,
      reason: undefined,
      moveMoney: true,
      notifyCustomer: true,
      returnId: "r",
    });
    expect(refundCommand(refundOf(of, {}), {}).lines).toEqual([]);
  });
});

describe("sets and fractions", () => {
  const line = (key: string, orderedQuantity: number, totalMinor: bigint, more: object = {}) => ({
    key,
    title: key,
    orderedQuantity,
    totalMinor,
    taxMinor: 0n,
    ...more,
  });
  const whole = (lines: RefundableOrder["lines"]): RefundableOrder => ({
    number: "1",
    currency: "EUR",
    taxIncluded: true,
    lines,
    refunds: [],
    commands: [],
    money: { shippingMinor: 0n, totalMinor: 4_000n, paidMinor: 4_000n, refundedMinor: 0n },
  });

  test("a set that is refunded takes its parts along, also those of a set in it; one that is named stays as it was said", () => {
    const of = whole([
      line("set", 2, 4_000n),
      line("tee", 4, 0n, { group: "set" }),
      line("box", 2, 0n, { group: "set" }),
      line("mug", 2, 0n, { group: "box" }),
    ]);
    const one = withParts(of, { lines: [{ lineKey: "set", quantity: 1, restock: true }] });
    const back = (lineKey: string, quantity: number, restock = true) => ({ lineKey, quantity, restock });
    expect(one.lines).toEqual([back("set", 1), back("tee", 2), back("box", 1), back("mug", 1)]);
    expect(refundOf(of, one).suggestedMinor).toBe(2_000n);
    const named = withParts(of, { lines: [back("set", 2), back("tee", 1, false)] });
    expect(named.lines).toEqual([back("set", 2), back("tee", 1, false), back("box", 2), back("mug", 2)]);
  });

  test("a unit of 1.5 metres costs its share of them, the last one what is left", () => {
    const of = whole([line("cloth", 2, 3_000n, { exactQuantity: "1.5" })]);
    const units = (quantity: number) =>
      refundOf(of, { lines: [{ lineKey: "cloth", quantity, restock: false }] }).suggestedMinor;
    expect([units(1), units(2)]).toEqual([2_000n, 3_000n]);
  });
});
