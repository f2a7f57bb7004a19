/** What a seller reads of connections described by the seller, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.phoneCountry": "Country of phone numbers",
  "field.phoneCountry.patternHint": "Two capital letters, such as EG.",
  "field.phoneCountry.help": "Reads numbers typed without a country code.",
  "field.manifest": "Connection description",
  "field.manifest.help":
    "JSON that says how your shop's API is called and what its fields mean. Begin with the example nearest to your shop. Leave it empty if your shop pushes its records by the inbound API.",
  "field.baseUrl": "API address",
  "field.baseUrl.patternHint": "An https address without user name or password.",
  "field.baseUrl.help": "Where it differs from the description's baseUrl; without a description, your shop's address.",
  "field.currency": "Currency",
  "field.currency.patternHint": "Three capital letters, such as EGP.",
  "field.currency.help": "Of records that name none. Needed without a description.",
  "field.timeZone": "Time zone",
  "field.timeZone.help": "Of times your shop writes without an offset.",
  "field.webhookSecret": "Signing secret of webhooks",
  "field.webhookSecret.help": "Only if your shop makes its own; otherwise use the one shown in the steps.",
  "field.previousWebhookSecret": "Previous signing secret",
  "field.previousWebhookSecret.help": "While you change the secret, deliveries signed with either are taken.",
  "field.manifest2": "Courier description",
  "field.manifest.help2":
    "JSON that says how the courier's API is called, what its fields mean and what each of its words stands for. Begin with the example.",
  "field.baseUrl2": "Address of the courier's API",
  "field.baseUrl.help2": "Where it differs from the description's baseUrl, such as a test system.",
  "field.currency2": "Currency of charges",
  "field.currency.help2": "Of prices that name none, where the description names none either.",
  "field.timeZone2": "Time zone of the courier",
  "field.timeZone.help2": "Of times the courier writes without an offset; expressions read it as $conn.timeZone.",
  "field.webhookSecret2": "Signing secret of the courier",
  "field.webhookSecret.help2": "Only if the courier makes its own; otherwise use the one shown in the steps.",
  "label.pageNumbersApiKey": "Page numbers, API key",
  "label.linkHeadersUserNamePassword": "Link headers, user name and password",
  "label.cursorsOauth2": "Cursors, OAuth 2",
  "label.webhooks": "Webhooks only",
  "label.fleetOwnApiKey": "A fleet of one's own, API key",
  "help.listsComePagePageKey": "Lists come page by page; a key in a header lets you in.",
  "help.eachPageNamesNextHeader": "Each page names the next one in a header; amounts have decimal commas.",
  "help.tokensRenewedCursorPagePage": "Tokens that are renewed, a cursor from page to page, and every kind of write.",
  "help.shopTellsEverythingItselfNothing": "Your shop sends everything itself; Argosy reads nothing from it.",
  "help.quotesBookingSeveralBoxesLook":
    "Quotes, booking in several boxes, look-up by your reference, labels, tracking in batches, signed webhooks, pickups and lists.",
  "step.1.title": "Can your shop call us?",
  "step.1.text":
    "If your developers can add a few calls to your shop, let it push its records by the inbound API instead: then fill in only address and currency. See the guide.",
  "step.2.title": "Describe your API",
  "step.2.text":
    "Take the example nearest to your shop, put in your addresses and field names. Secrets go into the fields below, never into the description.",
  "step.3.title": "Webhooks, if your shop sends any",
  "step.3.text":
    "Let your shop POST its events to {webhookUrl:}, signed with {webhookSecret} (Standard Webhooks, or the scheme of the description).",
  "step.4.title": "Connect",
  "step.4.text":
    "We call your shop once for every list, read a page of it and show what does not fit, field by field. Nothing is kept until it fits.",
  "step.1.title2": "Describe the courier's API",
  "step.1.text2":
    "Take the example, put in the courier's addresses, field names and words. Secrets go into the fields below, never into the description.",
  "step.2.title2": "Scans that come by themselves",
  "step.2.text2":
    "If the courier can call you, let it POST its scans to {webhookUrl:}, proved with {webhookSecret} as the description says.",
  "step.3.title2": "Connect your courier",
  "step.3.text2": "Every expression is checked and the description's check is called. Nothing is booked.",
  "topic.eventsShop": "Events of your shop",
  "topic.scansCourier": "Scans of the courier",
  "note.farBackShopOwnList": "As far back as your shop's own list of orders reaches.",
  "fact.shopName": "Name",
  "fact.manifestVersion": "Version of the description",
  "word.apiKey": "API key",
  "word.token": "Token",
  "word.password": "Password",
  "word.oauthClientSecret": "OAuth client secret",
  "word.oauthRefreshToken": "OAuth refresh token",
  "word.signingKey": "Signing key",
  "word.ownShop": "Your own shop",
  "word.ownCourier": "Your own courier",
  "said.noStockSetDeclaredHub": 'No "stock.set" is declared: Argosy does not keep this shop\'s stock right.',
  "said.neitherListOrdersNorWebhooks": "Neither a list of orders nor webhooks are declared: orders do not arrive.",
  "said.readsOrdersNoCursorWhole":
    "reads.orders has no cursor: the whole list is walked each time. Declare one if the shop can filter by time of change.",
  "said.shopDeliveriesNotSignedEach": "The shop's deliveries are not signed: each record is fetched before it counts.",
  "said.courierGaveNoLabelAsk": "The courier gave no label. Ask again later, or print it in the courier's own panel.",
  "said.noCallFindsBookingOur":
    "No call finds a booking by our reference: a booking whose answer is lost waits for a person.",
  "said.neitherTrackingCallNorWebhooks": "Neither a tracking call nor webhooks are declared: parcels are not followed.",
  "warning.whetherMoneyMovesDecidedShop": "Whether money moves is decided by the shop.",
  "refused.shopSellsPrice": "The shop sells in {{currency}}, the price is in {{other}}.",
  "refused.courierNotOfferServiceParcel": "The courier does not offer this service for the parcel any more.",
  "refused.courierAsksMorePriceAgreed": "The courier asks more than the price that was agreed to.",
  "refused.courierNotCancelParcel": "The courier did not cancel the parcel.",
  "refused.courierCancelledParcel": "The courier has cancelled the parcel.",
  "said.courierTookCorrection": "The courier has taken the correction.",
  "said.courierRefusedCorrection": "The courier refused the correction.",
  "error.expressionsOrganizationConnectionDescriptionsBusy":
    "The expressions of this organization's connection descriptions are busy with other pages; this one comes later.",
  "error.connectionDescriptionMissingPasteForm": "The connection description is missing. Paste it into the form.",
  "error.apiAnswerNot": "The API's answer to {{operation}} is not {{word}}.",
  "error.shopTellsOrdersCannotAsked": "This shop sends its orders itself; Argosy cannot read one from it.",
  "error.shopDescriptionDeclaresNoWay": "This shop's description declares no way to create orders.",
  "error.shopDescriptionDeclaresNoWay2": "This shop's description declares no way to write products.",
  "error.productWrittenShopNotShow": "The product was written, and the shop does not show it yet.",
  "error.shopDescriptionDeclaresNoWay3": "This shop's description declares no way to write categories.",
  "error.apiNoLongerAcceptsCredentials": "The API no longer accepts the credentials. Enter the ones it accepts now.",
  "error.apiGivesNoAccessThese":
    "The API gives no access with these credentials. Check client, user name and secrets, and enter them again.",
  "error.apiAnswerSignHoldsNo": "The API's answer to the sign-in holds no token ({{where}}).",
  "error.noTimeZoneUseIana": '"{{zone}}" is no time zone. Use an IANA name such as Africa/Cairo.',
  "error.giveConnectionDescriptionShopPushes":
    "Give a connection description; or, for a shop that pushes its records itself, the shop's address and currency.",
  "error.fillCurrencyShopAmounts": "Fill in the currency of your shop's amounts.",
  "error.shopOwnConnectedFormAlone": "A shop of your own is connected by the form alone.",
  "error.courierAnswerConnectionDescriptionReads":
    "The courier's answer, as the connection description reads it, is not right: {{why}}.",
  "error.courierAmountsNameNoCurrency":
    "The courier's amounts name no currency, and neither does the connection description.",
  "error.courierAnswerBookingHoldsNo": "The courier's answer to the booking holds no number for every parcel.",
  "error.courierDescriptionDeclaresNoCall": "This courier's description declares no call to cancel.",
  "error.giveConnectionDescriptionCourier": "Give the connection description of your courier.",
  "error.courierOwnConnectedFormAlone": "A courier of your own is connected by the form alone.",
  "field.apiKey.help": "For auth of kind api_key. The description calls it {{secret.API_KEY}}.",
  "field.token.help": "For auth of kind bearer. The description calls it {{secret.TOKEN}}.",
  "field.password.help": "For auth of kind basic or session_login. The description calls it {{secret.PASSWORD}}.",
  "field.clientSecret.help": "For auth of an oauth2 kind. The description calls it {{secret.CLIENT_SECRET}}.",
  "field.refreshToken.help": "For auth of kind oauth2_refresh. The description calls it {{secret.REFRESH_TOKEN}}.",
  "field.signingKey.help": "For auth of kind hmac. The description calls it {{secret.SIGNING_KEY}}.",
  "error.descriptionNeedsSecret": "The description signs in with {{secret}}; fill in that secret.",
  "error.apiRefuses": "The API refuses {{what}}.",
  "error.apiSays": "It says: {{words}}",
  "error.expressionConnectionDescriptionStopped": "An expression of the connection description was stopped: {{why}}.",
  "error.connectionDescriptionExpressionFailedApi":
    "The connection description's expression for {{what}} failed on the API's answer: {{problem}}",
  "error.pathNoValueEveryPlaceholder": 'The path "{{path}}" of {{name}} has no value for every placeholder.',
  "error.shopAnswerNotTellHow": "The shop's answer lacks the number of pages ({{told}}).",
  "error.shopNamesNextPageAnother":
    "The shop names a next page on another host ({{host}}). The credentials do not go there; the walk stops.",
  "error.shopRecordCannotReadKept": "The shop's record of {{what}} cannot be read: {{problem}}. It is kept as it came.",
  "error.shopDescriptionDeclaresNoList": "This shop's description declares no list of {{kind}}.",
  "error.shopDescriptionDeclaresNoLookup": 'This shop\'s description declares no lookup "{{name}}".',
  "error.lookupNoMap": 'The lookup "{{name}}" has no map.',
  "error.shopAnswerCannotReadItem":
    "The shop's answer to {{name}} cannot be read item by item; what it did is looked up.",
  "refused.shopAnswerNotSpeakItem": "The shop's answer does not speak of this item.",
  "refused.shopRefusesItem": "The shop refuses this item.",
  "error.recordsCannotReadFirstBecause":
    "{{bad}} of {{all}} records of {{name}} cannot be read, the first because of: {{first}}. The description does not fit the shop's answers any more.",
  "refused.shopDescriptionDeclaresNoWay": "This shop's description declares no way to change tracking.",
  "refused.refundAlwaysPays":
    "The shop would pay the buyer with this refund: its description does not send input.moveMoney. Nothing was sent.",
  "refused.notKnownWhetherShopCarried":
    "It is not known whether the shop carried this out, and its interface does not show it. Look in the shop, then repeat it if needed.",
  "refused.shopNoWordStatusmapoutDescription":
    'This shop has no word for "{{status}}" (statusMapOut of its description).',
  "error.notKnownWhetherShopCreated":
    "It is not known whether the shop created this order (our reference {{key}}). Look there, then create it again if it is missing.",
  "error.shopAnswerNamesNoId":
    'The shop\'s answer names no id of the order: the description needs "result": {"externalId": …}.',
  "error.shopCreatedOrderNotShow": "The shop created order {{id}} and does not show it yet.",
  "error.shopAnswerNamesNoId2":
    'The shop\'s answer to {{name}} names no id: the description needs "result": {"externalId": …}.',
  "error.shopMadeCategoryWhereChanged":
    'The shop made category {{made}} where {{wanted}} was to be changed: the description needs "id": "input.id" in the request.',
  "error.shopAnswerNamesNoId3":
    'The shop\'s answer names no id of the category: the description needs "result": {"externalId": …}.',
  "error.shopNamesNoCurrencyNeither": "The shop names no currency, and neither does its connection.",
  "error.shopGiftCardsCannotRedeemed": "This shop's gift cards cannot be redeemed from here.",
  "error.deliveryNamesNoEvent": 'The delivery names no event in "{{at}}".',
  "error.eventNamesNoRecord": 'The event "{{topic}}" names no record in "{{at}}".',
  "error.eventHoldsNoRecord": 'The event "{{topic}}" holds no record in "{{at}}".',
  "refused.refreshTokenWorthNothingOnce":
    "A refresh token may be worth nothing once it has been used; connect with it instead of trying.",
  "error.courierDescriptionDeclaresNoCall2": 'This courier\'s description declares no call "{{name}}".',
  "error.deliveryNamesNoTrackingNumber": 'The delivery names no tracking number in "{{at}}".',
  "error.descriptionNotRight": "The connection description is not right:",
  "error.expressionFindsNoList":
    "The expression {{name}}.records {{problem}}. Put a list that may be missing in brackets: [body.items].",
  "error.pageAgain": "The list {{name}} shows a page a second time; the walk stops.",
  "error.tooManyPages": "The list {{name}} has more than {{most}} pages; the walk stops.",
  "said.noWebhooksDeclared": "The connection description declares no webhooks.",
  "said.eventWithoutMeaning": 'The connection description gives the event "{{topic}}" no meaning.',
  "said.stockReadLater": "The stock in this event is read with the next pass over the shop's lists.",
  "said.noStockOf": "The shop knows no stock of {{item}}.",
  "refused.noWayStatus": "This shop's description declares no way to change an order's status. Change it in the shop.",
  "refused.noWayFulfil":
    "This shop's description declares no way to tell of a parcel. Mark the order as shipped in the shop.",
  "refused.noWayCancel": "This shop's description declares no way to cancel an order. Cancel it in the shop.",
  "refused.noWayRefund": "This shop's description declares no way to refund. Refund in the shop.",
  "refused.noWayNote": "This shop's description declares no way to write a note. Write it in the shop.",
  "done.newTracking": "The shop has the new tracking.",
  "done.parcelKnown": "The shop knows of the parcel.",
  "done.orderCancelled": "The shop has cancelled the order.",
  "done.noteStands": common.noteInShop,
  "done.refundBooked": "The shop has booked the refund.",
  "done.statusShown": 'The shop shows the order as "{{word}}".',
} as const;

export const { message, english, ...catalog } = messageCatalog("custom_api", texts, { ar });
