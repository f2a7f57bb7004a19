import { startSandbox } from "../../sandboxes/amazon/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { spec } from "./spec.ts";

describeConformance({
  proves: ["B10"],
  connector,
  startSandbox,
  // From the sample order of Amazon.in in the sheet (section 5): the unit price holds 18 % GST, ITEM and TAX are told
  // apart; statuses by section 7; listings by the attributes of section 5.
  golden: {
    order: {
      email: "b40500000070000008@marketplace.amazon.in",
      contact: "relay",
      "shipTo.company": "Analytical Engines",
      "shipTo.line1": "1 Long Street",
      "shipTo.line2": "Flat 5",
      "shipTo.city": "Pune",
      "shipTo.region": "MH",
      "shipTo.postcode": "411001",
      "shipTo.country": "IN",
      gateway: "CreditCard",
      currency: "INR",
      taxIncluded: "true",
      tax: "6.83",
      shipping: "5.00",
      "line.tax": "5.72",
    },
    // The product type its title leads to.
    product: { categories: "MUG" },
    lacks: {
      "cancel.choice": "Amazon itself decides about the units of a cancelled order.",
      "prices.compareAt": "The hub writes an offer's one price.",
      "product.markup": "A listing's text has no markup.",
      "product.compareAt, product.cost, product.weight, product.dimensions":
        "Not written: a listing's price is its only one, and weight depends on the product type.",
      "product.draft": "Amazon alone decides whether a listing is shown.",
      "product.shopCategories":
        "Categories are Amazon's product types; a product made in Seller Central has one of those.",
      "product.family, product.options":
        "A family's theme is known to its product type alone; the golden product is a single item.",
      "parcel.trackingUrl": "A shipment tells a carrier and a number.",
      billTo: "The Orders API tells where an order goes, not whom it is billed to.",
      note: "Amazon's checkout asks for no note; only gift messages of items are told.",
      tags: "Amazon's only labels are programs like Prime.",
      payments: "Payments stand in settlements, not with the order.",
    },
  },
  spec,
  // Three pages: of twenty listings, of a hundred orders.
  sizes: { products: 50, orders: 210 },
  skips: {
    "products: buyers can buy what was made here of several items":
      "A family's theme is known to its product type alone: a family is made as a listing, or in Seller Central",
  },
  calls: { fulfil: 3, cancel: 5, title: 8, stock: 12 },
  idle: {
    calls: 90,
    why: "60 receive from the seller's notification queue at AWS, one a minute, which ask the shop nothing; 30 ask Amazon, 16 of them whether the subscriptions stand (a call a kind).",
  },
  best: {
    stockCalls: 57,
    why: "Twenty listings a search, read before they are set: 50 calls. Then one JSON feed (at most 25,000 messages): document, upload, feed, where it stands (three times here), report and its download.",
  },
  survivors: {
    "order: the address of one that was read before stays as it was": "The sandbox changes no address of an order.",
    "command: progress and doubt are both forgotten":
      "A shipment has a reference made of the order, which Amazon edits when it comes again; an order that is cancelled is done.",
  },
});
