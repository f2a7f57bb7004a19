import pino from "pino";
import { expect, test } from "vitest";
import { logMask } from "./log-mask.ts";

test("a buyer's data in a logged record is masked, ids and names of channels are not [E5.3]", () => {
  const lines: string[] = [];
  const log = pino({ redact: logMask }, { write: (line) => lines.push(line) });
  const order = { id: "o1", shippingAddress: { line1: "1 Nile St" }, contact: { phone: "+2010" } };
  log.info({ order, email: "hala@example.test", channel: { id: "c1", name: "Cairo shop" } }, "read");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    order: { id: "o1", shippingAddress: "[personal]", contact: "[personal]" },
    email: "[personal]",
    channel: { id: "c1", name: "Cairo shop" },
    msg: "read",
  });
});
