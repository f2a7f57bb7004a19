/** What couriers and the hub tell each other of parcels. */
import type { Money } from "./money.ts";
import type { Address, PaymentKind } from "./order.ts";
import type { Json } from "./product.ts";
import type { ShipmentStatus } from "./statuses.ts";

/** A place a parcel leaves from or goes to. */
export interface ShippingOrigin extends Address {
  readonly email?: string | undefined;
}

/** Where parcels are picked up: our location, and the name the courier's own account has it under. */
export interface PickupAddress {
  readonly locationId: string;
  /** The courier's name or id of this pickup place, where it knows places of its own. */
  readonly key?: string | undefined;
  readonly address: ShippingOrigin;
}

export interface ParcelItem {
  readonly title: string;
  readonly sku?: string | undefined;
  readonly quantity: number;
  /** What the buyer paid for one unit, in the shipment's currency. */
  readonly unitMinor: bigint;
  /** Code of the goods in customs and tax lists. */
  readonly hsn?: string | undefined;
  readonly originCountry?: string | undefined;
  readonly weightGrams?: number | undefined;
}

/** One box. Grams and millimetres; each courier has units of its own. */
export interface Packed {
  /** Ours, unique in the organization, the same at every attempt: A-Z, 0-9 and "-", at most 40 characters. */
  readonly reference: string;
  readonly weightGrams: number;
  readonly lengthMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly items: readonly ParcelItem[];
}

/** What is shipped, from where to where. */
export interface Consignment {
  readonly from: PickupAddress;
  readonly to: ShippingOrigin;
  readonly parcels: readonly Packed[];
  readonly payment: Exclude<PaymentKind, "unknown">;
  /** What the courier collects from the receiver; 0 where it is paid. */
  readonly collectMinor: bigint;
  /** What the goods are worth. */
  readonly valueMinor: bigint;
  /** What all parcels together are insured for; absent or 0: they are not. */
  readonly insuredMinor?: bigint | undefined;
  /** Of the order. */
  readonly currency: string;
  /** A return goes from the buyer to us. */
  readonly direction: "forward" | "return";
}

/** A way a courier would carry a consignment. */
export interface ShippingOffer {
  /** The courier's own key of the service, as `ShipmentDraft.service` takes it. */
  readonly service: string;
  readonly serviceName: string;
  /** Who drives, where the courier books with others: a name as buyers know it. */
  readonly carrier: string;
  /** Null where the courier tells its price only afterwards. */
  readonly price: Money | null;
  readonly days: number | null;
  /** Of an insured consignment: what of the price is for the insurance; null: the courier does not tell. */
  readonly insurance?: Money | null | undefined;
  /** The courier's own words worth knowing: cheapest, surcharges. */
  readonly note?: string | undefined;
}

/** A shipment to be booked. */
export interface ShipmentDraft extends Consignment {
  /** Ours, unique in the organization, the same at every attempt; same form as a parcel's. */
  readonly reference: string;
  readonly orderNumber: string;
  readonly orderedAt: string;
  /** As an offer named it; absent: the courier's own choice. */
  readonly service?: string | undefined;
  /** The most it may cost, as a person saw it: dearer is refused, not booked. */
  readonly price?: Money | undefined;
  readonly labelFormat?: string | undefined;
  readonly invoiceNumber?: string | undefined;
}

/** One parcel as the courier knows it. */
export interface BookedParcel {
  readonly reference: string;
  readonly trackingNumber: string;
  /** The courier's id of it, for labels and cancelling. */
  readonly key: string;
}

export interface BookedShipment {
  /** The courier's id of the whole. */
  readonly key: string;
  readonly parcels: readonly BookedParcel[];
  /** As buyers know it. */
  readonly carrier: string;
  readonly serviceName?: string | undefined;
  readonly trackingUrl?: string | undefined;
  /** What the courier says it charges. */
  readonly charge?: Money | undefined;
  /** Of an insured shipment: what of the charge is for the insurance; absent: the courier does not tell. */
  readonly insurance?: Money | undefined;
  /** What later calls need beside the keys: nothing secret, no personal data. */
  readonly ext?: Json | undefined;
}

const SHIPPING_DOCUMENTS = ["label", "invoice", "manifest", "qr_code"] as const;
export type ShippingDocumentKind = (typeof SHIPPING_DOCUMENTS)[number];

export interface ShippingDocument {
  readonly kind: ShippingDocumentKind;
  /** Of one parcel; absent: of the whole shipment. */
  readonly parcelReference?: string | undefined;
  readonly contentType: "application/pdf" | "image/png" | "text/plain";
  readonly bytes: Uint8Array;
}

/** What was seen of a parcel at a moment. */
export interface Scan {
  /** The courier's own id of it, else made of what it says: the same scan told twice has the same key. */
  readonly key: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Null: it says nothing about where the parcel stands. */
  readonly status: ShipmentStatus | null;
  /** A return that was called off: what follows is on its way to the receiver again. */
  readonly resumesForward?: true | undefined;
  /** The courier's own words. */
  readonly platformStatus: string;
  readonly text: string;
  readonly place?: string | undefined;
}

/** What a courier tells of one parcel. */
export interface TrackedParcel {
  readonly trackingNumber: string;
  /** Those it tells now; one left out stays. */
  readonly scans: readonly Scan[];
  /** ISO 8601 date or time the courier promises. */
  readonly expectedAt?: string | undefined;
}

/** What a buyer may be mailed of a parcel. */
const BUYER_EVENTS = ["shipped", "out_for_delivery", "delivered", "exception"] as const;
export type BuyerEvent = (typeof BUYER_EVENTS)[number];

/** What buyers may be mailed of: their parcels, and an order that lies ready for them. */
export const BUYER_MAILS = [...BUYER_EVENTS, "ready_for_pickup"] as const;
export type BuyerMail = (typeof BUYER_MAILS)[number];

/** What is corrected of a receiver; what is absent stays. Another town or postcode is another booking. */
export interface ReceiverChange {
  readonly name?: string | undefined;
  readonly phone?: string | undefined;
  readonly street?: Pick<ShippingOrigin, "company" | "line1" | "line2"> | undefined;
}
