/**
 * Ports of couriers, one for each thing a courier may be able to do: an absent port is `unsupported` and shown so. A
 * marketplace whose parcels are its own (labels of the channel) has the same ports beside its others. What forces their
 * shape: decision 234.
 */

import type { HubText, Message } from "../../../commerce/message.ts";
import type { Money } from "../../../commerce/money.ts";
import type { Json } from "../../../commerce/product.ts";
import type {
  BookedShipment,
  Consignment,
  ReceiverChange,
  ShipmentDraft,
  ShippingDocument,
  ShippingOffer,
  ShippingOrigin,
  TrackedParcel,
} from "../../../commerce/shipment.ts";
import type { Context } from "./context.ts";

export interface Serviceability {
  /** Whether the courier goes there at all, with its services where it names them. */
  check(
    consignment: Pick<Consignment, "from" | "to" | "payment" | "direction">,
    ctx: Context,
  ): Promise<{ readonly isServed: boolean; readonly offers: readonly ShippingOffer[]; readonly text: HubText }>;
}

export interface Rates {
  /** What it would cost; nothing is booked. No offers: why not, in the courier's words. */
  quote(
    consignment: Consignment,
    ctx: Context,
  ): Promise<{ readonly offers: readonly ShippingOffer[]; readonly text: HubText }>;
}

/** A booking under way. What `saved` holds was committed by `save` or a pending answer before. */
export interface BookingRun {
  readonly draft: ShipmentDraft;
  readonly saved: Json;
  /** Commits progress (a quote's id, a prefetched number) before the call that needs it; throws when the work is another's. */
  save(progress: Json): Promise<void>;
}

export type BookingResult =
  | { readonly state: "booked"; readonly shipment: BookedShipment }
  /** The courier is still at it: `book` is called again then, with what is saved. */
  | { readonly state: "pending"; readonly saved: Json; readonly pollAfterMs: number }
  /** Nothing was booked, and asking again the same would not help. `text` is for the seller. */
  | { readonly state: "refused"; readonly code: string; readonly text: HubText; readonly field?: string | undefined };

/** What a look for our reference brought. `unsure`: it may still turn up; asked again then. */
export type BookingLookup =
  | { readonly state: "found"; readonly shipment: BookedShipment }
  | { readonly state: "absent" }
  | { readonly state: "unsure"; readonly pollAfterMs: number };

export type CancelResult =
  | { readonly state: "cancelled"; readonly text: HubText }
  /** The courier decides later; `pollCancel` is asked then. */
  | { readonly state: "pending"; readonly saved: Json; readonly pollAfterMs: number }
  | { readonly state: "refused"; readonly text: HubText };

/** A booked shipment with what was asked for. */
export interface OpenShipment {
  readonly reference: string;
  readonly shipment: BookedShipment;
}

export interface CorrectResult {
  readonly state: "accepted" | "refused";
  /** In the courier's words, or with a code of ours. */
  readonly text: HubText;
}

/** What of an address the courier needs and does not have. `field`: "to.phone", "from.postcode". */
export interface AddressLack {
  readonly field: `${"to" | "from"}.${keyof ShippingOrigin}`;
  readonly text: Message;
}

export interface Shipments {
  /** Parcels one booking takes; more are several shipments. */
  readonly mostParcels: number;
  /**
   * What of both addresses this courier is sure to refuse, told without a call, so that it is told before booking. Absent:
   * a street and a country will do.
   */
  lacks?(consignment: Pick<Consignment, "to" | "from">): readonly AddressLack[];
  readonly directions: readonly ("forward" | "return")[];
  /** Whether it can collect money at the door. */
  readonly collects: boolean;
  /** It insures parcels for what `insuredMinor` says, and its prices contain the insurance. Absent: it is asked for none. */
  readonly insures?: true | undefined;
  /**
   * Books. May take several calls; each that must not be made twice comes after `save` of what finds it again. A call
   * whose outcome is unknown throws (`ambiguous`): the hub asks `find` before it ever calls `book` again.
   */
  book(run: BookingRun, ctx: Context): Promise<BookingResult>;
  /**
   * Looks a booking up by our reference and what was saved. Absent: the courier cannot be asked; a booking without an
   * answer then waits for a person and is never repeated by itself.
   */
  readonly find?: (run: Omit<BookingRun, "save">, ctx: Context) => Promise<BookingLookup>;
  /** How long a call that went unanswered may still take effect there: `find` is not believed before. */
  readonly settlesWithinMs: number;
  /**
   * Corrects who a booked parcel goes to and by which street and phone. Absent: the courier takes no corrections by its API.
   * Asked twice it is the same request.
   */
  correct?(shipment: OpenShipment, change: ReceiverChange, ctx: Context): Promise<CorrectResult>;
  cancel?(shipment: OpenShipment, ctx: Context): Promise<CancelResult>;
  pollCancel?(shipment: OpenShipment, saved: Json, ctx: Context): Promise<CancelResult>;
}

