/** What a seller reads of TikTok, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.market": "Market of the shop",
  "field.market.help": "American shops approve apps on a page of their own.",
  "field.shop": "Shop (optional, when your login has several)",
  "field.shop.help": "The shop's id, code or exact name. Left open, you choose among the shops your login opens.",
  "field.appKey": "App key (custom app only)",
  "field.appKey.patternHint": "An app key has letters and digits only.",
  "field.appKey.help": "Leave the three app fields empty to use this hub's own app.",
  "field.appSecret": "App secret (custom app only)",
  "field.serviceId": "Service ID (custom app only)",
  "field.serviceId.patternHint": "The service ID has digits only; find it in the authorization link of the app.",
  "field.shippingProvider": "Carrier at TikTok when the parcel's own is not in its list",
  "field.shippingProvider.help":
    "The name as TikTok lists it. If empty, a parcel of an unknown carrier is not sent, and Argosy shows which names TikTok takes.",
  "field.handover": "Parcels with TikTok's shipping are",
  "field.handover.help": "Where TikTok offers only the other way, that one is taken.",
  "field.buysLabels": "In the United States, fulfilling an order buys TikTok's default label",
  "field.buysLabels.help": "It costs real money. Off: buy labels in Seller Center, Argosy reads them there.",
  "field.cancelReason": "Reason sent to TikTok for cancellations other than stock or the buyer's request",
  "field.refundReason": "Reason sent to TikTok for your refunds",
  "field.refundReason.help":
    "TikTok's own word for it. Markets differ; a word that does not fit is refused, and nothing is paid.",
  "field.defaultCategoryId": "Category for new products that have none (id)",
  "field.defaultCategoryId.patternHint": "A category's id has digits only.",
  "field.defaultCategoryId.help": "Left open, TikTok is asked which category fits the title.",
  "field.defaultWeightGrams": "Weight of new products that have none (grams)",
  "field.defaultWeightGrams.help": "TikTok lists nothing without a weight.",
  "field.defaultWarehouseId": "Warehouse for new products (id)",
  "field.defaultWarehouseId.patternHint": "A warehouse's id has digits only.",
  "field.defaultWarehouseId.help": "Left open, the shop's default warehouse.",
  "field.zeroStops": "When TikTok refuses a quantity of 0, take the sold-out product off sale",
  "field.zeroStops.help":
    "TikTok documents quantities from 1. A product is taken off sale only when nothing of it is left.",
  "listing.title": "Title",
  "listing.description": "Description",
  "listing.images": "Images",
  "listing.brand": "Brand",
  "listing.brand.none": "No brand",
  "listing.price": "Price",
  "listing.quantity": "Quantity",
  "listing.warehouse": "Warehouse",
  "listing.barcode": "Barcode (GTIN, EAN, UPC, ISBN)",
  "listing.weight": "Package weight",
  "listing.length": "Package length",
  "listing.width": "Package width",
  "listing.height": "Package height",
  "listing.option1Name": "Variation 1: name",
  "listing.option1": "Variation 1: value",
  "listing.option2Name": "Variation 2: name",
  "listing.option2": "Variation 2: value",
  "listing.option3Name": "Variation 3: name",
  "listing.option3": "Variation 3: value",
  "listing.certificate.until": "valid until",
  "listing.manufacturer": "Manufacturer",
  "listing.responsiblePerson": "Responsible person in the EU",
  "listing.sizeChart": "Size chart",
  "listing.cod": "Cash on delivery",
  "refused.skuOnSale":
    "SKU {{sku}} is already listed on TikTok Shop. Link that listing, or give this product another SKU.",
  "refused.noCategory": "TikTok Shop has no such category. Update the categories and choose another one.",
  "refused.noBrand": "TikTok Shop has no brand {{brand}} in this category.",
  "waits.notFound": "TikTok Shop does not show the product yet. Argosy looks it up again.",
  "option.seller_cancel_reason_out_of_stock": "out of stock",
  "option.seller_cancel_reason_wrong_price": "wrong price",
  "option.seller_cancel_paid_reason_buyer_requested_cancellation": "the buyer asked for it",
  "option.row": "Europe, Asia, Latin America",
  "option.us": "United States",
  "option.DROP_OFF": "dropped off",
  "option.PICKUP": "picked up (the first free slot)",
  "step.1.title": "Choose the market",
  "step.1.text":
    "American shops approve on another page than all others. When your login opens several shops, enter the id of the one to connect; each becomes its own channel.",
  "step.2.title": "Approve on TikTok's page",
  "step.2.text":
    "Sign in with the shop's main account and choose Authorize. You are brought back here. The authorization lasts about a year; connect the shop again to renew it.",
  "step.3.title": "Only with a custom app of your own",
  "step.3.text":
    "Make it in Partner Center, set its redirect URL to this hub's address for TikTok Shop, give it the scopes of the guide, and paste its app key, app secret and service ID.",
  "topic.ordersReturnsProducts": "Orders, returns, products",
  "missing.connecting": "connecting",
  "missing.orders": "orders",
  "missing.productsStockPrices": "products, stock and prices",
  "missing.writingProductsStockPrices": "writing products, stock and prices",
  "missing.deletingProducts": "deleting products",
  "missing.parcelsLabels": "parcels and labels",
  "missing.shippingOrders": "shipping orders",
  "missing.warehousesCarriers": "warehouses and carriers",
  "missing.cancellingReturnsRefunds": "cancelling, returns and refunds",
  "missing.readingCoupons": "reading coupons",
  "missing.fees": "TikTok's fees",
  "fact.name": "Name",
  "fact.sellerName": "Seller",
  "fact.region": "Market",
  "fact.currency": "Currency",
  "said.marketNewerConnectorShippingNew":
    'The market "{{market}}" is newer than this connector: shipping and new products may need a look.',
  "said.tellsNoWarehouseNewProducts": "TikTok returned no warehouse. New products can't be listed before there is one.",
  "said.warehouseHolidayOrderLimitMode":
    "The warehouse {{name}} is in holiday or order-limit mode: TikTok sells nothing from it.",
  "said.hubNoPublicAddressOrders":
    "This hub has no public address: Argosy checks for orders every five minutes instead of receiving webhooks.",
  "said.carriesParcelGivesLabelTracking":
    "TikTok carries the parcel: it gives the label and the tracking number, and a number of your own is not sent.",
  "said.buyerAskedCancelUnitedStates":
    "The buyer asked to cancel. In the United States shipping answers that; elsewhere TikTok doesn't accept parcels before you do.",
  "said.cancellationCannotTakenBackThose":
    "A cancellation cannot be taken back, and those for lack of stock count against the shop at TikTok.",
  "said.movesRealMoneyPaysBuyer": "Moves real money: TikTok pays the buyer from the shop's balance.",
  "error.productUnread": "TikTok's answer about product {{id}} can't be read, so nothing was listed in its place.",
  "said.takenProductOffSaleSeller": "TikTok has taken this product off sale. Seller Center says why.",
  "said.frozenProductSellerCenterSays": "TikTok has frozen this product. Seller Center says why.",
  "said.productNotPassReviewSeller": "The product did not pass TikTok's review. Seller Center says why.",
  "said.reviewRefusedLastEditVersion": "TikTok's review refused the last edit; the version from before stays on sale.",
  "refused.number": "TikTok refused this number ({{code}}).",
  "refused.zeroTakenOffSale":
    "TikTok refuses a quantity of 0. Nothing of this product is left, so it was taken off sale there. Put it on sale again when there is stock.",
  "refused.zeroStillOffered":
    "TikTok refuses a quantity of 0, so it still offers this item. Take it off sale in Seller Center before it is sold again.",
  "refused.itemGone": "TikTok no longer has this item. It was deleted or replaced there.",
  "refused.notInWarehouse":
    "TikTok does not keep this item in that warehouse, and lets no program add one. Assign it in Seller Center, then sync.",
  "refused.tooMany": "TikTok takes at most {{most}} of an item in a warehouse.",
  "refused.unlinkedItem":
    "It is not known which TikTok product this item belongs to. Sync the products, then try again.",
  "refused.priceLockedPromotion":
    "TikTok has locked this price for a promotion. It can be changed when the promotion is over.",
  "refused.shopConnectedOwnPagePlease": "TikTok Shop is connected on TikTok's own page. Start again.",
  "refused.appNotApprovedPageStart": "The app was not approved on TikTok's page. Start again and choose Authorize.",
  "refused.sentNoCodePleaseStart": "TikTok sent no code. Start again.",
  "refused.loginOpensNoShopSign":
    "This login opens no shop. Sign in on TikTok's page with the main account of a TikTok Shop seller.",
  "refused.loginNotOpenShopOpens": 'This login does not open the shop "{{shop}}". It opens: {{all}}.',
  "refused.noSellerAccountSignPage":
    "This is not a seller account. Sign in on TikTok's page with the account of the shop, not a creator's or partner's.",
  "error.customAppNeedsAllThree":
    "A custom app needs all three: app key, app secret and service ID. Copy them from Partner Center, App & Service, your app's details; or leave all three empty to use this hub's app.",
  "error.hubNoShopAppOwn":
    "This hub has no TikTok Shop app of its own (TIKTOK_SHOP_APP_KEY, TIKTOK_SHOP_APP_SECRET and TIKTOK_SHOP_SERVICE_ID are not set). Enter the app key, app secret and service ID of your custom app.",
  "error.authorizationNoLongerCoversShop":
    "TikTok's authorization no longer covers this shop. Its owner has to approve the app again. Connect it again.",
  "error.noLongerGrantsAccessShop":
    "TikTok no longer grants access to this shop: the authorization was withdrawn or has run out. Connect it again.",
  "error.notAcceptCodeAuthorizationCheck":
    "TikTok did not accept the code of this authorization. Check the app key and app secret in Partner Center, then start again; a code works once, for 30 minutes.",
  "error.noLongerProduct": "TikTok no longer has this product.",
  "error.webhooksNeedPublicAddressHub": common.webhooksNeedAddress,
  "refused.notKnowOrderAnyMore": "TikTok does not know this order any more.",
  "refused.warehouseOrderShipsCancels": "TikTok's warehouse has this order; only TikTok ships and cancels it.",
  "refused.cancelsNothingWayRefundOrder":
    "TikTok cancels nothing that is on its way. Refund the order when it comes back.",
  "refused.refundsOrderNotLeftCancelling":
    "TikTok refunds an order that has not left by cancelling it. Cancel it instead.",
  "done.carriesParcelAlready": "TikTok carries the parcel already.",
  "refused.shipsOrderLabelBoughtBuy":
    "TikTok ships this order with a label that has to be bought. Buy it in Seller Center, or allow it in the channel settings. Nothing was bought.",
  "done.parcelKnown": "The parcel is known to TikTok.",
  "refused.stillHoldsOrderBuyerCancel":
    "TikTok still holds this order: the buyer may cancel it freely. Ship it when it awaits shipment.",
  "refused.buyerNotPaidOrderYet": "The buyer has not paid this order yet.",
  "refused.orderCancelled": "The order is cancelled at TikTok.",
  "refused.buyerAskedCancelOrderAnswer":
    "The buyer asked to cancel this order. Answer that first: cancel the order, or reject the request in Seller Center.",
  "refused.takesNoParcelWithoutTracking":
    "TikTok doesn't accept parcels without a tracking number. Enter it, then ship again.",
  "refused.takesTrackingNumberEachParcel":
    "TikTok takes one tracking number for each parcel. Ship the lines parcel by parcel, each with its own number.",
  "done.knowsParcelTrackingNumber": "TikTok knows the parcel and its tracking number.",
  "refused.carriesParcelGivesTrackingNumber":
    "TikTok carries this parcel and gives its tracking number; it cannot be changed.",
  "refused.takesExactlyTrackingNumberParcel": "TikTok takes exactly one tracking number for a parcel.",
  "refused.notKnowParcelAnyMore": "TikTok does not know this parcel any more.",
  "refused.takesSkus150Characters": 'TikTok takes SKUs of 1 to 50 characters without spaces; "{{sku}}" is none.',
  "refused.knowsMostOptions": "TikTok knows at most {{most}} options; {{sku}} has {{options}}.",
  "refused.needsTitle": "TikTok needs a title.",
  "refused.needsPriceSetTryAgain": "TikTok needs a price for {{sku}}. Set one, then try again.",
  "refused.marketShopNewerConnectorCurrency":
    "The market of this shop is newer than this connector: its currency is not known here.",
  "refused.needsWarehouseNewProductSet":
    "TikTok needs a warehouse for a new product. Set one up in Seller Center, then try again.",
  "refused.listsNothingWithoutWeightGive":
    "TikTok lists nothing without a weight. Give the product a weight, or set a default in the channel settings.",
  "refused.pictureCannotFetchedCannotShow":
    "The image {{url}} cannot be fetched, so TikTok cannot show it. Check its address, and that it has at most 10 MB.",
  "refused.theseSkusSeveralProductsLink":
    "TikTok has these SKUs in several products ({{keys}}). Link the right one, or change the others.",
  "refused.listsNothingWithoutPictureAdd":
    "TikTok lists nothing without an image. Add one to the product, then try again.",
  "refused.recommendsNoCategoryTitleLink":
    "TikTok recommends no category for this title. Link one to the product, or set a default in the channel settings.",
  "error.notDeleteProduct": "TikTok did not delete the product: {{words}}.",
  "error.notTakeAddressWebhooksWants":
    "TikTok does not take the address {{address}} for webhooks. It wants https, a domain name without a port, and at most 255 characters: check APP_URL. Meanwhile Argosy checks for orders.",
  "done.carriesParcel": "TikTok carries the parcel.",
  "done.labelInSellerCenter": "The label is in Seller Center.",
  "done.trackingNumber": "Tracking number: {{number}}.",
  "done.label": "Label: {{url}}",
  "refused.notSwitchedOn": "TikTok did not put the product on sale: {{words}}.",
  "refused.notSwitchedOff": "TikTok did not take the product off sale: {{words}}.",
  "refused.wholePackages":
    "In this market TikTok ships whole packages. Ship all open lines together, or split the package in Seller Center.",
  "refused.severalPackages":
    "TikTok has several packages for these lines. Ship them package by package, each with its own tracking number.",
  "refused.otherAmountAsked":
    "The buyer asks for {{asked}} {{currency}} in an open request. Refund exactly that, or answer the request in Seller Center.",
  "refused.returnUnderWay":
    "The buyer's return is under way; TikTok pays when the goods have come back. Answer it in Seller Center if you want to pay earlier.",
  "refused.fewerShipped": "TikTok has fewer shipped units of a line left than are to be refunded.",
  "refused.noDeliveryOption":
    "TikTok names no delivery option for this order, so no carrier can be chosen. Ship it in Seller Center.",
  "refused.carrierUnknown":
    'TikTok does not know the carrier "{{carrier}}" for this order. It takes: {{list}}. Enter one of these names as the carrier, or in the channel\'s settings.',
  "refused.statusMovesItself":
    "TikTok moves an order's status by itself, with payment, shipping and delivery. Nothing was sent. Ship or cancel the order instead.",
  "refused.noNotes":
    "TikTok lets no program write notes on orders. Nothing was sent. Write it in Seller Center, or keep it as a note in Argosy.",
  "done.hasRefund": "TikTok has the refund.",
  "refused.nothingLeftShip": "TikTok has nothing of this left to ship. It was shipped or cancelled there.",
  "done.hasTrackingNumber": "TikTok has the new tracking number.",
  "said.accessEnds":
    "TikTok's authorization of this shop ends on {{day}}. Connect the shop again before that day. Everything works until then.",
  "said.accessEndsSoon":
    "TikTok's authorization of this shop ends within a month. Connect the shop again before that day. Everything works until then.",
} as const;

export const { message, english, ...catalog } = messageCatalog("tiktok_shop", texts, { ar });
