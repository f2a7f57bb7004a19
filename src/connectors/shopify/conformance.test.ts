import { startSandbox } from "../../sandboxes/shopify/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { spec } from "./spec.ts";

describeConformance({
  proves: ["B1"],
  connector,
  startSandbox,
  // Fields by the Admin API's schema (specs, admin_2026-10) and the sheet's section 5; unfulfilled and PAID by section 7.
  golden: {
    order: {
      "shipTo.company": "Analytical Engines",
      "shipTo.line1": "1 Ermou",
      "shipTo.line2": "Flat 5",
      "shipTo.city": "Athens",
      "shipTo.region": "I",
      "shipTo.postcode": "10563",
      "shipTo.country": "GR",
      billTo: "Ada King Lovelace, 1 Ermou, Athens, 10563, GR",
      gateway: "shopify_payments",
      currency: "EUR",
      taxIncluded: "false",
      shipping: "0.00",
      payments: "sale 44.75",
      tags: "gift, rush",
    },
    lacks: {
      "note.visible": "Staff alone see the notes of an order.",
      "product.dimensions": "Products have no such fields.",
    },
  },
  spec,
  calls: { fulfil: 5, refund: 5, cancel: 5, title: 3, stock: 1 },
  best: {
    stockCalls: 4,
    why: "inventorySetQuantities takes 250 quantities and compares by itself (input arrays end at 250).",
  },
  survivors: {
    "access: the published limit is not kept":
      "Shopify counts by the cost of a query, which every answer tells: the bucket follows those figures.",
  },
});
