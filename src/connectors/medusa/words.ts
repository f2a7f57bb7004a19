/** What a seller reads of medusa, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.baseUrl": "Shop server address",
  "field.baseUrl.patternHint": common.addressHttps,
  "field.baseUrl.help":
    "Where the Medusa server answers, without /app or /admin behind it. It is often not the storefront's address.",
  "field.secretKey": "Secret API key",
  "field.secretKey.patternHint": "sk_ and 64 letters and digits. A key that begins with pk_ is the storefront's.",
  "field.secretKey.help": "Settings, Secret API Keys in the shop's admin. It is shown once.",
  "field.salesChannelId": "Sales channel",
  "field.salesChannelId.help":
    "Name or id of the channel to connect (Settings, Sales Channels). May be empty when the shop has one.",
  "field.regionId": "Region",
  "field.regionId.help":
    "Name or id of the region whose currency the prices are read and written in (Settings, Regions). Empty: the shop's default currency.",
  "field.codProviders": "Payment providers that mean cash on delivery",
  "field.codProviders.help":
    "Ids of the shop's payment providers (pp_...), separated by commas. An authorised payment by one of them is collected by the courier.",
  "label.makeSecretKeyArgosy": "Create a secret key for Argosy",
  "said.adminSettings":
    "In the shop's admin open Settings, Secret API Keys, Create. Name it Argosy and copy the key: it is shown once. A key may do everything in the shop, so keep it as safe as the password of an owner.",
  "label.lookStockLocations": "Look at the channel's stock locations",
  "said.settingsLocationsShipping":
    "Settings, Locations & Shipping: each location that ships for the channel names it under Sales Channels. The shop reserves an order at any one of them that holds the whole line, so that one location for a channel is the surest.",
  "label.addressKey": "Enter address and key",
  "said.argosyLearnsChannels":
    "Argosy learns the channels, regions, currencies and stock locations. Where the shop has several channels, enter the one to connect.",
  "note.newProductSoldConnectedAlone":
    "A new product is sold in the connected channel alone, with the shop's default shipping profile.",
  "note.productWithoutOptionsGetsCalled":
    "A product without options gets one called Default: the shop takes none without.",
  "note.salePricesPriceListsStay":
    "Sale prices of price lists stay the shop's own; the base price in the connection's currency is written, the others stay.",
  "word.name": "Name",
  "fact.currency": "Currency",
  "error.addressNotAddress": "The address is not an address. It looks like https://api.my-shop.example.",
  "error.refusesKey": "The shop refuses this key. Make a new one under Settings, Secret API Keys, and enter it whole.",
  "error.no2ServerAddress":
    "There is no Medusa 2 server at this address. It is the address of the server, without /app or /admin behind it.",
  "error.no2ServerAddressMore":
    "There is no Medusa 2 server at this address any more, or it lacks this part of the API. Check the shop server address.",
  "error.answeredOtherRecordsThanThose":
    "The shop answered other records than those asked for: it ignores the filter by id.",
  "error.tellsNo": "The shop returned no settings of its own.",
  "warning.tellsNobodyNewOrders":
    "Medusa sends no webhook for new orders, so Argosy checks every two minutes, and open orders every quarter of an hour.",
  "warning.disabled": "The channel {{channel}} is disabled in the shop.",
  "warning.noStockLocationServes":
    "No stock location serves the channel: its items cannot be sold until one does (Settings, Locations).",
  "warning.severalStockLocationsServe":
    "Several stock locations serve the channel: the shop reserves each line at any one of them that holds all of it, and refuses what only two hold together.",
  "warning.noShippingProfile":
    "The shop has no shipping profile: products made from here cannot be ordered until they have one.",
  "error.productNoLongerExists": common.productGone,
  "error.notShowProductJustWritten": common.productNotShown,
  "error.categoryNoLongerExists": "The category no longer exists in the shop.",
  "error.notTellParcelJustMade": "The shop did not return the parcel it just created.",
  "error.parcelOrderJustLeft": common.parcelJustLeft,
  "error.noStockLocationServes":
    "No stock location serves the channel, so that nothing can be put back into stock. Link one in the shop, then connect again.",
  "error.unitsNotLeftPutBack":
    "Units that have not left cannot be put back into stock with a refund: they are still reserved. Cancel the order, or refund without putting units back.",
  "warning.closesOrderStands": "The shop closes the order as it is. Nothing is captured, shipped or delivered by it.",
  "warning.trackingNumbersChangedLater": "Tracking numbers cannot be changed later in the shop.",
  "warning.paysBackItselfCaptured": "The shop refunds what was captured and frees all units.",
  "warning.parcelsPackedNotLeftWithdrawn": "Parcels that are packed and have not left are withdrawn first.",
  "warning.paymentProviderPaysMoneyBack":
    "The shop's payment provider pays the money back; of payments taken by hand the refund is only noted.",
  "warning.unitsPutBackIntoStock": "Units put back into stock come back by a return, which is received at once.",
  "error.notShowOrderJustMade": common.orderNotShown,
  "refused.makesNoOrderWithoutCustomer": "Medusa makes no order without the customer's e-mail.",
  "refused.makesNoOrderWithoutCountry": "Medusa makes no order without a country.",
  "refused.noShippingOptionCountry": "The shop has no shipping option for this country.",
  "error.severalSalesChannels": "The shop has several sales channels. Enter one of: {{choice}}.",
  "error.noSuchSalesChannel": 'There is no sales channel "{{channel}}". Enter one of: {{choice}}.',
  "error.noSuchRegion": 'There is no region "{{region}}". Enter one of: {{choice}}.',
  "error.cannotLieBelowItself": '"{{name}}" cannot lie below itself.',
  "error.shopAnotherCategoryAddressName":
    'The shop has another category with the address "{{handle}}". Name this one otherwise.',
  "done.orderCancelledShop": common.orderCancelled,
  "refused.shopNoUnitsOrderCould": common.nothingToShip,
  "refused.shopFewerUnitsLeftThese": "The shop has fewer units left than these: others are in parcels made before.",
  "refused.orderRefundCurrency": common.refundCurrency,
  "refused.shopNoCapturedPaymentOrder": "The shop has no captured payment of this order with so much left to refund.",
  "refused.refundStandsShop": common.refundRecorded,
  "refused.ordersNoNotesNothingSent": "Medusa's orders have no notes; nothing was sent.",
  "refused.noWaySetOrderNothing": 'Medusa has no way to set an order to "{{status}}"; nothing was sent.',
  "refused.shopNotKnowOrder": common.orderUnknown,
  "refused.somebodyBeganEditReturnExchange":
    "An edit, a return or an exchange of this order is unfinished in the shop. Confirm or discard it there, then try again.",
  "refused.parcelOrderLeftCancelsWhole":
    "A parcel of this order has left, and Medusa cancels whole orders alone. Refund it instead.",
  "done.orderCancelledShopUnitsFree": common.orderCancelledUnitsFree,
  "done.orderCompletedShop": "The order is completed in the shop.",
  "refused.ordersMadeStoreCurrency": common.orderCurrency,
  "refused.shopNoItemLinkFirst": common.itemMissing,
  "refused.shopNoRegionSells": "The shop has no region that sells in {{currency}}.",
  "error.shopChargesOrderNotNothing": common.orderTotalDiffers,
  "refused.shopNoLongerVariant": common.variantGone,
  "refused.channelSellsPrice": common.priceCurrency,
  "refused.stockLocationNotServeChannel":
    "This stock location does not serve the channel in the shop. Choose another under Locations.",
  "refused.shopNotCountVariantStock":
    "The shop does not count this variant's stock. Switch on Manage inventory there to have its number written.",
  "refused.shopMakesVariantSeveralStock":
    "The shop makes this variant of several stock items. Write the numbers of those instead.",
  "refused.shopHoldsNoNumberBelow": "The shop holds no number below 0.",
  "error.skusStandProductsShopLink": common.skusInSeveralProducts,
  "error.shopProductNeedsValueEach": common.optionMissing,
  "done.parcelShipped": common.parcelShipped,
} as const;

export const { message, english, ...catalog } = messageCatalog("medusa", texts, { ar });
