import { startSandbox } from "../../sandboxes/magento/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { makeSpecValidator } from "./spec.ts";

describeConformance({
  proves: ["B4"],
  connector,
  startSandbox,
  // Fields as captured from a running 2.4.7 (specs, captures of orders); a paid order by check is invoiced, in the state
  // processing (section 7).
  golden: {
    fetchesImages: true,
    order: {
      "shipTo.company": "Analytical Engines",
      "shipTo.line1": "Prinsengracht 12",
      "shipTo.line2": "2 hoog",
      "shipTo.city": "Amsterdam",
      "shipTo.region": "Noord-Holland",
      "shipTo.postcode": "1015DK",
      "shipTo.country": "NL",
      billTo: "Ada King Lovelace, Prinsengracht 12, Amsterdam, 1015DK, NL",
      gateway: "checkmo",
      status: "processing",
      currency: "USD",
      taxIncluded: "false",
      shipping: "5.00",
      payments: "sale 49.75",
    },
    lacks: {
      "cancel.choice": "Magento itself gives back what an order had reserved.",
      "product.brand": "A fresh shop has no attribute for a brand.",
      "product.cost": "Cost is read, and not written yet.",
      "product.dimensions": "Products have no such fields.",
      "product.barcode": "No attribute of a fresh shop is a barcode.",
      "parcel.trackingUrl": "A track has a carrier and a number.",
      tags: "Orders have no tags.",
    },
  },
  sizes: { products: 205, orders: 105 },
  calls: { fulfil: 5, refund: 7, cancel: 3, title: 4, stock: 3 },
  best: {
    stockCalls: 10,
    why: "500 source items a write, two of them; before each, reads of 300 SKUs by their ids (the largest page of a shop with input limits), and of 250 rows a call as addresses of 8 kB allow (sheet, section 3 and 5.3)",
  },
  skips: {
    "auth: twenty calls that find the token expired renew it once":
      "an integration's token never expires; the day-long tokens of cloud tenants are renewed in connect.test.ts",
  },
  spec: makeSpecValidator,
  survivors: {
    "command: a refund of some sets takes the parts of all": "A credit memo takes a bundle's parts along by itself.",
    "access: the published limit is not kept":
      "A shop of one's own publishes no limit; the figures here are the hub's own manners.",
  },
});
