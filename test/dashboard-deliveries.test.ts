import { expect, test } from "vitest";
import { isTold } from "../web/src/stores/told.ts";

test("deliveries and the secret that proves them are of channels that tell the hub something", () => {
  expect(isTold({ topics: ["orders"], capabilities: ["orders"] })).toBe(true);
  expect(isTold({ topics: [], capabilities: ["orders", "queue"] })).toBe(true);
  expect(isTold({ topics: [], capabilities: ["adSpend"] })).toBe(false);
  expect(isTold(undefined)).toBe(false);
});
