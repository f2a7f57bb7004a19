/** What a seller reads of Delhivery, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.apiToken": "API token",
  "field.apiToken.patternHint": "Letters and digits, 40 as a rule.",
  "field.apiToken.help": "In Delhivery One: Settings, API Setup, Request live API token. It is shown for five minutes.",
  "field.pickupLocations": "Pickup locations",
  "field.pickupLocations.help":
    "The names in Delhivery One, Settings, Pickup locations, letter by letter, separated by semicolons. The first is used for locations you do not map to another.",
  "field.defaultMode": "Shipping mode",
  "option.Surface": "Surface",
  "option.Express": "Express",
  "field.defaultMode.help": "As in your contract. With accounts for both, connect Delhivery twice.",
  "field.sellerGstTin": "Seller GSTIN",
  "field.sellerGstTin.patternHint": "15 capitals and digits.",
  "field.webhookSecret": "Webhook secret",
  "field.webhookSecret.help": "Only if Delhivery was given another value than the one shown in the steps.",
  "field.environment": "Environment",
  "option.production": "Production",
  "option.staging": "Staging",
  "step.1.title": "Get the API token",
  "step.1.text":
    "In Delhivery One open Settings, API Setup, and request the live API token. Copy it at once: it is shown for five minutes.",
  "step.2.title": "Note the pickup locations",
  "step.2.text": "In Settings, Pickup locations note the exact name of each, and enter them in the form.",
  "step.3.title": "Have scans pushed",
  "step.3.text":
    "Fill in Delhivery's webhook requirement document with the address {webhookUrl:tracking} and the header Authorization with the value Bearer {webhookSecret}, and mail it to lastmile-integration@delhivery.com with your contact at Delhivery in copy. Until then, Argosy checks parcels every 30 minutes.",
  "topic.parcelTracking": "Parcel tracking",
  "note.pricesEstimates": "Prices are Delhivery's estimates, at most fifty in five minutes.",
  "note.billsPaysOutPanelAlone": "What Delhivery bills and pays out is in its panel alone: enter it as a file.",
  "fact.currency": "Currency",
  "error.connectedToken": "Delhivery is connected with a token, not by consent.",
  "warning.stagingParcelsNotCarried":
    "This is Delhivery's staging: parcels are not carried, and prices are always 0 there.",
  "said.postcodeSixDigits": common.postcodeIndian,
  "said.notGoPostcode": "Delhivery does not go to this postcode.",
  "said.closedPostcodeTimeBeing": "Delhivery has closed this postcode for the time being.",
  "said.collectsNoCashPostcode": "Delhivery collects no cash at this postcode.",
  "said.takesNoPrepaidParcelsPostcode": "Delhivery doesn't accept prepaid parcels to this postcode.",
  "said.zone": "Zone {{zone}}",
  "said.booksParcelsIndianRupeesAlone": "Delhivery books parcels in Indian rupees alone.",
  "said.deliversWithinIndiaAlone": "Delhivery delivers within India alone.",
  "said.phoneIndianNumberTenDigits": common.phoneIndian,
  "said.streetMissing": common.streetMissing,
  "said.goodsMoreThan50":
    "Goods of more than 50,000 rupees need an e-way bill. Book this parcel in Delhivery's own panel.",
  "said.servicesSurfaceExpress": "Delhivery has the services Surface and Express.",
  "refused.namePickupLocationCourierSettings":
    "Enter the name of your Delhivery pickup location in the courier's settings.",
  "refused.namesNoPriceParcelMoment": "Delhivery names no price for this parcel at the moment.",
  "refused.priceHigherNowThanSaw": "Delhivery's price is higher now than the one you saw. Ask for it again.",
  "error.gaveFewerNumbersThanAsked": "Delhivery gave fewer numbers than asked.",
  "error.answeredBookingNeitherYesNor": "Delhivery answered the booking with neither yes nor no.",
  "said.pickedParcelUp": "Delhivery has picked the parcel up. To have it back, ask for its return; that is charged.",
  "said.cancelledParcel": "Delhivery has cancelled the parcel.",
  "said.correctedParcel": "Delhivery has taken the correction.",
  "said.refusedCorrectParcel": "Delhivery refused the correction.",
  "said.refusedCancelParcel": "Delhivery refused to cancel the parcel.",
  "error.notTellParcels": "Delhivery did not return the state of the parcels: {{words}}",
  "option.4R": "4 x 6 inches",
  "option.A4": "A4",
  "said.reschedulesPickupReturnsAlone": "Delhivery reschedules the pickup of returns alone.",
  "said.takenWishAnotherAttempt": "Delhivery accepted the request for another delivery attempt.",
  "said.refusedAnotherAttempt": "Delhivery refused another attempt.",
  "said.sendsParcelBack": "Delhivery sends the parcel back to you. That is charged.",
} as const;

export const { message, english, ...catalog } = messageCatalog("delhivery", texts, { ar });
