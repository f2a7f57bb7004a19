import { startSandbox } from "../../sandboxes/vendure/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { spec } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  spec,
  // Fields and figures as captured from a running 3.7.3 (order-paidOneLine, order-paidCustomer), 19 % tax inside prices.
  golden: {
    fetchesImages: true,
    order: {
      "shipTo.company": "Analytical Engines",
      "shipTo.line1": "Keizersgracht 1",
      "shipTo.line2": "Third floor",
      "shipTo.city": "Amsterdam",
      "shipTo.region": "Noord-Holland",
      "shipTo.postcode": "1015 CJ",
      "shipTo.country": "NL",
      billTo: "Ada King Lovelace, Keizersgracht 1, Amsterdam, 1015 CJ, NL",
      gateway: "card",
      currency: "EUR",
      taxIncluded: "true",
      tax: "7.95",
      shipping: "5.00",
      "line.tax": "5.99",
      payments: "sale 49.75",
    },
    lacks: {
      "line.location": "Not read: an order line tells no location, only the stock movements beside it do.",
      "cancel.choice": "Vendure itself gives back what an order held.",
      "product.brand, product.barcode, product.cost, product.weight, product.dimensions":
        "Products and variants have no such fields.",
      "product.compareAt": "A variant has one price in a currency.",
      "product.categories": "Products get into collections by rules of the shop, not by links.",
      "parcel.severalNumbers, parcel.trackingUrl": "A fulfilment has one tracking text, and no place for an address.",
      "note, tags": "Core's orders have neither a note of the buyer nor tags.",
    },
  },
  skips: {
    "prices: a compare-at price is written beside the price, and read back": "A variant has one price in a currency.",
  },
  // Orders are read a hundred at a time, products as well.
  sizes: { products: 230, orders: 230 },
  calls: { fulfil: 4, refund: 4, cancel: 2, title: 3, stock: 2 },
  survivors: {
    "sweep: the cursor is a day behind: everything is read again each time":
      "Orders known by name are not told again, wherever the walk ends.",
    "access: the published limit is not kept":
      "A shop of one's own publishes no limit; the figures here are the hub's own manners.",
  },
  best: {
    stockCalls: 20,
    why: "A hundred variants a call, and a look before each: what is allocated moves with orders.",
  },
});
