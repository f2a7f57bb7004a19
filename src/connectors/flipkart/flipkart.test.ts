import { startSandbox } from "../../sandboxes/flipkart/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { spec } from "./spec.ts";

const NO_TITLES =
  "Flipkart's API tells no titles: a listing is named by its SKU. Loss between pages is tested in listings.test.ts.";

describeConformance({
  proves: ["B11"],
  connector,
  startSandbox,
  // Fields by the shipment of the sheet (section 5) and the official sample of shipment_created; the address of a parcel
  // Flipkart carries itself has no street and no phone; prices are whole rupees.
  golden: {
    order: {
      contact: "absent",
      "shipTo.city": "Bengaluru",
      "shipTo.region": "Karnataka",
      "shipTo.postcode": "560025",
      "shipTo.country": "IN",
      billTo: "Ada King Lovelace, Bengaluru, 560025, IN",
      gateway: "Flipkart",
      currency: "INR",
      taxIncluded: "true",
      subtotal: "46.00",
      shipping: "40.00",
      "line.total": "39.00",
    },
    renameKey: (delivery) => {
      const [scheme, proof = ""] = (delivery.headers.x_authorization ?? "").split(" ");
      const [, signature = ""] = Buffer.from(proof, "base64").toString().split(":");
      const strange = Buffer.from(`another-application:${signature}`).toString("base64");
      return { ...delivery, headers: { ...delivery.headers, x_authorization: `${scheme} ${strange}` } };
    },
    lacks: {
      "prices.compareAt": "Prices are whole rupees below the printed retail price, which the hub does not write.",
      "product.title, product.family": "A Flipkart listing is one item, named by its SKU.",
      "product.barcode, product.options, product.dimensions":
        "The listing tells its SKU; what it is stands in Flipkart's catalog.",
      "parcel.tracking, parcel.carrier, parcel.trackingUrl, parcel.shippedAt":
        "Flipkart's courier carries its own parcels.",
      "refund.money": "Flipkart pays the buyer of a cancelled order back itself, and tells no refund.",
      "payment.pending": "Sellers see no order that is neither paid nor due on delivery.",
      "cancel.restock":
        "Flipkart takes a cancellation by the seller for an item that is not there, and sets its stock to 0.",
      "email, phone, shipTo.line1, shipTo.line2, shipTo.phone, shipTo.company":
        "Flipkart hides the buyer's contact and street where it delivers itself.",
      "note, tags": "Buyers write no notes, and shipments have no labels.",
      tax: "Prices contain it; the share stands on the invoice alone.",
      payments: "Flipkart collects the money; the settlement tells it.",
    },
  },
  spec,
  // Packing from here, so that the whole way of a standard shipment is walked.
  connection: {
    settings: { packing: true, packageLength: 20, packageBreadth: 15, packageHeight: 10, packageWeight: 0.5 },
  },
  // Three pages of fifty listings, of twenty shipments.
  sizes: { products: 130, orders: 50 },
  calls: { fulfil: 7, cancel: 4, stock: 20 },
  idle: {
    calls: 78,
    why: "Every five minutes five searches of shipments, by what was cancelled and held; twice an hour three more; listings are told ten a call.",
  },
  best: {
    stockCalls: 200,
    why: "Ten SKUs a call of details and ten a call of stock (operations' descriptions, 2024-06): read before written.",
  },
  skips: {
    "products: what changes between two pages is neither lost nor told twice for nothing": NO_TITLES,
    "products: a product of 120 variants is told whole": "A Flipkart listing is one item; there are no variants.",
    "orders: currencies without decimals and with three add up in their own minor unit":
      "Flipkart sells in India, in rupees alone; amounts with paise are tested in orders.test.ts.",
  },
  survivors: {
    "order: the address of one that was read before stays as it was": "The sandbox changes no address of an order.",
    "prices: cents are cut off":
      "Flipkart's prices are whole rupees; others are refused before they are sent (writes.test.ts).",
    "command: progress and doubt are both forgotten":
      "Every command asks the shipment first: one that is packed, dispatched or cancelled is done.",
    "access: the published limit is not kept":
      "Flipkart publishes no limit; the figures here are the hub's own caution.",
  },
});
