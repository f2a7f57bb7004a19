/** Discounts as JSON keeps them: amounts are whole numbers, in text or as they are. */
import type { Effect, Promotion } from "./promotion.ts";

type Amounts<T> = T extends bigint
  ? bigint | number | string
  : T extends readonly (infer One)[]
    ? readonly Amounts<One>[]
    : T extends object
      ? { readonly [Name in keyof T]: Amounts<T[Name]> }
      : T;

export type StoredPromotion = Amounts<Promotion>;

const amountOf = (reported: bigint | number | string | null): bigint | null =>
  reported === null ? null : BigInt(reported);

/** Amounts as minor units again. */
export function readPromotion(stored: StoredPromotion): Promotion {
  const { minimum } = stored;
  return {
    ...stored,
    effect: readEffect(stored.effect),
    minimum: { ...minimum, amount: amountOf(minimum.amount) },
  };
}

function readEffect(stored: Amounts<Effect>): Effect {
  switch (stored.kind) {
    case "percent_items":
    case "percent_basket":
      return { ...stored, most: amountOf(stored.most) };
    case "amount_items":
    case "amount_basket":
      return { ...stored, amount: BigInt(stored.amount) };
    default:
      return stored;
  }
}
