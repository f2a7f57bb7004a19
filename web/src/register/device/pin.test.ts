import { expect, test } from "vitest";
import { isPinTooShort } from "./pin.ts";

test("a manager with a PIN of before is asked for a longer one, others are not", () => {
  expect(isPinTooShort({ isManager: true }, "4711")).toBe(true);
  expect(isPinTooShort({ isManager: true }, "471142")).toBe(false);
  expect(isPinTooShort({ isManager: false }, "4711")).toBe(false);
});
