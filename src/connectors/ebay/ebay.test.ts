import { startSandbox, startSiteSandbox } from "../../sandboxes/ebay/index.ts";
import type { Golden } from "../kit/conformance/bench.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { spec } from "./spec.ts";

// Fields by the official description of an order; on eBay.com taxes are eBay's own and stand in no figure here.
const golden: Golden = {
  order: {
    contact: "relay",
    "shipTo.company": "Analytical Engines",
    "shipTo.line1": "1 Long Street",
    "shipTo.line2": "Flat 5",
    "shipTo.city": "Springfield",
    "shipTo.region": "IL",
    "shipTo.postcode": "62701",
    "shipTo.country": "US",
    billTo: "Ada King Lovelace, 1 Long Street, Springfield, 62701, US",
    gateway: "EBAY",
    currency: "USD",
    taxIncluded: "false",
    shipping: "5.00",
  },
  lacks: {
    "cancel.choice": "eBay itself decides about the units of a cancelled order.",
    "prices.compareAt": "The hub writes an offer's one price.",
    "parcel.trackingUrl": "A parcel tells a carrier and a number.",
    "fulfil.trackingUrl": "A parcel takes a carrier and a number.",
    "refund.lines": "A refund tells its sum; units are not told.",
    "refund.restock": "eBay pays back and counts no units: the seller counts what came back.",
    tags: "Orders have no labels beside those of eBay's programs.",
    payments: "Payments to the seller stand in eBay's finances, not with the order.",
  },
};

describeConformance({
  spec,
  connector,
  startSandbox,
  golden,
  skips: {
    "orders: currencies without decimals and with three add up in their own minor unit":
      "eBay's sites sell in currencies with two decimals (sheet section 8)",
  },
  // Three pages: of a hundred items, of two hundred orders.
  sizes: { products: 210, orders: 410 },
  calls: { fulfil: 4, refund: 5, cancel: 4, stock: 8 },
  best: {
    stockCalls: 80,
    why: "Twenty-five items a call, read (bulkGetInventoryItem) before they are set (bulkUpdatePriceQuantity).",
  },
});

describeConformance({
  variant: "listings made on its site",
  spec,
  connector,
  startSandbox: startSiteSandbox,
  golden: {
    ...golden,
    lacks: golden.lacks,
  },
  skips: {
    "orders: currencies without decimals and with three add up in their own minor unit":
      "eBay's sites sell in currencies with two decimals (sheet section 8)",
    "products: golden: a draft with barcode and category made in the shop is told so":
      "The list of active listings has no drafts, and tells no category.",
  },
  // Three pages of two hundred.
  sizes: { products: 410, orders: 410 },
  calls: { fulfil: 4, refund: 5, cancel: 4, stock: 128 },
  best: {
    stockCalls: 1_250,
    why: "Four items a call (ReviseInventoryStatus), each read alone before (GetItem): no call tells several with what is left.",
  },
});
