/** What a seller reads of Shopify, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.mode": "How to connect",
  "field.mode.help":
    "Left open, what you fill in decides. New connections use your own app from Shopify's Dev Dashboard; tokens exist only for custom apps made before 2026.",
  "field.shopDomain": "Store address",
  "field.shopDomain.help": "The permanent address: Settings, Domains; or the name in admin.shopify.com/store/NAME.",
  "field.shopDomain.patternHint": "Use the myshopify.com address; a domain of your own does not work here.",
  "field.clientId": "Client ID",
  "field.clientId.help": "Own app: Dev Dashboard, your app, Settings.",
  "field.clientSecret": "Client secret",
  "field.clientSecret.help": "Own app: same page as the client ID.",
  "field.previousClientSecret": "Previous client secret",
  "field.previousClientSecret.help":
    "Only while you rotate the secret: Shopify may sign with the old one for up to an hour.",
  "field.accessToken": "Admin API access token",
  "field.accessToken.help": "Older custom app: starts with shpat_.",
  "field.webhookSecret": "API secret key",
  "field.webhookSecret.help": "Older custom app: on the same page as the token.",
  "field.publishNewProducts": "Publish new products on the online store",
  "field.lateFeeDays": "Look for late payment fees (days)",
  "field.lateFeeDays.help":
    "Shopify does not announce fees charged after a payment. Orders changed in the last days are checked again once a day. 0 turns it off.",
  "field.lateFeeDays.patternHint": "Use a whole number from 0 to 90.",
  "option.app": "My own app (client ID and secret)",
  "option.hosted": "Install this hub's app",
  "option.token": "Access token of an older custom app",
  "step.1.title": "Create an app",
  "step.1.text":
    "Open Shopify's Dev Dashboard (dev.shopify.com/dashboard) with an account of the store's organisation, create an app and open its Versions page.",
  "step.2.title": "Tick the scopes",
  "step.3.title": "Install it",
  "step.3.text": "On the app's Home page choose Install app and pick this store.",
  "step.4.title": "Paste the keys",
  "step.4.text":
    "Copy Client ID and Client secret from the app's Settings page into this form. Argosy registers the webhooks.",
  "topic.allEvents": "All events",
  "scope.readingPushingProductsPricesCollections": "reading and pushing products, prices and collections",
  "scope.readingPushingStock": "reading and pushing stock",
  "scope.namesLocations": "the names of your locations",
  "scope.importingOrdersCancellingRefundingNotes": "importing orders, cancelling, refunding, notes",
  "scope.markingOrdersShippedTrackingHolding": "marking orders as shipped with tracking, holding and releasing them",
  "scope.customerNamesContactsOrders": "customer names and contacts on orders",
  "scope.publishingNewProductsOnlineStore": "publishing new products to your online store",
  "scope.shippingOrdersAssignedFulfilmentService": "shipping orders assigned to a fulfilment service",
  "scope.returnsCustomersAsk": "returns your customers ask for in Shopify",
  "scope.discountCodes": "discount codes at the till",
  "scope.giftCards": "gift cards at the till (Shopify approves it per app)",
  "scope.payoutsShopifyPayments": "payouts of Shopify Payments, line by line",
  "scope.ordersOlder60DaysApproves": "orders older than 60 days (Shopify approves it per app)",
  "note.60DaysUnlessGrantedApp": "60 days, unless Shopify has granted the app read_all_orders.",
  "fact.shopName": "Name",
  "fact.email": "E-mail",
  "fact.sellerName": "Seller",
  "fact.country": "Country",
  "fact.currency": "Currency",
  "fact.timeZone": "Time zone",
  "fact.plan": "Plan",
  "fact.apiVersion": "API version",
  "fact.locationCount": "Locations",
  "word.clientId": "The client ID",
  "word.clientSecret": "The client secret",
  "word.accessToken": "The access token",
  "word.apiSecretKey": "The API secret key",
  "said.ordersLast60DaysRead": "Only orders of the last 60 days can be read: the app has no read_all_orders scope.",
  "said.noLongerListsApiVersion":
    "Shopify no longer lists API version {{version}} as supported; Argosy needs an update.",
  "said.developmentStoreMost5Orders": "This is a development store: at most 5 orders a minute can be created by API.",
  "said.clientIdClientSecretWrong":
    "The client ID or the client secret is wrong, or the app is not installed on this store.",
  "said.notAcceptInstallationCodePlease": "Shopify did not accept the installation code. Start again.",
  "said.noLongerAcceptsStoredAccess": "Shopify no longer accepts the stored access. Install the app again.",
  "warning.eMailsCustomerWhereStore": "Shopify e-mails the customer if the store is set to notify them.",
  "warning.cancellationCannotUndone": "A cancellation on Shopify cannot be undone.",
  "warning.cancellationItselfPaysNothingBack":
    "The cancellation itself pays nothing back. A payment that is only authorised is released.",
  "warning.paidBackThroughStoreMoney": "The refund goes through the payment provider.",
  "warning.orderNoteReadStaffNot": "Shopify's order note is read by staff only, not by the customer.",
  "refused.listingWithoutItem":
    "The listing does not name its Shopify inventory item and location. Refresh the listing.",
  "refused.stockUpdate": "Shopify refused the stock update: {{words}}",
  "refused.answerNotSignedAppPlease": "The answer is not signed by Shopify for this app. Start again.",
  "refused.answerTooOldServerClock": "Shopify's answer is too old (or this server's clock is wrong). Start again.",
  "refused.answerAnotherStoreEnteredPlease": "Shopify's answer is for another store than the one entered. Start again.",
  "refused.installationNotApproved": "The installation was not approved on Shopify.",
  "refused.noLongerKnowsOrder": "Shopify no longer knows this order.",
  "error.theseCredentialsOpenNot": "These credentials open {{shop}}, not {{expected}}.",
  "error.storeDomainMissing": "The store domain is missing.",
  "error.notStoreAddressUsePermanent":
    "This is not a Shopify store address. Use the permanent one, like my-store.myshopify.com (Settings, Domains); a domain of your own does not work here.",
  "error.missing": "{{what}} is missing.",
  "error.hubNoAppOwnApi":
    "This hub has no Shopify app of its own (SHOPIFY_API_KEY and SHOPIFY_API_SECRET are not set). Connect with your own app: enter its client ID and client secret.",
  "error.hostedAppInstalledOwnPage": "The hosted app is installed on Shopify's own page; use Install.",
  "error.noStore": "There is no Shopify store at {{shop}}.",
  "error.noLongerAcceptsAccessToken":
    "Shopify no longer accepts the access token. Paste a valid one or connect with an app.",
  "error.productExportCutOffDamaged": "The product export is cut off or damaged; it will be read again.",
  "error.lineProductExportFarToo": "A line of the product export is far too long.",
  "error.collectionsFlatCategoryBelowAnother":
    "Shopify collections are flat: a category below another one cannot be pushed.",
  "error.notShowProductJustSaved": "Shopify does not show the product it has just saved.",
  "error.webhooksNeedPublicAddressHub": common.webhooksNeedAddress,
  "composed.releaseVersionTheseAccessScopes":
    "Release a version with these access scopes: write_products, write_inventory, read_locations, write_orders, write_merchant_managed_fulfillment_orders, read_customers. Optional: write_publications, write_third_party_fulfillment_orders, read_returns, read_discounts, write_gift_cards, read_shopify_payments_payouts, read_all_orders.",
  "error.productExportEndedAfterProducts":
    "The product export ended after {{seen}} of {{expected}} products; it will be read again.",
  "refused.refused": "Shopify refused {{what}}: {{words}}",
  "refused.showsNoFulfilmentOrdersApp":
    "Shopify shows no fulfilment orders: the app lacks the merchant-managed fulfilment orders scope, or nothing in the order is shipped.",
  "refused.orderHoldReleaseHoldFirst": "The order is on hold on Shopify; release the hold first.",
  "refused.scheduledOrderLaterCannotShipped": "Shopify has scheduled this order for later; it cannot be shipped yet.",
  "refused.fewerUnitsLeftShipAsked": "Fewer units are left to ship on Shopify than asked for.",
  "refused.restOrderAssignedFulfilmentService":
    "The rest of the order is assigned to a fulfilment service; only that service can ship it.",
  "refused.nothingLeftShip": "Nothing is left to ship on Shopify.",
  "done.everythingShippedAlready": "Everything had been shipped on Shopify already.",
  "refused.trackingNumberPutShipment": "The tracking number was put on the shipment on Shopify.",
  "refused.nothingLeftShipNothingPut": "Nothing is left to ship on Shopify, so nothing can be put on hold.",
  "refused.orderHold": "The order is on hold on Shopify.",
  "done.holdReleased": "The hold is released on Shopify.",
  "refused.someoneElsePutOrderHold": "Someone else has put this order on hold on Shopify; release it there.",
  "refused.nothingLeftWorkOrder": "Nothing is left to work on in this order on Shopify.",
  "refused.orderMarkedProgress": "The order is marked as in progress on Shopify.",
  "refused.notTellWhereTheseUnits":
    "Shopify does not say where these units ship from, so it cannot restock them. Refund without restocking.",
  "refused.noPaymentOrderCouldPaid": "Shopify has no payment on this order that can be refunded.",
  "refused.orderKeptRefundCurrency": "The order is kept in {{currency}}; refund in that currency.",
  "refused.mostStillPaidBackOrder": "At most {{most}} {{currency}} can still be refunded on this order.",
  "refused.customerPaidAnotherCurrencyRefunds":
    "The customer paid in another currency. Shopify refunds {{amount}} {{currency}} for these lines; other amounts are entered on Shopify.",
  "done.orderCancelled": "The order is cancelled on Shopify.",
  "refused.notStartCancellation": "Shopify did not start the cancellation.",
  "refused.endedCancellationWithoutCancellingFulfilled":
    "Shopify did not cancel the order: fulfilled items, an open return or a pending payment prevent it.",
  "refused.noWaySetOrderFollows":
    "Shopify has no way to set an order to {{status}}: it follows from payment and shipping there.",
  "refused.orderArchived": "The order is archived on Shopify.",
  "refused.listingNotSayWhichProduct":
    "The listing does not say which Shopify product it belongs to; refresh the listing.",
  "refused.shopSellsPrice": "The store sells in {{currency}}, the price is in {{other}}.",
  "refused.refusedPrice": "Shopify refused the price: {{words}}",
  "refused.notConfirmPriceVariant": "Shopify did not confirm the price of this variant.",
  "error.productNoLongerExists": "The product no longer exists on Shopify.",
  "error.skusSpreadOverProductsLink":
    'The SKUs of "{{title}}" are spread over {{products}} products on Shopify. Link the variants by hand first.',
  "refused.refusedNumber": "Shopify refused the number {{number}}: {{words}}",
  "refused.itemNoLongerExists": "The item no longer exists on Shopify.",
  "refused.refusedStockLevel": "Shopify refused the stock level: {{words}}",
  "refused.cannotStockItemLocationCheck":
    'Shopify cannot stock this item at the location: {{words}}. Check that "Track quantity" is on and the location is active.',
  "error.notAcceptHubAddress": "Shopify does not accept Argosy's address {{url}}: {{words}}",
  "error.bodyNotWebhookFieldMissing":
    'The body is not a Shopify {{topic}} webhook: field "{{field}}" is missing or wrong.',
  "done.noteForStaff": "Shopify has no note that the customer sees; staff see it.",
  "done.noteOnOrder": common.noteAdded,
  "done.noteAdded": "The note was added on Shopify.",
  "error.answeredWithout": "Shopify answered without {{what}}.",
  "done.refunded": "{{amount}} {{currency}} refunded on Shopify.",
  "done.shipped": "Shipped on Shopify.",
  "done.shippedFrom": "Shipped on Shopify from {{locations}} locations.",
  "done.tracking": "Tracking: {{numbers}}.",
  "said.readByNextSweep": "The next scheduled check reads it.",
  "said.customersByOrders": "Customers are known by their orders.",
  "said.stockNotCounted": "The item's stock is not counted.",
  "said.notStockedThere": "The item is not stocked at this location.",
  "said.orderGone": "The order it belongs to is gone.",
} as const;

export const { message, english, ...catalog } = messageCatalog("shopify", texts, { ar });
