import { startSandbox } from "../../sandboxes/wix/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { makeSpecValidator } from "./spec.ts";

describeConformance({
  proves: ["B8"],
  connector,
  startSandbox,
  // Fields by the sheet (section 5) and the official order of the specs; APPROVED and paid by section 7.
  golden: {
    order: {
      "shipTo.company": "Analytical Engines",
      "shipTo.line1": "1 Main Street",
      "shipTo.line2": "Flat 5",
      "shipTo.city": "Austin",
      "shipTo.region": "US-TX",
      "shipTo.postcode": "73301",
      "shipTo.country": "US",
      billTo: "Ada King Lovelace, 1 Main Street, Austin, 73301, US",
      gateway: "CreditCard",
      currency: "EUR",
      taxIncluded: "false",
      shipping: "4.00",
      payments: "sale 48.75",
    },
    lacks: {
      "product.weight": "Weights are kilograms or pounds; a site tells which with its first product alone.",
      tags: "An order tells the ids of its tags; their names stand in another service.",
    },
  },
  spec: makeSpecValidator,
  // Three pages of a hundred.
  sizes: { products: 230, orders: 230 },
  calls: { fulfil: 4, refund: 6, cancel: 3, title: 4, stock: 2 },
  best: {
    stockCalls: 2,
    why: "A thousand inventory items a query and a thousand a bulk update (specs: maximum and maxItems).",
  },
});
