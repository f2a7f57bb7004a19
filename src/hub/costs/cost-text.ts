import { microsText, parseMicros } from "../../commerce/costing.ts";
import { MoneyError } from "../../commerce/decimal.ts";
import { message } from "../../commerce/message.ts";
import { HubError } from "../errors.ts";
import { storableText } from "../json-column.ts";

// Twelve digits before the point, as amounts have everywhere.
const MOST_MICROS = 10n ** 18n;

/** A unit cost as it is kept. Throws HubError VARIANT_COST. */
export function checkedCost(text: string): string {
  try {
    const micros = parseMicros(storableText(text));
    if (micros >= 0n && micros < MOST_MICROS) return microsText(micros);
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
  }
  throw new HubError("VARIANT_COST", "validation", message("refused.costAmount"), "unitCost");
}

/** What is wrong with a unit cost; undefined: nothing. */
export function costProblem(text: string): string | undefined {
  try {
    checkedCost(text);
  } catch (error) {
    if (error instanceof HubError) return error.message;
    throw error;
  }
  return undefined;
}
