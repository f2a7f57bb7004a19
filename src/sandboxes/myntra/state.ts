import type { Clock } from "../../commerce/clock.ts";
import type { Json } from "../../commerce/product.ts";

/** Who collects every parcel of the sandbox. */
export const COURIER = "ML";

export interface StoredLine {
  readonly id: string;
  readonly sku: string;
  readonly warehouse: string;
  readonly mrp: number;
  readonly paid: number;
  status: string;
  packetId: string | undefined;
  invoiceNumber: string | undefined;
  invoiceDate: string | undefined;
  cancelledOn: string | undefined;
  cancellationReason: string | undefined;
}

export interface StoredOrder {
  readonly id: string;
  readonly placedAt: number;
  readonly paymentMethod: string | undefined;
  readonly name: string | undefined;
  readonly mobile: string | undefined;
  readonly lines: StoredLine[];
  trackingNumber: string | undefined;
}

export interface StoredStyle {
  title: string;
  /** Maximum retail price and what is paid, rupees. */
  price: number;
  readonly stores: Map<string, number>;
}

export interface State {
  readonly clock: Clock;
  readonly merchantId: string;
  readonly secretKey: string;
  readonly warehouses: string[];
  readonly tokens: Set<string>;
  readonly refreshTokens: Set<string>;
  isRevoked: boolean;
  /** Hands out this many tokens that have ended already. */
  staleTokens: number;
  tokensIn: "headers" | "body";
  /** How a token that has ended is told. */
  expiryAs: 200 | 401;
  quantityField: string;
  warehouseField: string;
  /** What new orders begin with. */
  firstStatus: string;
  /** SKUs whose numbers are refused, with the entry shown for them. */
  readonly failing: Map<string, Json>;
  /** Lines that cannot be dispatched yet. */
  readonly notYet: Set<string>;
  readonly styles: Map<string, StoredStyle>;
  readonly orders: Map<string, StoredOrder>;
  webhooks: { readonly url: string; readonly token: string } | undefined;
  /** Statuses the seller's server answered with, newest last. */
  readonly answers: (number | null)[];
  next(): number;
  /** Random signs. */
  word(signs: number): string;
  call(method: string, path: string, body: Json): void;
}
