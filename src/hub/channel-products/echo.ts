/**
 * A channel tells of a product whenever its stock is written, also by us: most of what it tells then is known. That is
 * recognised by one statement, and nothing is locked or written (decision 384).
 */
import type { ChannelProduct, ChannelVariant } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { jsonParameter } from "../json-column.ts";
import { leftLocations } from "../listings/left-locations.ts";
import { outcomeUnknown } from "../sync-state/unknown-outcome.ts";
import {
  EXISTING,
  listingRow,
  productRows,
  type RecordInput,
  reportedWhole,
  UNSETTLED,
  variantsOf,
} from "./reported-products.ts";

// An amount as the database reads it too; others are read by the program.
const AMOUNT = /^\d{1,12}(\.\d{1,6})?$/;
const isAmount = (text: string | undefined) => text === undefined || AMOUNT.test(text);

// Numbers and prices are told anew where recording them would write something: see observeLevels and observePrices.
const IS_ECHO = `
  with known as (${EXISTING}), unsettled as (${UNSETTLED("$8")}), level as (
    select * from jsonb_to_recordset($6::jsonb)
      as g(key text, location text, available int, committed int, at timestamptz)
  ), price as (
    select g.*, g.amount * power(10::numeric, argosy.currency_exponent(g.code)) as minor,
      g.compare * power(10::numeric, argosy.currency_exponent(g.code)) as "compareMinor"
    from argosy.connection c
    join argosy.organization o on o.organization_id = c.organization_id
    cross join lateral (
      select t.*, coalesce(t.currency, c.facts->>'currency', o.currency)::char(3) as code
      from jsonb_to_recordset($7::jsonb)
        as t(key text, currency text, amount numeric, compare numeric, at timestamptz)) as g
    where c.organization_id = argosy.tenant() and c.id = $1
  )
  select (select count(*) filter (where settled) from known) = 1
    and not exists (select from unsettled)
    and (select count(*) from price) = jsonb_array_length($7::jsonb)
    and not exists (
      select from level g
      left join argosy.listing l on l.organization_id = argosy.tenant() and l.connection_id = $1 and l.ext_key = g.key
      left join argosy.listing_stock s on s.organization_id = argosy.tenant() and s.listing_id = l.id
        and s.location = g.location
      where s.listing_id is null
        or ((s.observed_at is null or s.observed_at <= g.at) and (s.acked_at is null or s.acked_at < g.at)
          and (s.observed is distinct from g.available or s.expected is distinct from g.available
            or g.committed <> coalesce(s.committed, -1))))
    and not exists (
      select from price g
      left join argosy.listing l on l.organization_id = argosy.tenant() and l.connection_id = $1 and l.ext_key = g.key
      left join argosy.listing_price p on p.organization_id = argosy.tenant() and p.listing_id = l.id and p.site = ''
      where p.listing_id is null
        or (not (${outcomeUnknown("p")}) and (p.acked_at is null or p.acked_at < g.at)
          and (p.observed_minor::numeric, p.expected_minor::numeric, p.expected_compare_minor::numeric, p.currency)
            is distinct from (g.minor, g.minor, g."compareMinor", g.code))) as echo`;

/** Whether nothing of what one product is told to be is new. Never said of several: a walk over a shop asks for itself. */
export async function isEcho(tx: Tx, input: RecordInput, products: readonly ChannelProduct[]): Promise<boolean> {
  const [product] = products;
  if (!product || products.length > 1 || product.issues !== undefined) return false;
  if (!product.variants.every(isPlain)) return false;
  const items = [...variantsOf(products).values()].map(({ variant }) => variant);
  const at = input.readAt?.(product) ?? input.now;
  const pricedAt = input.pricedAt?.(product) ?? at;
  const levels = items.flatMap(({ key: extKey, levels: reported = [] }) =>
    reported.map((level) => ({ ...level, extKey, at })),
  );
  const { echo } = await tx.one<{ echo: boolean }>(IS_ECHO, [
    input.connectionId,
    productRows(products),
    input.now,
    items.length > 0 ? [product.key] : [],
    items.map(({ key }) => key),
    jsonParameter(levels.map(({ extKey: key, ...level }) => ({ ...level, key }))),
    jsonParameter(items.flatMap((variant) => (variant.price === undefined ? [] : [priceOf(variant, pricedAt)]))),
    jsonParameter(items.map((variant) => ({ ...listingRow(variant, null), product: product.key }))),
  ]);
  if (!echo) return false;
  const whole = items.flatMap((variant) => reportedWhole(variant, at));
  const left = await leftLocations(tx, { connectionId: input.connectionId, levels, whole });
  return left.empty.length === 0 && left.uncounted.length === 0;
}

/** Its numbers are such as the database takes, and it says nothing that is kept beside them. */
const isPlain = ({ price, compareAtPrice, giftCard, levels = [] }: ChannelVariant): boolean =>
  isAmount(price) && isAmount(compareAtPrice) && !giftCard && levels.every(isCountable);

const isCountable = ({
  available,
  committed = 0,
}: {
  readonly available: number;
  readonly committed?: number | undefined;
}) => [available, committed].every((units) => Number.isInteger(units) && Math.abs(units) < 1_000_000_000);

const priceOf = ({ key, currency, price, compareAtPrice }: ChannelVariant, at: Date) => ({
  key,
  currency: currency ?? null,
  amount: price,
  compare: compareAtPrice ?? null,
  at,
});
