/** How many prices are changed together: the shape a caller gives and an edit keeps. */
import { z } from "zod";
import { parseDecimal, roundToUnits } from "../../commerce/decimal.ts";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import { currencyExponent } from "../../commerce/money.ts";
import { roundPrice } from "../../commerce/pricing.ts";
import type { DeepReadonly } from "../answer-schemas.ts";
import { bulkWhere } from "./bulk-edit-input.ts";

const minor = z.int().min(0);

const rounding = z
  .strictObject({
    stepMinor: z.int().min(1).max(1_000_000),
    endingMinor: minor.default(0).describe("below the step"),
    direction: z.enum(["nearest", "up", "down"]).default("nearest"),
  })
  .refine(({ stepMinor, endingMinor }) => endingMinor < stepMinor, { path: ["endingMinor"] })
  .describe("to a multiple of stepMinor and endingMinor more: 100 and 99 is .99");

const priceChange = z.union([
  z.strictObject({ set: minor }).describe("this amount in minor units"),
  z
    .strictObject({
      percent: z.string().regex(/^[+-]?\d{1,4}(\.\d{1,4})?$/, fieldMessage("field.percent")),
      rounding: rounding.optional(),
    })
    .describe("so many percent more or less"),
  z.strictObject({ add: z.int(), rounding: rounding.optional() }).describe("so many minor units more or less"),
]);

export const priceEditInput = z.strictObject({
  where: bulkWhere,
  field: z.enum(["price", "compareAt"]).default("price"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, fieldMessage("field.currency"))
    .describe("prices in another currency stay as they are"),
  change: priceChange,
});

export type PriceEditInput = DeepReadonly<z.output<typeof priceEditInput>>;

/** The price after a change; null where there is none before. May be below zero. */
export function editedPrice(
  before: bigint | null,
  { change, currency }: Pick<PriceEditInput, "change" | "currency">,
): bigint | null {
  if ("set" in change) return BigInt(change.set);
  if (before === null) return null;
  const exponent = currencyExponent(currency);
  const value =
    "add" in change ? { digits: before + BigInt(change.add), scale: exponent } : moved(before, change, exponent);
  if (value.digits < 0n || change.rounding === undefined) return roundToUnits(value, exponent);
  const { stepMinor, endingMinor, direction } = change.rounding;
  return roundPrice(value, { stepMinor: BigInt(stepMinor), endingMinor: BigInt(endingMinor), direction }, exponent);
}

function moved(before: bigint, { percent }: { readonly percent: string }, exponent: number) {
  const { digits, scale } = parseDecimal(percent);
  return { digits: before * (100n * 10n ** BigInt(scale) + digits), scale: exponent + scale + 2 };
}
