import { startSandbox } from "../../sandboxes/prestashop/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { makeSpecValidator } from "./spec.ts";

describeConformance({
  proves: ["B6"],
  connector,
  startSandbox,
  // Fields and figures as captured (specs, live shops 8.2 and 9.1), states by section 7 of the sheet; gifts' messages are
  // what a buyer may write.
  golden: {
    fetchesImages: true,
    order: {
      "shipTo.company": "Analytical Engines",
      "shipTo.line1": "Main street 1",
      "shipTo.line2": "Flat 5",
      "shipTo.city": "Amsterdam",
      "shipTo.postcode": "1015 CN",
      "shipTo.country": "EG",
      billTo: "Ada King Lovelace, Main street 1, Amsterdam, 1015 CN, EG",
      gateway: "ps_checkout",
      currency: "EUR",
      taxIncluded: "true",
      shipping: "5.00",
      payments: "sale 49.75",
    },
    lacks: {
      "cancel.choice": 'The shop itself puts the units back with the state "canceled".',
      "parcel.part": "An order of PrestaShop is shipped as a whole.",
      "refund.part":
        "PrestaShop has a state for the whole money alone; a part is a credit slip written in the back office.",
      "parcel.carrier": "A carrier is one of the shop's own; a name nobody set up there is left out.",
      "product.compareAt, prices.compareAt":
        "A compare-at price is a specific price of the shop: it is read, and not written yet.",
      "parcel.severalNumbers": "An order has one carrier and one tracking number.",
      "parcel.trackingUrl": "The carrier has the link, with a place for the number.",
      tags: "Orders have no tags.",
      "shipTo.region": "The sandbox's country has no states.",
    },
  },
  spec: makeSpecValidator,
  // Three pages of fifty.
  sizes: { products: 104, orders: 104 },
  calls: { fulfil: 4, refund: 8, cancel: 6, title: 5, stock: 4 },
  best: {
    stockCalls: 40,
    why: "twenty reads and twenty writes: fifty rows go into one PATCH (one document, several entities, measured with sixty)",
  },
  survivors: {
    "command: progress and doubt are both forgotten":
      "Every command is a state of the order or a text on it, read before it is set.",
    "access: the published limit is not kept":
      "A shop of one's own publishes no limit; the figures here are the hub's own manners.",
  },
});
