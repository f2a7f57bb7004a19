import type { MoneyValue } from "../../commerce/automations/definition.ts";
import type { TriggerKey } from "../../commerce/automations/triggers.ts";

/** Something that happened, as far as facts need it. */
export interface Happening {
  readonly id: string;
  readonly trigger: TriggerKey;
  /** The order, the product or the channel. */
  readonly subjectId: string;
  /** The shipment, return or refund; of a time of day the automation; of stock the variant and its location. */
  readonly detail: string | null;
  readonly happenedAt: Date;
}

/** An amount JSON can hold exactly; null where it is not known. */
export function moneyFact(minor: string | null, currency: string | null): MoneyValue | null {
  const value = minor === null ? Number.NaN : Number(minor);
  return Number.isSafeInteger(value) && currency !== null ? { minor: value, currency } : null;
}
