/** What a seller reads of Wix, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.authMode": "How to connect",
  "field.authMode.help": "Left open, an API key decides. An app is this hub's own, or one of yours named below.",
  "option.api_key": common.apiKeyOption,
  "option.app": "Wix app (orders arrive by webhook)",
  "field.apiKey": "API key",
  "field.apiKey.help": "manage.wix.com, Account settings, API Keys.",
  "field.apiKey.patternHint": "An API key is one long word without spaces. Copy it whole: Wix shows it once.",
  "field.siteId": "Site id",
  "field.siteId.help": "With an API key only.",
  "field.siteId.patternHint":
    "Paste the id after /dashboard/ in the address of the site's dashboard, or the whole address.",
  "field.appId": "App id (an app of your own)",
  "field.appId.help": "Leave the app's fields empty to use this hub's own app.",
  "field.appId.patternHint": "An app's id looks like 1234abcd-12ab-12ab-12ab-123456abcdef.",
  "field.appSecret": "App secret key",
  "field.appSecret.help": "app dashboard, OAuth.",
  "field.appPublicKey": "App public key",
  "field.appPublicKey.help": "App dashboard, Webhooks, Get public key. Without it webhooks can't be verified.",
  "field.instanceId": "App instance id",
  "field.instanceId.help":
    "Only for an app of your own that is installed already. Left open, you are sent to Wix to install it.",
  "field.instanceId.patternHint": "An instance id looks like 1234abcd-12ab-12ab-12ab-123456abcdef.",
  "field.offlinePaymentMeans": "An order with an offline payment is",
  "field.offlinePaymentMeans.help":
    "Used when the payment's name does not say it: cash means cash on delivery, a bank transfer or cheque is paid in advance.",
  "option.cod": "cash on delivery",
  "option.pending": "not paid yet",
  "field.pendingTakesStock": "A pending order's units have left Wix's own stock",
  "field.pendingTakesStock.help":
    "Wix does not publish this. To be sure, note an item's quantity and place an order that waits for its payment.",
  "field.restocksOnCancel": "A cancelled order's units go back into Wix's own stock",
  "field.restocksOnCancel.help": "Wix asks when you cancel. This applies to orders whose lines do not say.",
  "step.1.title": "Make an API key",
  "step.1.text":
    "In Wix open Account settings, API Keys, and generate a key for the site with the permissions for Stores, eCommerce, Contacts, Coupons and Gift cards. Wix shows it once.",
  "step.2.title": "Paste it with the site's id",
  "step.2.text":
    "Find the id after /dashboard/ in the address of the site's dashboard, or paste the whole address. Argosy checks for orders from then on.",
  "step.3.title": "Or use an app",
  "step.3.text":
    "If this hub has its own Wix app, choose “Wix app”: you install it on Wix's page and come back. With an app of your own, enter its id, secret and public key, and set {webhookUrl:} as the callback of its webhooks.",
  "topic.eventsAppOwn": "Events of an app of your own",
  "missing.orders": "orders",
  "missing.ordersRefunds": "orders and refunds",
  "missing.ordersShipping": "orders and shipping",
  "missing.productsPrices": "products and prices",
  "missing.stock": "stock",
  "missing.categories": "categories",
  "missing.customers": "customers",
  "missing.couponCodesTill": "coupon codes at the till",
  "missing.giftCardsTill": "gift cards at the till",
  "missing.costsHiddenProducts":
    "costs, hidden products, and writing products and prices (writing without reading them would erase costs)",
  "word.name": "Name",
  "fact.url": "Address",
  "fact.currency": "Currency",
  "fact.catalog": "Catalog",
  "fact.weightUnit": "Weight unit",
  "warning.sendsWebhooksApps":
    "Wix sends webhooks to apps only; with an API key, Argosy checks for orders every five minutes.",
  "error.knowsAccessButOpensNo":
    "Wix accepts this access but grants no part of the site. Give the API key or the app the permissions of the setup guide, then connect again.",
  "error.notSiteAccess":
    "This access does not cover this site. Check that the API key was given for this site (Account settings, API Keys) and may read Wix Stores, or that the app has the permissions of the setup guide. Then connect again.",
  "error.storesNotInstalledSite":
    "Wix Stores is not installed on this site. Add it in the site's dashboard (Apps, Wix Stores), then connect again.",
  "error.tellsCatalogKind": 'Unsupported Wix catalog version "{{kind}}".',
  "warning.mayWaitPaymentRefuseApprove": "Wix may wait for the payment and refuse to approve the order by hand.",
  "warning.mayEMailBuyerTracking": "Wix may e-mail the buyer when a tracking number is added.",
  "warning.noMoneyReturned": "No money is returned: refund the order as well if it was paid.",
  "warning.keptOrderActivities": "Kept in the order's activities, for the staff only.",
  "warning.paidBack":
    "If refunded through the site, Wix returns the money through the payment provider. If only recorded, Wix shows the refund as made elsewhere.",
  "error.grantsAppNoAccessSite":
    "Wix grants this app no access to the site. Either the app was removed from the site (install it again), or its secret key was replaced (enter the new one), or the app's instance id is wrong.",
  "error.notAcceptApiKeySite":
    "Wix does not accept this API key for this site. It was deleted or mistyped, or it was not given this site: check it in Wix under Account settings, API Keys, or make a new one and enter it.",
  "refused.apiKeyMissing": "The API key is missing. Make one in Wix: Account settings, API Keys.",
  "refused.siteIdMissing":
    "The site's id is missing. Open the site's dashboard and copy it from the address, after /dashboard/.",
  "refused.notAppPublicKey":
    "This is not the app's public key. In the app's dashboard open Webhooks, choose “Get public key” and copy all of it.",
  "refused.secretKeyAppMissing": "The secret key of the app is missing: app's dashboard, OAuth, App secret key.",
  "refused.hubNoAppOwn":
    "This hub has no Wix app of its own (WIX_APP_ID and WIX_APP_SECRET are not set). Enter an app of yours, or connect with an API key.",
  "refused.sentNoProofSiteApp":
    "Wix sent no proof of which site the app was installed on. Open the app from the site's dashboard, or enter an app of your own.",
  "refused.appNotInstalled": "The app was not installed. Start again and approve it on Wix's page.",
  "refused.notConfirmAppInstalled": "Wix does not confirm that the app was installed. Start again.",
  "error.notShowNewOrder": "Wix does not show the new order yet.",
  "error.toldNoIdNewOrder": "Wix returned no id for the new order.",
  "error.ignoredQuestionChangesToldOlder":
    "Wix ignored the filter for changes and returned older records. The connector needs an update.",
  "error.tokenDataNoJson": "The token's data is not JSON.",
  "error.tokenNamesNoEvent": "The token names no event.",
  "error.bodyNotToken": "The body is not a token of Wix.",
  "error.toldNoIdNewProduct": "Wix returned no id for the new product.",
  "error.productNoLongerExists": "The product no longer exists at Wix.",
  "error.toldNothingNewCollection": "Wix returned nothing for the new collection.",
  "error.notShowProductJustWritten": "Wix does not show the product just written yet.",
  "error.categoryNoLongerExists": "The category no longer exists at Wix.",
  "refused.noAppId": "The app's id is missing or wrong. It looks like 1234abcd-12ab-….",
  "refused.noInstanceId": "The app's instance id is missing or wrong. It looks like 1234abcd-12ab-….",
  "error.answerChangedNoListAnswer":
    'The answer of Wix has changed: there is no list "{{name}}". The answer is kept; the connector needs an update.',
  "error.categoryName1Characters": "A category's name at Wix has 1 to {{most}} characters.",
  "done.parcelToldBefore": "The parcel was already sent.",
  "refused.orderCancelled": "The order is cancelled at Wix.",
  "done.nothingLeftShipParcelTold": "Nothing is left to ship: the parcel was already sent.",
  "refused.everythingOrderShippedRefunded": common.nothingLeftOfOrder,
  "refused.anotherParcelOrderTrackingNumber":
    "Another parcel of this order has this tracking number. Use the parcel's own number, or ship without one.",
  "done.shippedEMailBuyerAbout": "Shipped; Wix may e-mail the buyer about the tracking number.",
  "refused.notKnowParcelAnyMore": "Wix does not know this parcel any more.",
  "done.trackingChanged": "Tracking changed.",
  "refused.orderNoLongerExists": "The order no longer exists at Wix.",
  "refused.orderAlready": common.orderStatusBefore,
  "refused.cancelOrderCancelCommandAsks": "Cancel the order with the cancel command: Wix asks whether to restock.",
  "refused.noSuchStatusOrderCompleted":
    "Wix has no such status: an order there is completed by being paid and shipped, and cannot be put on hold.",
  "refused.orderNotApprovedSecondTime": "The order is {{status}} at Wix and is not approved a second time.",
  "done.approved": "Approved.",
  "done.orderAlreadyCancelled": common.orderCancelledBefore,
  "done.cancelledNoMoneyReturned": common.cancelledWithoutRefund,
  "refused.apiWritesNoMessagesBuyer": "Wix's API writes no messages to the buyer, only notes for the staff.",
  "refused.noteMostCharacters": "A note at Wix has at most {{most}} characters.",
  "refused.noteStandsAlready": "The note is already there.",
  "done.addedOrderActivities": "Added to the order's activities.",
  "refused.productName1Characters": "A product's name at Wix has 1 to {{most}} characters.",
  "refused.product1Variants": "A product at Wix has 1 to {{most}} variants.",
  "refused.skuLongerCharacters": common.skuTooLong,
  "refused.barcodeLongerCharacters": "The barcode of {{sku}} is longer than {{most}} characters.",
  "refused.productMostOptions": "A product at Wix has at most {{most}} options.",
  "refused.everyVariantProductSeveralNeeds": common.variantsNeedOptions,
  "refused.priceMoreDecimalsKnows": common.priceDecimals,
  "refused.anotherProductSku": "Another product at Wix has this SKU. {{words}}",
  "refused.anotherProductBarcode": "Another product at Wix has this barcode. {{words}}",
  "refused.noItemLinkFirst": 'Wix has no item for "{{title}}"{{sku}}. Link it first.',
  "refused.siteTakesOrdersOursNot": "This site takes orders in {{currency}}, not in {{other}}.",
  "refused.orderMostLines": "An order at Wix has at most {{most}} lines.",
  "refused.collectionName1Characters": "A collection's name at Wix has 1 to {{most}} characters.",
  "refused.siteCatalogKnowsNoSub": "This site's catalog has no sub-categories. Collections are all on one level.",
  "refused.itemNoLongerExists": "The item no longer exists at Wix.",
  "refused.siteSellsNot": "The site sells in {{currency}}, not in {{other}}.",
  "refused.siteCatalogDiscountBelongsWhole":
    "In this site's catalog a discount belongs to a whole product. Reduce all its variants by the same amount, or none of them.",
  "refused.notTakePrice": "Wix did not take the price. {{words}}",
  "refused.takesQuantities": "Wix takes quantities from -{{least}} to {{most}}.",
  "refused.sellsItemWithoutCountingSwitch":
    "Wix sells this item without counting it. Switch on “Track inventory” in the product's Inventory section.",
  "refused.sellsItemAtLocationWithoutCounting":
    "Wix sells this item at this location without counting it, while it counts it at others. Switch on “Track inventory” in the product's Inventory section.",
  "refused.descriptionMostCharacters": "A description at Wix has at most {{most}} characters.",
  "refused.optionMostChoicesMore": 'An option at Wix has at most {{most}} choices: "{{name}}" has more.',
  "refused.productOtherOptionsHereChange":
    "This product has other options at Wix than here. Change them there, or publish the product again.",
  "refused.productNoVariantAddChoice": "The product at Wix has no variant {{options}}. Add the choice there first.",
  "refused.listingLostAddressReadProducts": "This listing has lost its Wix address. Read the products again.",
  "refused.notTakeNumber": "Wix did not take the number. {{words}}",
  "refused.productNoOptionAddPublish":
    'The product has no option "{{name}}" at Wix. Add it there, or publish the product again.',
  "refused.stockBelongsLocationMapLocation": "Stock at Wix belongs to a location. Map this channel's location first.",
  "refused.listingLostProductReadProducts": "This listing has lost its Wix product. Read the products again.",
  "refused.notTakeNumber2": "Wix did not take the number: {{words}}",
  "word.noVerdict": "Wix did not return a result for this item.",
  "word.noAnswerForProduct": "Wix did not answer for this product.",
  "word.noAnswerForItem": "Wix did not answer for this item.",
  "refused.moneyReserved": "Money is still reserved for this order. Void the authorization in Wix first, then cancel.",
  "refused.paymentChecked": "The payment of this order is still being checked; Wix cancels it only afterwards.",
  "refused.orderRejected": "Wix has rejected this order; there is nothing to cancel.",
  "refused.waitsForPayment": "Wix does not approve this order by hand: it waits for its payment.",
  "refused.statusNotTaken": "Wix does not take this status.",
  "refused.restNotPaidThroughWix":
    "Wix can pay back {{amount}} {{currency}} itself. The rest was not paid through Wix. Pay it back yourself and book it without moving money.",
  "done.refunded": "Refunded.",
} as const;

export const { message, english, ...catalog } = messageCatalog("wix", texts, { ar });
