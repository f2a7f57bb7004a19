import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { virtualClock } from "../../commerce/clock.ts";
import { createConfirmations, type Intent } from "./confirmation.ts";

const intent: Intent = { caller: "key-1", tool: "refund_order", input: { order: "1001", amount: "5.00" } };

test("a code is good as it was handed out, for that caller and those values, for ten minutes: with anything added it is none", async () => {
  const clock = virtualClock(0);
  const { codeFor, fits } = createConfirmations({ id: "k", bytes: randomBytes(32) }, clock);
  const code = codeFor(intent);
  expect(fits(code, intent)).toBe(true);
  for (const other of [
    `${code}.1`,
    `${code}.`,
    `.${code}`,
    `${code} `,
    ` ${code}`,
    code.toUpperCase(),
    code.slice(0, -1),
    "",
  ])
    expect(fits(other, intent), other).toBe(false);
  for (const changed of [{ caller: "key-2" }, { tool: "cancel_order" }, { input: { ...intent.input, amount: "6.00" } }])
    expect(fits(code, { ...intent, ...changed })).toBe(false);
  await clock.advance(10 * 60_000 + 1);
  expect(fits(code, intent)).toBe(false);
});
