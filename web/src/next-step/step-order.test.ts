import { expect, test } from "vitest";
import { stepAfter } from "./step-order.ts";

test("the first open step comes next, never the one just done, whatever the page knew of it", () => {
  const done = { links: true, stock: false, address: false, ship: false };
  expect(stepAfter("links", done)).toBe("stock");
  expect(stepAfter("stock", done)).toBe("address");
  expect(stepAfter("address", { ...done, stock: true })).toBe("ship");
});

test("what is not known is not offered", () => {
  expect(stepAfter("address", {})).toBeUndefined();
  expect(stepAfter("ship", { ship: true, invite: undefined, mail: true })).toBeUndefined();
});

test("after the first label comes the handover, after later ones nothing", () => {
  expect(stepAfter("label", { ship: false, invite: false })).toBe("handover");
  expect(stepAfter("label", { ship: true, invite: false })).toBeUndefined();
  expect(stepAfter("label", {})).toBeUndefined();
});
