import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox/index.ts";
import { makeSpecValidator } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  spec: makeSpecValidator,
  best: {
    stockCalls: 20,
    why: "products/batch and product lists take 100; each hundred is read before it is written.",
  },
});
