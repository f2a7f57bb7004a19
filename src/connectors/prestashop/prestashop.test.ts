import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox/index.ts";
import { makeSpecValidator } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  spec: makeSpecValidator,
  // Three pages of fifty.
  sizes: { products: 104, orders: 104 },
  best: {
    stockCalls: 40,
    why: "twenty reads and twenty writes: fifty rows go into one PATCH (one document, several entities, measured with sixty)",
  },
});
