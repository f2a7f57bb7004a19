import { z } from "zod";
import { type DecimalText, MoneyError, parseDecimal } from "../../commerce/decimal.ts";
import { requireCurrency } from "../../commerce/money.ts";
import type { ExchangeRate } from "../../commerce/pricing.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import type { ItemResult } from "../item-result.ts";
import { jsonRows } from "../json-column.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../paging.ts";

/** Units of `quote` for one of `base`, from a moment on. */
export const rateSchema = z
  .object({
    id,
    base: z.string(),
    quote: z.string(),
    rate: typed<DecimalText>(z.string()).describe("units of quote for one of base"),
    validFrom: time.describe("ISO 8601 UTC"),
    source: z.enum(["manual", "import"]),
    createdAt: time.describe("ISO 8601 UTC"),
  })
  .meta({ id: "ExchangeRate" });

export type Rate = Answered<typeof rateSchema>;

export interface NewRate {
  readonly base: string;
  readonly quote: string;
  readonly rate: DecimalText;
  /** Default: now. */
  readonly validFrom?: Date | undefined;
}

export interface RateFilter extends PageRequest {
  readonly base?: string | undefined;
  readonly quote?: string | undefined;
}

/** Rates, the newest first. */
export async function listRates(tx: Tx, filter: RateFilter): Promise<Page<Rate>> {
  const limit = pageLimit(filter);
  const [at, id] = decodeCursor(filter.cursor, ["time", "id"]) ?? [null, null];
  const rows = await tx.rows<Rate & { at: string }>(
    `select id, base, quote, trim_scale(rate)::text as rate, valid_from as "validFrom", source,
       created_at as "createdAt", valid_from::text as at
     from fx_rate
     where organization_id = argosy.tenant() and ($1::text is null or base = $1) and ($2::text is null or quote = $2)
       and ($3::timestamptz is null or (valid_from, id) < ($3::timestamptz, $4::uuid))
     order by valid_from desc, id desc limit $5`,
    [filter.base ?? null, filter.quote ?? null, at, id, limit + 1],
  );
  return toPage(rows, limit, { item: ({ at: _, ...rate }) => rate, cursor: (row) => [row.at, row.id] });
}

const PUT = `
  insert into fx_rate (organization_id, base, quote, rate, valid_from, source, in_force, created_at)
  select distinct on (g.base, g.quote, g."validFrom") argosy.tenant(), g.base, g.quote, g.rate, g."validFrom", $2,
    g."validFrom" <= $3, $3
  from json_to_recordset($1) as g(base text, quote text, rate numeric, "validFrom" timestamptz, n int)
  order by g.base, g.quote, g."validFrom", g.n desc
  on conflict (organization_id, base, quote, valid_from) do update set rate = excluded.rate, source = excluded.source
  where fx_rate.rate is distinct from excluded.rate or fx_rate.source <> excluded.source`;

/** Puts rates; one of the same currencies and moment is replaced. Answers per rate; `id` is its index. */
export async function putRates(
  tx: Tx,
  input: { readonly rates: readonly NewRate[]; readonly source: Rate["source"]; readonly now: Date },
): Promise<ItemResult[]> {
  const checked = input.rates.map((rate, index) => ({ rate, index, error: wrongWith(rate) }));
  const good = checked.filter(({ error }) => error === undefined);
  await tx.run(PUT, [
    jsonRows(good.map(({ rate, index }) => ({ ...rate, validFrom: rate.validFrom ?? input.now, n: index }))),
    input.source,
    input.now,
  ]);
  return checked.map(({ index, error }) => ({ id: String(index), ok: error === undefined, error }));
}

function wrongWith({ base, quote, rate }: NewRate): string | undefined {
  try {
    for (const currency of [base, quote]) requireCurrency(currency);
    const { digits, scale } = parseDecimal(rate);
    if (digits <= 0n || scale > 12 || digits / 10n ** BigInt(scale) >= 10n ** 12n)
      return "A rate is above zero, with at most twelve digits before and after the point.";
  } catch (error) {
    if (error instanceof MoneyError) return error.message;
    throw error;
  }
  return base === quote ? "A rate stands between two different currencies." : undefined;
}

/** Throws HubError RATE_NOT_FOUND. */
export async function deleteRate(tx: Tx, id: string): Promise<void> {
  const touched = await tx.run("delete from fx_rate where organization_id = argosy.tenant() and id = $1", [id]);
  if (touched === 0) throw new HubError("RATE_NOT_FOUND", "not_found", "There is no such exchange rate.");
}

const RATES = `
  select r.base, r.quote, trim_scale(r.rate)::text as rate, r.valid_from as "validFrom", r.source
  from json_to_recordset($1) as pair(base text, quote text)
  cross join lateral (
    select *
    from fx_rate f
    where f.organization_id = argosy.tenant() and f.base = pair.base and f.quote = pair.quote and f.valid_from <= $2
    order by f.valid_from desc limit 1) as r`;

/** The rates in force at a moment, of the pairs there are any for. */
export async function ratesInForce(
  tx: Tx,
  pairs: readonly { readonly base: string; readonly quote: string }[],
  now: Date,
): Promise<ExchangeRate[]> {
  return pairs.length === 0 ? [] : tx.rows<ExchangeRate>(RATES, [jsonRows(pairs), now]);
}

/** Rates whose time has come are in force from now on: the trigger marks the prices that follow from them. */
export async function putRatesInForce(tx: Tx, now: Date): Promise<number> {
  return tx.run(
    "update fx_rate set in_force = true where organization_id = argosy.tenant() and not in_force and valid_from <= $1",
    [now],
  );
}
