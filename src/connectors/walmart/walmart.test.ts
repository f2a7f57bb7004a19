import { startSandbox } from "../../sandboxes/walmart/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
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
  survivors: {
    "order: units kept out of sale by a refund are told as put back": "A refund tells nothing of stock.",
    "order: the location its goods were taken from is lost":
      "Told in stock.test.ts; the number falls when it is written.",
    "order: no order is paid": "Told in orders.test.ts: orders are paid when they ship.",
    "order: one that was edited down keeps its first sum": "Walmart edits no orders.",
    "order: the address of one that was read before stays as it was": "No address of a placed order changes there.",
    "product: categories are lost":
      "Told in stock.test.ts; the suite compares names of categories, which are not read.",
    "product: a place that keeps an item no more is told as before": "A fulfillment center shows 0 of it.",
    "stock: of a batch the first item alone is compared":
      "Told in stock.test.ts; the suite sells, which lowers no number on hand.",
    "command: a cancellation puts nothing back into stock": "What is shown is on hand: an open order lowered nothing.",
    "command: a refund takes every unit of its line": "A refund is sent as an amount of its line.",
    "command: a refund that is found is said to be new": "Told in orders.test.ts.",
    "command: a refund that is only booked is paid": "Told in orders.test.ts: none is only booked.",
    "webhook: secrets of new webhooks are lost": "The secret is the hub's own before there is a webhook.",
    "access: the published limit is not kept": "The suite makes fewer calls than any of Walmart's limits an hour.",
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
