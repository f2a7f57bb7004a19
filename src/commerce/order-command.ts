import type { Money } from "./money.ts";
import type { GivenReason } from "./order-holds.ts";
import type { OrderStatus } from "./statuses.ts";

/** How far a command to a channel is; `uncertain`: sent, and not confirmed (decision 540). */
export const COMMAND_STATES = [
  "waiting",
  "running",
  "done",
  "failed",
  "rejected",
  "unsupported",
  "needs_input",
  "uncertain",
  "cancelled",
] as const;

export const CANCEL_REASONS = ["customer", "inventory", "fraud", "declined", "other"] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

/** Intents on an order that the channel of origin is told about. */
export type OrderCommand =
  | { readonly kind: "status"; readonly status: OrderStatus }
  | {
      readonly kind: "fulfil";
      /** Absent: everything that is left. */
      readonly lines?: readonly { readonly lineKey: string; readonly quantity: number }[] | undefined;
      readonly carrier?: string | undefined;
      readonly trackingNumbers: readonly string[];
      readonly trackingUrl?: string | undefined;
      readonly notifyCustomer: boolean;
    }
  | {
      readonly kind: "cancel";
      readonly reason: CancelReason;
      readonly restock: boolean;
      readonly notifyCustomer: boolean;
      readonly note?: string | undefined;
    }
  | RefundCommand
  | { readonly kind: "note"; readonly text: string; readonly visibleToCustomer: boolean };

/** The commands of one kind: `CommandOf<"refund">`. */
export type CommandOf<Kind extends OrderCommand["kind"]> = Extract<OrderCommand, { readonly kind: Kind }>;

export interface RefundCommand {
  readonly kind: "refund";
  readonly amount: Money;
  /** The part of the amount that is for shipping, in minor units. */
  readonly shippingMinor?: bigint | undefined;
  readonly lines: readonly RefundLine[];
  readonly reason?: string | undefined;
  /** False books the refund without moving money, where the platform can tell the two apart. */
  readonly moveMoney: boolean;
  readonly notifyCustomer?: boolean | undefined;
  /** The hub's return this refund pays for. */
  readonly returnId?: string | undefined;
  /** Its units had been shipped and are back: none is taken off what is still to be shipped. */
  readonly isBack?: boolean | undefined;
}

/** A refund of units that were shipped, whatever of their line has not left yet. */
export const isOfShipped = ({ returnId, isBack }: Pick<RefundCommand, "returnId" | "isBack">): boolean =>
  returnId !== undefined || isBack === true;

export interface RefundLine {
  readonly lineKey: string;
  readonly quantity: number;
  readonly restock: boolean;
  /** Our location the units go back to. */
  readonly locationId?: string | undefined;
  /** The channel's own key of that location, where it has one. */
  readonly location?: string | undefined;
}

/** Changes what is known of a parcel that has left. */
export interface TrackingCommand {
  readonly kind: "tracking";
  /** The fulfilment, by its key. */
  readonly fulfilmentKey: string;
  readonly carrier?: string | undefined;
  readonly trackingNumbers: readonly string[];
  readonly trackingUrl?: string | undefined;
  readonly notifyCustomer: boolean;
}

/** Sends an invoice or a credit note of the order to its channel. */
export interface DocumentCommand {
  readonly kind: "document";
  /** The hub's invoice or credit note, and the number it has. */
  readonly invoiceId: string;
  readonly number: string;
}

/** Places a hold on what is still to be shipped, or releases it. Holds of others stay. */
export interface HoldCommand {
  readonly kind: "hold";
  readonly action: "place" | "release";
  /** The hub's hold: placing it and releasing it name the same, and no other hold has it. */
  readonly holdId: string;
  readonly reason: GivenReason;
}
