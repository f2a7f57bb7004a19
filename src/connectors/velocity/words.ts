/** What a seller reads of Velocity Shipping, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.apiKey": "API key",
  "field.apiKey.help": "From Settings, API in the Velocity dashboard. It is shown once, when it is made.",
  "field.apiKeyExpiresOn": "Key ends on",
  "field.apiKeyExpiresOn.patternHint": "A date like 2027-05-31.",
  "field.apiKeyExpiresOn.help": "As chosen when the key was made. Argosy warns you 14 days before.",
  "field.username": "Mobile number of the old login",
  "field.username.patternHint": "+91 and ten digits.",
  "field.username.help": "Only without an API key. Velocity is shutting this login off.",
  "field.password": "Password of the old login",
  "field.password.help": "Only without an API key.",
  "field.warehouses": "Warehouses",
  "field.warehouses.patternHint":
    "Id and name of each, separated by semicolons: WHEX01 Main warehouse; WHEX02 Second warehouse.",
  "field.warehouses.help":
    "As in Velocity's Settings, Warehouses, the name letter by letter. The first is used for locations you do not map to another.",
  "field.storeName": "Store tag",
  "field.storeName.patternHint": "Letters, digits and hyphens.",
  "field.storeName.help": "A store of your Velocity account. Orders with a tag it does not know are refused.",
  "field.webhookSecret": "Webhook API key",
  "field.webhookSecret.help": "Only if Velocity was given another key than the one shown in the steps.",
  "field.environment": "Environment",
  "option.production": "Production",
  "option.staging": "Staging (by request to Velocity)",
  "step.1.title": "Make an API key",
  "step.1.text":
    "In the Velocity dashboard open Settings, API, choose Generate API Key and copy the key. It is shown once.",
  "step.2.title": "Note the warehouses",
  "step.2.text":
    "In Settings, Warehouses note the id and the exact name of each warehouse, and enter them in the form.",
  "step.3.title": "Let Velocity report parcels",
  "step.3.text":
    "In Settings, Webhooks enter {webhookUrl:tracking}, choose API Key as authentication with the key {webhookSecret}, and subscribe to status_change and tracking_addition.",
  "topic.parcelTracking": "Parcel tracking",
  "note.bookingChargesWalletOnce": "Booking charges your Velocity wallet at once.",
  "note.tellsPriceAfterBooking": "Velocity returns the price only after booking.",
  "note.labelFetchedHourAfterBooking":
    "A label can be fetched for an hour after booking. Later it is in Velocity's dashboard alone.",
  "fact.currency": "Currency",
  "refused.apiKey": "Enter the API key, from Settings, API in the Velocity dashboard.",
  "refused.oldLoginMobileNumber91": "The old login is a mobile number with +91 and ten digits.",
  "refused.passwordOldLoginMissing": "The password of the old login is missing.",
  "refused.noSignPageOtherPrograms": "Velocity has no sign-in page for other programs; connect with the form.",
  "error.notAcceptApiKey":
    "Velocity does not accept this API key. Check in its dashboard (Settings, API) that it is enabled and has not ended.",
  "error.notAcceptMobileNumberPassword":
    "Velocity does not accept this mobile number and password. Logins by password are being shut off: make an API key in its dashboard (Settings, API) and enter it.",
  "error.notTakeTokenOldLogin":
    "Velocity does not take the token of the old login any more. Make an API key in its dashboard (Settings, API) and enter it.",
  "error.noLongerAcceptsApiKey":
    "Velocity no longer accepts the API key. Make a new one in its dashboard (Settings, API) and enter it.",
  "warning.apiKeyEnds":
    "The Velocity API key ends on {{day}}. Make a new one in its dashboard (Settings, API) and enter it before.",
  "said.booksParcelsIndianRupeesAlone": "Velocity books parcels in Indian rupees alone.",
  "said.deliversWithinIndiaAlone": "Velocity delivers within India alone.",
  "said.postcodeSixDigits": common.postcodeIndian,
  "said.phoneIndianNumberTenDigits": common.phoneIndian,
  "said.streetMissing": common.streetMissing,
  "refused.idNameWarehouseCourierSettings":
    "Enter the id and the name of your Velocity warehouse in the courier's settings.",
  "refused.madeOrderWithoutShipment": "Velocity made an order without a shipment. Look at its dashboard.",
  "said.refusedBooking": "Velocity refused the booking ({{status}}).",
  "error.tookBookingNamedNoTracking": "Velocity took the booking and named no tracking number yet.",
  "error.answeredBookingNeitherYesNor": "Velocity answered the booking with neither yes nor no.",
  "said.refusedCancel": "Velocity refused to cancel ({{status}}).",
  "said.showsParcelCancelled": "Velocity shows the parcel as cancelled.",
  "said.parcelPickedUpBeforeCould": "The parcel was picked up before Velocity could cancel it.",
  "said.notCancelledParcelWithinDay": "Velocity has not cancelled the parcel within a day. Cancel it in its dashboard.",
  "said.pdfMakes": "PDF, as Velocity makes it",
  "said.givesLabelOnce": "Velocity gives a label once, within an hour of booking. Print this one in its dashboard.",
  "said.noCarrierGoes": "No carrier of Velocity goes there.",
} as const;

export const { message, english, ...catalog } = messageCatalog("velocity", texts, { ar });
