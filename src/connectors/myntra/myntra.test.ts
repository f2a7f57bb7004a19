import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox/index.ts";

describeConformance({
  connector,
  startSandbox,
  // Three pages of twenty orders.
  sizes: { orders: 50 },
  best: {
    stockCalls: 100,
    why: "Ten SKUs a call (PPMP API V4, inventory); written without reading first.",
  },
  skips: {
    "orders: an order placed in the shop is told with its lines, and its totals add up to the cent":
      "Myntra splits every quantity into lines of one unit; the same is asked with that in orders.test.ts.",
    "orders: currencies without decimals and with three add up in their own minor unit":
      "Myntra sells in India, in rupees alone; amounts with paise are tested in orders.test.ts.",
  },
});
