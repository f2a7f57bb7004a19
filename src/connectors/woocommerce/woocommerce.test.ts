import { startSandbox } from "../../sandboxes/woocommerce/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { makeSpecValidator } from "./spec.ts";
import { CHECKOUT_ORDER } from "./testing-order.ts";

describeConformance({
  proves: ["B2"],
  connector,
  startSandbox,
  golden: {
    order: CHECKOUT_ORDER,
    lacks: {
      "cancel.choice": 'WooCommerce itself puts the units back with the status "cancelled".',
      "product.brand": "Brands are terms of the shop: read, and not written yet.",
      "product.cost": "WooCommerce itself has no cost.",
      "parcel.lines": "Without a plugin for shipments the parcel stands in the order's own data.",
      tags: "Orders have no tags.",
    },
  },
  spec: makeSpecValidator,
  calls: { fulfil: 3, refund: 4, cancel: 2, title: 3, stock: 2 },
  best: {
    stockCalls: 20,
    why: "products/batch and product lists take 100; each hundred is read before it is written.",
  },
  survivors: {
    "access: locations are lost": "There is one place, and its numbers are told without a name.",
    "access: the published limit is not kept":
      "A shop of one's own publishes no limit; the figures here are the hub's own manners.",
    "webhook: secrets of new webhooks are lost": "The hub makes the secret before the webhooks and has it already.",
  },
});
