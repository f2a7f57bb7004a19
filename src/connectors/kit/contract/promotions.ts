/** Discount codes and gift cards of a platform, as a till asks for them. */
import type { Message } from "../../../commerce/message.ts";
import type { DecimalText, Money } from "../../../commerce/money.ts";
import type { DiscountRule } from "../../../commerce/promotions/promotion.ts";
import type { PlatformText } from "./answer-text.ts";
import type { Context } from "./context.ts";

/** What lies in the basket, in one currency. */
export interface Basket {
  readonly currency: string;
  readonly lines: readonly {
    /** The channel's item (ChannelVariant.key), when it has one. */
    readonly variantKey?: string | undefined;
    readonly sku?: string | undefined;
    readonly quantity: number;
    readonly unitPrice: Money;
  }[];
  readonly customerEmail?: string | undefined;
}

export type DiscountAnswer =
  | {
      readonly valid: false;
      readonly reason: "unknown" | "not_active" | "not_yet" | "expired" | "used_up" | "conditions";
      /** For the person at the till. */
      readonly text: Message | PlatformText;
    }
  | {
      readonly valid: true;
      /** As the platform spells it. */
      readonly code: string;
      readonly title: string;
      readonly kind: "percent" | "amount" | "free_shipping" | "other";
      /** Of kind percent: 10 means ten percent. */
      readonly percent?: DecimalText | undefined;
      /** Off the basket's goods; null when only the platform's own checkout can tell. */
      readonly discount: Money | null;
      /** Conditions that cannot be checked here. */
      readonly warnings: readonly (Message | PlatformText)[];
      /** Absent: the platform keeps conditions to itself, or has some this hub has no words for. */
      readonly rule?: DiscountRule | undefined;
    };

export interface Discounts {
  /** An order of ours made there with the code counts as a use of it. */
  readonly countsWithOrder?: true | undefined;
  /** Asks the platform whether a code counts for this basket. Changes nothing there. */
  validate(question: { readonly code: string; readonly basket: Basket }, ctx: Context): Promise<DiscountAnswer>;
}

export interface GiftCard {
  readonly balance: Money;
  readonly state: "active" | "disabled" | "expired";
  /** ISO date. */
  readonly expiresOn?: string | undefined;
}

export interface GiftCards {
  /**
   * The platform knows our key by itself, so that a call sent twice has its effect once. Otherwise what was not answered is
   * looked up, and only when the platform must have ended.
   */
  readonly knowsKeys?: true;
  /** Null: there is no such card. */
  balance(code: string, ctx: Context): Promise<GiftCard | null>;
  /**
   * Takes an amount off the card, once: `uncertain` says that an earlier attempt with the same key ended without an
   * answer, so that it is looked up first. Throws ConnectorError rejected when the card cannot pay it.
   */
  redeem?(
    order: {
      readonly code: string;
      readonly amount: Money;
      readonly idempotencyKey: string;
      /** Stands beside the transaction on the platform: the receipt's number. */
      readonly reference: string;
      readonly uncertain: boolean;
    },
    ctx: Context,
  ): Promise<{ readonly transactionKey: string; readonly balance: Money }>;
  /**
   * Puts back what a redemption took, or a part of it, once by key as `redeem` does. Absent: the platform has no way to,
   * or none that cannot overwrite what its own checkout does meanwhile.
   */
  giveBack?(
    order: {
      readonly code: string;
      readonly amount: Money;
      readonly idempotencyKey: string;
      /** Of the redemption. */
      readonly transactionKey: string;
      readonly reference: string;
      readonly uncertain: boolean;
    },
    ctx: Context,
  ): Promise<{ readonly transactionKey: string; readonly balance: Money }>;
}
