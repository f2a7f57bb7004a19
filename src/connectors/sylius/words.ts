/** What a seller reads of Sylius, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.baseUrl": "Shop address",
  "field.baseUrl.patternHint": common.addressHttps,
  "field.baseUrl.help":
    "As your customers see it, without anything behind the name; with the folder if the shop lies in one.",
  "field.adminEmail": "API administrator's e-mail",
  "field.adminEmail.patternHint": "An e-mail address or user name, without spaces.",
  "field.adminEmail.help": "Sylius admin: Configuration, Administrators. Make one for Argosy alone.",
  "field.adminPassword": "API administrator's password",
  "field.channelCode": "Channel",
  "field.channelCode.patternHint": "The channel's code: letters, digits, _ and -.",
  "field.channelCode.help": "Sylius admin: Channels, column Code. May be empty when the shop has one channel.",
  "field.localeCode": "Locale for texts",
  "field.localeCode.patternHint": "A locale such as en_US or nl_NL.",
  "field.localeCode.help": "Empty: the channel's default locale.",
  "field.taxCategory": "Tax category of new products",
  "field.taxCategory.patternHint": "The tax category's code: letters, digits, _ and -.",
  "field.taxCategory.help":
    "Sylius admin: Configuration, Tax categories. Without one, products made here are sold without tax.",
  "field.timeZone": "Time zone of the shop's server",
  "field.timeZone.patternHint": "A name such as Europe/Berlin or UTC.",
  "field.timeZone.help":
    "Sylius does not send it. Empty: Argosy measures it at every sign-in. Enter it so that orders placed before a clock change get the right hour.",
  "field.codMethods": common.codMethods,
  "field.codMethods.help": common.codMethodsHelp,
  "step.1.title": "Make an administrator for Argosy",
  "step.1.text":
    "In the Sylius admin open Configuration, Administrators, Create. Give it its own e-mail and a long password.",
  "step.2.title": "Give it access to the API",
  "step.2.text":
    "No screen can do this. Ask the shop's developer to run on the server: bin/console sylius:user:promote <e-mail> ROLE_API_ACCESS --user-type=admin. The API itself must be enabled (sylius_api.enabled: true).",
  "step.3.title": "Enter address, e-mail and password",
  "step.3.text":
    "Argosy logs in, lists the channels and learns the shop's clock. An API administrator may do everything: Sylius knows no finer rights.",
  "scope.everyCallApiNoFiner": "every call of the API; there are no finer rights",
  "note.twoOrdersSecondReadBecause":
    "One to two orders a second, because the shop returns an order's payments, parcels, taxes and customer one by one.",
  "note.newProductGetsSameTitle":
    "A new product gets the same title and text in every locale of the channel. Translate the others in the shop; a translation of its own stays when the title changes here.",
  "note.newVariantGetsTaxCategory":
    "A new variant gets the tax category of its siblings, else the one entered for the channel. Without either it is sold without tax.",
  "fact.name": "Name",
  "fact.currency": "Currency",
  "fact.locale": "Locale",
  "fact.hostname": "Domain",
  "fact.email": "E-mail",
  "word.pricesChannel": common.channelPrices,
  "word.tax": "With tax",
  "word.withoutTax": "Without tax",
  "warning.tellsNobodyNewOrdersArgosy":
    "Sylius sends no webhook for new orders, so Argosy checks every two minutes, and open orders every half hour.",
  "warning.shopCancelsEveryOrderStays":
    "The shop cancels every order that stays unpaid for five days, also one already shipped. Mark cash on delivery as paid in time.",
  "warning.channelSwitchedOffShop": "The channel {{channel}} is switched off in the shop.",
  "warning.productsMadeShopGetNo":
    "Products made in the shop get no tax category and are sold without tax: none is chosen. Enter one of: {{codes}}.",
  "warning.shopNotTellTimeZone":
    "The shop does not send its time zone, so times are read as UTC. Enter the time zone in the form.",
  "warning.paymentMarkedPaidClosesOrder": "The payment is marked as paid; Sylius then closes the order automatically.",
  "warning.parcelsLeaveWholeTrackingNumber":
    "Parcels leave whole, with one tracking number that cannot be changed later; the carrier's name is not kept.",
  "warning.shopWritesCustomerAnyCase": "The shop writes to the customer in any case.",
  "warning.shopPutsEveryUnitBack": "The shop puts every unit back into its own stock.",
  "warning.moneyStaysShopUntilPayment": "The money stays with the shop until the payment is refunded as well.",
  "warning.parcelAlreadyLeft": "The parcel has already left.",
  "warning.wholePaymentRefundedNothingPut": "Only a whole payment can be refunded, and nothing is put back into stock.",
  "warning.offlinePaymentMethodsNoteRefund":
    "Offline payment methods only note the refund: pay the money back yourself.",
  "error.shopNoLongerAnswersApi":
    "The shop no longer answers with its API. The shop's developer has to enable it again (sylius_api.enabled: true).",
  "error.shopListUnknownForm": "The shop's list has an unknown form.",
  "error.shopRefusesEMailPassword":
    "The shop refuses this e-mail and password. Check both, and that the administrator is enabled in the shop.",
  "error.noApiAddressCheckAddress":
    "There is no Sylius API at this address. Check the address; if it is right, the shop's developer has to enable the API (sylius_api.enabled: true).",
  "error.shopAddressNotAddressLooks": common.shopAddressInvalid,
  "error.noTimeZoneLooksLike":
    '"{{zone}}" is no time zone. It looks like Europe/Berlin or Africa/Cairo; leave it empty to measure it.',
  "error.channelNoLocaleEnter": 'The channel has no locale "{{locale}}". Enter one of: {{codes}}.',
  "error.shopNoTaxCategoriesLeave": "The shop has no tax categories. Leave the field empty.",
  "error.shopNoTaxCategoryEnter": 'The shop has no tax category "{{category}}". Enter one of: {{codes}}.',
  "error.shopNoChannelYet": "The shop has no channel yet.",
  "error.shopNotShowProductJust": common.productNotShown,
  "error.severalChannels": "The shop has several channels. Enter one of: {{codes}}.",
  "error.noSuchChannel": 'The shop has no channel "{{channel}}". Enter one of: {{codes}}.',
  "error.noApiRole": "This administrator may not use the API. The shop's developer runs on the server: {{command}}",
  "composed.catalogPricesStandShopPrice": common.catalogPrices,
  "error.shopTooManyCategoriesNamed": 'The shop has too many categories named like "{{name}}".',
  "refused.keepsMostCharactersTrackingNumbers": "Sylius keeps at most {{most}} characters of tracking numbers.",
  "refused.orderShopNothingShipped": "The order is {{state}} in the shop; nothing can be shipped.",
  "refused.shipsParcelWholeChooseAll":
    "Sylius ships a parcel as a whole: choose all units of the order, or split it in the shop before.",
  "refused.parcelMarkedShippedShopCustomer":
    "The parcel is marked as shipped in the shop, and the customer gets its mail.",
  "refused.parcelMarkedShippedShop": common.parcelShipped,
  "refused.shopNoParcelOrderCould": "The shop has no parcel of this order that could still be shipped.",
  "refused.noWaySetOrderNothing": 'Sylius has no way to set an order to "{{status}}"; nothing was sent.',
  "refused.keepsNoNotesMerchantOrder": "Sylius keeps no notes of the merchant on an order; nothing was sent.",
  "refused.shopNotKnowOrder": common.orderUnknown,
  "done.orderCancelledShop": common.orderCancelled,
  "refused.shopCancelsNoOrderFulfilled": "The shop cancels no order that is fulfilled.",
  "done.orderCancelledShopUnitsFree": common.orderCancelledUnitsFree,
  "refused.orderRefundCurrency": common.refundCurrency,
  "refused.shopNoCompletedPaymentOrder": "The shop has no completed payment for this order that could be refunded.",
  "refused.refundsPaymentWholeRefundFull":
    "Sylius refunds a payment as a whole only. Refund the full amount, or do it in the shop with its refund plugin.",
  "done.orderFulfilledShop": "The order is fulfilled in the shop.",
  "refused.shopCompletesNoCancelledOrder": "The shop completes no cancelled order.",
  "refused.completesOrderItselfOncePaid":
    "Sylius completes an order automatically once it is paid and shipped. Ship it first.",
  "done.paymentMarkedPaidShopClosed": "The payment is marked as paid; the shop has closed the order.",
  "refused.shopNotCloseOrderPayments": "The shop did not close the order: its payments cannot be completed.",
  "refused.channelSellsPrice": common.priceCurrency,
  "refused.shopHoldsPricesUpCurrency": "The shop holds prices up to {{most}} of the currency's smallest unit.",
  "refused.shopNoLongerVariant": common.variantGone,
  "refused.shopNotConfirmPrice": "The shop did not confirm the price.",
  "error.takesLettersDigitsSkuMost":
    'Sylius takes letters, digits, _ and - in a SKU, at most 255 of them; "{{sku}}" has others. Change the SKU, or link the product to one of the shop by hand.',
  "error.shopOtherProductsCodesProduct":
    'The shop has other products with the codes "{{sku}}" and "{{sku}}-product". Link this product by hand.',
  "error.shopProductOptionsOwnNot":
    'The shop\'s product has options of its own, and not all values of "{{sku}}" are known there. Add them in the shop (Catalog, Options), then send the product again.',
  "refused.shopHoldsMostPieces": common.mostUnits,
  "refused.ordersKeptChangingVariantWhile": "Orders kept changing this variant while its stock was written.",
  "done.paymentRefunded": "The payment is marked as refunded in the shop.",
} as const;

export const { message, english, ...catalog } = messageCatalog("sylius", texts, { ar });
