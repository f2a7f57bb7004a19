import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { SANDBOX_CLIENT_SECRET, startSandbox } from "./sandbox/index.ts";
import { makeSpecValidator } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  spec: makeSpecValidator,
  sizes: { products: 620, orders: 620 },
  connection: { values: { clientSecret: SANDBOX_CLIENT_SECRET } },
  best: {
    stockCalls: 3,
    why: "An absolute adjustment takes 2,000 items; what is there is read before, 500 ids to an address.",
  },
});
