/** What a seller reads of Shopee, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.shopId": "Shop ID",
  "field.shopId.patternHint": "A shop ID is a number, like 14701711.",
  "field.shopId.help":
    "Leave it open: when a main account holds several shops, you choose among them after you have given consent.",
  "field.handOver": "How parcels are handed over",
  "field.handOver.help":
    "The pickup address and the earliest time Shopee recommends are taken; at drop-off, the first branch.",
  "field.senderName": "Sender's real name for drop-off",
  "field.senderName.help": "Some drop-off couriers ask for it.",
  "field.defaultCategoryId": "Shopee category for new products without one (id)",
  "field.defaultCategoryId.patternHint": "A category's id is a number.",
  "field.defaultCategoryId.help": "Left open, Shopee's own suggestion for the product's name is taken.",
  "field.defaultWeightGrams": "Weight of new products without one, in grams",
  "field.defaultWeightGrams.help":
    "Shopee doesn't accept products without a weight. Left open, such a product is refused with that reason.",
  "field.stockTakenAt": "Shopee lowers its stock",
  "field.stockTakenAt.help":
    "Shopee does not publish this. To be sure, place an unpaid test order and look at the item's stock.",
  "listing.title": "Title",
  "listing.description": "Description",
  "listing.images": "Images",
  "listing.condition": "Condition",
  "listing.condition.new": "New",
  "listing.condition.used": "Used",
  "listing.brand": "Brand",
  "listing.price": "Price",
  "listing.quantity": "Quantity",
  "listing.gtin": "GTIN (EAN, UPC, ISBN)",
  "listing.gtin.none": "No GTIN",
  "listing.gtin.help": "For a product without one, enter 00.",
  "listing.weight": "Package weight",
  "listing.length": "Package length",
  "listing.width": "Package width",
  "listing.height": "Package height",
  "listing.channels": "Shipping channels",
  "listing.channels.help": "Leave it empty to use every channel switched on at Shopee.",
  "listing.shippingFee": "Shipping fee",
  "listing.daysToShip": "Days to ship (pre-order)",
  "listing.daysToShip.help": "Only for pre-orders. Leave it empty for products in stock.",
  "listing.location": "Stock location",
  "listing.option1Name": "Variation 1: name",
  "listing.option1": "Variation 1: option",
  "listing.option2Name": "Variation 2: name",
  "listing.option2": "Variation 2: option",
  "listing.sizeChart": "Size chart (ID)",
  "listing.dangerous": "Dangerous goods",
  "listing.tax.ncm": "NCM",
  "listing.tax.sameStateCfop": "CFOP within the state",
  "listing.tax.diffStateCfop": "CFOP to other states",
  "listing.tax.csosn": "CSOSN",
  "listing.tax.origin": "Origin (0 to 8)",
  "listing.tax.cest": "CEST",
  "listing.tax.measureUnit": "Unit of measure",
  "refused.skuOnSale": "SKU {{sku}} is already listed on Shopee. Link that listing, or give this product another SKU.",
  "refused.listing": "Shopee did not accept the listing and gave no reason.",
  "refused.noCategory": "Shopee has no such category. Update the categories and choose another one.",
  "refused.noBrand": "Shopee has no brand {{brand}} in this category.",
  "refused.noValue": "Shopee has no value {{value}} for {{attribute}}.",
  "option.pickup": "Picked up, where Shopee offers it",
  "option.dropoff": "Brought to a drop-off point, where Shopee offers it",
  "option.placed": "when an order is placed",
  "option.paid": "when an order is paid",
  "step.1.title": "Press Connect",
  "step.1.text":
    "Shopee's page opens. Sign in with the shop's own account, or with the main account; a sub-account cannot give consent.",
  "step.2.title": "Give consent for a year",
  "step.2.text":
    "Choose 365 days as the length of the authorization: when it ends, the shop has to be connected again. Confirm, and you are back here.",
  "step.3.title": "Several shops",
  "step.3.text":
    "Each shop becomes its own channel. With a main account you choose, after giving consent, which of its shops to connect.",
  "topic.ordersProductsConsent": "Orders, products and consent",
  "scope.productsPricesStockCategories": "products, prices, stock, categories",
  "scope.ordersShippingCancellationsReturns": "orders, shipping, cancellations, returns",
  "note.askedWindows15DaysHow": "Asked for in windows of 15 days; how long Shopee keeps orders is not published.",
  "fact.name": "Name",
  "fact.region": "Region",
  "fact.currency": "Currency",
  "fact.authorizedUntil": "Consent ends",
  "word.products": "products",
  "word.orders": "orders",
  "word.fees": "fees",
  "said.consentGivenHubEndsConnect":
    "The consent given to this hub ends on {{day}}. Connect the shop again before that day, and choose 365 days.",
  "said.crossBorderShopSomePrices":
    "This is a cross-border shop: some of its prices and fees are kept in another currency.",
  "said.bannedItemSellerCentreSays": "Shopee has banned this item. Seller Centre says which rule it breaks.",
  "warning.refusesBuyerWishCancelTells": "Rejects the buyer's cancellation request. Shopee notifies the buyer.",
  "warning.arrangesShipmentFirstPickupTime":
    "Arranges the shipment at Shopee, with the first pickup time or drop-off Shopee offers; this cannot be taken back here.",
  "warning.ownChannelsMakeTrackingNumber":
    "Shopee's own channels make the tracking number; yours is passed on only for couriers Shopee does not work with.",
  "warning.acceptsBuyerWishCancel": "Accepts the buyer's request to cancel.",
  "warning.takesCancellationBeforeOrderShipped": "Shopee takes a cancellation only before the order is shipped.",
  "warning.tellsBuyerReturnsWhatPaid": "Shopee notifies the buyer and refunds what was paid.",
  "warning.acceptsBuyerReturnRequestFull":
    "Accepts the buyer's return request in full. Shopee then pays the buyer back out of your money.",
  "warning.keptOrderSellerNoteBuyer": "Kept in the order's seller note; the buyer does not see it.",
  "refused.reservedByPromotion": "A promotion has reserved units of this item. Its stock cannot go below them.",
  "refused.stockLocked":
    "The item takes part in a promotion, which locks its stock. It is sent again when you change it after the promotion.",
  "refused.priceLocked":
    "The item takes part in a promotion, which locks its price. It is sent again when you change it after the promotion.",
  "refused.keptByShopee": "Shopee's own warehouse keeps this item. Its stock is not set from here.",
  "refused.holiday": "The shop is in holiday mode, in which Shopee takes no change of stock.",
  "refused.stock": "Shopee did not take the stock.",
  "refused.price": "Shopee did not take the price.",
  "refused.says": "Shopee says: {{words}}",
  "refused.wholePrices": "Shopee takes only whole prices in {{region}}. {{price}} has decimals.",
  "refused.imageNotLoaded":
    "The image {{url}} could not be loaded. Shopee takes files of up to 10 MB, so Argosy has to load it first.",
  "refused.shopIdNumberLike14701711": "A Shopee shop ID is a number, like 14701711.",
  "refused.connectShopButtonAsksConsent": "Connect this shop with the button: Shopee asks for your consent.",
  "refused.signedShopButShopConnected":
    "You signed in to shop {{shop}}, but shop {{wanted}} was to be connected. Sign in to that shop, or leave the shop ID open.",
  "refused.appNotApprovedPleaseStart": "The app was not approved at Shopee. Start again and confirm on Shopee's page.",
  "refused.namedNoShopPleaseStart": "Shopee named no shop. Start again.",
  "refused.namedNeitherShopNorMain":
    "Shopee named neither a shop nor a main account. Sign in with the shop's own or the main account; sub-accounts cannot give consent.",
  "refused.mainAccountGaveAccessNo":
    "This main account gave access to no shop. Tick the shop on Shopee's consent page.",
  "refused.mainAccountGaveAccessNot": "This main account gave access to {{shops}}, not to shop {{wanted}}.",
  "error.apiHostHubMust": "SHOPEE_API_HOST of this hub must be one of {{hosts}}.",
  "error.hubNoAppOperatorSet":
    "This hub has no Shopee app: its operator has to set SHOPEE_PARTNER_ID and SHOPEE_PARTNER_KEY.",
  "error.partnerIdHubNotNumber": "SHOPEE_PARTNER_ID of this hub is not a number.",
  "error.ownCategoriesMadeShopCollections":
    "Shopee's own categories are made by Shopee. A shop has collections of its own, without levels: make this a category without a parent.",
  "error.ownCategoriesNotShopDelete": "Shopee's own categories are not the shop's to delete.",
  "error.bannedShopSettleSellerCentre":
    "Shopee has banned this shop. Settle that in the Seller Centre; the connection is kept and tried again.",
  "error.frozenShopSettleSellerCentre":
    "Shopee has frozen this shop. Settle that in the Seller Centre; the connection is kept and tried again.",
  "error.crossBorderShopManagedThrough":
    "This is a cross-border shop managed through Shopee's China or Korea Seller Centre. Its products and stock are kept there as global products, which this connector does not manage. Shops of local sellers can be connected.",
  "error.noLongerGrantsAccessShop":
    "Shopee no longer grants access to this shop: the consent has ended or was taken back. Connect it again.",
  "error.consentCodeUsedAlreadyOlder":
    "Shopee's consent code was used already or is older than 10 minutes. Connect again.",
  "error.tookPictureToldNoId": "Shopee accepted an image but returned no id for it.",
  "error.notShowProductYetLooked": "Shopee does not show the product yet; it is looked up again.",
  "refused.takesUpVariantsProduct": "Shopee takes up to {{most}} variants of a product; this one has {{variants}}.",
  "refused.knowsUpTwoKindsOptions":
    "Shopee knows up to two kinds of options (like colour and size); this product has {{options}}.",
  "refused.everyVariantNeedsValueTells":
    "Every variant needs a value for {{options}}: Shopee tells variants apart by them.",
  "refused.twoVariantsSameOptionsCannot": "Two variants have the same options; Shopee cannot tell them apart.",
  "refused.takesSkusUpCharacters": "Shopee takes SKUs of up to {{most}} characters.",
  "error.orderUnknownCurrency": "Order {{order}} is in an unknown currency.",
  "refused.shipsOrderStockSentAhead": "Shopee ships this order from stock you sent ahead; nothing is to be arranged.",
  "refused.orderShippedOnceReadyShip":
    "Shopee has this order as {{status}}; it can be shipped once it is ready to ship.",
  "refused.shipmentArrangedTrackingNumber": "The shipment is arranged; Shopee's tracking number is there.",
  "done.shipmentArrangedNotMadeTracking": "The shipment is arranged; Shopee has not made the tracking number yet.",
  "refused.notKnowOrderAnyMore": "Shopee does not know this order any more.",
  "refused.cancelOrderCancelCommandWants": "Cancel the order with the cancel command: Shopee wants a reason.",
  "refused.movesOrdersStatusesItselfArrange":
    "Shopee moves its orders' statuses itself: arrange the shipment to go on, and the carrier's scans do the rest.",
  "done.buyerCancellationAccepted": "The buyer's cancellation was accepted.",
  "done.buyerCancellationRefused": "The buyer's cancellation was refused.",
  "done.orderCancelled": "The order is cancelled at Shopee.",
  "refused.cancelsNoOrderShipped": "Shopee cancels no order that has been shipped.",
  "refused.takesTwoReasonsSellerCustomer":
    "Shopee accepts two reasons from a seller: the customer's request, or no stock. Choose the true one.",
  "done.cancelledWhichPaysBuyerBack": "Cancelled at Shopee, which pays the buyer back.",
  "refused.paysMoneyBackWhereBuyer":
    "Shopee pays money back only where the buyer has asked for a return, and no such request is open.",
  "refused.buyerAsksWhichAcceptedFull":
    "The buyer asks for {{amount}} {{currency}}, which is accepted in full or not at all. For another amount make an offer in the Seller Centre.",
  "done.returnAcceptedPaysBuyerBack": "The return is accepted; Shopee pays the buyer back.",
  "refused.passesNoNotesBuyerChat": "Shopee passes no notes to the buyer; its chat is not open to this hub.",
  "done.noteStandsOrder": common.noteAdded,
  "done.addedOrderSellerNote": "Added to the order's seller note.",
  "refused.listingLostAddressReadProducts": "This listing has lost its Shopee address. Read the products again.",
  "refused.shopSellsPrice": "This shop sells in {{currency}}; the price is in {{other}}.",
  "refused.takesNoPriceZeroLess": "Shopee doesn't accept prices of zero or less.",
  "refused.kitStock":
    "Shopee counts this kit by the items in it. Give those items their numbers; the kit's follows from them.",
  "refused.itemNoLongerExists": "The item no longer exists at Shopee.",
  "refused.takesNoProductWithoutCategories":
    "Shopee doesn't accept products without one of its categories, and suggests none for this name. Choose one for the product.",
  "refused.takesNoProductWithoutWeight":
    "Shopee doesn't accept products without a weight. Give the product one, or set a default in the channel settings.",
  "refused.shopNoShippingChannelSwitched":
    "This shop has no shipping channel switched on. Switch one on in the Seller Centre.",
  "refused.needsPriceBeforeListed": '"{{sku}}" needs a price before it can be listed at Shopee.',
  "error.sellsAnotherSkuUnderOptions":
    'Shopee sells another SKU under the options of "{{sku}}". Give that variation the SKU in the Seller Centre, or choose other options.',
  "refused.productNeedsLeastVariant": common.productWithoutVariants,
  "refused.takesNoProductWithoutPicture": "Shopee doesn't accept products without an image. Add one first.",
  "refused.productNoLongerExistsUnlink":
    "This product no longer exists at Shopee. Unlink it and Argosy creates it again.",
  "refused.takes0": "Shopee takes 0 to {{most}}.",
  "refused.shopStocksGoodsSeveralPlaces":
    "This shop stocks goods in several places at Shopee. Map this channel's location first.",
  "error.appHubSendsPushesIf":
    "The Shopee app of this hub sends its pushes to {{present}}. If nothing else needs them there, enter {{url}} as the push URL in the Open Platform console. Until then Argosy checks for orders every five minutes.",
  "refused.consentShopEndsConnectShop":
    "Shopee's consent for this shop ends {{day}}. Connect the shop again before that day, and choose 365 days; until then everything works on.",
  "refused.trackingTooLong": "Shopee takes tracking numbers of up to {{most}} characters.",
  "refused.noHandOverYet": "Shopee offers no way to hand over this parcel yet. Try again later.",
  "refused.courierMakesTracking": "The courier of this parcel makes the tracking number. Enter it with the shipment.",
  "refused.noPickupAddress":
    "Shopee knows no address to pick this parcel up from. Set a pickup address in the Seller Centre.",
  "refused.noBranch": "Shopee names no branch to bring this parcel to.",
  "refused.senderNameNeeded":
    "Shopee wants the sender's real name for this drop-off. Enter it in the channel's settings.",
  "refused.noCourier": "Shopee names no courier to bring this parcel to.",
  "refused.noParcelYet": "Shopee has made no parcel for this order yet.",
  "refused.wholeParcelsOnly":
    "Shopee ships whole parcels. Ship everything, or split the order into parcels in the Seller Centre first.",
  "said.consentAgain": "The shop has given its consent again.",
} as const;

export const { message, english, ...catalog } = messageCatalog("shopee", texts, { ar });
