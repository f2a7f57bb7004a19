/** What a seller reads of Shippo, by code. */
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.apiToken": "API token",
  "field.apiToken.help":
    "In Shippo: Settings, API, Generate token. A test token prints labels that cost nothing and cannot be used.",
  "field.apiToken.patternHint": "A token begins with shippo_live_ or shippo_test_. Copy it whole, without spaces.",
  "field.labelFormat": "Labels",
  "option.PDF_4x6": "PDF, 4 x 6 inch",
  "option.PDF_A6": "PDF, A6",
  "option.PDF_A4": "PDF, A4",
  "option.PDF": "PDF, letter",
  "option.PNG": "Image (PNG)",
  "option.ZPLII": "ZPL for label printers",
  "step.1.title": "Make a token",
  "step.1.text": "In Shippo open Settings, API and generate a live token, or a test token to try it out.",
  "step.2.title": "Paste it",
  "step.2.text": "Paste the token into this form. Your carriers at Shippo are found by themselves.",
  "topic.scansParcels": "Scans of parcels",
  "fact.mode": "Mode",
  "fact.carrierNames": "Carriers",
  "error.connectedToken": "Shippo is connected with a token, not by consent.",
  "warning.testToken": "This is a test token: its labels cost nothing and cannot be used.",
  "warning.noCarrierSwitched": "No carrier is switched on in Shippo yet, so that nothing can be booked.",
  "error.webhooksNeedPublicAddressHub":
    "Webhooks need a public address of Argosy (APP_URL); until then Argosy checks parcels regularly.",
  "refused.priceNowAskRatesAgain": "The price is now {{price}}. Get rates again.",
  "refused.carrierNotMakeLabel": "The carrier did not make the label.",
  "refused.carrierTakesLabelBackNo": "The carrier takes this label back no more: it was used, or is too old.",
  "done.labelCancelledCarrierPaysBack": "The label is cancelled; the carrier pays it back in its own time.",
  "refused.noCarrierTakesParcel": "No carrier of the Shippo account takes this parcel.",
  "said.stateMissing": "The address has no state or province.",
  "said.stateMissingFrom": "The address it is shipped from has no state or province.",
  "said.phoneMissing": "The address has no phone number, which parcels to other countries need.",
  "said.testMessage": "This is a test message, and the account is a live one.",
} as const;

export const { message, english, ...catalog } = messageCatalog("shippo", texts, { ar });
