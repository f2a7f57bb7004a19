import { startSandbox } from "../../sandboxes/medusa/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { spec } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  spec,
  // Fields and figures as captured from a running 2.18.0 (order-full, promo, life2), 21 % tax inside prices.
  golden: {
    order: {
      "shipTo.company": "Analytical Engines",
      "shipTo.line1": "Keizersgracht 1",
      "shipTo.line2": "Third floor",
      "shipTo.city": "Amsterdam",
      "shipTo.region": "Noord-Holland",
      "shipTo.postcode": "1015 CJ",
      "shipTo.country": "NL",
      billTo: "Ada King Lovelace, Keizersgracht 1, Amsterdam, 1015 CJ, NL",
      gateway: "pp_stripe_stripe",
      currency: "EUR",
      taxIncluded: "true",
      // 49.75 less 49.75 / 1.21.
      tax: "8.63",
      shipping: "5.00",
      "line.tax": "6.51",
      payments: "capture 49.75",
    },
    lacks: {
      "line.location": "Not read: Medusa takes the pieces from where they are reserved.",
      "cancel.choice": "Medusa itself frees what a cancelled order held.",
      "product.brand, product.cost": "Products and variants have no such fields.",
      "product.weight, product.dimensions": "Medusa names no unit of its weights and sizes.",
      "product.compareAt, prices.compareAt": "Sale prices stand in price lists, which are the shop's own.",
      "refund.lines": "A refund is an amount of a payment; which units came back stands with the return.",
      "note, tags": "Orders have neither a note of the buyer nor tags.",
    },
  },
  survivors: {
    "access: the published limit is not kept": "Medusa publishes no limit; the pace is our own choice.",
  },
  sizes: { products: 230, orders: 230 },
  calls: { fulfil: 3, refund: 9, cancel: 2, title: 3, stock: 2 },
  idle: {
    calls: 70,
    why: "Captures move the time of their payment alone: each look at orders asks for payments as well, and nobody tells of either.",
  },
  best: {
    stockCalls: 20,
    why: "A hundred variants a call, and a look before each: what is reserved moves with orders.",
  },
});
