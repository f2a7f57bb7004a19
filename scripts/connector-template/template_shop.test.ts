import { describeConformance } from "../../src/connectors/kit/conformance/suite.ts";
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
      "parcel.lines, parcel.shippedAt, parcel.trackingUrl":
        "The example tells a parcel's carrier and number; what was in it only as units shipped of a line.",
      "note.visible": "The example shows no note to a buyer.",
      "cancel.choice": "A cancellation of the example always puts the units back.",
    },
  },
  // Bugs that `npm run mutants` (in a package: `npm run check`) plants and that nothing can notice here.
  survivors: {
    "order: units kept out of sale by a refund are told as put back": "The example's orders have no refunds.",
    "webhook: secrets of new webhooks are lost": "The hub makes the secret before the webhooks and has it already.",
  },
  // Three pages of a hundred.
  sizes: { orders: 230 },
  calls: { fulfil: 1, cancel: 1, stock: 1 },
  best: { stockCalls: 10, why: "A hundred items a call, compared by the shop itself." },
});
