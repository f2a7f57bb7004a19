import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox.ts";
import { makeSpecValidator } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  spec: makeSpecValidator,
  best: {
    stockCalls: 1_100,
    why: "One SKU a call, no bulk; one read for ten of them, so that it is fresh at the last.",
  },
  // A run of the open orders reads 25.
  sizes: { orders: 25 },
  skips: {
    "commands: a note whose answer is lost is looked up, not done twice":
      "EasyOrders cannot list an order's notes: after an unknown outcome a note is written again rather than lost.",
  },
});
