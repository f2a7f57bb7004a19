/** What a seller reads of Mirakl, by code. */
import { messageCatalog } from "../kit/connect/words.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.instanceUrl": "Marketplace address",
  "field.instanceUrl.help": "Copy it from the address bar of the marketplace's seller portal.",
  "field.apiKey": "API key",
  "field.apiKey.help": "Seller portal, your user name at the top right, My user settings, API key.",
  "field.shopId": "Shop id",
  "field.shopId.help":
    "Needed only when your user has several shops on this marketplace. Seller portal, My account, Settings.",
  "field.shopId.patternHint": "The shop id is a number.",
  "field.stockTakes": "The marketplace lowers its quantity",
  "field.stockTakes.help":
    "Mirakl does not publish it. Compare an offer before and after an order, and choose what you see.",
  "option.placed": "when an order is placed",
  "option.accepted": "when an order is accepted",
  "option.never": "never",
  "field.warehouseCode": "Warehouse code",
  "field.warehouseCode.help": "Only for offers that are counted by warehouse: the quantity of this one is written.",
  "field.refundReason": "Reason code of refunds",
  "field.refundReason.help":
    "A code of the marketplace's list. Left open, the first reason that sellers may give is used.",
  "field.externalPartner": "This hub counts as an external partner",
  "field.externalPartner.help":
    "Partners may list orders every 15 minutes. Switch it on when the marketplace says that there are too many requests.",
  "step.1.title": "Make an API key",
  "step.1.text":
    "Sign in to the marketplace's seller portal. Open your user name at the top right, My user settings, API key, and choose Generate.",
  "step.2.title": "Enter it here",
  "step.2.text":
    "Enter the marketplace's address and the key. If your user has several shops there, enter the shop id too. Connect each marketplace by itself.",
  "fact.shop": "Shop",
  "fact.marketplace": "Marketplace",
  "fact.currency": "Currency",
  "fact.state": "State of the shop",
  "error.address": "Enter the marketplace's address as it begins in your browser, with https.",
  "error.keyMissing": "The API key is missing. It is in the seller portal: My user settings, API key.",
  "error.shopId": "The shop id is a number. It is in the seller portal: My account, Settings.",
  "error.otherShop": "This key does not open shop {{shop}}. Check the shop id.",
  "error.dropship": "This shop sells to the marketplace itself (dropship). Argosy connects shops that sell to buyers.",
  "said.shopNotOpen": "The shop is {{state}} on the marketplace. Its offers are not on sale.",
  "said.acceptsByItself": "This marketplace accepts orders by itself.",
  "said.shipsWhole": "This marketplace takes one parcel for each order.",
  "said.offSale": "Not on sale: {{reason}}.",
  "warning.acceptsAllLines": "All lines of the order are accepted.",
  "warning.refusesOrder":
    "The order is refused. Refusals count against your shop, and the marketplace may set the offers' quantity to 0.",
  "warning.cancelsWhole":
    "The whole order is cancelled. Many marketplaces do not allow it; refund the order there instead.",
  "warning.shipsTellsBuyer": "The marketplace tells the buyer that the order is on its way.",
  "warning.refundMovesMoney":
    "The marketplace pays the buyer from your balance. Some marketplaces check the refund first.",
  "done.accepted": "The order is accepted.",
  "done.refused": "The order is refused.",
  "done.cancelled": "The order is cancelled on the marketplace.",
  "done.shipped": "The order is marked as shipped on the marketplace.",
  "done.shippedFirstNumber":
    "The order is marked as shipped. The marketplace takes one tracking number for each parcel: the first was sent.",
  "done.trackingCorrected": "The parcel has the new tracking number on the marketplace.",
  "done.refunded": "The marketplace has refunded the buyer.",
  "refused.unknownOrder": "The marketplace does not know this order any more.",
  "refused.unknownParcel": "The marketplace does not know this parcel any more.",
  "refused.ended": "The order was refused or cancelled on the marketplace.",
  "refused.staging": "The marketplace is still checking this order. It can be accepted afterwards.",
  "refused.useCancel": "Use Cancel to refuse or cancel an order of this marketplace.",
  "refused.movesItself": "The marketplace moves orders on by itself. Ship the order instead.",
  "refused.noNotes": "Orders of Mirakl marketplaces have no notes. The note is kept here.",
  "refused.shippedAlready": "The order has been shipped already.",
  "refused.mayNotCancel": "This marketplace does not let you cancel this order. Refund it instead.",
  "refused.notYetToShip": "The marketplace does not want this order shipped yet: {{state}}.",
  "refused.operatorShips": "The marketplace ships this order itself.",
  "refused.shipsWhole": "This marketplace takes one parcel for each order. Ship the whole order at once.",
  "refused.carrierNotListed": "This marketplace takes only couriers of its own list, and {{carrier}} is not on it.",
  "refused.shipment": "The marketplace did not take the parcel and gave no reason.",
  "refused.noRefundReason": "This marketplace gives sellers no reason for refunds. Refund in its seller portal.",
  "refused.mayNotRefund": "The marketplace does not let you refund this order now.",
  "refused.taxesOfOrder": "This marketplace works out the taxes of whole orders. Refund in its seller portal.",
  "refused.refundTakenBack": "The marketplace did not carry out the refund.",
  "refused.noOffer": "The shop has no offer with the SKU {{sku}} any more.",
  "refused.countedByWarehouse":
    "This offer is counted by warehouse. Enter your warehouse's code in the channel's settings.",
  "refused.lineSays": "The marketplace did not take this offer: {{words}}",
  "refused.fileFailed": "The marketplace did not take the file and gave no reason.",
  "refused.fileFailedSays": "The marketplace did not take the file: {{words}}",
  "refused.answerLost": "The marketplace's answer to the file was lost. It is sent again.",
  "refused.takenForOlderFile": "The marketplace took the file for an older one. It is sent again.",
  "refused.priceNotShown": "The marketplace took this price and still shows another. It may approve prices first.",
  "refused.priceCurrency": "This marketplace takes prices in {{currency}}.",
  "refused.priceZero": "A price must be above zero.",
  "refused.discountPeriod": "This marketplace wants a period for each discount. Set it in its seller portal first.",
} as const;

export const { message, english, ...catalog } = messageCatalog("mirakl", texts, { ar });
