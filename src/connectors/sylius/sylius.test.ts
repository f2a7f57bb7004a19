import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox/index.ts";
import { makeSpecValidator } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  spec: makeSpecValidator,
  best: {
    stockCalls: 1010,
    why: "Sylius has no bulk write: one PUT a variant. Reads before the writes take a hundred SKUs a call.",
  },
});
