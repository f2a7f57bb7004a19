import { expect, test } from "vitest";
import { checkMoney } from "./check-money.ts";
import type { OrderTruth } from "./platform-truth.ts";
import type { World } from "./world.ts";

interface Case {
  /** What the platform paid back, each with its reason. */
  readonly left: readonly (readonly [amount: string, reason: string])[];
  /** What the hub was asked for, each with what became of it. */
  readonly asked: readonly (readonly [minor: number, reason: string, state: string])[];
  readonly movedThere?: number;
  readonly cancelled?: boolean;
  /** The seller pays by other means, and the platform only books it. */
  readonly isOnlyBooked?: boolean;
  /** The refund was asked for with a cancellation: it has no words. */
  readonly withCancel?: number;
}

/** A world with one order of 50.00, as the check sees it. */
function found({ left, asked, movedThere = 0, cancelled = false, isOnlyBooked = false, withCancel }: Case): string[] {
  const channel = { storeId: "s", name: "Shop", currency: "USD" };
  const commands = asked.map(([, id, state]) => ({
    id,
    kind: "refund",
    state,
    text: "",
    input: { moveMoney: !isOnlyBooked },
  }));
  if (withCancel !== undefined) {
    const input = { moveMoney: true, amount: { minor: String(withCancel), currency: "USD" } };
    commands.push({ id: "c", kind: "refund", state: "done", text: "", input });
  }
  const world = {
    asked: asked.map(([amountMinor, marker]) => {
      return { channel, orderKey: "1", commandId: marker, kind: "refund", marker, amountMinor };
    }),
    movedThere: new Map([["s 1", movedThere]]),
  };
  const truth = {
    channel,
    key: "1",
    hub: { commands },
    record: { refunds: left.map(([amount, reason]) => ({ amount, reason })) },
    shown: { total: "50.00", cancelled },
    part: { refunds: left },
  };
  return checkMoney(world as unknown as World, [truth as unknown as OrderTruth]);
}

test("the money that left is what people moved there and the hub was asked for, each once, by sum", () => {
  const requested = [[1_510, "m1", "done"]] as const;
  expect(found({ left: [["15.10", "m1"]], asked: requested })).toEqual([]);
  expect(
    found({
      left: [
        ["15.10", "m1"],
        ["4.00", "by hand"],
      ],
      asked: requested,
      movedThere: 400,
    }),
  ).toEqual([]);
  // Twice; twice without its words; once, and more than was asked for; what was refused; nothing.
  expect(
    found({
      left: [
        ["15.10", "m1"],
        ["15.10", "m1"],
      ],
      asked: requested,
    }),
  ).toHaveLength(2);
  expect(
    found({
      left: [
        ["15.10", "m1"],
        ["15.10", ""],
      ],
      asked: requested,
    }),
  ).toHaveLength(1);
  expect(found({ left: [["30.20", "m1"]], asked: requested })).toHaveLength(2);
  expect(found({ left: [["15.10", "m1"]], asked: [[1_510, "m1", "rejected"]] })).toHaveLength(2);
  expect(found({ left: [["4.00", "by hand"]], asked: requested, movedThere: 400 })).toHaveLength(1);
});

test("an order that ended is paid back at most once as a whole", () => {
  const requested = [[1_510, "m1", "done"]] as const;
  expect(
    found({
      left: [
        ["15.10", "m1"],
        ["34.90", ""],
      ],
      asked: requested,
      cancelled: true,
    }),
  ).toEqual([]);
  expect(
    found({
      left: [
        ["15.10", "m1"],
        ["50.00", ""],
      ],
      asked: requested,
      cancelled: true,
    }),
  ).toHaveLength(1);
});

test("a refund that goes with a cancellation is owed as well", () => {
  const requested = [[1_510, "m1", "done"]] as const;
  const left = [
    ["15.10", "m1"],
    ["34.90", ""],
  ] as const;
  expect(found({ left, asked: requested, cancelled: true, withCancel: 3_490 })).toEqual([]);
  expect(found({ left: left.slice(0, 1), asked: requested, cancelled: true, withCancel: 3_490 })).toHaveLength(1);
});

test("a refund that is only booked stands on the platform as its sum or as none, and never twice", () => {
  const requested = [[1_510, "m1", "done"]] as const;
  const isOnlyBooked = true;
  expect(found({ left: [["0.00", "m1"]], asked: requested, isOnlyBooked })).toEqual([]);
  expect(found({ left: [["15.10", "m1"]], asked: requested, isOnlyBooked })).toEqual([]);
  const twice = [
    ["15.10", "m1"],
    ["15.10", "m1"],
  ] as const;
  expect(found({ left: twice, asked: requested, isOnlyBooked })).not.toEqual([]);
  expect(found({ left: [["0.00", "m1"]], asked: requested })).not.toEqual([]);
});
