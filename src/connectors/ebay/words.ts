/** What a seller reads of eBay, by code. */
import { messageCatalog } from "../kit/connect/words.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.marketplaceId": "eBay site",
  "field.marketplaceId.help":
    "Listings and prices come from this site. Leave it open to choose several sites after signing in; each becomes a channel of its own, and they share their stock.",
  "field.orderSites": "Also read orders of these sites (codes)",
  "field.orderSites.help":
    "Orders placed on sites that have no channel of their own, with commas. Without them Argosy does not see what was sold there.",
  "field.carrierCodes": "Carrier codes of eBay",
  "field.carrierCodes.help":
    "One a line: the carrier as Argosy calls it, an equals sign, eBay's code of it. Carriers not named here are sent by their own name.",
  "field.stockTakenAt": "eBay lowers its quantity",
  "field.stockTakenAt.help":
    "eBay does not publish this. To be sure, buy one item without paying and look at the quantity of the listing.",
  "option.purchase": "at the purchase",
  "option.payment": "at the payment",
  "field.restocksOnCancel": "A cancelled order's units go back into eBay's own quantity",
  "field.restocksOnCancel.help":
    "eBay does not publish this. To be sure, note a listing's quantity, cancel a test order, look again.",
  "step.1.title": "Sign in to eBay",
  "step.1.text":
    "Connect leads to eBay's page. Sign in as the seller and agree: one consent covers all sites of the account.",
  "step.2.title": "Choose your sites",
  "step.2.text":
    "Connect each site you sell on. Sites share one stock, and each has its own prices. Orders of a site without a channel are read only where another channel names it.",
  "step.3.title": "Check your listings",
  "step.3.text":
    "Argosy finds listings made with eBay's Inventory API. Listings made on eBay's website are not found until they are moved there.",
  "scope.public": "public data of eBay",
  "scope.listings": "listings, stock and prices",
  "scope.orders": "orders, shipping and cancellations",
  "scope.money": "refunds, fees and payouts",
  "scope.account": "whose account it is",
  "note.twoYears": "eBay returns orders of the last two years.",
  "fact.name": "Seller",
  "fact.site": "Site",
  "fact.country": "Country",
  "fact.currency": "Currency",
  "word.unitedStates": "United States",
  "word.unitedKingdom": "United Kingdom",
  "word.germany": "Germany",
  "word.france": "France",
  "word.italy": "Italy",
  "word.spain": "Spain",
  "word.austria": "Austria",
  "word.switzerland": "Switzerland",
  "word.belgium": "Belgium",
  "word.poland": "Poland",
  "word.canada": "Canada",
  "word.australia": "Australia",
  "issue.onHold": "eBay has put the listing on hold.",
  "issue.ended": "The listing has ended.",
  "warning.accountOnHold": "eBay has put this seller account on hold.",
  "warning.noSigningKey":
    "eBay gave no key to sign with, so refunds, cancellations and payouts may be refused. Connect again, or ask whoever runs this hub to enter a signing key.",
  "warning.otherListings":
    "Listings made on eBay's website are not found. Move them to the Inventory API on eBay's side, or watch their stock yourself.",
  "warning.unreadSites":
    "Orders of the last month came from {{sites}}. Connect these sites as well, or name them under Also read orders of these sites.",
  "warning.shippingIsFinal": "eBay notifies the buyer. A parcel confirmed there cannot be changed or taken back.",
  "warning.cancelPaysBack":
    "eBay refunds the buyer itself when the order is cancelled. Out of stock as the reason counts against you.",
  "warning.refundMovesMoney": "eBay pays this amount back to the buyer.",
  "refused.noSite": 'There is no eBay site "{{site}}".',
  "refused.hubNoApp": "This hub has no eBay application. Whoever runs it enters its App ID, Cert ID and RuName.",
  "refused.connectButton": "Use the Connect button: eBay asks for your consent on its own page.",
  "refused.notApproved": "eBay was not given your consent. Start again and agree on eBay's page.",
  "refused.noCode": "eBay sent no code. Start again.",
  "refused.noLastingAccess": "eBay gave no lasting access. Start again.",
  "refused.orderUnknown": "eBay does not know this order any more.",
  "refused.shippedByEbay": "eBay ships this order from its own warehouse.",
  "refused.orderCancelled": "The order is cancelled.",
  "refused.cancelRequested": "A cancellation of this order was requested. Decide about that first.",
  "refused.unpaid": "The order is not paid yet. Ship it when eBay shows the payment.",
  "refused.nothingLeft": "Everything of this order is shipped.",
  "refused.moreParcelsThanUnits": "There are more tracking numbers than units to ship.",
  "refused.cancelShipped": "Parts of this order are shipped. eBay cancels whole orders before they leave only.",
  "refused.cancelNotDecided": "eBay has not decided about cancelling order {{order}} yet. Look at it on eBay's site.",
  "refused.refundUnpaid": "The order is not paid, so that nothing can be refunded.",
  "refused.refundCancelling": "The order is being cancelled: eBay refunds the buyer itself.",
  "refused.refundRunning": "eBay is still paying an earlier refund of this order. Try again when it is done.",
  "refused.refundFailed": "eBay could not pay this refund. Look at the order on eBay's site.",
  "refused.caseOpen": "A return, inquiry or case is open for this order. Refund the buyer there, on eBay's site.",
  "refused.noNotes": "eBay keeps no notes on orders; the note stays in Argosy.",
  "refused.noStatus":
    'eBay sets the status of its orders itself; "{{status}}" stays in Argosy. Ship or cancel the order instead.',
  "refused.listingGone": "eBay has no such listing on this site any more.",
  "refused.noAnswer": "eBay did not say what became of this item.",
  "refused.update": "eBay did not take the change (status {{status}}).",
  "refused.quantity": "eBay takes whole numbers up to {{most}}.",
  "refused.currency":
    "eBay {{site}} sells in {{currency}}; a price in {{other}} cannot be set. Give the channel a price rule with an exchange rate.",
  "refused.notPublished": "The offer is a draft on eBay. Publish it there, then send the price again.",
  "waits.revisions":
    "eBay takes 250 changes of a listing a day, and Argosy keeps 25 of them for selling out. This one is sent in {{minutes}} minutes.",
  "uncertain.refund":
    "It is not known whether eBay took this refund. Look at the order on eBay's site before you send it again.",
  "said.nobodyNamed": "The notice names no account.",
  "done.shipped": "eBay has the shipment.",
  "done.cancelled": "eBay cancelled the order and refunds the buyer itself.",
  "done.refunded": "eBay paid the refund.",
  "error.accessEnded":
    "eBay no longer grants access to this account: it was withdrawn, or the user name or password changed. Connect again.",
} as const;

export const { message, english, ...catalog } = messageCatalog("ebay", texts, { ar });
