/** Costs of a bundle's components in several currencies, made one by the rates of the order's moment. */
import { parseDecimal, roundToUnits, timesDecimal } from "../../commerce/decimal.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import type { RecordedCost } from "./dated-costs.ts";
import type { SoldLine } from "./sold-lines.ts";

/** The cost in the line's currency; null where no rate was known at its moment. */
export type CostConverter = (cost: RecordedCost, line: SoldLine) => bigint | null;

const rateKey = (base: string, quote: string, at: Date) => `${base} ${quote} ${at.getTime()}`;

/** Rates between the currencies of these costs and those of the lines, at the moments of the lines. */
export async function costConverter(
  tx: Tx,
  lines: readonly SoldLine[],
  costs: readonly RecordedCost[],
): Promise<CostConverter> {
  const bases = new Set(costs.map((cost) => cost.currency));
  const requested = new Map(
    lines.flatMap((line) =>
      [...bases].flatMap((base) =>
        base === line.currency
          ? []
          : [[rateKey(base, line.currency, line.placedAt), { b: base, q: line.currency, at: line.placedAt }] as const],
      ),
    ),
  );
  const rows =
    requested.size === 0
      ? []
      : await tx.rows<{ key: string; rate: string }>(
          `select w.key, trim_scale(r.rate)::text as rate
           from json_to_recordset($1) as w(key text, b text, q text, at timestamptz)
           cross join lateral (
             select f.rate
             from argosy.fx_rate f
             where f.organization_id = argosy.tenant() and f.base = w.b and f.quote = w.q and f.valid_from <= w.at
             order by f.valid_from desc limit 1) as r`,
          [jsonRows([...requested].map(([key, each]) => ({ key, ...each })))],
        );
  const rates = new Map(rows.map(({ key, rate }) => [key, parseDecimal(rate)]));
  return (cost, line) => {
    if (cost.currency === line.currency) return cost.unitMicros;
    const rate = rates.get(rateKey(cost.currency, line.currency, line.placedAt));
    return rate ? roundToUnits(timesDecimal({ digits: cost.unitMicros, scale: 6 }, rate), 6) : null;
  };
}
