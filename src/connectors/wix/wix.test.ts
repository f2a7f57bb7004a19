import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox/index.ts";
import { makeSpecValidator } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  spec: makeSpecValidator,
  // Three pages of a hundred.
  sizes: { products: 230, orders: 230 },
  best: {
    stockCalls: 2,
    why: "A thousand inventory items a query and a thousand a bulk update (specs: maximum and maxItems).",
  },
});
