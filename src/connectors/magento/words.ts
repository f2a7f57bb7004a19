/** What a seller reads of Magento, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.baseUrl": "Shop URL",
  "field.baseUrl.patternHint": common.addressHttps,
  "field.baseUrl.help":
    "As your customers see it. Adobe Commerce as a Cloud Service: the API address with the tenant, https://<server>.api.commerce.adobe.com/<tenant>.",
  "field.authMode": "Authentication",
  "field.authMode.help": "Magento Open Source, Mage-OS and Adobe Commerce: leave it signed.",
  "field.websiteCode": "Website",
  "field.websiteCode.patternHint": "The website's code: letters, digits and _.",
  "field.websiteCode.help": "Stores, All Stores. May be empty when the shop has one website.",
  "field.storeCode": "Store view for texts",
  "field.storeCode.patternHint": "The store view's code: letters, digits and _.",
  "field.storeCode.help":
    "Empty or all: the values every view shares. A view's code: names and descriptions of that view.",
  "field.signedOrigin": "Address the shop sees itself under",
  "field.signedOrigin.help": "Only when a proxy before the shop ends https and signatures are refused.",
  "field.imsClientId.help":
    "Cloud Service only: Adobe Developer Console, the project's OAuth server-to-server credential.",
  "field.codMethods": common.codMethods,
  "field.codMethods.help": common.codMethodsHelp,
  "field.shipFrom": "Source parcels leave from",
  "field.shipFrom.help": "A source's code. Empty: the only source, or as Magento's own order of sources says.",
  "field.stockTransport": "How stock is written",
  "field.barcodeAttribute": "Attribute that holds the barcode",
  "field.barcodeAttribute.patternHint": "An attribute's code: lower-case letters, digits and _.",
  "field.barcodeAttribute.help": "Magento has none of its own. Empty: barcodes are neither read nor written.",
  "field.shippingMethod": "Shipping method of orders sent to the shop",
  "field.shippingMethod.help": "Carrier and method, joined by _.",
  "field.paymentMethod": "Payment method of orders sent to the shop",
  "field.paymentMethod.help": "An offline method of the shop, by its code.",
  "option.oauth1": "Integration, signed (OAuth 1.0a)",
  "option.bearer": "Integration, access token as Bearer",
  "option.ims": "Adobe Commerce as a Cloud Service (Adobe IMS)",
  "option.direct": "At once",
  "option.queue": "Through the shop's own queue (needs a consumer)",
  "step.1.title": "Make an integration",
  "step.1.text":
    "In the Magento admin open System, Extensions, Integrations, Add New Integration. Give it the name Argosy; leave both URLs empty.",
  "step.2.title": "Choose what it may do",
  "step.2.text": "Tab API: Resource Access All, or the resources listed in the guide. Save, then Activate and allow.",
  "step.3.title": "Copy the four values",
  "step.3.text":
    "Magento shows Consumer Key, Consumer Secret, Access Token and Access Token Secret. Copy all four here, beside the address of the shop.",
  "scope.ordersInvoicesShipmentsCreditMemos": "orders, invoices, shipments, credit memos",
  "scope.optionsProductsVariants": "options of products with variants",
  "scope.stockShopSources": "stock at the shop's sources",
  "scope.whichSourcesWebsiteSells": "which sources the website sells from",
  "scope.stockThroughShopQueue": "stock through the shop's queue",
  "scope.shopWebsitesCurrencyTimeZone": "the shop's websites, currency and time zone",
  "missing.stock": "stock",
  "missing.newProducts": "new products",
  "missing.readingOrders": "reading orders",
  "missing.parcelsTrackingNumbers": "parcels and tracking numbers",
  "missing.paymentsOrders": "payments of orders",
  "refused.queueWithoutReason": "The shop's queue refused the number without saying why.",
  "refused.specialPriceAllWebsites":
    "The product has a special price for all websites. Argosy does not change other websites: remove it in Magento, or enter it for this website.",
  "missing.refunds": "refunds",
  "missing.productsPrices": "products and prices",
  "missing.variants": "variants",
  "missing.customers": "customers",
  "missing.discountCodes": "discount codes",
  "note.fiftyOrdersCallUpThree":
    "Fifty orders a call, with up to three further calls for their parcels, invoices and refunds.",
  "note.productSeveralVariantsBecomesConfigurable":
    "A product with several variants becomes a configurable product. It needs an SKU of its own, which buyers may see: the first variant's SKU with -family behind it.",
  "note.optionsBecomeAttributesShopOption":
    "Options become attributes of the shop. One with the option's name is used and added to the products' attribute set; otherwise a new one is made.",
  "fact.name": "Name",
  "fact.currency": "Currency",
  "fact.timeZone": "Time zone",
  "fact.weightUnit": "Weight unit",
  "fact.edition": "Edition",
  "word.categories": "categories",
  "word.consumerKey": "Consumer Key",
  "word.consumerSecret": "Consumer Secret",
  "word.accessToken": "Access Token",
  "word.accessTokenSecret": "Access Token Secret",
  "word.adobeClientId": "Adobe client ID",
  "word.adobeClientSecret": "Adobe client secret",
  "word.adobeOrganizationId": "Adobe organization ID",
  "word.pricesChannel": common.channelPrices,
  "word.tax": "With tax",
  "word.withoutTax": "Without tax",
  "error.shopNotKnowConsumerKey":
    "The shop does not know this Consumer Key. Copy it again from the integration's page; if the integration was deleted, make a new one.",
  "error.shopNotKnowAccessToken":
    "The shop does not know this Access Token. Activate the integration in Magento (System, Integrations) and copy all four values again.",
  "error.accessTokenBelongsAnotherIntegration":
    "The Access Token belongs to another integration than the Consumer Key. Copy all four values from the same one.",
  "error.shopRefusesSignatureTwoSecrets":
    "The shop refuses the signature. One of the two secrets is wrong, or a proxy hides from the shop that it is called by https: then name the address the shop sees itself under.",
  "said.lettersDigitsStandIntegrationPage": "Letters and digits, as shown on the integration's page.",
  "warning.tellsNobodyNewOrdersArgosy":
    "Magento sends no webhook for new orders, so Argosy checks every three minutes.",
  "warning.shopModulesInventorySourcesRemoved":
    "The shop's modules for inventory sources are removed. Stock is not synchronised; install them again to have it.",
  "warning.noSourceLinkedStockWebsite":
    "No source is linked to the stock of this website: no stock is written and nothing can be shipped.",
  "warning.processingMakesInvoiceOfflinePayment":
    "Processing makes an invoice: with offline payment methods the order counts as paid.",
  "warning.completingMakesInvoiceShipsEverything": "Completing makes an invoice and ships everything that is left.",
  "warning.keepsTrackingNumbersCarrierName": "Magento keeps tracking numbers and the carrier's name, but no link.",
  "warning.whereSeveralSourcesHoldGoods":
    "Where several sources hold the goods, Magento's own order of sources decides, and each gets a parcel of its own.",
  "warning.whatNotInvoicedCancelledRest": "Only what is not invoiced is cancelled; the rest has to be refunded.",
  "warning.partOrderAlreadyLeft": "Part of the order has already left.",
  "warning.withoutMovingMoneyCreditMemo":
    "Without moving money a credit memo is booked in Magento: pay the money back yourself.",
  "warning.movingMoneyAsksPaymentGateway":
    "Moving money asks the payment gateway of an online method. Offline methods (check, bank transfer, cash on delivery) have none: no money moves, pay it back yourself.",
  "refused.shopAddressNotAddressLooks": common.shopAddressInvalid,
  "refused.enter": "Enter the {{field}}.",
  "refused.addressAnswersWebPageInstead":
    "This address answers with a web page instead of Magento's REST interface. Enter the address of the shop as customers see it, without the admin's path.",
  "refused.noRestInterfaceAddressCheck":
    "There is no Magento REST interface at this address. Check the address; Magento 1 has another interface and cannot be connected.",
  "error.adobeRefusesClientIdSecret":
    "Adobe refuses this client id and secret. In the Adobe Developer Console open the project's OAuth server-to-server credential and copy both again.",
  "error.shopAttributeSetNoGroup":
    "The shop's attribute set has no group to put a new attribute in. Make the attribute in Magento (Stores, Attributes), then send the product again.",
  "error.shopRefusesAccessTokenBearer":
    "The shop refuses this access token as Bearer. Magento does so by default: choose the signed authentication here, or in Magento set Stores, Configuration, Services, OAuth, Consumer Settings, Allow OAuth Access Tokens to be used as standalone Bearer tokens to Yes and flush the cache. If that is set, the token is wrong.",
  "error.shopNotAcceptIntegrationActivate":
    "The shop does not accept this integration. Activate it in Magento (System, Integrations) and copy the four values again.",
  "error.websiteNoStoreViewEnter": 'The website has no store view "{{view}}". Enter one of: all, {{codes}}.',
  "error.websiteNoStoreViewSells": "This website has no store view that sells.",
  "error.shopNoAttributeSetProducts": "The shop has no attribute set for products.",
  "error.shopNoLongerAcceptsIntegration":
    "The shop no longer accepts this integration. Open it in Magento (System, Integrations), activate it again and copy the four values.",
  "error.shopNotAnswerEveryRow": "The shop did not answer for every row.",
  "error.cartGoneOrderPlacedLooked": "The cart is gone: the order may have been placed. It is looked up.",
  "error.shopNotShowOrderJust": common.placedOrderNotShown,
  "error.severalVariantsNeedOptionDiffer":
    "Several variants need an option to differ by, such as Size. Add one, then send the product again.",
  "error.shopNotShowProductJust": common.productNotShown,
  "error.productNoItemSell": "The product has no item to sell.",
  "error.severalWebsites": "The shop has several websites. Enter one of: {{codes}}.",
  "error.noSuchWebsite": 'The shop has no website "{{website}}". Enter one of: {{codes}}.',
  "composed.catalogPricesStandShopPrice": common.catalogPrices,
  "error.shopSentWhereDateDue": 'The shop sent "{{text}}" where a date was due.',
  "error.rowsTellNoTimeChange": "The rows of {{path}} have no time of change.",
  "refused.orderSeveralInvoicesNoneRefund":
    "The order has several invoices, or none: refund the money in Magento, invoice by invoice.",
  "refused.customerPaidBooksRefundOrder":
    "The customer paid in {{paid}}, the books are in {{kept}}: refund this order in Magento.",
  "refused.orderRefundCurrency": common.refundCurrency,
  "refused.nothingOrderInvoicedCancelInstead": "Nothing of this order is invoiced; cancel it instead.",
  "done.parcelBookedShop": "The parcel is booked in the shop.",
  "refused.shopNothingOrderLeftShip": "The shop has nothing of this order left to ship.",
  "refused.orderHoldShopReleaseBefore": "The order is on hold in the shop; release it before it is shipped.",
  "refused.shipsNoOrderState": 'Magento ships no order in the state "{{state}}".',
  "done.parcelsBookedShopEachSource": "{{parcels}} parcels are booked in the shop, one for each source: {{sources}}.",
  "done.everythingShippedShopAlready": "Everything had been shipped in the shop already.",
  "done.everythingShippedShopAlreadyNewest":
    "Everything had been shipped in the shop already; the newest parcel has the tracking number too.",
  "refused.shopNoLongerProduct": common.productGoneFromShop,
  "refused.websiteNotSellSourceLink":
    'The website {{website}} does not sell from the source "{{source}}". Link it to the website\'s stock in Magento (Stores, Stocks), then connect again.',
  "refused.shopHoldsMostUnits": "The shop holds at most {{most}} units.",
  "error.takesSkus1CharactersShorten":
    'Magento takes SKUs of 1 to {{most}} characters; "{{sku}}" has {{length}}. Shorten it, then send the product again.',
  "refused.shopNotKnowOrder": common.orderUnknown,
  "refused.noAttributeSet": "The shop has no such attribute set any more. Update the categories, then choose another.",
  "refused.skuStands":
    'A product with the SKU "{{sku}}" is in the shop already. Argosy doesn\'t write over it: link it, or change the SKU.',
  "refused.noPrice": 'Magento takes no product without a price: "{{sku}}" has none.',
  "refused.familyWithoutUnits":
    "A configurable product needs a variant in stock. Magento keeps one made without stock as out of stock.",
  "refused.optionGone": 'The shop has no option "{{option}}" of this attribute any more. Update the requirements.',
  "refused.imageLost":
    "This image could not be loaded, or is no JPEG, PNG or GIF of at most 8 MB: {{url}}. Change it, then publish again.",
  "listing.images": "Images",
  "listing.images.help": "JPEG, PNG or GIF.",
  "listing.categories": "Categories",
  "listing.urlKey.help":
    "The end of the product's address: lower-case letters, digits and hyphens. Empty: made of name and SKU.",
  "listing.quantity": "Quantity",
  "listing.source": "Source",
  "listing.source.help": "Where the quantity lies until stock follows from Argosy.",
  "done.notedOrderKeepsShowingPending": "Noted on the order; Magento keeps showing it as pending.",
  "refused.noWayBackPending": 'Magento has no way back to pending from "{{state}}".',
  "done.orderHoldShop": "The order is on hold in the shop.",
  "done.orderNotHeldShop": "The order is not on hold in the shop.",
  "done.nothingOfOursHeldShop": "Nothing was put on hold in the shop: the order is on hold there already, or over.",
  "done.orderReleasedShopStatusBefore": "The order is released in the shop; it has the status it had before.",
  "done.orderCancelledShop": common.orderCancelled,
  "refused.everythingOrderInvoicedCancelsNo":
    "Everything of this order is invoiced. Magento cancels no such order; refund it instead.",
  "refused.cancelsNoOrderState": 'Magento cancels no order in the state "{{state}}".',
  "refused.notCancelOrderGivesNo": "Magento did not cancel the order, and gives no reason.",
  "done.orderInvoicedShop": "The order is invoiced in the shop.",
  "refused.makesNoInvoiceState": 'Magento makes no invoice in the state "{{state}}".',
  "done.orderInvoicedShopNothingCaptured":
    "The order is invoiced in the shop. Nothing was captured from a payment gateway.",
  "done.orderCompleteShop": "The order is complete in the shop.",
  "done.orderInvoicedShippedCompleted": "The order is invoiced and shipped; Magento has completed it.",
  "refused.keepsOrderState": 'Magento keeps the order in the state "{{state}}".',
  "done.noteStandsOrderShop": "The note is on the order in the shop.",
  "error.notListedShopWhichTakes":
    '"{{title}}" is not listed in the Magento shop, which takes orders of its own products only.',
  "refused.shopSellsOrder": "The shop sells in {{currency}}; this order is in {{other}}.",
  "refused.takesNoOrderWithoutStreet": "Magento doesn't accept orders without street, city and country.",
  "refused.takesNoOrderGuestWithout": "Magento doesn't accept guest orders without an e-mail address.",
  "refused.storeSettingShippingMethodNo":
    "The shipping method in the channel settings is not a method such as flatrate_flatrate.",
  "error.asksOrderSaysTakesOwn":
    "Magento asks {{theirs}} {{currency}} for {{what}}, the order says {{ours}}. Magento takes its own prices only: bring them in line, then send the order again.",
  "error.shopNotOfferPaymentMethod":
    'The shop does not offer the payment method "{{method}}" for this order. It offers: {{offered}}. Change the channel\'s setting.',
  "refused.shopNotKnowParcel": "The shop does not know this parcel.",
  "refused.parcelBelongsAnotherOrder": "This parcel belongs to another order.",
  "done.parcelNewTrackingShop": "The parcel has the new tracking in the shop.",
  "error.productWithoutVariantsWouldLose":
    'In Magento "{{sku}}" is a product without variants, and would lose its price if it got some. Make a configurable product there, or give these variants SKUs of their own.',
  "refused.priceCurrency": "The shop keeps its prices in {{currency}}; this price is in {{other}}.",
  "done.cancelledReservedFree": "The order is cancelled in the shop, and what it had reserved is free again.",
  "done.restStaysOpen":
    "Only what was not invoiced is cancelled in the shop. The order stays open for the rest. Refund that.",
  "refused.lineNoGoods": "One of the lines is no goods the shop could ship.",
  "refused.bundlePartShipped": "Parts of a bundle are shipped with the whole order, or in Magento itself.",
  "refused.noSourceLinked":
    "No source is linked to the website's stock. Link one in Magento (Stores, Stocks), then connect again.",
  "refused.sourcesHoldFewer": 'The shop\'s sources do not hold {{quantity}} of "{{item}}". Correct the stock first.',
  "refused.bundlePartRefunded": "A part of a bundle is refunded in Magento itself.",
  "refused.allUnitsBackOrNone":
    'Magento puts all refunded units of "{{title}}" back into stock or none. Refund those that come back first, then the others.',
  "done.creditMemo": "A credit memo of {{amount}} {{currency}} stands in the shop.",
  "done.creditMemoRounded":
    "A credit memo of {{amount}} {{currency}} stands in the shop instead of {{wanted}}. Magento rounds the tax of each unit by itself.",
  "done.methodNoGateway": 'The payment method "{{method}}" has no gateway.',
} as const;

export const { message, english, ...catalog } = messageCatalog("magento", texts, { ar });
