/** What a seller reads of Vendure, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.adminApiUrl": "Admin API address",
  "field.adminApiUrl.patternHint": common.addressHttps,
  "field.adminApiUrl.help": "The address of the shop's server, usually with /admin-api behind it.",
  "field.username": "Administrator",
  "field.username.help": "Settings, Administrators in the shop. Make one for Argosy alone.",
  "field.password": "Administrator's password",
  "field.apiKey": "API key, in place of a password",
  "field.apiKey.help":
    "Only where the shop's developer allowed keys. It costs the shop a quarter of a second a call: a password is better.",
  "field.channelToken": "Channel token",
  "field.channelToken.patternHint": "A token without spaces.",
  "field.channelToken.help": "Settings, Channels in the shop. May be empty when the administrator sees one channel.",
  "field.codMethods": common.codMethods,
  "field.codMethods.help":
    "Codes of the shop's payment methods, separated by commas. An authorised payment by one of them is collected by the courier.",
  "step.1.title": "Make a role for Argosy",
  "step.1.text":
    "In the shop open Settings, Roles, Create. Choose the channel to connect, and the permissions: all of Order, all of Product and Asset (or Catalog), ReadCollection, ReadCustomer, ReadPromotion, ReadSettings, ReadChannel, ReadStockLocation.",
  "step.2.title": "Make an administrator with this role",
  "step.2.text": "Settings, Administrators, Create: its own e-mail, a long password, and the role alone.",
  "step.3.title": "Enter address, e-mail and password",
  "step.3.text":
    "Argosy logs in and learns the channel, its currency and stock locations. Connect the channel you sell in: the default channel shows the orders of all of them.",
  "scope.readingOrders": "reading orders",
  "scope.shippingCancellingRefundingOrders": "shipping, cancelling and refunding orders",
  "scope.makingOrders": "making orders",
  "scope.clearingAwayDraftsOrdersNot": "clearing away drafts of orders that were not made",
  "scope.readingProducts": "reading products",
  "scope.writingStockPricesTexts": "writing stock, prices and texts",
  "scope.makingProducts": "making products",
  "scope.sendingPictures": "sending images",
  "scope.findingPicturesSentBefore": "finding images that were sent before",
  "scope.writingTextsPictures": "writing the alt texts of images",
  "scope.readingStockLocation": "reading stock by location",
  "note.newProductTextsChannelLanguage":
    "A new product has its texts in the channel's language alone. The shop shows them in the others until they are translated there.",
  "note.newVariantsGetShopDefault": "New variants get the shop's default tax category.",
  "note.productsGetCollectionsShopOwn":
    "Products get into collections by the shop's own rules, not by the categories here.",
  "fact.name": "Name",
  "fact.channel": "Channel",
  "fact.currency": "Currency",
  "fact.language": "Language",
  "warning.tellsNobodyNewOrdersArgosy":
    "Vendure sends no webhook for new orders, so Argosy checks every two minutes, and open orders every quarter of an hour.",
  "warning.defaultChannelShowsOrdersAll":
    "The default channel shows the orders of all channels. Connect the channel you sell in, and not this one beside it.",
  "warning.shopSellsBelowZeroOut":
    "The shop sells below zero (out-of-stock threshold): it may sell what Argosy does not have.",
  "warning.shopNotCountStockUnless":
    "The shop does not count stock unless an item says so. Argosy switches counting on for the items it writes.",
  "warning.parcelsMarkedDeliveredPaymentAuthorised":
    "Its parcels are marked as delivered, and a payment that is only authorised is settled.",
  "warning.trackingNumbersCannotChangedLater":
    "Tracking numbers cannot be changed later, and a tracking address has no place in the shop.",
  "warning.shopPutsEveryUnitNot": "The shop puts every unit that has not left back into its own stock.",
  "warning.noMoneyMovesRefundWhat": "No money moves: refund what was paid as well.",
  "warning.whatLeftStaysSoldRest": "What has left stays sold: only the rest is cancelled.",
  "warning.shopPaymentHandlerPaysMoney":
    "The shop's payment handler pays the money back; of payments entered by hand the refund is only noted.",
  "warning.unitsPutBackStockCount": "Units put back into stock count as cancelled in the shop.",
  "refused.placesOrderWhenPaidSend":
    "Vendure places an order when it is paid. Send this one once it is, or make it in the shop.",
  "refused.makesNoOrderWithoutCustomer": "Vendure makes no order without the customer's e-mail.",
  "refused.makesNoOrderWithoutStreet": "Vendure makes no order without street and country.",
  "refused.shopNoShippingMethodAddress": "The shop has no shipping method for this address and these goods.",
  "error.administratorArgosyNotRightShop":
    "Argosy's administrator lacks a permission in the shop. Give its role the permissions of the setup guide, in the connected channel.",
  "error.noAdminApiAddressUsually": "There is no Vendure Admin API at this address. It usually ends in /admin-api.",
  "error.shopAcceptedLoginHandedOut":
    "The shop accepted the sign-in but started no session. Its developer adds 'bearer' to authOptions.tokenMethod.",
  "error.shopNoLongerAcceptsApi":
    "The shop no longer accepts the API key. Make a new one under Settings, API keys, and connect again.",
  "error.addressNotAddressLooksLike": "The address is not an address. It looks like https://my-shop.example/admin-api.",
  "error.enterAdministratorPasswordApiKey": "Enter an administrator and the password, or an API key.",
  "error.administratorNoRoleAnyChannel": "The administrator has no role in any channel.",
  "error.shopToldNoNumberPicture": "The shop returned no id for an image.",
  "error.shopNotTellParcel": "The shop did not return the parcel.",
  "error.parcelOrderJustLeftShop": common.parcelJustLeft,
  "error.shopNotTellWhatBecame": "The shop did not return the state of the refund.",
  "error.shopNotShowDraftJust": "The shop does not show the draft just made.",
  "error.shopNotShowOrderJust": common.placedOrderNotShown,
  "error.productNoLongerExistsShop": common.productGone,
  "error.shopNotShowProductJust": common.productNotShown,
  "error.severalChannels": "The administrator sees several channels. Enter one of: {{known}}.",
  "error.noSuchChannel": 'There is no channel with the token "{{token}}". Enter one of: {{known}}.',
  "error.takesMostKbCallKb":
    "Vendure takes at most {{most}} KB in one call, and {{what}} has {{size}} KB. Shorten the text.",
  "error.shopRefusesUserPasswordCheck":
    "The shop refuses this user and password. Check both under Settings, Administrators in the shop.",
  "error.shopRefusesLoginCheckAdministrator":
    "The shop refuses this login. Check the administrator under Settings, Administrators in the shop.",
  "error.refused": "Vendure refused {{what}}: {{words}}",
  "error.liesNoJpegPngGif": common.imageKind,
  "done.orderCancelledShop": common.orderCancelled,
  "refused.shopNoUnitsOrderCould": common.nothingToShip,
  "refused.shopFewerUnitsLeftThese":
    "The shop has fewer units left than these: others are cancelled there, or in parcels made before.",
  "refused.orderRefundCurrency": common.refundCurrency,
  "refused.shopNoPaymentOrderMuch": "The shop has no payment of this order with so much left to refund.",
  "refused.shopPaymentHandlerCouldNot":
    "The shop's payment handler could not pay the money back. Look at the payment in the shop.",
  "refused.refundStandsShop": common.refundRecorded,
  "refused.noWaySetOrderNothing": 'Vendure has no way to set an order to "{{status}}"; nothing was sent.',
  "refused.shopNotKnowOrder": common.orderUnknown,
  "refused.allUnitsLeftCancelledBefore": "All units have left or were cancelled before; refund the order instead.",
  "done.orderCancelledShopUnitsFree": common.orderCancelledUnitsFree,
  "done.restCancelledShopUnitsFree": "What had not left is cancelled in the shop, and its units are free again.",
  "done.orderDeliveredShop": "The order is delivered in the shop.",
  "refused.completesOrderOnceAllDelivered": "Vendure completes an order once all of it was delivered. Ship it first.",
  "done.parcelsMarkedDeliveredShop": "The parcels are marked as delivered in the shop.",
  "refused.ordersMadeChannelCurrency": "Orders are made in the channel's currency, {{currency}}.",
  "refused.shopNoItemLinkFirst": common.itemMissing,
  "error.shopChargesOrderNotNothing": common.orderTotalDiffers,
  "refused.shopNoLongerVariant": common.variantGone,
  "refused.channelSellsPrice": common.priceCurrency,
  "refused.shopHoldsPrices0Smallest": "The shop holds prices from 0 to {{most}} of its smallest unit.",
  "refused.stockLocationNotBelongChannel":
    "This stock location does not belong to the channel in the shop. Choose another under Locations.",
  "refused.shopHolds0Pieces": "The shop holds 0 to {{most}} pieces.",
  "error.shopProductNeedsValueEach": common.optionMissing,
  "error.soldOtherChannelsShopWell":
    '"{{title}}" is sold in other channels of the shop as well ({{channels}}), and Vendure\'s switch counts for all of them. Take it out of this channel in the shop.',
  "error.switchCountsAllChannelsShop":
    'Vendure\'s switch counts for all channels of the shop, and the administrator of Argosy may not see which others sell "{{title}}". Give its role the default channel as well, or take the product out of this channel in the shop.',
  "error.skusStandProductsShopLink": common.skusInSeveralProducts,
  "done.parcelShipped": common.parcelShipped,
  "done.noteStands": common.noteInShop,
} as const;

export const { message, english, ...catalog } = messageCatalog("vendure", texts, { ar });
