import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox.ts";

describeConformance({
  connector,
  startSandbox,
  sizes: { products: 110, orders: 110 },
  best: {
    stockCalls: 10,
    why: "100 changes a call, as the emulated shop's description says; the shop compares itself",
  },
});
