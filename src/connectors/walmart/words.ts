/** What a seller reads of Walmart, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.clientId": "Client ID",
  "field.clientId.help": "Walmart Developer Portal, API Keys, Production Keys.",
  "field.clientSecret": "Client secret",
  "field.clientSecret.help": "It stands beside the client ID. Resetting it there disconnects Argosy.",
  "field.environment": "Environment",
  "field.environment.help": "Sandbox keys work with the sandbox alone.",
  "option.production": "Production",
  "option.sandbox": "Sandbox",
  "field.charges": "Charges of an order line are",
  "field.charges.help":
    "Walmart does not publish it. Compare an order of several units with Seller Center, and choose what you see.",
  "option.unknown": "not known: read as the line's, marked as estimated",
  "option.line": "of the whole line",
  "option.unit": "of each unit",
  "field.stockTakes": "Walmart lowers its quantity",
  "field.stockTakes.help": "Compare an item before and after an order ships, and choose what you see.",
  "option.never": "never: Argosy writes what is left",
  "option.shipped": "when an order ships",
  "field.priceFeed": "Feed for many prices",
  "field.priceFeed.help": "Switch it when Walmart refuses the price feed.",
  "field.itemSpec": "Version of the item specification",
  "field.itemSpec.help":
    "For new listings. Walmart changes it every few weeks; the newest is in its Developer Portal under item specs. Left open, Argosy's own is used.",
  "option.price": "Price",
  "option.price_and_promotion": "Price and promotion",
  "step.1.title": "Copy your API keys",
  "step.1.text":
    "Sign in to developer.walmart.com with your Marketplace account. Open API Keys and copy the client ID and the client secret.",
  "step.2.title": "Enter them here",
  "step.2.text": "Enter both. Argosy registers its notifications at Walmart by itself.",
  "topic.events": "Orders, returns and offers",
  history: "Walmart tells the orders of the last 180 days.",
  "fact.seller": "Seller",
  "fact.partnerId": "Seller ID",
  "fact.currency": "Currency",
  "fact.status": "State of the account",
  "error.clientIdMissing": "The client ID is missing. It is in the Developer Portal, API Keys.",
  "error.clientSecretMissing": "The client secret is missing. It is in the Developer Portal, API Keys.",
  "error.keysMissing": "The client ID is missing. Connect the channel again.",
  "error.reconFile": "Walmart's reconciliation file could not be opened.",
  "missing.orders": "Orders cannot be read or shipped",
  "missing.inventory": "Stock cannot be updated",
  "missing.price": "Prices cannot be updated",
  "missing.feeds": "Many items at once cannot be updated",
  "missing.item": "Products cannot be read",
  "missing.returns": "Returns cannot be read or refunded",
  "missing.reports": "Fees and settlements cannot be read",
  "said.notActive": "The seller account is {{state}} at Walmart. Its items may not be on sale.",
  "said.offSale": common.offSale,
  "warning.acknowledges": "The whole order is acknowledged. Walmart expects it within four hours.",
  "warning.shippingCharges":
    "Walmart charges the buyer and tells them that the order is on its way. It cannot be undone.",
  "warning.cancelCounts":
    "What has not shipped is cancelled. Unless the buyer asked for it at Walmart, it counts as a cancellation by you.",
  "warning.refundMovesMoney": "Walmart pays the buyer and takes it from your next settlement.",
  "done.acknowledged": "The order is acknowledged.",
  "done.cancelled": "What had not shipped is cancelled at Walmart.",
  "done.shipped": "The shipment is confirmed at Walmart.",
  "done.shippedFirstNumber":
    "The shipment is confirmed at Walmart. It takes one tracking number for each parcel: the first was sent.",
  "done.trackingCorrected": "The parcel has the new tracking number at Walmart.",
  "done.refunded": "Walmart refunds the buyer.",
  "refused.unknownOrder": "Walmart does not know this order any more.",
  "refused.unknownParcel": "Walmart does not know this parcel any more.",
  "refused.cancelled": "The order was cancelled at Walmart.",
  "refused.useCancel": "Use Cancel to cancel an order of Walmart.",
  "refused.movesItself": "Walmart moves orders on by itself. Ship the order instead.",
  "refused.noNotes": "Orders of Walmart have no notes. The note is kept here.",
  "refused.walmartShips": "This order is fulfilled by Walmart or its partner.",
  "refused.walmartRefunds": "Walmart refunds the orders it fulfills itself.",
  "refused.shippedAlready": common.orderShippedBefore,
  "refused.noTracking": "Walmart takes no shipment without a tracking number.",
  "refused.carrier":
    "Walmart does not list the carrier {{carrier}}. Add a tracking link, or choose a carrier that it lists.",
  "refused.notShipped": "Only what was shipped can be refunded. Cancel the order instead.",
  "refused.refundTooMuch": "The amount is more than these items and their shipping cost.",
  "refused.fullPrice":
    "Walmart refunds tax and shipping as well when an item's full price is refunded. Refund the whole line, or less than its price.",
  "refused.mixedRefund":
    "Walmart refunds whole lines and parts of lines one at a time. Refund them one after the other.",
  "refused.returnPaysItself": "Return {{id}} is open for these items, and Walmart refunds it by itself.",
  "refused.returnOpen":
    "Return {{id}} is open for these items. Refund exactly its units and its amount ({{amount}}), or refund it in Seller Center.",
  "refused.noItem": "The account has no item with the SKU {{sku}} any more.",
  "refused.otherNode": "This location is none of your active fulfillment centers at Walmart.",
  "refused.mapNodes": "The account has several fulfillment centers. Map your locations to them first.",
  "refused.quantity": "A quantity is a whole number of 0 or more.",
  "refused.priceCurrency": "Walmart takes prices in {{currency}}.",
  "refused.priceZero": common.priceZero,
  "listing.barcode": "Barcode (GTIN, UPC, EAN)",
  "listing.images": "Images",
  "listing.images.help":
    "The first is the main image. Walmart takes further images only if there are at least {{least}} of them; fewer are not sent.",
  "refused.notShown":
    "Walmart has not finished this item in two days. Look for it in Seller Center, then publish it again.",
  "refused.noRow": "The report of Walmart's feed does not name this item. Publish it again.",
  "refused.noProductType": "Walmart has no product type {{productType}} in this version of its item specification.",
  "refused.skuOnSale":
    "Walmart has another item with the SKU {{sku}}. Update the channel's products and link that one, or change the SKU.",
  "refused.feedRow": "Walmart did not take this item and gave no reason.",
  "refused.feedRowSays": "Walmart did not take this item: {{words}}",
  "refused.notInReport": "The report of the feed does not name this item. It is sent again.",
  "refused.answerLost": "Walmart's answer to the feed was lost. It is sent again.",
  "refused.signature": "The signature is not the one of this channel's secret.",
} as const;

export const { message, english, ...catalog } = messageCatalog("walmart", texts, { ar });
