/** What a seller reads of Flipkart, by code. */
import { messageCatalog } from "../kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  "field.environment": "Environment",
  "option.production": "Production",
  "option.sandbox": "Flipkart's sandbox",
  "field.authMode": "How to connect",
  "field.authMode.help":
    "Flipkart allows self access only for a seller's own installation; it may switch off keys that were handed to a service for many sellers.",
  "option.self_access": "An application of my own (self access)",
  "option.partner_oauth": "This hub's Flipkart partner application",
  "field.appId": "Application id",
  "field.appId.help": "Seller portal, Manage Profile, Developer Access. Only for an application of your own.",
  "field.appSecret": "Application secret",
  "field.appSecret.help": "Next to the application id. It also signs the notifications.",
  "field.sellerId": "Seller id",
  "field.sellerId.help":
    "Tells two Flipkart accounts apart, and is needed to change the tracking of self-ship parcels.",
  "field.gstin": "GSTIN",
  "field.gstin.help": "Kept with the channel for your documents. Flipkart's API does not send it.",
  "field.gstin.patternHint": "A GSTIN has letters and digits only.",
  "field.locationIds": "Flipkart location ids",
  "field.locationIds.help":
    "Seller portal, pickup locations. Left open, Argosy collects them from your listings. The first one counts for listings that show no location.",
  "field.locationIds.patternHint": "Location ids begin with LOC; separate several with commas.",
  "field.requestsPerHour": "Calls an hour",
  "field.requestsPerHour.help":
    "Flipkart publishes no limit. Lower it when Flipkart answers that there are too many calls.",
  "field.serviceProfiles": "Orders to import",
  "option.seller": "those I fulfil (NON_FBF)",
  "option.seller_and_lite": "also FBF Lite",
  "option.all": "also those Flipkart fulfils (FBF)",
  "field.notificationUrl": "Notification URL as registered with Flipkart",
  "field.notificationUrl.help":
    "Only when Flipkart registered another address than the one shown here. It is part of the signature: letter by letter.",
  "field.packing": "Pack shipments from here",
  "field.packing.help":
    "On: shipping an order makes Flipkart's label and invoice, then marks it ready. Off: pack in the seller portal, shipping here marks it ready.",
  "field.invoicePrefix": "Prefix of invoice numbers",
  "field.invoicePrefix.help":
    "The number is the prefix and the order item's id. Left open, Flipkart numbers the invoice when it packs.",
  "field.packageLength": "Usual parcel: length (cm)",
  "field.packageBreadth": "Usual parcel: breadth (cm)",
  "field.packageHeight": "Usual parcel: height (cm)",
  "field.packageWeight": "Usual parcel: weight (kg)",
  "field.taxRate": "Tax rate of items without a single one (%)",
  "field.taxRate.help": "For listings whose tax code names no rate (GST_APPAREL, GST_Footwear) or that have none.",
  "field.selfShipDays": "Self-ship: days until delivery",
  "field.selfShipDays.help": "Flipkart wants a promised date with every parcel you ship yourself.",
  "step.1.title": "Make an application",
  "step.1.text":
    "In the Flipkart seller portal open Manage Profile, Developer Access and create a new access. Copy the application id and its secret into this form.",
  "step.2.title": "Or approve this hub's application",
  "step.2.text":
    "If this hub has a Flipkart partner application, choose it instead: you sign in at Flipkart and approve. Its redirect address is {callbackUrl}.",
  "step.3.title": "Ask for notifications",
  "step.3.text":
    "Flipkart registers them by mail: write to seller-api-queries@flipkart.com with your seller id, your location ids and this address, for shipments and returns: {webhookUrl:}. Until they arrive, Argosy checks for orders every five minutes.",
  "topic.shipmentsReturns": "Shipments and returns",
  "scope.ordersListingsStock": "orders, listings and stock",
  history: "Flipkart does not publish how far back its search of shipments reaches; what it answers is imported.",
  "fact.country": "Country",
  "fact.currency": "Currency",
  "fact.timeZone": "Time zone",
  "said.noLocationAccountKnown":
    "No location of this account is known: Flipkart sends them only with listings. Enter the location ids (seller portal, pickup locations); without them stock can't be sent.",
  "said.accountNoListings": "The account has no listings yet; they are made in the seller portal.",
  "said.registersNotificationsMail":
    "Flipkart registers notifications by mail. Until they arrive, Argosy checks for orders every five minutes.",
  "error.notTellWhoseAccount":
    "Flipkart does not say whose account this is, and it shows no location yet. Enter your seller id.",
  "said.setsListingOutStockSeller":
    "Flipkart sets the listing out of stock when a seller cancels; Argosy puts the number back with the next stock update.",
  "said.manyCancellationsSellerLowerAccount":
    "Many cancellations by the seller lower the account's rating, up to suspension.",
  "said.knowsThreeReasons":
    "Flipkart knows three reasons only: out of stock, cannot be procured, business order. Any other is sent as “cannot be procured”.",
  "said.ownCourierMakesTrackingNumber":
    "Flipkart's own courier makes the tracking number; carrier and tracking entered here count only for self-ship parcels.",
  "refused.applicationIdMissing": "The application id is missing. {{where}}",
  "refused.applicationSecretMissing": "The application secret is missing. {{where}}",
  "refused.hubNoPartnerApplication":
    "This hub has no Flipkart partner application (FLIPKART_APP_ID and FLIPKART_APP_SECRET are not set). Connect with an application of your own.",
  "refused.applicationNotApproved": "The application was not approved at Flipkart.",
  "refused.sentNoCode": "Flipkart sent no code. Start again.",
  "refused.grantedNoLastingAccess": "Flipkart granted no lasting access. Start again.",
  "said.notAcceptApplication":
    "Flipkart does not accept this application. It was deleted or deactivated, or its id or secret is mistyped: look it up in the seller portal (Manage Profile, Developer Access) and enter it again.",
  "said.notAcceptApproval":
    "Flipkart did not accept the approval; it may have taken too long. Start again. If it happens twice, the operator of this hub should check FLIPKART_APP_ID and FLIPKART_APP_SECRET.",
  "said.noLongerGrantsAccessAccount":
    "Flipkart no longer grants access to this account: the approval was withdrawn, or not used for 180 days. Connect it again.",
  "said.findSellerPortal": "Find it in the seller portal: Manage Profile, Developer Access.",
  "refused.notKnowOrderAnyMore": "Flipkart does not know this order any more.",
  "done.orderCancelled": "The order is cancelled at Flipkart.",
  "refused.fulfilsOrderItselfSellersCannot": "Flipkart fulfils this order itself; sellers cannot cancel it.",
  "refused.shipmentOrderAlreadySellersCancel":
    "A shipment of this order is already {{status}}; sellers can cancel only what is not packed. Nothing was cancelled.",
  "refused.namesNoCancellationGroupOrder":
    "Flipkart names no cancellation group for this order. Cancel it in the seller portal.",
  "refused.parcelAlreadyLeftOtherTracking":
    "The parcel has already left with other tracking. Change the parcel's tracking instead.",
  "refused.courierTellsWhenParcelArrived": "Flipkart's courier reports when a parcel has arrived; sellers cannot.",
  "done.knowsParcelArrived": "Flipkart knows that the parcel has arrived.",
  "refused.parcelShippedArriveShipOrder": "Only a parcel that has been shipped can arrive. Ship the order first.",
  "refused.notKnowParcel": "Flipkart does not know this parcel.",
  "refused.courierMakesTrackingParcelCannot":
    "Flipkart's courier makes the tracking of this parcel; it cannot be changed.",
  "done.parcelNewTracking": "The parcel has the new tracking.",
  "refused.stillShowsOldTrackingChange": "Flipkart still shows the old tracking. Change it in the seller portal.",
  "refused.wantsSellerIdEnterConnection": "Flipkart wants the seller id with this. Enter it in the connection's form.",
  "refused.knowsNoOpenShipmentOrder": "Flipkart knows no open shipment of this order.",
  "refused.shipsOrderOwnWarehouse": "Flipkart ships this order from its own warehouse.",
  "refused.shipmentLeavesWholeShipAll":
    "A Flipkart shipment leaves whole. Ship all units of a shipment together, or split it in the seller portal.",
  "refused.holdsShipmentOrderBackShipped":
    "Flipkart holds a shipment of this order back; it can be shipped when Flipkart releases it.",
  "refused.makesNoLabelParcelsShip":
    "Flipkart makes no label for parcels you ship yourself. Ship the order with its tracking.",
  "done.madeLabelInvoice": "Flipkart has made label and invoice.",
  "refused.formShipmentNeedsCouldNot":
    "A form this shipment needs could not be made. Download it in the seller portal and enter its number there, then try again.",
  "refused.shipmentNotPackedYetPack":
    "The shipment is not packed yet. Pack it in the seller portal and try again, or switch on packing in the channel settings.",
  "refused.notMadeLabelHourLook":
    "Flipkart has not made the label for an hour. Look at the shipment in the seller portal.",
  "refused.useCancelWantsReason": "Use “cancel” for this: Flipkart wants a reason.",
  "refused.decidesItselfWhenOrderCannot": "Flipkart decides when an order is {{status}}; sellers cannot set it.",
  "refused.paysBuyersBackItselfWhen":
    "Flipkart pays buyers back itself when a return is settled; sellers cannot. Nothing was sent, and no money moved.",
  "refused.ordersNoNotesKeepHere": "Flipkart's orders have no notes. Keep it here, on the order in Argosy.",
  "refused.shipmentsPackedSellerPortalPack":
    "Shipments are packed in the seller portal. To pack from here, switch on packing in the channel settings.",
  "refused.answerLeavesSkuOut": "Flipkart's answer leaves this SKU out.",
  "refused.refusedListingWithoutWord": "Flipkart refused this listing ({{code}}) without a word.",
  "refused.says": "Flipkart says: {{words}}",
  "refused.notShowListingAnyMore":
    "Flipkart does not show this listing any more. It was deleted or archived, or its SKU is another one now.",
  "refused.takesPricesRupeesNot": "Flipkart takes prices in rupees only, not in {{currency}}.",
  "refused.priceBelowZeroCannotShown": "A price below zero cannot be shown.",
  "refused.takesWholeRupeesRoundPrice":
    "Flipkart takes whole rupees only. Round the price, or set the channel's price rule to round to whole numbers.",
  "refused.unitsListingLieOwnWarehouses":
    "The units of this listing lie in Flipkart's own warehouses (FBF); Flipkart counts them itself.",
  "refused.wantsLocationEveryNumberEnter":
    "Flipkart wants a location with every number. Enter your location ids in the channel settings (seller portal, pickup locations).",
  "done.readyForPickup": "The shipment is ready for pickup at Flipkart. Print label and manifest in the seller portal.",
  "done.knowsParcelLeft": "Flipkart knows that the parcel has left.",
  "refused.shipmentUnknown": "Flipkart does not know this shipment, or it is another seller's.",
  "refused.stateForbids": "The shipment's present state does not allow this. Look at it in the seller portal.",
  "refused.reasonNotAccepted": "Flipkart did not accept the reason.",
  "refused.noAnswerTriedAgain": "Something at Flipkart did not answer. Argosy tries again.",
  "refused.leftOutLookedAgain": "Flipkart's answer leaves this shipment out. Argosy looks at it again.",
  "refused.byCode": "Flipkart refused this ({{code}}).",
  "refused.taxRateUnknown":
    "The tax rate of {{item}} is not known: its listing has no plain GST code. Enter a rate in the channel's settings, or pack in the seller portal.",
  "refused.parcelSizeUnknown":
    "The parcel's size and weight are not known. Enter a usual parcel in the channel's settings, or pack in the seller portal.",
  "refused.oneTrackingNumber": "Flipkart takes one tracking number for each self-ship parcel.",
  "listing.category": "Offer on a Flipkart product",
  "listing.fsn": "FSN",
  "listing.fsn.help":
    "The Flipkart Serial Number of the product in Flipkart's catalog, of each variant its own. Products that are not there yet are added in the seller portal first.",
  "listing.mrp": "MRP",
  "listing.price": "Selling price",
  "listing.price.help": "Whole rupees, at most the MRP.",
  "listing.quantity": "Quantity",
  "listing.location": "Location",
  "listing.hsn": "HSN",
  "listing.taxCode": "Tax code",
  "listing.status": "Listing status",
  "listing.profile": "Fulfilment",
  "listing.dispatchDays": "Days to dispatch",
  "listing.shippingProvider": "Shipping provider",
  "listing.procurement": "Procurement type",
  "listing.region": "Region restriction",
  "listing.feeLocal": "Shipping fee, local",
  "listing.feeZonal": "Shipping fee, zonal",
  "listing.feeNational": "Shipping fee, national",
  "listing.length": "Package length",
  "listing.breadth": "Package breadth",
  "listing.height": "Package height",
  "listing.weight": "Package weight",
  "listing.label.help": "Name and address, as on the label.",
  "listing.manufacturer": "Manufacturer",
  "listing.packer": "Packer",
  "listing.importer": "Importer",
  "listing.origin": "Country of origin",
  "listing.madeOn": "Manufactured on",
  "listing.expiresOn": "Expires on",
  "listing.shelfLife": "Shelf life (days)",
  "error.noCategory": "Flipkart has no such category.",
  "error.offerUnread": "Flipkart's answer about a listing can't be read, so nothing was written over it.",
  "refused.skuListed":
    "{{sku}} is on Flipkart already, with another FSN. Link it instead, or give the variant another SKU.",
  "refused.offerNotShown":
    "Flipkart took the listing and does not show it after half an hour. Look for its SKUs in the seller portal, then publish it again.",
} as const;

export const { message, english, ...catalog } = messageCatalog("flipkart", texts, { ar });
