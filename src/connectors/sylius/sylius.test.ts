import { startSandbox } from "../../sandboxes/sylius/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { makeSpecValidator } from "./spec.ts";

describeConformance({
  proves: ["B7"],
  connector,
  startSandbox,
  // Fields and figures as captured from a running 2.1.6 (traffic 07 and 08), states by section 7 of the sheet.
  golden: {
    order: {
      "shipTo.company": "Analytical Engines",
      "shipTo.line1": "Keizersgracht 1",
      "shipTo.city": "Amsterdam",
      "shipTo.region": "Noord-Holland",
      "shipTo.postcode": "1015 CJ",
      "shipTo.country": "EG",
      billTo: "Ada King Lovelace, Keizersgracht 1, Amsterdam, 1015 CJ, EG",
      gateway: "card",
      currency: "USD",
      taxIncluded: "false",
      shipping: "5.00",
      payments: "sale 49.75",
    },
    lacks: {
      "cancel.choice": "Sylius itself gives back what an order held.",
      "parcel.part": "Sylius ships a parcel as a whole.",
      "refund.told": "A plugin of the gateway moves the money, or does not; Sylius tells neither.",
      "refund.part": "Sylius refunds a payment as a whole; a part needs its refund plugin.",
      "product.brand, product.cost": "Products have no such fields.",
      "product.images, product.imageOrder": "Images are uploaded in Sylius; the hub does not write them yet.",
      "product.dimensions": "A size has no unit in Sylius: nobody could read it back in millimetres.",
      "product.weight": "A weight has no unit in Sylius: nobody could read it back in grams.",
      "product.options":
        "Options of a product the hub makes are told by variant names alone until they exist in the shop.",
      "product.barcode": "Variants have a code and no barcode.",
      "parcel.severalNumbers, parcel.trackingUrl, parcel.carrier":
        "A shipment has one tracking text; the carrier is its shipping method.",
      "shipTo.line2": "An address has one street.",
      tags: "Orders have no tags.",
      "refund.lines": "Sylius refunds a payment, not lines.",
    },
  },
  spec: makeSpecValidator,
  calls: { fulfil: 6, refund: 6, cancel: 4, title: 5, stock: 101 },
  best: {
    stockCalls: 1010,
    why: "Sylius has no bulk write: one PUT a variant. Reads before the writes take a hundred SKUs a call.",
  },
  survivors: {
    "sweep: the cursor is a day behind: everything is read again each time":
      "Rows of the list that are known by their marks are not told again, wherever the walk begins.",
    "command: progress and doubt are both forgotten":
      "Every command is a transition of the order, its payment or its shipment, whose state is read first.",
    "access: the published limit is not kept":
      "A shop of one's own publishes no limit; the figures here are the hub's own manners.",
  },
});
