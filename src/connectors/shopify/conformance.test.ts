import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox.ts";
import { spec } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  spec,
  best: {
    stockCalls: 4,
    why: "inventorySetQuantities takes 250 quantities and compares by itself (input arrays end at 250).",
  },
});
