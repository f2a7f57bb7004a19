import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox/index.ts";
import { spec } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  spec,
  // Three pages: of fifty items, of two hundred orders.
  sizes: { products: 130, orders: 430 },
  calls: { fulfil: 3, cancel: 3, refund: 4, stock: 8 },
  best: {
    stockCalls: 81,
    why: "A feed of a thousand items, its report and the list of inventories by pages of fifty.",
  },
  skips: {
    "products: a product of 120 variants is told whole": "An item is one item; there are no variants.",
    "orders: paid is paid, and cash on delivery is never inferred":
      "Walmart charges a buyer when units ship; there is no cash on delivery. Told in orders.test.ts.",
    "orders: currencies without decimals and with three add up in their own minor unit":
      "Walmart's United States sell in dollars alone.",
    "orders: a line that has left names the location its goods were taken from":
      "What is shown falls when the seller writes it. Told in stock.test.ts.",
  },
  golden: {
    // The address is the sandbox's; taxes of eight percent come on top.
    order: {
      email: "001001@relay.walmart.com",
      contact: "relay",
      "shipTo.line1": "860 W Cal Ave",
      "shipTo.line2": "Seat # 860C",
      "shipTo.city": "Sunnyvale",
      "shipTo.region": "CA",
      "shipTo.postcode": "94086",
      "shipTo.country": "US",
      gateway: "Walmart",
      financial: "authorized",
      currency: "USD",
      taxIncluded: "false",
      tax: "3.98",
      shipping: "5.00",
      "line.tax": "3.00",
    },
    lacks: {
      "note, tags": "Orders of Walmart have neither.",
      "shipTo.company, billTo": "An order tells the recipient's name and place alone.",
      payments: "An order tells no payments: Walmart charges when units ship.",
      "prices.compareAt": "The hub writes the base price; promotions are made in Seller Center.",
      "product.family, product.options, product.dimensions": "An item is told thinly, and alone.",
      "parcel.severalNumbers": "A parcel has one tracking number.",
      "refund.reason": "A refund has a reason of Walmart's list.",
      "refund.restock": "Refunding says nothing of stock.",
    },
  },
});
