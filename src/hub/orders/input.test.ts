import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { newestParts } from "./input.ts";
import { orderLine, orderPart } from "./testing.ts";

test("an order read again after its fields were renamed has the hash it was stored with", async () => {
  const part = orderPart("1", {
    lines: [orderLine({ key: "1", quantity: 1 })],
    buyerNote: "Ring twice",
    buyerInputs: [{ label: "Gift wrap", value: "yes" }],
    payment: { kind: "prepaid", paymentMethod: "card" },
  });
  const { raw: _raw, version: _version, ourKey: _ourKey, returns: _returns, noOtherReturns: _none, ...mapped } = part;
  const text = JSON.stringify(mapped, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
  const before = text
    .replace('"buyerNote":', '"note":')
    .replace('"buyerInputs":', '"options":')
    .replace('"paymentMethod":', '"gateway":');
  const [read] = await newestParts({ parts: [part] });
  expect(read?.hash).toEqual(createHash("sha256").update(before).digest());
});
