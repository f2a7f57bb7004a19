/** What a seller reads of Squarespace, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.authMode": "How to connect",
  "field.authMode.help":
    "Left open, an API key decides. The app works only where this hub's operator has registered one with Squarespace.",
  "option.api_key": common.apiKeyOption,
  "option.oauth": "This hub's Squarespace app (orders arrive by webhook)",
  "field.apiKey": "API key",
  "field.apiKey.help": "Settings, Advanced, Developer API Keys, Generate key. Its permissions cannot be changed later.",
  "field.apiKey.patternHint": "An API key has letters, digits and hyphens only. Copy it whole, without spaces.",
  "field.storePageId": "Store page for new products (id)",
  "field.storePageId.help": "Left open, new products go to the first store page that is open.",
  "field.storePageId.patternHint": "A store page's id has 24 characters of 0-9 and a-f.",
  "field.offlinePaymentMeans": "An order that was not charged is",
  "field.offlinePaymentMeans.help":
    "Squarespace only says that nothing was charged. Choose cash on delivery if that is what your offline payment means.",
  "option.pending": "not paid yet",
  "option.cod": "cash on delivery",
  "field.restocksOnCancel": "A cancelled order's units go back into Squarespace's own stock",
  "field.restocksOnCancel.help":
    "Squarespace does not publish this. To be sure, note an item's quantity, cancel a test order, look again.",
  "step.1.title": "Make an API key",
  "composed.settingsAdvanced":
    "In Squarespace open Settings, Advanced, Developer API Keys and generate a key named Argosy with these permissions: Orders (read and write), Products (read and write), Inventory (read and write), Contacts (read), Discounts (read), Transactions (read).",
  "step.2.title": "Paste it",
  "step.2.text": "Copy the key at once and paste it into this form. Argosy checks for orders from then on.",
  "step.3.title": "Or install the app",
  "step.3.text":
    "If this hub has its own Squarespace app, choose it instead: you approve it on Squarespace's page, and webhooks are registered for you. Its redirect address is {callbackUrl}.",
  "topic.ordersUninstall": "Orders and uninstall",
  "missing.ordersFulfilment": "orders and fulfilment",
  "missing.productsPrices": "products and prices",
  "missing.stock": "stock",
  "missing.customers": "customers",
  "missing.discountCodesTill": "discount codes at the till",
  "missing.fees": "payment fees",
  "word.name": "Name",
  "fact.url": "Address",
  "fact.currency": "Currency",
  "said.webhooksNeedHubApp":
    "Webhooks need this hub's Squarespace app; with an API key Argosy checks for orders every five minutes.",
  "said.permissionsApiKeyAddedLater":
    "Permissions of an API key cannot be added later: generate a new key with all of them and enter it here.",
  "error.knowsAccessButOpensNo":
    "Squarespace knows this access but opens no part of the site to it. Either the site's plan has no Commerce APIs, or the key was made without permissions: check the plan, then generate a new key with all of them.",
  "said.marksWholeOrderFulfilled":
    "Squarespace marks the whole order fulfilled; this cannot be taken back, and tracking cannot be changed afterwards.",
  "refused.apiKeyMissing": "The API key is missing. Make one in Squarespace: Settings, Advanced, Developer API Keys.",
  "refused.hubNoAppOwn":
    "This hub has no Squarespace app of its own (SQUARESPACE_CLIENT_ID and SQUARESPACE_CLIENT_SECRET are not set). Connect with an API key.",
  "refused.appNotApproved": "The app was not approved on Squarespace.",
  "refused.sentNoCode": "Squarespace sent no code. Start again.",
  "refused.grantedNoLastingAccess": "Squarespace granted no lasting access. Start again.",
  "error.notAcceptApiKey":
    "Squarespace does not accept this API key. It was deleted or mistyped: generate a new one (Settings, Advanced, Developer API Keys) and enter it.",
  "said.noLongerGrantsAccessSite": "Squarespace no longer grants access to this site. Connect it again.",
  "error.webhooksNeedPublicAddressHub": common.webhooksNeedAddress,
  "error.madeWebhookButToldNo":
    "Squarespace created the webhook but returned no secret, so Argosy cannot verify it. Meanwhile Argosy checks for orders regularly.",
  "error.noLongerProduct": "Squarespace no longer has this product.",
  "refused.givesProgramsNoWayNothing":
    "Squarespace gives programs no way to do this ({{what}}); nothing was sent. Do it in the Squarespace panel, Argosy reads it there.",
  "refused.markWholeOrderFulfilledShip":
    "Squarespace can mark only the whole order fulfilled. Ship all that is open, or do it in the Squarespace panel.",
  "refused.takesMostTrackingNumbersOrder": "Squarespace takes at most {{most}} tracking numbers for an order.",
  "refused.notKnowOrderAnyMore": "Squarespace does not know this order any more.",
  "refused.orderCancelled": "The order is cancelled in Squarespace.",
  "refused.orderAlreadyFulfilledOtherTracking":
    "The order is already fulfilled in Squarespace with other tracking, which programs cannot change. Do it in the Squarespace panel.",
  "refused.notKnownWhichProductItem":
    "It is not known which Squarespace product this item belongs to. Sync the products, then try again.",
  "refused.noLongerItem": "Squarespace no longer has this item.",
  "refused.anotherProductAddressChangeUrl":
    'Another product in Squarespace has the address "{{slug}}". Change its URL there, or link the product.',
  "refused.siteNoStorePagePut":
    "The site has no store page to put products on. Add one in Squarespace, then try again.",
  "refused.needsPriceSetTryAgain": "Squarespace needs a price for {{sku}}. Set one, then try again.",
  "refused.notTellSiteCurrencyMake":
    "Squarespace did not return the site's currency. Create one product with a price there, link it, then try again.",
  "refused.noLongerItemDeletedReplaced": "Squarespace no longer has this item; it was deleted or replaced there.",
  "refused.sellsItemWithoutCountingSwitch":
    "Squarespace sells this item without counting it. Switch off “Unlimited” in its stock there, then try again.",
  "done.markedFulfilled": "The order is marked fulfilled in Squarespace.",
} as const;

export const { message, english, ...catalog } = messageCatalog("squarespace", texts, { ar });
