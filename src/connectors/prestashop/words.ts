/** What a seller reads of PrestaShop, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.baseUrl": "Shop address",
  "field.baseUrl.patternHint": common.addressHttps,
  "field.baseUrl.help": "As your customers see it, with the folder if the shop lies in one, without /api.",
  "field.wsKey": "Webservice key",
  "field.wsKey.patternHint": "Exactly 32 letters and digits.",
  "field.wsKey.help": "PrestaShop: Advanced Parameters, Webservice, Add new webservice key, Generate.",
  "field.idShop": "Shop of a multistore",
  "field.idShop.patternHint": "The shop's number.",
  "field.idShop.help": "Empty when there is one shop. Otherwise the number under Advanced Parameters, Multistore.",
  "field.idLang": "Language for texts",
  "field.idLang.patternHint": "The language's number.",
  "field.idLang.help":
    "Empty: the shop's default language. Find the number under International, Localization, Languages.",
  "field.timeZone": "Time zone of the shop",
  "field.timeZone.patternHint": "A name such as Europe/Paris or UTC.",
  "field.timeZone.help":
    "Empty: Argosy reads it, if the key may read configurations. Find it under International, Localization.",
  "field.codModules": "Payment modules that mean cash on delivery",
  "field.codModules.help":
    "Technical names, separated by commas. All other unpaid orders count as waiting for payment.",
  "field.stateMap": "Your own order states",
  "field.stateMap.help":
    "What a state of yours means, by its number (Shop Parameters, Order Settings, Statuses). States PrestaShop installs are known; of others the flags paid and shipped are read.",
  "field.taxRulesGroup": "Tax rule of new products",
  "field.taxRulesGroup.patternHint": "The tax rule's number.",
  "field.taxRulesGroup.help":
    "Empty: that of the shop's newest product. Find the number under International, Taxes, Tax Rules.",
  "field.orderModule": "Payment module of orders made in Argosy",
  "field.orderModule.help": "Technical name of an installed payment module; PrestaShop makes no order without one.",
  "step.1.title": "Switch the Webservice on",
  "step.1.text":
    "In the PrestaShop back office open Advanced Parameters, Webservice, and set Enable PrestaShop's webservice to Yes.",
  "step.2.title": "Add a key",
  "step.2.text":
    "Add new webservice key, Generate, Status: Enabled. Tick View, Add, Modify and Partial modify for the resources in the guide (or for all), and Delete for products and images. With several shops tick the shop as well.",
  "step.3.title": "Enter address and key",
  "step.3.text": "Argosy asks the shop what the key may do, and names every tick that is missing.",
  "scope.productsVariants": "products with variants",
  "scope.picturesNewProducts": "images of new products",
  "scope.brands": "brands",
  "scope.stock": "stock",
  "scope.statusOrders": "the status of orders",
  "scope.shippingTracking": "shipping and tracking",
  "scope.trackingNumbersOrdersWithoutDelivery": "tracking numbers of orders without a delivery",
  "scope.paymentsOrders": "payments of orders",
  "scope.creditSlips": "credit slips",
  "scope.customizations": "texts buyers typed for a product",
  "scope.discountsOrders": "discounts of orders",
  "scope.namesCarriers": "names of carriers",
  "scope.addressesOrders": "addresses of orders",
  "scope.pricesOrders": "prices and orders",
  "scope.textsProducts": "texts of products",
  "scope.choosingShopMultistore": "choosing a shop of a multistore",
  "scope.shopsMultistoreShareQuantities": "shops of a multistore that share their quantities",
  "scope.discountCodesTill": "discount codes at the till",
  "scope.ordersMadeArgosy": "orders made in Argosy",
  "scope.ordersMadeArgosyWhereModule": "orders made in Argosy, where a module of the shop changes their total",
  "scope.pricesTax": "prices with tax",
  "scope.shopTimeZoneCurrencyWeight": "the shop's time zone, currency and weight unit",
  "note.someTwelveOrdersSecondRead":
    "Some twelve orders a second are read: fifty at a time, with what belongs to them in calls of their own.",
  "fact.name": "Name",
  "fact.email": "E-mail",
  "fact.country": "Country",
  "fact.version": "Version",
  "fact.currency": "Currency",
  "fact.timeZone": "Time zone",
  "fact.weightUnit": "Weight unit",
  "fact.dimensionUnit": "Unit of length",
  "word.categories": "categories",
  "word.products": "products",
  "word.orders": "orders",
  "word.customers": "customers",
  "word.pricesArgosy": "Prices in Argosy",
  "word.tax": "With tax",
  "word.withoutTax": "Without tax",
  "warning.tellsNobodyNewOrdersArgosy":
    "PrestaShop sends no webhook for new orders, so Argosy checks every three minutes. Stock sold in the shop is seen with its orders, other stock changes once a day.",
  "warning.versionTakesWholeRecordsArgosy":
    "Version {{version}} takes only whole records: Argosy reads each one before it writes.",
  "warning.shopTimeZoneNotKnown": "The shop's time zone is not known; its times are read as UTC. Enter it in the form.",
  "warning.keyNotReadConfigurationsWeights": "The key may not read configurations: weights are neither read nor sent.",
  "warning.booksWholePaymentWritesInvoice":
    "PrestaShop books the whole payment and writes the invoice when an order is confirmed or prepared, also for cash on delivery.",
  "warning.shipsOrderWholeTrackingNumber":
    "PrestaShop ships an order whole, with one tracking number; it books the payment if it was open.",
  "warning.shopPutsEveryUnitBack": "The shop puts every unit back into its own stock, also when the parcel has left.",
  "warning.noMoneyReturnedRefundBooked":
    "No money is returned. A refund has to be booked before: PrestaShop would take the units again after it.",
  "warning.wholeOrderMarkedRefundedNo":
    "Only the whole order can be marked as refunded. No money moves: pay it back at the payment provider.",
  "warning.nothingPutBackStock": "Nothing is put back into stock.",
  "warning.noteStandsOrderPrivateNote": "The note appears in the order's private note in the back office.",
  "done.orderShippedShopNoDelivery":
    "The order is shipped in the shop. It has no delivery there, so the tracking number was not kept.",
  "refused.noVerdict": "The shop did not say what became of this number.",
  "refused.shopChargesOrderNot": "The shop charges {{currency}} {{theirs}} for this order, not {{currency}} {{ours}}.",
  "error.shopAnswerNotJson": "The shop's answer is not JSON.",
  "error.shopAnswerChanged": "The shop's answer has changed: {{problem}}.",
  "error.shopAnsweredChangeNothing": "The shop answered a change with nothing.",
  "error.shopNoLongerRecord": "The shop no longer has this record.",
  "error.categoryNameMost128Characters":
    "A category's name at PrestaShop has at most 128 characters, and none of < > ; = # { }.",
  "error.shopNoLongerCategory": "The shop no longer has this category.",
  "error.shopNoLongerCategoryAbove": "The shop no longer has the category above.",
  "error.categoryCannotLieBelowItself": "A category cannot lie below itself; PrestaShop would accept it and lose both.",
  "error.shopCountryNotKnownPrices":
    "The shop's country is not known, so prices with tax cannot be worked out. Tick View for configurations in the key and test the connection again.",
  "error.shopAddressNotAddressLooks": common.shopAddressInvalid,
  "error.noTimeZoneLooksLike":
    '"{{zone}}" is no time zone. It looks like Europe/Paris; leave it empty to have it read from the shop.',
  "error.noWebserviceAddressCheckAddress":
    "There is no PrestaShop Webservice at this address. Check the address, with the folder if the shop lies in one; the shop also needs its friendly addresses (.htaccess) for /api.",
  "error.keyNotReadTickView": 'The key may not read {{what}}. Tick "View" for them under {{where}}.',
  "error.shopNoLanguageEnter": "The shop has no language {{language}}. Enter one of: {{choice}}.",
  "error.shopToldNoNumberPicture": "The shop returned no number for an image.",
  "error.shopNotShowOrderJust": common.orderNotShown,
  "error.orderMadeAnotherTotalShop":
    'Order {{reference}} was made with another total than the shop\'s and stands in "payment error". Tick Delete for order_payments in the key and try again, or set it right in the shop.',
  "error.shopNoLongerProduct": common.productGoneFromShop,
  "error.shopNotShowProductJust": common.productNotShown,
  "composed.numberPendingCodHoldConfirmed":
    "Number = one of pending, cod, on_hold, confirmed, processing, shipped, delivered, cancelled, refunded; separated by commas.",
  "error.keyNotPassedOn":
    "The shop's server does not pass the key on to PrestaShop. Ask your host to pass the Authorization header; with Apache add to .htaccess: RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}].",
  "error.keyNoRights": "The key has no rights at all. Open it under {{where}} and tick what the guide lists.",
  "error.shopNotKnowKey": "The shop does not know this key, or it is not enabled. Check it under {{where}}.",
  "error.webserviceOff": "The shop's Webservice is switched off. Switch it on under {{where}}.",
  "error.keyNotForShop": "The key is not valid for this shop. Tick the shop in the key under {{where}}.",
  "error.severalShops": "The PrestaShop has several shops. Enter one of: {{choice}}.",
  "error.noSuchShop": "The PrestaShop has no shop {{shop}}. Enter one of: {{choice}}.",
  "composed.platformKeepsPricesWithoutTax":
    "The platform keeps prices without tax. With tax: Argosy holds what buyers pay and converts by the platform's tax rates.",
  "refused.productName1Characters": "A product's name at PrestaShop has 1 to {{most}} characters.",
  "refused.refusesSignsProductNameLeave":
    "PrestaShop refuses the signs < > ; = # { } in a product's name. Leave them out.",
  "refused.brandMostCharactersNone": "A brand at PrestaShop has at most {{most}} characters, none of < > ; = # { }.",
  "refused.productNeedsLeastVariant": common.productWithoutVariants,
  "refused.skuMostCharactersNoneNot":
    'A SKU at PrestaShop has at most {{most}} characters, none of < > ; = { }; "{{sku}}" does not fit.',
  "refused.takesNoPriceLikeNot":
    "PrestaShop doesn't accept the price {{price}}. Use zero or more, with at most nine decimals.",
  "refused.everyVariantProductSeveralNeeds": common.variantsNeedOptions,
  "error.liesNoJpegPngGif": common.imageKind,
  "refused.shopNoStateNameStates":
    "None of the shop's states stands for \"{{kind}}\". Choose one in the channel's settings ({{states}}); nothing was sent.",
  "refused.priceBelowEcotax": "The price is lower than the eco tax the shop adds to it; nothing was sent.",
  "refused.shopNoStateMakeOne":
    'The shop has no state for "{{kind}}". Add one in PrestaShop and name it in the channel\'s settings; nothing was sent.',
  "done.orderState": 'The order is in the state "{{state}}".',
  "refused.orderCancelledRefundedShopWould":
    "The order is cancelled or refunded in the shop. PrestaShop would take its units again.",
  "refused.orderCancelledRefundedShopNothing":
    "The order is cancelled or refunded in the shop; nothing can be shipped.",
  "refused.shipsOrderWholeChooseAll": "PrestaShop ships an order as a whole: choose all its units.",
  "refused.orderLeftAnotherTrackingNumber":
    "The order has left with another tracking number. Change that number instead.",
  "done.orderShippedShop": "The order is shipped in the shop.",
  "refused.shopNoLongerDelivery": "The shop no longer has this delivery.",
  "done.shopNewTrackingNumber": common.trackingChanged,
  "refused.keepsMostCharactersTrackingNumbers": "PrestaShop keeps at most {{most}} characters of tracking numbers.",
  "refused.takesPlainLettersDigitsFew": "PrestaShop takes plain letters, digits and a few signs in a tracking number.",
  "refused.noNoteCustomerWayNothing": "PrestaShop has no note to the customer by this way; nothing was sent.",
  "refused.shopNotKnowOrder": common.orderUnknown,
  "refused.noStateNothingSent": 'PrestaShop has no state for "{{status}}"; nothing was sent.',
  "refused.orderLeftCannotPutHold": "The order has left; it cannot be put on hold any more.",
  "done.orderLeftAlreadyStateStays": "The order has left already; its state stays.",
  "refused.orderRefundedShopCancelIf":
    "The order is refunded in the shop; cancel it there if its units shall go back into stock.",
  "refused.orderDeliveredWouldPutUnits":
    "The order is delivered. PrestaShop would put its units back into stock; book a return instead.",
  "refused.orderRefundCurrency": common.refundCurrency,
  "refused.cancelledOrderCannotRefundedAny":
    "A cancelled order cannot be refunded any more: PrestaShop would take its units out of stock again.",
  "refused.noStatePartMoneyRefund":
    "PrestaShop has no state for a part of the money. Refund the whole order, or write a credit slip in the back office: Argosy reads it.",
  "refused.orderMarkedRefundedShop": "The order is marked as refunded in the shop.",
  "refused.versionKeepsNoNoteOrder": "This version of PrestaShop keeps no note on an order; nothing was sent.",
  "done.noteStandsOrder": common.noteAdded,
  "done.noteStandsOrderPrivateNote": "The note is in the order's private note.",
  "refused.shopNoItemLinkFirst": common.itemMissing,
  "refused.makesUnpaidOrdersWayPayment":
    "PrestaShop makes unpaid orders only by way of a payment error, with a mail about it to the customer. Make it in the shop, or once it is paid.",
  "refused.ordersMadeShopCurrency": common.orderCurrency,
  "refused.worksShippingOutOwnCarriers":
    "PrestaShop works shipping out by its own carriers; an order with another amount cannot be made.",
  "refused.makesNoOrderWithoutCustomer": "PrestaShop makes no order without the customer's e-mail.",
  "refused.makesNoOrderWithoutStreet": "PrestaShop makes no order without street, city and country.",
  "refused.shopNotKnowCountry": "The shop does not know the country {{country}}.",
  "error.shopNotMakeOrderPayment":
    'The shop did not make the order. Is the payment module "{{module}}" installed there?',
  "error.orderMadeButNotMarked": "Order {{order}} was made, but not marked as paid.",
  "refused.shopPricesOthersFollowExchange": "The shop's prices are in {{currency}}; others follow its exchange rates.",
  "refused.takesNoPriceBelowZero": "PrestaShop doesn't accept prices below zero.",
  "refused.shopNoLongerItem": "The shop no longer has this item.",
  "refused.productCombinationsNowOwnNumber":
    "The product has combinations now; its own number is their sum. Link its combinations.",
  "refused.shopManagesItemOldWarehouses":
    "The shop manages this item by its old warehouses; switch that off in the product.",
  "refused.shopHoldsMostPieces": common.mostUnits,
  "refused.showsProductWithoutCombinationsAdd":
    "PrestaShop shows this product without combinations. Add them there, or publish it as a new product.",
} as const;

export const { message, english, ...catalog } = messageCatalog("prestashop", texts, { ar });
