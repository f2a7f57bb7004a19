import { describeConformance } from "@argosy/connector-kit/conformance/suite";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox.ts";

describeConformance({
  connector,
  startSandbox,
  golden: {
    // What the sandbox's order has beside what the suite gave it.
    order: {
      gateway: "card",
      currency: "USD",
      taxIncluded: "true",
      shipping: "5.00",
    },
    // What the platform does not have, and why nobody should look for it.
    lacks: {
      "shipTo.name, shipTo.company, shipTo.line1, shipTo.line2, shipTo.city, shipTo.region, shipTo.postcode, shipTo.country, shipTo.phone":
        "The example's orders tell a customer and no address.",
      "billTo, note, tags, payments": "The example's orders have no such fields.",
    },
  },
  // Three pages of a hundred.
  sizes: { orders: 230 },
  calls: { fulfil: 1, cancel: 1, stock: 1 },
  best: { stockCalls: 10, why: "A hundred items a call, compared by the shop itself." },
});
