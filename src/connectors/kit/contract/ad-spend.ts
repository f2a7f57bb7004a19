/** What ad accounts have: spend, told by day and campaign. Read only; nothing is ever written to an ad account. */
import type { AdSpendDay } from "../../../commerce/ad-spend.ts";
import type { DayRange } from "../../../commerce/days.ts";
import type { Json } from "../../../commerce/product.ts";
import type { Context } from "./context.ts";

export type AdSpendResult =
  /** All of the span: a campaign's day that is not there had none. Takes the place of what was known of these days. */
  | { readonly state: "read"; readonly days: readonly AdSpendDay[] }
  /** The platform works on a report: asked again then with `saved`. */
  | { readonly state: "pending"; readonly saved: Json; readonly pollAfterMs: number };

export interface AdSpend {
  /** Days the platform still changes: read again each night. */
  readonly restatedDays: number;
  /** How far back days are told. */
  readonly historyDays: number;
  /** Days one call of `read` takes. */
  readonly mostDays: number;
  /** Days of the account's calendar, which end with its today at the latest. `saved` is what a pending answer gave. */
  read(requested: { readonly span: DayRange; readonly saved: Json }, ctx: Context): Promise<AdSpendResult>;
}

/** Facts every ad account's `detect` names: the hub reckons days and money by them. */
export const AD_FACTS = { currency: "Currency", timeZone: "Time zone" } as const;
