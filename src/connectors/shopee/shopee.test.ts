import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox.ts";
import { spec } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  spec,
  connection: { settings: { defaultWeightGrams: 300 } },
  // Three pages of a hundred.
  sizes: { products: 210, orders: 210 },
  best: { stockCalls: 1020, why: "One item a call (update_stock), read fifty at a time before (get_item_base_info)." },
});
