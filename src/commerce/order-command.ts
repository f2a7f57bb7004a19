import type { Money } from "./money.ts";
import type { OrderStatus } from "./statuses.ts";

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
      readonly reason: "customer" | "inventory" | "fraud" | "declined" | "other";
      readonly restock: boolean;
      readonly notifyCustomer: boolean;
      readonly note?: string | undefined;
    }
  | {
      readonly kind: "refund";
      readonly amount: Money;
      readonly lines: readonly { readonly lineKey: string; readonly quantity: number; readonly restock: boolean }[];
      readonly reason?: string | undefined;
      /** False books the refund without moving money, where the platform can tell the two apart. */
      readonly moveMoney: boolean;
    }
  | { readonly kind: "note"; readonly text: string; readonly visibleToCustomer: boolean };
