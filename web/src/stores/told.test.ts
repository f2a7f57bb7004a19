import { expect, test } from "vitest";
import { isTold } from "./told.ts";

test("a channel has webhook deliveries and a webhook secret only if its platform sends some", () => {
  expect(isTold({ topics: ["orders"], capabilities: ["orders"] })).toBe(true);
  expect(isTold({ topics: [], capabilities: ["orders", "queue"] })).toBe(true);
  expect(isTold({ topics: [], capabilities: ["adSpend"] })).toBe(false);
  expect(isTold(undefined)).toBe(false);
});
