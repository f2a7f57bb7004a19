/** What the shop asks for an item: its price, the combination's part, special prices, tax, and the rounding of sums. */
import { divideRounded } from "../../commerce/decimal.ts";
import type { Row, State } from "./state.ts";
import { localNow, micro, num, rounded, rowsOf, text, withTax } from "./state.ts";

const MILLION = 1_000_000n;

/** Without tax and without special prices: what the record itself says. */
export function priceOf(product: Row | undefined, combination: Row | undefined): bigint {
  return micro(text(product, "price")) + micro(text(combination, "price"));
}

export interface PriceRequest {
  readonly product: Row | undefined;
  readonly combination: Row | undefined;
  readonly quantity: number;
}

/** Without tax, as a buyer is charged. The eco tax comes on top of it; this shop taxes it as the goods. */
export function chargedPrice(state: State, requested: PriceRequest): bigint {
  const own = micro(text(requested.combination, "ecotax"));
  return regularOrSpecial(state, requested) + (own > 0n ? own : micro(text(requested.product, "ecotax")));
}

/** The special price that holds now and for this many, else the regular one. */
function regularOrSpecial(state: State, { product, combination, quantity }: PriceRequest): bigint {
  const special = specialPrice(state, { product, combination, quantity });
  const plain = priceOf(product, combination);
  if (!special) return plain;
  const fixed = micro(text(special, "price"));
  const base = fixed >= 0n ? fixed + micro(text(combination, "price")) : plain;
  const reduction = micro(text(special, "reduction"));
  if (text(special, "reduction_type") === "percentage") return base - divideRounded(base * reduction, MILLION);
  const group = text(product, "id_tax_rules_group");
  const off = text(special, "reduction_tax") === "1" ? withoutTax(state, reduction, group) : reduction;
  return base > off ? base - off : 0n;
}

/** The one of the most pieces; of the same number, the one of this very combination. */
function specialPrice(state: State, { product, combination, quantity }: PriceRequest): Row | undefined {
  const now = localNow(state);
  const open = (value: string) => value === "" || value.startsWith("0000");
  const fits = [...rowsOf(state, "specific_prices").values()].filter(
    (row) =>
      num(row, "id_product") === product?.id &&
      [0, combination?.id ?? 0].includes(num(row, "id_product_attribute")) &&
      num(row, "from_quantity") <= quantity &&
      (open(text(row, "from")) || text(row, "from") <= now) &&
      (open(text(row, "to")) || text(row, "to") >= now),
  );
  const rank = (row: Row) => num(row, "from_quantity") * 10 + (num(row, "id_product_attribute") === 0 ? 0 : 1);
  return fits.sort((a, b) => rank(b) - rank(a))[0];
}

function withoutTax(state: State, gross: bigint, taxGroup: string): bigint {
  return divideRounded(gross * MILLION, withTax(state, MILLION, taxGroup));
}

/** A row's total by PS_ROUND_TYPE: each piece rounded (1), the row (2), or nothing before the order's total (3). */
export function rowTotal(state: State, unit: bigint, quantity: bigint): bigint {
  if (state.roundType === "1") return rounded(state, unit) * quantity;
  return state.roundType === "2" ? rounded(state, unit * quantity) : unit * quantity;
}
