import fc from "fast-check";
import { expect, test } from "vitest";
import { ORDER_STATUSES } from "../../commerce/statuses.ts";
import { wordsMean } from "../kit/testing/meanings.ts";
import { STAGES, STATUS_CODES, stageOf, statusesOf } from "./statuses.ts";

const none = new Map<string, string>();

wordsMean(
  "%s of a prepaid order is %s",
  {
    RFR: "pending, paid, unfulfilled",
    WP: "confirmed, paid, unfulfilled",
    PK: "processing, paid, unfulfilled",
    SH: "processing, paid, in_transit",
    S: "processing, paid, in_transit",
    DL: "completed, paid, delivered",
    D: "completed, paid, delivered",
    C: "completed, paid, delivered",
    IC: "cancelled, refunded, unfulfilled",
    F: "cancelled, refunded, unfulfilled",
  },
  (code) => {
    const stage = stageOf(code, none);
    if (stage === undefined) throw new Error(`${code} means nothing`);
    const { status, financial, fulfilment } = statusesOf([stage], "prepaid");
    return [status, financial, fulfilment];
  },
);

test("every code of the sheet is in the table, and no other", () => {
  expect(Object.keys(STATUS_CODES).sort()).toEqual(["C", "D", "DL", "F", "IC", "PK", "RFR", "S", "SH", "WP"]);
  expect([stageOf("XX", none), stageOf("", none), stageOf("toString", none)]).toEqual(Array(3).fill(undefined));
});

test("a code the seller names in the settings means what it says there", () => {
  expect(stageOf("pkd", new Map([["PKD", "PK"]]))).toBe("packed");
  expect(stageOf("PKD", new Map([["PKD", "NO"]]))).toBeUndefined();
});

test.each([
  ["cod", ["open"], "cod_pending"],
  ["cod", ["shipped"], "cod_pending"],
  ["cod", ["delivered"], "paid"],
  ["cod", ["cancelled"], "voided"],
  ["unknown", ["open"], "pending"],
  ["unknown", ["cancelled"], "voided"],
  ["prepaid", ["open", "cancelled"], "partially_refunded"],
] as const)("%s with %j is %s", (payment, stages, financial) => {
  expect(statusesOf(stages, payment).financial).toBe(financial);
});

test("some lines on their way are a partial order, whose least advanced line decides", () => {
  expect(statusesOf(["open", "shipped", "cancelled"], "cod")).toMatchObject({
    status: "confirmed",
    fulfilment: "partial",
  });
});

test("an order of any lines is cancelled only when all are, and completed only when all living ones arrived", () => {
  const stages = fc.array(fc.constantFrom(...STAGES), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(stages, fc.constantFrom("prepaid", "cod", "unknown"), (some, payment) => {
      const { status, fulfilment } = statusesOf(some, payment);
      const live = some.filter((stage) => stage !== "cancelled");
      expect(ORDER_STATUSES).toContain(status);
      expect(status === "cancelled").toBe(live.length === 0);
      expect(status === "completed").toBe(live.length > 0 && live.every((stage) => stage === "delivered"));
      expect(fulfilment === "delivered").toBe(status === "completed");
    }),
  );
});
