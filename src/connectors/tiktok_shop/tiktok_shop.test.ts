import { startSandbox } from "../../sandboxes/tiktok_shop/index.ts";
import { describeConformance } from "../kit/conformance/suite.ts";
import { connector } from "./index.ts";
import { spec } from "./spec.ts";

describeConformance({
  proves: ["B15"],
  connector,
  startSandbox,
  // Fields by the order of the sheet (section 5) and the official sample (specs); AWAITING_SHIPMENT by section 7; the
  // e-mail is TikTok's relay.
  golden: {
    fetchesImages: true,
    order: {
      email: "v2b2V5@chat.seller.tiktok.com",
      contact: "relay",
      "shipTo.line1": "1 High Street",
      "shipTo.line2": "Flat 5",
      "shipTo.city": "London",
      "shipTo.region": "England",
      "shipTo.postcode": "SW1A 1AA",
      "shipTo.country": "GB",
      gateway: "Credit/debit card",
      currency: "GBP",
      taxIncluded: "true",
      shipping: "4.00",
    },
    // One weight for all variants, the heaviest.
    product: { "GOLD-S weight": "450", "GOLD-M weight": "450" },
    lacks: {
      "cancel.choice": "TikTok itself puts the units of a cancelled order back.",
      "parcel.severalNumbers, parcel.trackingUrl": "Each parcel has one tracking number, and no link of its own.",
      "prices.compareAt": "A crossed-out price comes from a promotion made in Seller Center.",
      "product.brand": "Brands are chosen from TikTok's own list.",
      "product.compareAt, product.cost": "Not part of a product as the hub writes it.",
      "shipTo.company": "An address has no company.",
      billTo: "Only the recipient's address is told.",
      tags: "The only labels are samples and the like.",
      "refund.reason": "Reasons are TikTok's own list; the seller picks one for all refunds (setting refundReason).",
      "refund.restock":
        "A refund of the seller's own is of money alone: nothing is sent back, and TikTok counts nothing.",
      payments: "TikTok collects the money; the settlement tells it.",
    },
  },
  spec,
  // Three pages of fifty products, of a hundred orders.
  sizes: { products: 110, orders: 210 },
  calls: { fulfil: 4, refund: 5, cancel: 3, title: 3, stock: 101 },
  best: {
    stockCalls: 1_010,
    why: "One call a product (inventory/update takes the SKUs of one product), and a reading of a hundred products (inventory/search).",
  },
  skips: {
    "sweeps: orders placed right after connecting are told, with the shop's clock two hours behind or ahead":
      "TikTok refuses whoever is more than five minutes off its clock, so that nobody connects with one",
    "products: buyers can buy what was made here of one item":
      "TikTok lists nothing without a picture and a weight, and the case has neither; a listing is looked at before it is sold",
    "products: buyers can buy what was made here of several items":
      "TikTok lists nothing without a picture and a weight, and the case has neither; a listing is looked at before it is sold",
    "products: put creates, updates, and adopts instead of doubling":
      "TikTok lists nothing without a picture and a weight, and the case has neither; products.test.ts does the same with both",
    "stock: a batch with zero and a large number is applied and answered item by item":
      "TikTok takes at most 99,999 of an item in a warehouse; stock.test.ts does the same within that",
  },
  survivors: {
    "order: the address of one that was read before stays as it was": "The sandbox changes no address of an order.",
    "order: units kept out of sale by a refund are told as put back":
      "Of a refund of goods that left TikTok does not say whether they came back, of others that they did.",
    "order: restocked units of a refund are not told":
      "Told of units cancelled before they left alone, and the quantity of their line says the same.",
    "command: progress and doubt are both forgotten":
      "Every command asks the order first: a package that left and an order that is cancelled are done.",
  },
});
