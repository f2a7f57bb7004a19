import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox.ts";
import { spec } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  spec,
  // Three pages of fifty products, of a hundred orders.
  sizes: { products: 110, orders: 210 },
  best: {
    stockCalls: 1_010,
    why: "One call a product (inventory/update takes the SKUs of one product), and a reading of a hundred products (inventory/search).",
  },
  skips: {
    "products: put creates, updates, and adopts instead of doubling":
      "TikTok lists nothing without a picture and a weight, and the case has neither; products.test.ts does the same with both",
    "stock: a batch with zero and a large number is applied and answered item by item":
      "TikTok takes at most 99,999 of an item in a warehouse; stock.test.ts does the same within that",
  },
});
