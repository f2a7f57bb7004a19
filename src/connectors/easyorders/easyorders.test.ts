import { startSandbox } from "../../sandboxes/easyorders/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { makeSpecValidator } from "./spec.ts";

describeConformance({
  proves: ["B3"],
  connector,
  startSandbox,
  // Fields and figures by the order of the sheet (section 5: goods, shipping and total), phones as section 8 has them,
  // statuses by section 7.
  golden: {
    order: {
      "shipTo.line1": "12 شارع التحرير",
      "shipTo.region": "القاهرة",
      gateway: "card",
      currency: "EGP",
      taxIncluded: "true",
      shipping: "20.00",
    },
    lacks: {
      "cancel.choice": "EasyOrders itself decides about the units of a cancelled order.",
      "refund.part, refund.moves": "EasyOrders moves no money: an order is marked as refunded, whole.",
      "product.brand, product.cost, product.weight, product.dimensions": "Products have no such fields.",
      "product.barcode": "Products have no barcode.",
      "parcel.tracking, parcel.carrier, parcel.trackingUrl, parcel.part":
        "There is no tracking field and no shipment in part: both become notes on the order.",
      "email, shipTo.company, shipTo.line2, shipTo.city, shipTo.postcode, shipTo.country, note, tags":
        "The checkout asks for a name, a phone, a governorate and one line of address.",
      billTo: "There is one address.",
      tax: "Prices contain what tax there is; no field tells it.",
      payments: "The payment is the order's status.",
      "parcel.lines, line.shipped": "An order is shipped whole, by its status; there are no parcels.",
    },
  },
  spec: makeSpecValidator,
  calls: { fulfil: 4, refund: 3, cancel: 3, title: 2, stock: 110 },
  idle: {
    calls: 49,
    why: "There is no list of orders: the next number is tried every five minutes, eight more and eight old ones twice an hour, and each open order is a call an hour.",
  },
  best: {
    stockCalls: 1_100,
    why: "One SKU a call, no bulk; one read for ten of them, so that it is fresh at the last.",
  },
  // A run of the open orders reads 25.
  sizes: { orders: 25 },
  skips: {
    "commands: a note whose answer is lost is looked up, not done twice":
      "EasyOrders cannot list an order's notes: after an unknown outcome a note is written again rather than lost.",
    "commands: a note whose answer nobody can read is looked up, not done twice":
      "EasyOrders cannot list an order's notes: after an unknown outcome a note is written again rather than lost.",
  },
  survivors: {
    "order: the address of one that was read before stays as it was": "The sandbox changes no address of an order.",
    "order: keys of two lines are swapped":
      "Nothing names a line: there are no parcels, and a command is a status of the whole order.",
    "command: progress and doubt are both forgotten":
      "A command is a status of the order, read before it is set; a note alone is written again rather than lost, as declared.",
  },
});
