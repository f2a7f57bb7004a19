import { startSandbox } from "../../sandboxes/myntra/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";

describeConformance({
  proves: ["B12"],
  connector,
  startSandbox,
  // Fields of "order get" in the sheet (section 5): lines of one unit; what is off the printed price is a discount, and
  // unitTaxAmount is within what was paid; "on" is prepaid, WP is confirmed (section 7).
  golden: {
    order: {
      contact: "relay",
      "shipTo.line1": "12 Hill Road",
      "shipTo.line2": "Fort",
      "shipTo.city": "Kochi",
      "shipTo.region": "Kerala",
      "shipTo.postcode": "682001",
      "shipTo.country": "IN",
      gateway: "Myntra",
      currency: "INR",
      taxIncluded: "true",
      subtotal: "68.00",
      discount: "23.25",
      tax: "2.15",
      "line.discount": "6.50",
      "line.tax": "0.60",
      "line.total": "12.50",
      // The printed retail price, from which the discount is taken.
      "GOLD-1.unitPrice": "19",
      "GOLD-2.unitPrice": "11",
    },
    lacks: {
      "cancel.choice": "Myntra counts open orders in, so that a cancellation leaves the number as it is.",
      "email, shipTo.phone, shipTo.company": "The order tells a name and a relayed mobile number.",
      "fulfil.tracking, fulfil.carrier, fulfil.trackingUrl": "Myntra chooses the courier and makes the number.",
      billTo: "There is one address.",
      "note, tags": "Buyers write no notes, and orders have no labels.",
      "shipping, fees": "What Myntra charges the buyer beside the goods is not told.",
      payments: "Myntra collects the money; the settlement tells it.",
      "refund.money": "Myntra pays the buyer back itself, and tells no refund.",
      "parcel.shippedAt": "The order tells states, not when a parcel left.",
      "line.title": "A line names its SKU alone.",
    },
  },
  // Three pages of twenty orders.
  sizes: { orders: 50 },
  calls: { fulfil: 3, cancel: 3 },
  best: {
    stockCalls: 100,
    why: "Ten SKUs a call (PPMP API V4, inventory); written without reading first.",
  },
  skips: {
    "sweeps: orders are read from the day asked for":
      "The monthly sweep goes over the last thirty days each time, to find states that changed late; the recent one keeps to the day.",
    "orders: an order placed in the shop is told with its lines, and its totals add up to the cent":
      "Myntra splits every quantity into lines of one unit; the same is asked with that in orders.test.ts.",
    "orders: currencies without decimals and with three add up in their own minor unit":
      "Myntra sells in India, in rupees alone; amounts with paise are tested in orders.test.ts.",
  },
  survivors: {
    "order: the address of one that was read before stays as it was": "The sandbox changes no address of an order.",
    "order: keys of two lines are swapped":
      "Each line is one unit of its SKU, and one parcel holds them all: nothing tells one line of a SKU from another.",
    "command: progress and doubt are both forgotten":
      "Every command asks the order first: a line that is packed or cancelled is done.",
    "access: the published limit is not kept": "Myntra publishes no limit; the figures here are the hub's own caution.",
  },
});
