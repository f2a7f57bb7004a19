/** What a seller reads of Myntra (beta), by code. */
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.baseUrl": "API base URL",
  "field.baseUrl.help": "Myntra names the host after registration. Change it if yours is another.",
  "field.baseUrl.patternHint": "An https address, as shown in Myntra's developer centre after registration.",
  "field.merchantId": "Merchant id",
  "field.merchantId.help": "Issued by Myntra.",
  "field.secretKey": "Secret key",
  "field.model": "Selling model",
  "option.PPMP": "PPMP: I ship from my own warehouse",
  "option.OMNI": "Omni: my stores ship",
  "field.warehouses": "Warehouse ids",
  "field.warehouses.help":
    "Myntra's ids of your warehouses or stores; it has no call that lists them. The first counts where nothing names one.",
  "field.warehouses.patternHint": "Ids separated by commas.",
  "field.webhookSecret": "Token Myntra sends",
  "field.webhookSecret.help": "Only if Myntra was given another token than the one shown in the steps.",
  "field.acceptOrders": "Orders wait to be accepted",
  "field.acceptOrders.help": "On: “confirm” accepts an order at Myntra. Off: your contract has no such step.",
  "field.invoicePrefix": "Prefix of invoice numbers",
  "field.invoicePrefix.help":
    "Ready to dispatch wants an invoice number: the one Myntra shows, else this prefix and the seller order id.",
  "field.processingSla": "Days to ship",
  "field.processingSla.help": "Travels with stock. Left open, nothing is sent and Myntra's own two days count.",
  "field.partnerStore": "Value of x-partner-store",
  "composed.leftPpmp": "Left open: MYNTRA for PPMP, omni for Omni. Sources differ in upper and lower case.",
  "field.sendBasicAuth": "Also send Basic authorization",
  "field.sendBasicAuth.help": "Some accounts were seen to need merchant id and secret key beside the token.",
  "field.quantityField": "Stock: name of the quantity",
  "word.inventorycount": "inventoryCount",
  "word.quantity": "quantity",
  "field.warehouseField": "Stock: name of the warehouse",
  "word.storecode": "storeCode",
  "word.code": "store_code",
  "field.prepaidWords": "Payment methods that are prepaid",
  "field.prepaidWords.help":
    "Words of paymentMethod, separated by commas. Any other word is cash on delivery; none at all stays unknown.",
  "field.statusCodes": "Further status codes",
  "field.statusCodes.help": "A code Myntra uses that is not known here, and the known one it means.",
  "field.tokenHeader": "Header of the token",
  "field.refreshHeader": "Header of the refresh token",
  "field.secretHeader": "Header of the secret key",
  "field.storeHeader": "Header of the selling model",
  "step.1.title": "Ask for API access",
  "step.1.text":
    "Ask your Myntra account manager for API access (V4) and name this hub as your integration. You receive a merchant id, a secret key, your warehouse ids and the API base URL. Enter them here.",
  "step.2.title": "Give Myntra your address",
  "step.2.text":
    "Myntra calls your hub with every order. Give it this base address: {webhookUrl:} and this token, which it must send as access_token: {webhookSecret}. Until it calls, Argosy checks for orders every five minutes.",
  "step.3.title": "Stop the other order system",
  "step.3.text": "Myntra allows one order system at a time: stop using M-Direct or any other.",
  "topic.ordersPacketsReturns": "Orders, packets and returns",
  history: "Argosy reads Myntra's order list of the last 30 days. How far back it reaches is not published.",
  "fact.country": "Country",
  "fact.currency": "Currency",
  "fact.timeZone": "Time zone",
  "composed.beta": "Myntra (beta)",
  "warning.betaPublishesNoReferenceApi":
    "Beta: Myntra publishes no reference of its API. This connection follows what sellers' programs are known to use; compare the first orders and stock numbers with the partner portal.",
  "warning.allowsOrderSystemTime":
    "Myntra allows one order system at a time: stop M-Direct or any other before orders are handled here.",
  "said.cancellationsSellerCountAgainstAccount": "Cancellations by the seller count against the account at Myntra.",
  "said.toldCancelledSellerNote":
    "Myntra gets “cancelled by the seller” with your note, and refunds prepaid buyers itself.",
  "said.assignsCourierTrackingNumberItself":
    "Myntra assigns courier and tracking number itself; what is entered here is not sent.",
  "said.orderMarkedReadyDispatchInvoice":
    "The order is marked ready to dispatch with the invoice number from the channel settings. Labels and manifest are printed in the partner portal.",
  "refused.merchantIdMissing": "The merchant id is missing. {{from}}",
  "refused.secretKeyMissing": "The secret key is missing. {{from}}",
  "refused.leastWarehouseId": "Enter at least one warehouse id: Myntra has no call that lists them.",
  "refused.noSignPage": "Myntra has no sign-in page; connect with the form.",
  "error.handsOutAccessTokenEnded":
    "Myntra hands out an access token that has ended, and none in its place. Ask Myntra to reset the API access of this merchant id.",
  "error.notAcceptMerchantIdSecret":
    "Myntra does not accept this merchant id and secret key. Check both against what Myntra issued, and the API base URL; keys of the test host do not work on the real one.",
  "error.answeredWithoutAccessToken":
    "Myntra answered without an access token, neither in the headers nor in the body. Check the API base URL and the header names in the channel settings.",
  "said.issuesApiAccess": "Myntra issues it with the API access; ask your account manager.",
  "error.orderStatusCodeWhichNot":
    'Order {{order}} has the status code "{{status}}", which is not known. The order stays as it was. If you know what it means, add it to "Further status codes" in the channel\'s settings.',
  "refused.notKnowOrderAnyMore": "Myntra does not know this order any more.",
  "refused.accountOrdersNeedNoAcceptance":
    "This account's orders need no acceptance. If Myntra asks you to accept them, switch it on in the channel settings.",
  "done.orderAccepted": "The order is accepted at Myntra.",
  "refused.orderCancelledNothingAccept": "The order is cancelled at Myntra; there is nothing to accept.",
  "refused.theseLinesCancelledNothingSend": "These lines are cancelled at Myntra; there is nothing to send.",
  "refused.notReleasedOrderYetWaits": "Myntra has not released this order yet, or it waits to be accepted.",
  "refused.lineOrderPackedLeftSellers":
    "A line of this order is packed or has left; sellers can cancel only before that. Nothing was cancelled.",
  "refused.useCancelWantsKnowLines": "Use “cancel” for this: Myntra wants to know the lines and a comment.",
  "refused.decidesItselfWhenOrderCannot": "Myntra decides when an order is {{status}}; sellers cannot set it.",
  "refused.paysBuyersBackItselfSellers":
    "Myntra pays buyers back itself; sellers cannot. Nothing was sent, and no money moved.",
  "refused.ordersNoNotesKeepHere": "Myntra's orders have no notes. Keep it here, on the order in Argosy.",
  "refused.refusedEntryCallWithoutNaming": "Myntra refused an entry of this call without naming it.",
  "done.readyToDispatch": "The order is ready to dispatch. Myntra assigns courier and tracking number.",
  "done.orderCancelled": "The order is cancelled at Myntra.",
  "said.namesNoOrder": 'Nothing is read from "{{topic}}": it names no order. Polling finds what changed.',
} as const;

export const { message, english, ...catalog } = messageCatalog("myntra", texts, { ar });
