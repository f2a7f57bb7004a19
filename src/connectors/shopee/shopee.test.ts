import { startSandbox } from "../../sandboxes/shopee/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { spec } from "./spec.ts";

describeConformance({
  proves: ["B14"],
  connector,
  startSandbox,
  skips: {
    "sweeps: orders placed right after connecting are told, with the shop's clock two hours behind or ahead":
      "Shopee refuses whoever is more than five minutes off its clock, so that nobody connects with one",
  },
  // Fields by the official documents (get_order_detail, get_item_base_info, get_model_list), statuses by section 7 of the
  // sheet; weights are the models' own, total_amount holds the shipping.
  golden: {
    fetchesImages: true,
    order: {
      "shipTo.line1": "1 Example Street",
      "shipTo.line2": "Tampines",
      "shipTo.city": "Singapore",
      "shipTo.postcode": "520123",
      "shipTo.country": "SG",
      gateway: "Credit Card",
      currency: "SGD",
      taxIncluded: "true",
      shipping: "2.00",
    },
    lacks: {
      "cancel.choice": "Shopee itself puts the units of a cancelled order back.",
      "stock.locations": "A shop without warehouses of its own has one place without a name.",
      "prices.compareAt": "A crossed-out price comes from a promotion made in Seller Centre.",
      "product.markup": "A description is plain text.",
      "product.brand": "Brands are chosen from Shopee's own list; the hub sends NoBrand.",
      "product.compareAt, product.cost": "Not part of an item as the hub writes it.",
      email: "Shopee never tells buyers' e-mail addresses.",
      "shipTo.company, shipTo.region":
        "An address has a name, and a state where the country has such; Singapore has none.",
      billTo: "Only the recipient's address is told.",
      "fulfil.tracking, fulfil.carrier, fulfil.trackingUrl":
        "Shopee's own carriers take the parcels, and Shopee makes the numbers.",
      tags: "Orders have no tags.",
      "tax, fees": "Prices contain the tax, and the income report has the fees.",
      payments: "Shopee collects the money; the escrow tells it.",
      "refund.part": "Shopee refunds what a buyer's request names, in full; no lines are chosen.",
      "refund.money": "Shopee pays the buyer back itself, and tells no refund with the order.",
    },
  },
  spec,
  connection: { settings: { defaultWeightGrams: 300 } },
  // Three pages of a hundred.
  sizes: { products: 210, orders: 210 },
  // Whether the items of the order are kits is one call, kept for ten minutes.
  calls: { fulfil: 7, cancel: 3, title: 5, stock: 102 },
  best: { stockCalls: 1020, why: "One item a call (update_stock), read fifty at a time before (get_item_base_info)." },
  survivors: {
    "order: the address of one that was read before stays as it was": "The sandbox changes no address of an order.",
    "order: the location its goods were taken from is lost":
      "The sandbox's shop has one location, which has no name there; orders.test.ts reads the location of a line.",
    "command: progress and doubt are both forgotten":
      "Every command asks the order first: a parcel that is arranged, an order that is cancelled and a note that stands there are done.",
    "access: the published limit is not kept":
      "Shopee publishes limits per app and call in its console alone; the figures here are the hub's own caution.",
  },
});
