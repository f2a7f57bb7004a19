import { APP, startSandbox } from "../../sandboxes/squarespace/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { spec } from "./spec.ts";

describeConformance({
  proves: ["B9"],
  connector,
  startSandbox,
  // Fields by the sheet (section 5) and the official order of the specs: priceTaxInterpretation
  // EXCLUSIVE, so that taxes come on top; PENDING by section 7.
  golden: {
    order: {
      "shipTo.line1": "1 Long Street",
      "shipTo.line2": "Flat 5",
      "shipTo.city": "Cairo",
      "shipTo.region": "C",
      "shipTo.postcode": "11511",
      "shipTo.country": "EG",
      billTo: "Ada King Lovelace, 1 Long Street, Cairo, 11511, EG",
      currency: "USD",
      taxIncluded: "false",
      tax: "4.47",
      shipping: "5.00",
      fees: "0.00",
      "line.tax": "3.75",
    },
    lacks: {
      "parcel.part": "Squarespace marks the whole order fulfilled.",
      "product.brand, product.cost": "Products have no such fields.",
      "product.images, product.imageOrder": "Images are uploaded in Squarespace; the hub does not write them yet.",
      "shipTo.company": "An address has no company.",
      note: "What a buyer wrote comes as answers to the checkout form, which the shop defines.",
      tags: "Orders have no tags.",
      gateway: "Orders do not tell how they were paid.",
      payments: "Payments stand in a document of their own, which fees are read from.",
      "parcel.lines": "A fulfillment tells its tracking, not its lines.",
      "refund.lines": "Only the sum refunded is told.",
    },
  },
  spec,
  // Webhooks need the app; the key's way is tested beside.
  connection: { values: { authMode: "oauth" }, appSecrets: APP },
  // Three pages of fifty.
  sizes: { products: 130, orders: 130 },
  calls: { fulfil: 3, title: 3, stock: 4 },
  best: { stockCalls: 40, why: "Fifty items a call (rate-limits page, 2026-08), read before they are set." },
  survivors: {
    "order: the address of one that was read before stays as it was": "The sandbox changes no address of an order.",
    "product: categories are lost":
      "What is read are tags; Squarespace lists no categories they could be, so that nothing goes by them.",
    "order: keys of two lines are swapped":
      "Nothing names a line: a fulfillment is the whole order's, and a refund is a sum.",
    "command: progress and doubt are both forgotten":
      "Shipping, the only command, asks the order first; one that is fulfilled is done.",
  },
});
