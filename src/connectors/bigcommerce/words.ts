/** What a seller reads of BigCommerce, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.stockTakenAt": "When BigCommerce lowers its stock",
  "field.stockTakenAt.help": "Usually read from the store (Settings > Inventory). Choose only if it can't be read.",
  "field.stockReturned": "Cancelling and refunding puts stock back",
  "field.storeHash": "Store hash or API path",
  "field.storeHash.help":
    "The API path of the API account, or the letters between “store-” and “.mybigcommerce.com” in the control panel's address.",
  "field.storeHash.patternHint":
    "Paste the API path, or the store hash alone: small letters and digits like abc123xyz.",
  "field.accessToken": "Access token",
  "field.accessToken.help": "Shown once when the API account is made, and in the text file downloaded then.",
  "field.clientSecret": "Client secret",
  "field.clientSecret.help":
    "From the same text file. Argosy checks webhook signatures with it; without it, webhooks carry a secret header instead.",
  "field.channelId": "Channel",
  "field.channelId.help":
    "Number of the storefront whose category tree is used; empty for the store's default (Channel manager).",
  "field.channelId.patternHint": "A channel is a whole number, like 1.",
  "option.auto": "As set in the store",
  "option.order_placed": "When an order is placed",
  "option.order_completed_or_shipped": "When an order is completed or shipped",
  "option.yes": "Yes",
  "option.no": "No",
  "step.1.title": "Make an API account",
  "step.1.text":
    "In the control panel open Settings > Store-level API accounts > Create API account, type V2/V3 API token. The store's owner, or a user allowed to, can do this.",
  "step.2.title": "Choose the scopes",
  "step.2.text":
    "They cannot be changed later. Set Products, Orders, Order transactions, Inventory and Marketing to modify; Customers, Store inventory locations and Information & settings to read-only or more.",
  "step.3.title": "Copy the values",
  "step.3.text":
    "Save, and download the text file: it holds the API path, the access token and the client secret, shown this once. Paste them here.",
  "step.4.title": "Webhooks",
  "step.4.text":
    "Nothing to do: Argosy registers them at {webhookUrl:signed}. That address must be https on port 443. Deleting the API account deletes them.",
  "topic.signed": "Signed by BigCommerce",
  "topic.ourSecretHeader": "With our secret header",
  "scope.productsCategoriesPrices": "products, categories, prices",
  "scope.stock": "stock",
  "scope.stockLocations": "stock locations",
  "scope.ordersShipmentsStatus": "orders, shipments, status",
  "scope.refunds": "refunds",
  "scope.customers": "customers",
  "scope.discountCodesGiftCertificates": "discount codes, gift certificates",
  "scope.storeFactsCurrencyUnitsInventory": "store facts: currency, units, inventory settings",
  "missing.stockLocationsDefaultUsed": "stock locations (only the default one is used)",
  "note.allOrdersStoreUnfinishedCheckouts":
    "All orders of the store; unfinished checkouts and archived orders are left out.",
  "fact.name": "Name",
  "fact.email": "E-mail",
  "fact.country": "Country",
  "fact.currency": "Currency",
  "fact.domain": "Domain",
  "fact.timeZone": "Time zone",
  "fact.weightUnit": "Weight unit",
  "fact.dimensionUnit": "Unit of length",
  "fact.plan": "Plan",
  "said.saysStore": 'BigCommerce says this store is "{{status}}".',
  "said.storeTrialPlan": "The store is on a trial plan.",
  "said.storeNotTellWhenLowers":
    "BigCommerce did not say when it lowers stock. Choose it in the channel settings; until then Argosy assumes when the order is placed.",
  "said.editingOrderNotCorrectStock":
    "Editing an order does not correct stock in this store (Settings > Inventory): numbers may differ after edits.",
  "said.withoutClientSecretWebhooksProved":
    "Without the client secret webhooks are proved by a secret header instead of BigCommerce's signature.",
  "said.eMailBuyerStoreOrder": "BigCommerce may e-mail the buyer, as the store's order notifications are set.",
  "warning.eMailsBuyerAboutEvery": "BigCommerce e-mails the buyer about every shipment.",
  "warning.noMoneyReturnedWhetherStock": "No money is returned. Whether stock is put back is a setting of the store.",
  "warning.paidBackThroughStorePayment":
    "If refunded through the store, the payment provider returns the money. If only recorded, BigCommerce makes an offline refund where it offers one.",
  "warning.whetherStockPutBackSetting": "Whether stock is put back is a setting of the store, not of the refund.",
  "warning.keptOrderStaffNotesNo": "Kept in the order's staff notes; BigCommerce has no notes to the buyer.",
  "refused.noApiPathPasteApi":
    "This is not a BigCommerce API path. Paste it from the API account's text file, or enter the store hash alone.",
  "refused.enterAccessTokenStoreLevel": "Enter the access token of the store-level API account.",
  "refused.sendsNothingAddressEnterValues":
    "BigCommerce sends nothing to this address. Enter the values of an API account.",
  "error.answerChangedAnswerKeptConnector":
    "The answer of BigCommerce has changed: {{what}}. The answer is kept; the connector needs an update.",
  "error.answerNoJson": "The answer of BigCommerce is not JSON.",
  "error.notKnowAccessTokenCopy":
    "BigCommerce does not know this access token. Copy it again from the API account's text file; if the account was deleted, make a new one.",
  "error.apiAccountLacksScopeScopes":
    "The API account lacks the scope {{scope}}. Scopes cannot be added later: make a new API account with it and paste its token.",
  "error.noStoreHashCompareApi":
    "BigCommerce has no store with this hash. Compare it with the API path of the API account.",
  "error.answeredStatusTryAgainFew": "BigCommerce answered with status {{status}}. Try again in a few minutes.",
  "error.storeInformationLacksStoreId": "BigCommerce's store information lacks the store's id or currency.",
  "error.saysStoreSettlePlanControl":
    'BigCommerce says this store is "{{status}}". Settle its plan in the control panel, then test again.',
  "error.notShowNewOrderYet": "BigCommerce does not show the new order yet.",
  "error.toldNoIdNewOrder": "BigCommerce returned no id for the new order.",
  "error.toldNoIdNewProduct": "BigCommerce returned no id for the new product.",
  "error.productNoLongerExists": "The product no longer exists at BigCommerce.",
  "error.notShowProductJustWritten": "BigCommerce does not show the product just written yet.",
  "error.noStore": "There is no BigCommerce store at this address.",
  "error.channelNoCategoryTreeCheck":
    "BigCommerce channel {{channel}} has no category tree. Check its number in the channel settings.",
  "error.categoryName1Characters": "A category's name at BigCommerce has 1 to {{most}} characters.",
  "error.orderStaffNotesHoldCharacters":
    "The order's staff notes hold {{most}} characters; there is no room for this note.",
  "done.refundBookedBefore": common.refundBookedBefore,
  "refused.worksOutRefundNotUse":
    "BigCommerce works out {{amount}} {{currency}} for this refund, not {{wanted}}. Use that amount.",
  "refused.paymentProviderOrderCannotPay":
    "The payment provider of this order cannot pay back. Refund without moving money, and pay the buyer yourself.",
  "refused.offersRefundsThroughPaymentProvider":
    "BigCommerce offers only refunds through the payment provider for this order: choose to move the money.",
  "refused.nothingShipOrder": "There is nothing to ship in this order.",
  "done.digitalOrderSetCompleted": "A digital order: set to completed.",
  "done.shipmentMadeBefore": "The shipment was made before.",
  "refused.orderCancelled": "The order is cancelled at BigCommerce.",
  "refused.everythingOrderShippedRefunded": common.nothingLeftOfOrder,
  "done.shippedTellsBuyer": "Shipped. BigCommerce notifies the buyer.",
  "refused.notKnowShipmentAnyMore": "BigCommerce does not know this shipment any more.",
  "done.trackingChanged": "Tracking changed.",
  "refused.orderNoLongerExistsArchived": "The order no longer exists at BigCommerce, or is archived there.",
  "refused.orderAlready": 'The order already is "{{status}}".',
  "refused.orderNowNotSetBack": 'The order is "{{status}}" at BigCommerce by now and is not set back.',
  "done.statusSet": "Status set.",
  "refused.orderCannotCancelledAnyMore": 'The order is "{{status}}" at BigCommerce and cannot be cancelled any more.',
  "done.orderAlreadyCancelled": common.orderCancelledBefore,
  "done.cancelledNoMoneyReturned": common.cancelledWithoutRefund,
  "refused.apiWritesNoMessagesBuyer": "BigCommerce's API writes no messages to the buyer, only staff notes.",
  "done.addedStaffNotes": "Added to the staff notes.",
  "error.noItemLinkFirst": 'BigCommerce has no item for "{{title}}"{{sku}}. Link it first.',
  "error.storeTakesOrdersOursNot": "This store takes orders in {{currency}}, not in {{other}}.",
  "refused.notTakePrice": "BigCommerce did not take the price. {{words}}",
  "refused.keepsCatalogPrices": "BigCommerce keeps this catalog's prices in {{currency}}.",
  "refused.listingLostAddressReadProducts": "This listing has lost its BigCommerce address. Read the products again.",
  "error.productNoOptionAddFirst": 'The product has no option "{{option}}" at BigCommerce. Add it there first.',
  "refused.productName1Characters": "A product's name at BigCommerce has 1 to {{most}} characters.",
  "refused.skuLongerCharacters": common.skuTooLong,
  "refused.productNeedsLeastVariant": common.productWithoutVariants,
  "refused.everyVariantProductSeveralNeeds": common.variantsNeedOptions,
  "refused.showsProductWithoutOptionsAdd":
    "BigCommerce shows this product without options. Add the options there, or publish it as a new product.",
  "refused.priceMoreDecimalsKnows": common.priceDecimals,
  "refused.alreadyAnotherProductNameSku":
    "BigCommerce already has another product with this name, SKU or address. Names are unique there. {{words}}",
  "refused.notCountItemSwitchTrack":
    "BigCommerce does not count this item. Switch on “Track inventory” in the product's Inventory section.",
  "refused.countsVariantProductSetProduct":
    "BigCommerce counts this variant on its product. Set the product's inventory to be tracked on the variant level.",
  "refused.stockBelongsLocationMapLocation":
    "Stock at BigCommerce belongs to a location. Map this channel's location first.",
  "refused.itemNoLongerExists": "The item no longer exists at BigCommerce.",
  "refused.takes0": "BigCommerce takes 0 to {{most}}.",
  "refused.notTakeNumber": "BigCommerce did not take the number. {{words}}",
  "error.categoryNotMade": 'BigCommerce did not create the category "{{name}}".',
  "error.says": "It says: {{words}}",
  "refused.pickedUpInStore": '"{{title}}" is picked up in the store. It has no address to ship to.',
  "said.customerUnread": "The account is gone, or the token may not read customers.",
} as const;

export const { message, english, ...catalog } = messageCatalog("bigcommerce", texts, { ar });
