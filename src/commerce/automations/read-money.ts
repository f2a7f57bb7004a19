import type { MoneyValue } from "./definition.ts";
import type { Problems } from "./problems.ts";

interface MoneyAt {
  readonly given: unknown;
  readonly path: string;
  readonly least: number;
}

/** An amount as JSON: {"minor": 15000, "currency": "EUR"}. */
export function readMoney(problems: Problems, { given, path, least }: MoneyAt): MoneyValue | undefined {
  if (given === undefined || given === null) return problems.add(path, "field.required");
  const row = problems.record(path, given, ["minor", "currency"]);
  if (!row) return undefined;
  const minor = problems.whole(`${path}.minor`, row["minor"], { least, most: Number.MAX_SAFE_INTEGER });
  const currency = row["currency"];
  if (typeof currency !== "string" || !isCurrency(currency)) return problems.add(`${path}.currency`, "field.currency");
  return minor === undefined ? undefined : { minor, currency };
}

const isCurrency = (text: string): boolean =>
  text.length === 3 && [...text].every((letter) => letter >= "A" && letter <= "Z");
