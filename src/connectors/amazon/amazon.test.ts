import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox.ts";
import { spec } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  spec,
  // Three pages: of twenty listings, of a hundred orders.
  sizes: { products: 50, orders: 210 },
  best: {
    stockCalls: 57,
    why: "Twenty listings a search, read before they are set: 50 calls. Then one JSON feed (at most 25,000 messages): document, upload, feed, where it stands (three times here), report and its download.",
  },
});
