/** What a seller reads of EasyOrders, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.orderWalk": "Look for missed orders by their number",
  "field.orderWalk.help":
    "EasyOrders has no list of orders. Argosy asks for one order number after the other to find what a lost webhook missed. The call is not in EasyOrders' documentation; switch it off if EasyOrders asks you to.",
  "field.orderWalkFrom": "Start from order number",
  "field.orderWalkFrom.patternHint": "A whole number such as 1042.",
  "field.orderWalkFrom.help":
    "The number of any order you remember. Needed only when your order numbers do not begin at 1.",
  "field.stockTakenAt": "EasyOrders lowers its own stock when an order is",
  "field.stockTakenAt.help":
    "EasyOrders does not publish this. Place a test order and look at the product's quantity if you want to be sure; every stock update also reads before it writes.",
  "field.deliveredMeansPaid": "A delivered cash-on-delivery order counts as paid",
  "field.apiKey": "Api-Key",
  "field.apiKey.help":
    "EasyOrders: Settings, Public API, API keys. Shown once when it is created. Leave it empty to connect with one click.",
  "field.storeUrl": "Store URL",
  "field.storeUrl.patternHint": common.addressHttps,
  "field.storeUrl.help": "Only for your own orientation; the API does not need it.",
  "field.currency": "Store currency",
  "field.currency.patternHint": "Three letters, like EGP, SAR or AED.",
  "field.currency.help": "EasyOrders does not send a store's currency.",
  "field.phoneCountry": "Country of your customers' phone numbers",
  "field.phoneCountry.patternHint": "Two letters, like EG, SA or AE.",
  "field.phoneCountry.help": "Customers type local numbers such as 010...; this country makes them international.",
  "field.storeId": "Store id",
  "field.storeId.patternHint": "A UUID such as 29bafd4f-5e5a-4faf-8f0f-6c4379eb65ef.",
  "field.storeId.help": "Optional; learnt from the first product.",
  "field.orderWebhookSecret": "Secret of the new-order webhook",
  "field.orderWebhookSecret.help":
    "EasyOrders makes it when you create the webhook and shows it in Settings, Public API, Webhooks.",
  "field.statusWebhookSecret": "Secret of the order-status webhook",
  "field.statusWebhookSecret.help": "A different secret from the one above, in the same list.",
  "field.orderWebhookId": "Id of the new-order webhook",
  "field.orderWebhookId.help": "Optional, for your notes.",
  "field.statusWebhookId": "Id of the order-status webhook",
  "option.confirmed": "confirmed or paid",
  "step.1.title": "Create an API key",
  "step.1.text":
    "In EasyOrders open Settings, Public API, API keys and create a key with the permissions orders (read, update), products (read, create, update) and categories (read, create, update). Copy it at once: it is shown only once. With the one-click connection EasyOrders does this step and the next two for you.",
  "step.2.title": "Create the new-order webhook",
  "step.2.text":
    "In Settings, Public API, Webhooks create a webhook for new orders with this address: {webhookUrl:newOrder}. Copy the secret EasyOrders shows and paste it here as “Secret of the new-order webhook”.",
  "step.3.title": "Create the order-status webhook",
  "step.3.text":
    "Create a second webhook for order status changes with this address: {webhookUrl:orderStatus}. It has a secret of its own; paste it here as “Secret of the order-status webhook”.",
  "step.4.title": "No secret at hand?",
  "step.4.text":
    "Leave it empty. Argosy then learns it from the first delivery, after checking with your key that the order it names is yours.",
  "topic.newOrder": "New order",
  "topic.orderStatusChange": "Order status change",
  "scope.receivingOrders": "receiving orders",
  "scope.orderStatusTrackingNotesCancelling": "order status, tracking notes and cancelling",
  "scope.matchingProductsReadingStock": "matching products and reading stock",
  "scope.listingNewProducts": "listing new products",
  "scope.updatingStockPricesProducts": "updating stock, prices and products",
  "scope.readingCategories": "reading categories",
  "scope.creatingCategories": "creating categories",
  "scope.renamingCategories": "renaming categories",
  "missing.productsStock": "products and stock",
  "note.noListOrdersHistoryRead":
    "EasyOrders has no list of orders. History is read number by number, 30 to 38 orders a minute.",
  "fact.currency": "Currency",
  "word.created": "created",
  "word.never": "never",
  "word.orders": "orders",
  "said.chooseStoreCurrencyLikeEgp": "Choose the store's currency, such as EGP. EasyOrders does not send it.",
  "said.chooseCountryCustomersPhoneNumbers": "Choose the country of your customers' phone numbers, like EG.",
  "said.storeAddressBeginsHttps": "The store's address begins with https://.",
  "said.knowsKeyButStoreNot":
    "EasyOrders knows this key, but the store is not active or its subscription is overdue. Settle it in EasyOrders; Argosy keeps the key and tries again.",
  "said.notAcceptApiKeyCreate":
    "EasyOrders does not accept this Api-Key. Create a new one (Settings, Public API, API keys), copy it at once and paste it here.",
  "warning.tellsNeitherKeyPermissionsNor":
    "EasyOrders sends neither the key's permissions nor the store's currency. Check both once.",
  "warning.messageCustomerMoveOwnStock":
    "EasyOrders may message the customer and move its own stock; it does not publish what each status does.",
  "warning.noTrackingFieldOrderBecomes":
    "EasyOrders has no tracking field: the order becomes “in delivery” and courier and tracking number go into a note, which the customer sees when you choose to notify.",
  "warning.decidesItselfWhetherOwnStock":
    "EasyOrders decides whether its own stock goes back and whether the customer is notified.",
  "warning.movesNoMoneyOrderMarked":
    "EasyOrders moves no money: the order is marked “request refund” and you pay the customer back yourself.",
  "warning.publicNoteVisibleCustomer": "A public note is visible to the customer.",
  "error.answerListRequestNotList": "EasyOrders' answer to a list request is not a list.",
  "error.storeCurrencyNotSetTells":
    "The store's currency is not set, and EasyOrders does not send it. Choose it in the channel settings.",
  "error.bodyNeitherOrderNorStatus": "The body is neither an EasyOrders order nor a status change.",
  "error.connectingClickNeedsArgosyReach":
    "Connecting with one click needs an Argosy that EasyOrders can reach over the internet (APP_URL). Create an Api-Key in EasyOrders and paste it instead.",
  "error.pasteApiKeySettingsPublic": "Paste the Api-Key from EasyOrders: Settings, Public API, API keys.",
  "error.handsKeyOverPostNothing": "EasyOrders hands the key over with POST; nothing was saved.",
  "error.notComeDashboardNothingSaved": "This did not come from EasyOrders' dashboard; nothing was saved.",
  "error.apiKeyNeitherReadOrders":
    "The Api-Key may neither read orders nor products. Create a new key in EasyOrders with the permissions listed in the guide.",
  "error.acceptedCategoryButNotShow": "EasyOrders accepted the category but does not show it yet.",
  "error.productNeedsLeastVariant": common.productWithoutVariants,
  "error.acceptedProductButNotShow":
    "EasyOrders accepted the product but does not show it yet; it is looked for again before anything is repeated.",
  "error.noLongerProductDeleted": "EasyOrders no longer has this product; it was deleted there.",
  "error.notLetUsRemoveWebhook":
    "EasyOrders did not let us remove the webhook; delete it there: Settings, Public API, Webhooks.",
  "refused.notKnowOrderAnyMore": "EasyOrders does not know this order any more.",
  "done.noteAdded": "The note was added in EasyOrders.",
  "refused.noStatusNothingSent": "EasyOrders has no status for “{{status}}”; nothing was sent.",
  "refused.goodsOrderLeftWouldShow":
    "The goods of this order have left; as {{status}}, EasyOrders would show them as not sent. Change it in EasyOrders if you must.",
  "done.alreadyShowsOrder": "EasyOrders already shows the order as {{status}}.",
  "refused.showsOrderArgosyNeverMoves":
    "EasyOrders shows this order as {{status}}. Argosy never moves an order out of that; change it in EasyOrders if you must.",
  "done.showsOrder": "EasyOrders shows the order as {{status}}.",
  "refused.showsOrderCannotShipped": "EasyOrders shows this order as {{status}}; it cannot be shipped.",
  "refused.cannotMoveMoneyPayCustomer":
    "EasyOrders cannot move money. Pay the customer back yourself, then book the refund without moving money.",
  "error.needsPriceNoneSetPrice": 'EasyOrders needs a price; "{{sku}}" has none. Set a price and try again.',
  "refused.noLongerItemDeletedReplaced": "EasyOrders no longer has this item; it was deleted or replaced there.",
  "refused.storeSellsPriceCannotShown": "This store sells in {{currency}}; a price in {{other}} cannot be shown there.",
  "error.needsSkuWithoutUpdateStock":
    'EasyOrders needs a SKU without "/" to update stock; "{{sku}}" cannot be used. Change the SKU or do not list this product there.',
  "refused.tellsProductFormArgosyCannot":
    "EasyOrders returned this product in a form Argosy cannot read. Nothing was written.",
  "refused.notCountProductStockSwitch":
    "EasyOrders does not count this product's stock. Switch on “Track stock” for it in EasyOrders, then try again.",
  "refused.itemNoSkuCodeStock":
    "This item has no SKU (code) in EasyOrders, and stock is addressed by it. Give it one there.",
  "refused.notKnowCodeAnyMore": "EasyOrders does not know this code any more.",
  "done.inDelivery": "EasyOrders shows the order as in_delivery.",
  "done.noPartialShipment": "EasyOrders knows no partial shipment; the order keeps its status.",
  "done.parcelNotePublic": "A public note with the parcel's details was added.",
  "done.parcelNotePrivate": "A private note with the parcel's details was added.",
  "done.trackingNotePublic": "Public note with the new tracking number added in EasyOrders.",
  "done.trackingNotePrivate": "Private note with the new tracking number added in EasyOrders.",
  "done.noMoneyMoved": "No money was moved: EasyOrders cannot; pay the customer back yourself.",
} as const;

export const { message, english, ...catalog } = messageCatalog("easyorders", texts, { ar });
