/** What a register does that the hub has to hear of. */
import type { TillSale } from "../../../../src/commerce/till/types.ts";

/** What waits for the hub, in the order it was done. */
export type Outgoing =
  | {
      readonly kind: "open";
      readonly id: string;
      readonly float: bigint;
      readonly staffId: string;
      readonly at: string;
    }
  | {
      readonly kind: "cash";
      readonly id: string;
      readonly sessionId: string;
      readonly direction: "in" | "out";
      readonly amount: bigint;
      readonly reason: string;
      readonly staffId: string;
      readonly at: string;
    }
  | {
      readonly kind: "close";
      readonly id: string;
      readonly sessionId: string;
      readonly counts: readonly { readonly value: bigint; readonly count: number }[];
      readonly staffId: string;
      readonly at: string;
    }
  | { readonly kind: "favourite"; readonly id: string; readonly variantId: string; readonly isFavourite: boolean }
  | { readonly kind: "park"; readonly id: string; readonly body: object }
  | { readonly kind: "take"; readonly id: string; readonly basketId: string }
  | { readonly kind: "sale"; readonly id: string; readonly sale: TillSale };
