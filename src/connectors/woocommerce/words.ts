/** What a seller reads of WooCommerce, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.siteUrl": "Shop address",
  "field.siteUrl.help":
    "The address of the shop as the browser shows it, with its folder if it has one. Settings > General > WordPress Address.",
  "field.siteUrl.patternHint": "Enter an address like https://shop.example.",
  "field.consumerKey": "Consumer key",
  "field.consumerKey.patternHint": "A consumer key is ck_ followed by 40 characters.",
  "field.consumerKey.help": "Leave key and secret empty to connect with one click in the shop's admin.",
  "field.consumerSecret": "Consumer secret",
  "field.consumerSecret.patternHint": "A consumer secret is cs_ followed by 40 characters.",
  "field.queryStringAuth": "Send keys in the URL",
  "field.queryStringAuth.help":
    "Only when the host strips the Authorization header: the test then says that the key is unknown although it is right.",
  "field.trackingMode": "How to publish tracking",
  "option.auto": "Detect from the shop",
  "option.core": "WooCommerce order fulfilments",
  "option.plugin": "Shipment Tracking plugin",
  "option.note": "Note on the order",
  "step.1.title": "Enter the shop's address",
  "step.1.text":
    "Without keys you are taken to the shop, sign in as Administrator or Shop manager and choose Approve. That is all.",
  "step.2.title": "Or make a key by hand",
  "step.2.text":
    "WooCommerce > Settings > Advanced > REST API > Add key. Choose a user with the role Shop manager or Administrator and the permission Read/Write, then paste both values here; they are shown once.",
  "step.3.title": "Check the permalinks",
  "step.3.text": "Settings > Permalinks must not be Plain, or the shop has no API.",
  "step.4.title": "Webhooks",
  "step.4.text":
    "Nothing to do: Argosy registers them at {webhookUrl:}. The shop must be able to reach that address on port 443, 80 or 8080.",
  "topic.ordersProducts": "Orders and products",
  "fact.name": "Name",
  "fact.siteUrl": "Address",
  "fact.email": "E-mail",
  "fact.country": "Country",
  "fact.currency": "Currency",
  "fact.timeZone": "Time zone",
  "fact.weightUnit": "Weight unit",
  "fact.dimensionUnit": "Unit of length",
  "fact.version": "WooCommerce version",
  "fact.wordpress": "WordPress version",
  "word.pricesChannel": common.channelPrices,
  "word.tax": "With tax",
  "word.withoutTax": "Without tax",
  "error.shopNotKnowConsumerKey": "The shop does not know this consumer key. Copy it again, or make a new key.",
  "said.stockManagementSwitchedOffShop":
    "Stock management is switched off in the shop (WooCommerce > Settings > Products > Inventory). Stock sent by Argosy has no effect until it is on.",
  "said.shopNoHttpsRequestsSigned":
    "The shop has no https: requests are signed, but order data travels unencrypted. Ask the host for a certificate.",
  "said.oldChangesFoundReReading":
    "This WooCommerce is old: changes are found by re-reading the last 30 days. An update is advised.",
  "said.ordersTheseStatusesShownHold":
    "Orders with these statuses are shown as on hold, because plugins of the shop made them and their meaning is not known: {{statuses}}.",
  "said.shopNoTrackingFieldsTracking":
    "The shop has no tracking fields: tracking numbers are published as a note to the customer.",
  "said.eMailsBuyerWhenOrder": "WooCommerce e-mails the buyer when an order becomes processing, on hold or completed.",
  "warning.shopPutsStockCancelledOrder": "The shop puts the stock of a cancelled order back. No money is returned.",
  "warning.paidBackThroughStorePayment": "If refunded through the shop, the payment gateway returns the money.",
  "warning.noteCustomerEMailed": "A note to the customer is e-mailed.",
  "refused.consumerSecretNotBelongConsumer":
    "The consumer secret does not belong to this consumer key, or the address is not the one under Settings > General > WordPress Address (shops without https are addressed exactly as they know themselves).",
  "refused.consumerSecretNotBelongConsumer2":
    "The consumer secret does not belong to this consumer key. Copy both again, or make a new key.",
  "refused.shopFirewallSecurityPluginBlocks":
    "The shop's firewall or a security plugin blocks the API (403). Ask the host to allow /wp-json/wc/v3/ for this hub.",
  "refused.keyValidButWordpressUser":
    "The key is valid, but its WordPress user may not manage the shop. Make the key for a user with the role Shop manager or Administrator.",
  "refused.shopNotSeeSecureConnection":
    "The shop does not see the secure connection (its proxy hides https), so WordPress ignores the key. Ask the host to pass X-Forwarded-Proto to PHP, then test again.",
  "refused.consumerKeyCkFollowed40": "A consumer key is ck_ followed by 40 characters (0-9, a-f).",
  "refused.consumerSecretCsFollowed40": "A consumer secret is cs_ followed by 40 characters (0-9, a-f).",
  "refused.requestAccessDeniedShopStart":
    "The request for access was denied in the shop. Start again and choose Approve.",
  "refused.shopNotSentKeysIf":
    "The shop has not sent its keys. If it is behind a password or a firewall, paste keys by hand instead.",
  "refused.theseKeysBelongAnotherAttempt": "These keys belong to another attempt to connect. Start again.",
  "refused.shopGrantedKeyNotRead": "The shop granted a key that may not read and write. Start again.",
  "refused.clickConnectionNeedsHubReachable":
    "One-click connection needs this hub to be reachable under https. Paste a consumer key and secret instead.",
  "error.shopAnsweredSomethingNotJson":
    "The shop answered with something that is not JSON. A plugin or the host is in the way.",
  "error.shopAnswerNotListConnector": "The shop's answer for {{what}} is not a list. The connector needs an update.",
  "error.enterShopAddressBrowserShows": "Enter the shop's address as the browser shows it, like https://shop.example.",
  "error.wordpressSiteAnswersButNot":
    "This WordPress site answers, but WooCommerce is not active on it (or a plugin hides its API).",
  "error.shopFirewallSecurityPluginBlocks":
    "The shop's firewall or a security plugin blocks its REST API. Allow /wp-json/ for this hub, then test again.",
  "error.noRestApiFoundAddress":
    "No REST API was found at this address. In WordPress open Settings > Permalinks and choose any structure other than Plain; also check that no plugin switches the REST API off.",
  "error.shopAnswersApiWebPage":
    "The shop answers the API with a web page. A cache, maintenance mode or security plugin is in the way.",
  "error.shopNoApiAddressWordpress":
    "The shop has no WooCommerce API at this address. In WordPress open Settings > Permalinks and choose any structure other than Plain.",
  "error.shopAnsweredStatusTryAgain": "The shop answered with status {{status}}. Try again in a few minutes.",
  "error.connectionAttemptNoUsableName": "The connection attempt has no usable name.",
  "error.shopMadeOrderEmptyLine":
    "The shop made an order with an empty line of it: an item was deleted meanwhile. Nothing was placed.",
  "error.shopChargesOrderNowNothing": "The shop now charges {{currency}} {{total}} for this order. Nothing was placed.",
  "error.productDisappearedShopWhileWritten": "The product disappeared from the shop while it was written.",
  "error.productNoLongerExistsShop": common.productGone,
  "error.keyOnlyReads":
    "This key may only read. Edit it in WooCommerce > Settings > Advanced > REST API and choose Read/Write.",
  "error.keyOnlyWrites":
    "This key may only write. Edit it in WooCommerce > Settings > Advanced > REST API and choose Read/Write.",
  "composed.catalogPricesStandShopPrice": common.catalogPrices,
  "refused.orderShopNothingShipped": "The order is {{status}} in the shop; nothing is shipped for it.",
  "refused.refundStandsUnpaid":
    "A refund of {{amount}} {{currency}} stands in WooCommerce, and the shop does not say whether the gateway paid it. Look at the gateway. If the customer was not paid, pay there. It is not sent again.",
  "refused.refundBookedBefore": common.refundBookedBefore,
  "refused.orderNoLongerExistsShop": "The order no longer exists in the shop, or lies in its trash.",
  "refused.noSuchStatus": "WooCommerce has no such status.",
  "refused.orderAlready": common.orderStatusBefore,
  "refused.orderShopNowNotSet": "The order is now {{status}} in the shop, so it was not set back to {{wanted}}.",
  "refused.orderShopCannotCancelledAny": "The order is {{status}} in the shop and cannot be cancelled any more.",
  "done.orderAlreadyCancelled": common.orderCancelledBefore,
  "refused.customerSentNote": "The customer was sent the note.",
  "done.noteAdded": "Note added.",
  "error.shopNoItemLinkFirst": common.itemMissing,
  "refused.shopNewTrackingNumber": common.trackingChanged,
  "refused.shopNoLongerShipment": "The shop no longer has this shipment.",
  "error.shopAlreadyCategory": 'The shop already has a category "{{name}}".',
  "refused.itemNoLongerExistsShop": "The item no longer exists in the shop, or lies in its trash.",
  "refused.shopNotTakePriceProducts":
    "The shop did not take the price. Products with variations have none of their own.",
  "refused.shopShowsInstead": "The shop shows {{shown}} instead of {{wanted}}.",
  "error.skuBelongsVariationAnotherProduct": "The SKU belongs to a variation of another product.",
  "error.variant": 'Variant "{{sku}}": {{words}}',
  "refused.shopCountsVariationParentProduct":
    "The shop counts this variation on its parent product since Argosy read it last. Sync products first.",
  "refused.shopCountsVariationItself":
    "The shop counts this variation by itself since Argosy read it last. Sync products first.",
  "refused.shopCountsVariationParentProduct2":
    "The shop counts this variation on its parent product, so that the number was not taken.",
  "refused.priceCurrency": "The shop sells in {{currency}}; this price is in {{other}}.",
  "refused.priceBelowZero": "A price can't be below zero.",
  "refused.shopNotTakeNumberStock":
    "The shop did not take the number: stock management is off (WooCommerce > Settings > Products > Inventory > Enable stock management).",
  "error.orderUnreadable": "The shop's order {{order}} holds a value that cannot be read: {{problem}}",
  "done.statusSet": "Status set to {{status}}.",
  "done.onHoldUnpaid": "It is on hold because no payment is recorded.",
  "done.cancelled": "Cancelled.",
  "done.stockPutBack": "The shop put the stock back, and Argosy corrects the number.",
  "error.skuTaken": 'The SKU "{{sku}}" is already used in the shop.',
  "done.shipmentRecorded": "Shipment recorded in the shop.",
  "done.trackingRecorded": "Tracking recorded in the shop's shipment tracking.",
  "done.trackingNoted": "Tracking recorded as a note of the order.",
  "done.orderCompleted": "Order completed.",
  "said.staffAccount": "The account belongs to the staff of the shop.",
  "said.deletedBefore": "The record was deleted before the shop told of it.",
} as const;

export const { message, english, ...catalog } = messageCatalog("woocommerce", texts, { ar });