export type LabelsResult =
  | { readonly state: "ready"; readonly documents: readonly ShippingDocument[] }
  | { readonly state: "pending"; readonly pollAfterMs: number }
  /** The courier has none to give; `text` says where a person finds it. */
  | { readonly state: "unavailable"; readonly text: HubText };

export interface Labels {
  readonly formats: readonly { readonly value: string; readonly label: string }[];
  /** Fetches bytes, not links: couriers' links die within the hour. */
  get(shipment: OpenShipment, format: string | undefined, ctx: Context): Promise<LabelsResult>;
}

/** A parcel whose way is asked for. */
export interface TrackedKey {
  readonly trackingNumber: string;
  readonly carrier: string;
  readonly shipment: BookedShipment;
}

export interface Tracking {
  /** Parcels a call of `pull` takes. */
  readonly batch: number;
  /** What the courier tells of them; one it does not know is left out. One that fails does not fail the others. */
  pull(parcels: readonly TrackedKey[], ctx: Context): Promise<readonly TrackedParcel[]>;
}

export interface Manifests {
  readonly most: number;
  create(
    shipments: readonly OpenShipment[],
    ctx: Context,
  ): Promise<{
    readonly number: string | null;
    readonly documents: readonly ShippingDocument[];
    /** References that cannot be, or were handed over `before`: by a call, it may be, whose answer was lost. */
    readonly leftOut: readonly { readonly reference: string; readonly text: HubText; readonly before?: boolean }[];
  }>;
}

export interface PickupInput {
  readonly from: Consignment["from"];
  /** ISO 8601 UTC. */
  readonly earliest: string;
  readonly latest: string;
  readonly parcels: number;
  readonly shipments: readonly OpenShipment[];
}

export interface Pickups {
  /** `standing`: one is arranged already, or the courier comes by itself. */
  request(
    input: PickupInput,
    ctx: Context,
  ): Promise<{
    readonly state: "arranged" | "standing" | "refused";
    readonly key: string | null;
    readonly text: HubText;
  }>;
}

const EXCEPTION_ACTIONS = ["reattempt", "return", "reschedule_pickup"] as const;
export type ExceptionAction = (typeof EXCEPTION_ACTIONS)[number];

export interface Exceptions {
  /** What may be asked of a parcel by its last scan. */
  allowed(lastStatus: string, attempts: number): readonly ExceptionAction[];
  act(
    input: { readonly shipment: OpenShipment; readonly action: ExceptionAction },
    ctx: Context,
  ): Promise<{ readonly state: "accepted" | "refused"; readonly text: HubText }>;
}

/** Cash on delivery the courier has passed on. */
export interface Remitted {
  readonly trackingNumber: string;
  readonly amount: Money;
  /** Null: due, not paid yet. A date alone is no proof: only what names a transfer was paid. */
  readonly paid: { readonly reference: string; readonly at: string } | null;
}

export interface Remittance {
  readonly batch: number;
  pull(trackingNumbers: readonly string[], ctx: Context): Promise<readonly Remitted[]>;
}

/** What the courier billed for a parcel, by its own words for each entry. Credits are negative. */
export interface Charged {
  readonly trackingNumber: string;
  readonly entries: readonly {
    readonly key: string;
    readonly kind: string;
    readonly net: Money;
    readonly gross: Money;
  }[];
}

export interface Charges {
  readonly batch: number;
  pull(trackingNumbers: readonly string[], ctx: Context): Promise<readonly Charged[]>;
}

/** Every port of couriers. */
export interface CourierPorts {
  readonly serviceability: Serviceability;
  readonly rates: Rates;
  readonly shipments: Shipments;
  readonly labels: Labels;
  readonly tracking: Tracking;
  readonly manifests: Manifests;
  readonly pickups: Pickups;
  readonly exceptions: Exceptions;
  readonly remittance: Remittance;
  readonly charges: Charges;
}
