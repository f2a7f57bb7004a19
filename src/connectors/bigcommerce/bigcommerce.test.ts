import { SANDBOX_CLIENT_SECRET, startSandbox } from "../../sandboxes/bigcommerce/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { makeSpecValidator } from "./spec.ts";

describeConformance({
  proves: ["B5"],
  connector,
  startSandbox,
  // Fields by the order of the sheet (section 5) and orders.v2.oas2.yml, status 11 by section 7; a price beside a sale
  // price is the one crossed out.
  golden: {
    order: {
      "shipTo.company": "Analytical Engines",
      "shipTo.line1": "1 Main Street",
      "shipTo.line2": "Flat 5",
      "shipTo.city": "Austin",
      "shipTo.region": "Texas",
      "shipTo.postcode": "78751",
      "shipTo.country": "US",
      billTo: "Ada King Lovelace, 1 Main Street, Austin, 78751, US",
      gateway: "Credit Card",
      currency: "USD",
      taxIncluded: "false",
      shipping: "4.00",
    },
    lacks: {
      "line.location": "An order's products name no location.",
      "cancel.choice": "The store's own setting decides whether a cancellation restocks.",
      "refund.restock": "The store's own setting decides whether a refund restocks.",
      tags: "Orders have no tags.",
      payments: "Transactions of an order are not read: money that came in is in its payment status.",
    },
  },
  spec: makeSpecValidator,
  sizes: { products: 620, orders: 620 },
  connection: { values: { clientSecret: SANDBOX_CLIENT_SECRET } },
  calls: { fulfil: 4, refund: 7, cancel: 3, title: 5, stock: 2 },
  best: {
    stockCalls: 3,
    why: "An absolute adjustment takes 2,000 items; what is there is read before, 500 ids to an address.",
  },
  survivors: {
    "order: units kept out of sale by a refund are told as put back":
      "One setting of the store says it for all its refunds; the store of the case puts back what never left.",
    "access: the published limit is not kept":
      "Every answer tells what is left of the window, and the bucket follows that, not the figure it began with.",
    "webhook: secrets of new webhooks are lost":
      "Deliveries are signed with the client secret; the header of our own is a second proof for webhooks of old.",
  },
});
