import { expect, test } from "vitest";
import { type Finished, type FinishedSteps, stepAfter } from "./step-order.ts";

const after = (finished: Finished, done: FinishedSteps["done"], stale: FinishedSteps["stale"] = new Set()) =>
  stepAfter(finished, { done, stale });

test("the first open step behind the one just done comes next", () => {
  const done = { links: true, stock: false, address: false, ship: false };
  expect(after("connect", done)).toBe("stock");
  expect(after("stock", done)).toBe("address");
  expect(after("address", done)).toBe("ship");
});

test("a step left out before comes once none is open behind, unless it was read before something changed it", () => {
  const done = { links: false, ship: false, invite: true, mail: true };
  expect(after("ship", done)).toBe("links");
  expect(after("ship", done, new Set(["links"]))).toBeUndefined();
});

test("a missing step is not offered, nor the one just done", () => {
  expect(after("address", {})).toBeUndefined();
  expect(after("mail", { ship: true, invite: undefined, mail: false })).toBeUndefined();
});

test("the handover follows the first label, and nothing the later ones", () => {
  expect(after("label", { ship: false, invite: false })).toBe("handover");
  expect(after("label", { ship: true, invite: false })).toBeUndefined();
  expect(after("label", {})).toBeUndefined();
});
