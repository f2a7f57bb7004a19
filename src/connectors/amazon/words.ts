/** What a seller reads of Amazon, by code. */
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.marketplaceId": "Amazon store",
  "field.marketplaceId.help":
    "Listings, stock and prices come from this Amazon store. Connect every other store you sell in as its own channel.",
  "field.lwaClientId": "LWA client id",
  "field.lwaClientId.patternHint":
    "A client id looks like amzn1.application-oa2-client. followed by letters and digits.",
  "field.lwaClientId.help":
    "Seller Central, Apps and Services, Develop Apps, LWA credentials, View. Left open, this hub's own app is used.",
  "field.lwaClientSecret": "LWA client secret",
  "field.lwaClientSecret.help": "Beside the client id.",
  "field.lwaSecretIssuedOn": "Client secret made on (YYYY-MM-DD)",
  "field.lwaSecretIssuedOn.patternHint": "A date like 2026-11-20.",
  "field.lwaSecretIssuedOn.help": "The secret ends 180 days later; you are warned a month before.",
  "field.refreshToken": "Refresh token",
  "field.refreshToken.patternHint": "A refresh token begins with Atzr|.",
  "field.refreshToken.help": "Develop Apps, Authorise app. Left open, you approve the app on Amazon's page.",
  "field.sellerId": "Merchant token",
  "field.sellerId.patternHint": "A merchant token has capitals and digits only, like A2EXAMPLE12345.",
  "field.sellerId.help": "Settings, Account Info, Merchant Token. Only needed with a refresh token.",
  "field.applicationId": "Application id",
  "field.applicationId.patternHint": "An application id begins with amzn1.sp.solution.",
  "field.applicationId.help": "Only to approve an app of your own on Amazon's page instead of pasting a refresh token.",
  "field.appStatusDraft": "The app is still in draft",
  "field.sqsQueueArn": "Queue for notifications (ARN)",
  "field.sqsQueueArn.patternHint": "A queue's ARN looks like arn:aws:sqs:eu-west-1:123456789012:argosy.",
  "field.sqsQueueArn.help":
    "An SQS queue of yours that Amazon may write to: orders then arrive within a minute. Without it Argosy checks for them regularly.",
  "field.awsAccessKeyId": "AWS access key id",
  "field.awsAccessKeyId.patternHint": "An access key id has capitals and digits only.",
  "field.awsAccessKeyId.help": "Of an IAM user that may read this queue and nothing else.",
  "field.awsSecretAccessKey": "AWS secret access key",
  "field.feeds": "Send many changes as one feed",
  "field.feeds.help":
    "From 100 numbers or prices on; off, each item is written by itself, five a second. Cancellations go as a feed all the same: Amazon takes them no other way.",
  "field.listingEvents": "Status and issues of listings come over an event bus of yours",
  "field.listingEvents.help":
    "Amazon tells of them by Amazon EventBridge only: accept its event source in the account of the queue, with a rule that writes to the queue. Without it they are read with the products.",
  "field.orderMarketplaces": "Also read orders of these marketplaces (ids)",
  "field.orderMarketplaces.help":
    "Marketplace ids of the same region, with commas. Leave it open when each store has its own connection.",
  "field.carrierCodes": "Carrier codes of Amazon you use",
  "field.carrierCodes.help":
    "Letter by letter as in Amazon's list, with commas. Carriers not named here are sent as Other with their name.",
  "field.productType": "Product type of new listings",
  "field.productType.patternHint":
    "A product type of Amazon's has capitals, digits and underscores, like HOME_BED_AND_BATH.",
  "field.productType.help":
    "For products that are in none of Amazon's product types (its categories). Left open, Amazon proposes one by the title.",
  "field.newListingAttributes": "Attributes of every new listing",
  "field.newListingAttributes.help": "As Amazon writes them. Those a product type does not have are left out.",
  "field.restocksOnCancel": "A cancelled order's units go back into Amazon's own number",
  "field.restocksOnCancel.help":
    "Amazon does not publish this. To be sure, note a listing's quantity, have a test order cancelled, look again.",
  "step.1.title": "Register an app",
  "step.2.title": "Authorise it",
  "step.2.text":
    "Choose Authorise app and copy the refresh token. Copy the LWA client id and secret and your merchant token into this form as well.",
  "step.3.title": "Or approve this hub's app",
  "step.3.text":
    "If this hub has its own Amazon app, leave those fields open: you approve it in Seller Central. Its redirect address is {callbackUrl}.",
  "step.4.title": "Orders within a minute",
  "step.4.text":
    "Make an SQS queue in your AWS account, let the principal 437568002678 send messages to it and read its attributes, and enter its ARN with the keys of an IAM user that may read it.",
  "scope.numbersOwnWarehousesFba": "the numbers of Amazon's own warehouses (FBA)",
  "scope.namesAddressesPhonesOrders": "names, addresses and phones in orders",
  "missing.productsStockPrices": "products, stock and prices",
  "missing.ordersShippingConfirmations": "orders and shipping confirmations",
  "missing.fees": "Amazon's fees",
  "missing.merchantTokenAnotherAccount": "{{what}} (or the merchant token {{token}} is another account's)",
  "note.tellsOrdersLastTwoYears": "Amazon returns orders of the last two years.",
  "fact.name": "Name",
  "fact.country": "Country",
  "fact.currency": "Currency",
  "fact.url": "Address",
  "word.canadaNorthAmerica": "Canada (North America)",
  "word.unitedStatesNorthAmerica": "United States (North America)",
  "word.mexicoNorthAmerica": "Mexico (North America)",
  "word.brazilNorthAmerica": "Brazil (North America)",
  "word.irelandEurope": "Ireland (Europe)",
  "word.spainEurope": "Spain (Europe)",
  "word.unitedKingdomEurope": "United Kingdom (Europe)",
  "word.franceEurope": "France (Europe)",
  "word.belgiumEurope": "Belgium (Europe)",
  "word.netherlandsEurope": "Netherlands (Europe)",
  "word.germanyEurope": "Germany (Europe)",
  "word.italyEurope": "Italy (Europe)",
  "word.swedenEurope": "Sweden (Europe)",
  "word.southAfricaEurope": "South Africa (Europe)",
  "word.polandEurope": "Poland (Europe)",
  "word.egyptEurope": "Egypt (Europe)",
  "word.turkeyEurope": "Turkey (Europe)",
  "word.saudiArabiaEurope": "Saudi Arabia (Europe)",
  "word.unitedArabEmiratesEurope": "United Arab Emirates (Europe)",
  "word.indiaEurope": "India (Europe)",
  "word.singaporeFarEast": "Singapore (Far East)",
  "word.australiaFarEast": "Australia (Far East)",
  "word.japanFarEast": "Japan (Far East)",
  "warning.listingsInactiveHolidaySettingsSuspended":
    "Your listings in {{store}} are inactive (holiday settings or suspended): nothing sells there until you activate them in Seller Central.",
  "said.appClientSecretDaysOld":
    "The app's client secret is {{days}} days old and ends after 180. Rotate it (Develop Apps, LWA credentials), then enter the new one and its date here.",
  "said.tellsBuyerCountsOrderShipped":
    "Amazon notifies the buyer and counts the order as shipped. Every parcel needs a tracking number.",
  "said.worksCancellationOffWithinMinutes":
    "Amazon processes the cancellation within minutes and notifies the buyer. It counts as cancelled by you.",
  "refused.feedEnded": "Amazon ended the feed as {{word}} and took nothing of it.",
  "refused.enterClientSecretClientId": "Enter the client secret of this client id, too.",
  "refused.hubNoAppOwnRegister":
    "This hub has no Amazon app of its own. Register a private app in Seller Central (Apps and Services, Develop Apps) and enter its LWA client id and secret.",
  "refused.enterRefreshTokenIdApp":
    "Enter a refresh token, or the id of the app that is to be approved in Seller Central.",
  "refused.whereSellersApproveAppsNot":
    "Where sellers of {{store}} approve apps is not published. Authorise the app in Seller Central yourself and enter the refresh token.",
  "refused.enterRefreshToken": "Enter the refresh token.",
  "refused.sentNoAuthorisationPleaseStart": "Amazon sent no authorisation. Start again.",
  "refused.sellerCentralApprovedAppAccount":
    "Seller Central approved the app for the account {{seller}}, not for {{wanted}}. Sign in there with the right account and start again.",
  "refused.grantedNoLastingAccessPlease": "Amazon granted no lasting access. Start again.",
  "error.chooseStoreSell": "Choose the Amazon store you sell in.",
  "error.noMarketplaceIdHubKnows": '"{{id}}" is no marketplace id this hub knows.',
  "error.noMarketplaceRegionBelongsConnect":
    '"{{id}}" is no marketplace of the region {{region}} belongs to. Connect stores of other regions one by one.',
  "error.merchantTokenMissingFindSeller":
    "The merchant token is missing. Find it in Seller Central: Settings, Account Info, Merchant Token.",
  "error.messageNotNotification": "The message is not a notification of Amazon's.",
  "error.queueArnNotWholeLooks":
    "The queue's ARN is not whole: it looks like arn:aws:sqs:eu-west-1:123456789012:queue-name.",
  "error.sellerAccountNotSellSells":
    "This seller account does not sell in {{store}}. It sells in: {{stores}}. Choose one of these, or open the store in Seller Central.",
  "error.knowsNoListingsMerchantToken":
    "Amazon knows no listings of this merchant token. Copy it again: Settings, Account Info, Merchant Token. {{words}}",
  "error.feedReportCannotUnpacked": "The feed's report cannot be unpacked.",
  "error.attributesNewListingsStoreSettings":
    "The attributes for new listings in the channel settings are not a JSON object. Correct them, then try again.",
  "error.knowsNoProductTypeTitle":
    "Amazon knows no product type for this title. Put the product into one of Amazon's product types (its category), then send it again.",
  "error.acceptedNewListingNotShow":
    "Amazon has accepted the new listing and does not show it yet; it is looked for again later.",
  "composed.sellerCentralOpenAppsServices":
    "In Seller Central open Apps and Services, Develop Apps, and add a private app with the roles Product Listing, Inventory and Order Tracking, Finance and Accounting. For buyers' names and addresses ask for Direct-to-Consumer Delivery, too.",
  "error.answerListingNoSummaryStore":
    "Amazon's answer for the listing {{sku}} has no summary of this store; the answer is kept.",
  "refused.shipsOrderItselfBuyerCancel": "Amazon ships this order itself; only the buyer or Amazon can cancel it.",
  "refused.letsPendingOrderCancelledBuyer":
    "Amazon lets a pending order be cancelled only by the buyer. Wait until it is released.",
  "refused.letsOrderCancelledBeforeAnything":
    "Amazon lets an order be cancelled only before anything of it is shipped.",
  "refused.notKnowOrderAnyMore": "Amazon does not know this order any more.",
  "refused.shipsOrderOwnWarehouseNothing":
    "Amazon ships this order from its own warehouse; there is nothing to confirm.",
  "refused.easyShipOrderChoosesCourier":
    "This is an Easy Ship order: Amazon chooses the courier and makes the tracking number. Schedule its pickup in Seller Central.",
  "refused.orderStillPendingMustNot":
    "The order is still pending at Amazon. It must not be shipped before Amazon releases it.",
  "done.orderCancelled": "The order is cancelled at Amazon.",
  "refused.markedOrderCannotFulfilled": "Amazon has marked this order as one that cannot be fulfilled.",
  "refused.takesShippingConfirmationTrackingNumber":
    "Amazon takes a shipping confirmation only with a tracking number.",
  "refused.everythingOrderConfirmedShippedAlready":
    "Everything of this order is confirmed as shipped already, with other tracking.",
  "refused.trackingNumbersFewerUnitsWants":
    "There are {{numbers}} tracking numbers for fewer units; Amazon wants at least one unit in every parcel.",
  "refused.notKnowParcel": "Amazon does not know this parcel.",
  "refused.parcelExactlyTrackingNumber": "A parcel at Amazon has exactly one tracking number.",
  "refused.parcelNotConfirmedProgramChange": "This parcel was not confirmed by a program; change it in Seller Central.",
  "refused.refundBuyerSellerCentralOrders":
    "Refund the buyer in Seller Central (Orders, Manage Orders, Refund Order): nothing was sent. Amazon's own charges then show the refund here.",
  "refused.keepsNoNotesOrdersNote": "Amazon keeps no notes on orders; the note stays in Argosy.",
  "refused.setsStatusOrdersItselfStays":
    'Amazon sets the status of its orders itself; "{{status}}" stays in Argosy. Ship or cancel the order instead.',
  "refused.notAcceptChangeListing": "Amazon does not accept this change of the listing.",
  "refused.noListingSkuAnyMore": "Amazon has no listing with this SKU any more; it was deleted or renamed there.",
  "refused.listingSellsWarehouseCountsNobody":
    "This listing sells from Amazon's warehouse: Amazon counts it, and its number can't be set.",
  "refused.sellsPriceCannotSetGive":
    "Amazon {{market}} sells in {{currency}}; a price in {{other}} cannot be set. Give the channel a price rule with an exchange rate.",
  "refused.acceptedPriceStillShowsAnother":
    "Amazon accepted this price and still shows another. Look at the listing's issues in Seller Central.",
  "refused.needsTitleGiveProductSend": "Amazon needs a title. Give the product one, then send it again.",
  "refused.productNoItemsList": "The product has no items to list.",
  "refused.noListingYetFamilyVariations":
    "Amazon has no listing yet for {{skus}}. A family of variations needs a theme only its product type knows: make it under Products, Listings, or in Seller Central with these SKUs; it is linked and kept up to date from then on.",
  "listing.price": "Price",
  "listing.quantity": "Quantity",
  "listing.barcode": "Barcode",
  "listing.barcode.help": "EAN, UPC or GTIN. Exempt brands say so in the field of the exemption instead.",
  "listing.images": "Images",
  "listing.images.help": "The first one is the main image.",
  "refused.skuListed":
    "{{sku}} is on Amazon already, with another title or product type. Link it instead, or give the variant another SKU.",
  "refused.listing": "Amazon does not take {{sku}} and gives no reason.",
  "refused.noVariants": "The product has no variants any more.",
  "refused.listingNotShown":
    "Amazon accepted the listing and does not show it after half an hour. Look for its SKUs in Seller Central, then publish it again.",
  "error.settlementReportOtherColumns": "A settlement report has other columns than expected.",
  "refused.notTake": "Amazon does not take {{sku}} as {{type}}: {{issues}}",
  "refused.notCancelled": "Amazon did not cancel the order.",
  "refused.itsReport": "Its report: {{report}}",
  "done.shippingConfirmed": "Amazon has the shipping confirmation.",
  "error.appSecretRefused":
    "Amazon does not accept the app's client id and secret. A secret ends 180 days after it was made. Look under Develop Apps, LWA credentials, View, and enter the present one.",
  "error.accessEnded":
    "Amazon no longer grants access to this seller account. The refresh token is wrong, was withdrawn, or its year is over. Authorise the app again and enter the new token.",
  "said.otherMarketplace": "The order is of the marketplace {{site}}, which this channel does not read.",
  "error.queueKeyRefused":
    "AWS does not accept the access key of the queue. Check the access key id and the secret access key of the IAM user.",
  "error.queueForbidden":
    "The IAM user may not read the queue. Allow it sqs:ReceiveMessage, sqs:DeleteMessage and sqs:GetQueueAttributes on it.",
  "error.queueNotOpened":
    "AWS does not open the queue ({{code}}). Check that its ARN is whole and the queue exists in that region.",
} as const;

export const { message, english, ...catalog } = messageCatalog("amazon", texts, { ar });
