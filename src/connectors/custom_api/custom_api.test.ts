import { startSandbox } from "../../sandboxes/custom_api/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";

describeConformance({
  proves: ["B16"],
  connector,
  startSandbox,
  skips: {
    "orders: numbers as text are the same":
      "The manifest's own expressions multiply what the shop tells: a shop that tells numbers as text is described so",
  },
  survivors: {
    "command: a refund takes an earlier one of the same sum for its own": "The emulated shop refunds nothing by hand.",
    "order: the address of one that was read before stays as it was": "The sandbox changes no address of an order.",
  },
  // The shop described by the sandbox's own manifest: what its rows hold, under the hub's names.
  golden: {
    order: {
      "shipTo.company": "Analytical Engines",
      "shipTo.line1": "12 St James Square",
      "shipTo.line2": "Flat 5",
      "shipTo.city": "London",
      "shipTo.region": "England",
      "shipTo.postcode": "SW1Y 4LB",
      "shipTo.country": "GB",
      billTo: "Ada King Lovelace, 12 St James Square, London, SW1Y 4LB, GB",
      tags: "wish",
      gateway: "card",
      currency: "USD",
      taxIncluded: "false",
      shipping: "5.00",
    },
    lacks: {
      "note.visible": "The emulated shop's staff alone see notes.",
      "cancel.choice": "The emulated shop itself puts the units back.",
      "prices.compareAt": "The emulated shop has one price an item.",
      "product.brand, product.images, product.imageOrder, product.compareAt, product.cost, product.weight, product.dimensions":
        "The emulated shop's products have no such fields.",
      "product.options": "The emulated shop's items have one label.",
      "parcel.trackingUrl": "The emulated shop's parcels have no link.",
      "refund.restock, refund.units": "The emulated shop's refund is a sum and a reason.",
      "product.categories, product.shopCategories": "The emulated shop sorts products into groups by hand.",
      payments: "The unified order has no list of payments.",
    },
  },
  sizes: { products: 110, orders: 110 },
  // The second call of a command asks for the order as the shop shows it then, because the description says how.
  calls: { fulfil: 2, refund: 2, cancel: 2, title: 2, stock: 1 },
  best: {
    stockCalls: 10,
    why: "100 changes a call, as the emulated shop's description says; the shop compares itself",
  },
});
