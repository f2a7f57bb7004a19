import { describeConformance } from "../../src/connectors/kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox.ts";

describeConformance({
  connector,
  startSandbox,
  // Three pages of a hundred.
  sizes: { orders: 230 },
  best: { stockCalls: 10, why: "A hundred items a call, compared by the shop itself." },
});
