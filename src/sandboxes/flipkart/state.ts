/** What the emulated Flipkart keeps of one seller. */
import type { Clock } from "../../commerce/clock.ts";
import type { Json } from "../../commerce/product.ts";

export interface StoredListing {
  readonly listingId: string;
  readonly fsn: string;
  sku: string;
  title: string;
  /** Whole rupees. */
  price: number;
  mrp: number;
  status: "ACTIVE" | "INACTIVE";
  profile: "NON_FBF" | "FBF_LITE" | "FBF";
  taxCode: string | undefined;
  /** Sellers without multi-location see none of their locations on a listing. */
  hidesLocations: boolean;
  readonly locations: Map<string, { status: "ENABLED" | "DISABLED"; inventory: number; pending: number }>;
}

export type ShipmentType = "NORMAL" | "EXPRESS" | "SELF";

export interface StoredItem {
  readonly orderItemId: string;
  readonly orderId: string;
  readonly cancellationGroupId: string;
  readonly orderDate: number;
  readonly paymentType: string;
  status: string;
  quantity: number;
  readonly listing: StoredListing;
  /** Of the whole line, paise and all, in hundredths. */
  readonly priceMinor: bigint;
  readonly shippingMinor: bigint;
  cancellationType: string | undefined;
  courierReturn: boolean;
  readonly isReplacement: boolean;
}

export interface StoredShipment {
  readonly shipmentId: string;
  readonly locationId: string;
  readonly shipmentType: ShipmentType;
  dispatchAfter: number;
  dispatchBy: number;
  updatedAt: number;
  hold: boolean;
  /** When the label under way is ready, or the form's failure known. */
  packedAt: number | undefined;
  failsForm: boolean;
  trackingId: string | undefined;
  vendor: string | undefined;
  readonly buyer: { readonly name: string; readonly phone: string } | undefined;
  readonly items: StoredItem[];
  /** Pack requests as received, for looking at. */
  readonly packRequests: Json[];
}

export interface StoredReturn {
  readonly returnId: string;
  readonly source: "customer_return" | "courier_return";
  status: string;
  readonly shipment: StoredShipment;
  readonly item: StoredItem;
  readonly createdAt: number;
  updatedAt: number;
}

export interface State {
  readonly clock: Clock;
  readonly appId: string;
  readonly appSecret: string;
  /** The operator's partner application. */
  readonly clientId: string;
  readonly clientSecret: string;
  readonly sellerId: string;
  readonly tokens: Map<string, number>;
  readonly refreshTokens: Map<string, number>;
  readonly codes: Map<string, { readonly redirectUri: string; readonly endsAt: number }>;
  /** Once more nobody gets in: the application was deactivated. */
  isRevoked: boolean;
  readonly locations: string[];
  /** Whether the call of the third-party source exists. */
  tellsLocations: boolean;
  readonly listings: Map<string, StoredListing>;
  readonly shipments: Map<string, StoredShipment>;
  readonly byOrder: Map<string, string[]>;
  readonly returns: Map<string, StoredReturn>;
  /** As the seller mailed it. */
  notificationUrl: string | undefined;
  /** Which application's secret signs: the seller's own, or the partner's. */
  signsAs: "seller" | "partner";
  /** How long a label takes. */
  labelMs: number;
  defaultType: ShipmentType;
  /** Texts of failures to answer with for a SKU, once each. */
  readonly refusals: Map<string, { readonly code: number; readonly description: string; readonly attribute?: string }>;
  number(digits: number): string;
  uuid(): string;
  secret(): string;
  deliver(url: string, headers: Readonly<Record<string, string>>, body: string): void;
}

const OFFSET_MS = 330 * 60_000;

/** As Flipkart writes times: with the offset of India. */
export const time = (ms: number): string => new Date(ms + OFFSET_MS).toISOString().replace("Z", "+05:30");

export const rupees = (minor: bigint): number => Number(minor) / 100;

export const alive = (shipment: StoredShipment): StoredItem[] =>
  shipment.items.filter((item) => item.status !== "CANCELLED");

/** What all live items say; items of a shipment move together. */
export const statusOf = (shipment: StoredShipment): string => (alive(shipment)[0] ?? shipment.items[0])?.status ?? "";

/** Units of a listing at a location, all its own. */
export function stockAt(listing: StoredListing, locationId: string) {
  const existing = listing.locations.get(locationId) ?? { status: "ENABLED" as const, inventory: 0, pending: 0 };
  listing.locations.set(locationId, existing);
  return existing;
}
