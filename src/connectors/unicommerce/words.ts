/** What a seller reads of Unicommerce, by code. */
import { common } from "../kit/connect/common-texts.ts";
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.baseUrl": "API base URL",
  "field.baseUrl.patternHint": "An https address, as the courier's team names it.",
  "field.baseUrl.help": "Change it only if the courier's team named another.",
  "field.username": "API user",
  "field.username.help": "From the courier's team.",
  "field.password": "API password",
  "field.dimensionUnit": "Unit of dimensions",
  "field.dimensionUnit.help":
    "What the courier reads. A wrong unit makes the weight it charges a thousand times too high or too low.",
  "field.defaultCourierId": "Courier id",
  "field.defaultCourierId.patternHint": "Capitals, digits, hyphens.",
  "field.defaultCourierId.help": "Left open, the courier's own rules choose who carries a parcel.",
  "option.cm": "Centimetres",
  "option.mm": "Millimetres",
  "step.1.title": "Ask for API access",
  "step.1.text":
    "Ask Selloship's team for the user and password of the channel API. They may differ from those of the panel.",
  "step.2.title": "Check the first parcel",
  "step.2.text":
    "After the first booking compare the weight Selloship charges with the parcel's. If it is many times too high or too low, change the unit of dimensions.",
  "note.bookingChargesSelloshipWalletOnce":
    "Booking charges your Selloship wallet at once, and there is no test account.",
  "note.selloshipCannotAskedBookingWhose":
    "Selloship cannot be asked for a booking whose answer was lost. You decide on such a shipment after looking at its panel.",
  "note.pricesRemittancesBilledChargesSelloship":
    "Prices, remittances and billed charges are in Selloship's panel alone.",
  "fact.currency": "Currency",
  "word.pdfCourierMakes": "PDF, as the courier makes it",
  "said.courierDeliversWithinIndiaAlone": "This courier delivers within India alone.",
  "said.postcodeSixDigits": common.postcodeIndian,
  "said.phoneIndianNumberTenDigits": common.phoneIndian,
  "said.streetMissing": common.streetMissing,
  "said.courierBooksParcelsIndianRupees": "This courier books parcels in Indian rupees alone.",
  "said.courierGaveNoLabelBooking": "The courier gave no label with the booking. Print it in its panel.",
  "refused.courierNoSignPageConnect": "This courier has no sign-in page; connect with the form.",
  "refused.apiUserMissing": "The API user is missing.",
  "refused.apiPasswordMissing": "The API password is missing.",
  "refused.shipmentNoParcel": "The shipment has no parcel.",
  "refused.courierRefusedCancel": "The courier refused to cancel.",
  "refused.parcelHandedOverBefore": "The parcel was handed over before.",
  "refused.courierNotKnowParcelCannot": "The courier does not know the parcel, or cannot take it.",
  "error.courierNotAcceptApiUser":
    "The courier does not accept this API user and password. Ask its team for those of the channel API; the panel's may differ.",
  "error.courierRefusedLogin": "The courier refused the login: {{words}}",
  "error.courierTakesLoginRefusesToken":
    "The courier takes the login and refuses its token. Ask its team whether the API is enabled for this account.",
  "error.courierAnsweredBookingNeitherNumber": "The courier answered the booking with neither a number nor a no.",
  "error.courierRefusedManifest": "The courier refused the manifest: {{words}}",
} as const;

export const { message, english, ...catalog } = messageCatalog("unicommerce", texts, { ar });
