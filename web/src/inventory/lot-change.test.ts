import { expect, test } from "vitest";
import { lotChange } from "./lot-change.ts";

const empty = { lot: "A1", expiresOn: "", isBlocked: false, units: {} };

test("a lot that is added sends what was filled in, so that one that exists keeps its block and its last day", () => {
  expect(lotChange(empty)).toEqual({ lot: "A1" });
  expect(lotChange({ ...empty, units: { here: 3, there: null } })).toEqual({
    lot: "A1",
    units: [{ locationId: "here", units: 3 }],
  });
  expect(lotChange({ ...empty, expiresOn: "2027-01-31", isBlocked: true })).toEqual({
    lot: "A1",
    expiresOn: "2027-01-31",
    isBlocked: true,
  });
});

test("a lot that is corrected sends what differs from what the form began with", () => {
  const before = { expiresOn: "2027-01-31", isBlocked: true };
  const form = { ...empty, ...before };
  expect(lotChange(form, before)).toEqual({ lot: "A1" });
  expect(lotChange({ ...form, expiresOn: "" }, before)).toEqual({ lot: "A1", expiresOn: null });
  expect(lotChange({ ...form, isBlocked: false }, before)).toEqual({ lot: "A1", isBlocked: false });
});
