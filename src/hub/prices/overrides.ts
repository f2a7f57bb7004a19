import { type Actor, actorText } from "../../commerce/actor.ts";
import { isUuid } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { jsonRows } from "../json-column.ts";

export interface PriceOverride {
  readonly listingId: string;
  readonly priceMinor: bigint;
  readonly compareAtMinor?: bigint | null | undefined;
  /** Default: the currency the listing is priced in. */
  readonly currency?: string | undefined;
}

/** Makes the fan-out look at the prices of these variants again. */
export async function markPrices(tx: Tx, variantIds: readonly string[]): Promise<void> {
  if (variantIds.length === 0) return;
  await tx.rows(
    "select argosy.mark_changed(array_agg(argosy.tenant()), array_agg(v), 'price') from unnest($1::uuid[]) as v",
    [[...new Set(variantIds)]],
  );
}

// Marked before any price is locked, as the fan-out does it; the other way round the two wait for each other.
const MARK = `
  select argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'price') from listing l
  where l.organization_id = argosy.tenant() and l.id = any($1::uuid[]) and l.variant_id is not null
  having count(*) > 0`;

const SET = `
  insert into listing_price as p (organization_id, listing_id, site, connection_id, currency, override_minor,
    override_compare_minor, override_currency, override_by, override_at)
  select argosy.tenant(), l.id, '', l.connection_id, given.currency, g.price, g.compare, given.currency, $2, $3
  from json_to_recordset($1) as g(id uuid, price bigint, compare bigint, currency text)
  join listing l on l.organization_id = argosy.tenant() and l.id = g.id
  join connection c on c.organization_id = argosy.tenant() and c.id = l.connection_id
  join organization o on o.organization_id = argosy.tenant()
  left join listing_price k on k.organization_id = argosy.tenant() and k.listing_id = l.id and k.site = ''
  cross join lateral (select coalesce(g.currency, case when k.observed_minor is not null then k.currency end,
    c.facts->>'currency', o.currency) as currency) as given
  order by l.id
  on conflict (organization_id, listing_id, site) do update set override_minor = excluded.override_minor,
    override_compare_minor = excluded.override_compare_minor, override_currency = excluded.override_currency,
    override_by = excluded.override_by, override_at = excluded.override_at
  returning listing_id as id, connection_id as connection`;

/** Sets prices of their own for listings, above every rule; answers the listings there were. */
export async function setPriceOverrides(
  tx: Tx,
  input: { readonly overrides: readonly PriceOverride[]; readonly by: Actor | "channel"; readonly now: Date },
): Promise<ReadonlySet<string>> {
  const overrides = input.overrides.filter(({ listingId }) => isUuid(listingId));
  if (overrides.length === 0) return new Set();
  for (const { priceMinor, compareAtMinor } of overrides)
    if (priceMinor < 0n || (compareAtMinor ?? 0n) < 0n)
      throw new HubError("PRICE_NEGATIVE", "validation", "A price is not below zero.", "priceMinor");
  await tx.rows(MARK, [overrides.map((each) => each.listingId)]);
  const rows = await tx.rows<{ id: string; connection: string }>(SET, [
    jsonRows(
      overrides.map(({ listingId, priceMinor, compareAtMinor, currency }) => ({
        id: listingId,
        price: priceMinor.toString(),
        compare: compareAtMinor?.toString() ?? null,
        currency: currency ?? null,
      })),
    ),
    input.by === "channel" ? "channel" : actorText(input.by),
    input.now,
  ]);
  return told(tx, rows);
}

/** Takes prices of their own away: the store's rule decides again. Answers the listings that had one. */
export async function clearPriceOverrides(tx: Tx, listingIds: readonly string[]): Promise<ReadonlySet<string>> {
  const ids = listingIds.filter(isUuid);
  await tx.rows(MARK, [ids]);
  const rows = await tx.rows<{ id: string; connection: string }>(
    `update listing_price
     set override_minor = null, override_compare_minor = null, override_currency = null, override_by = null,
       override_at = null
     where organization_id = argosy.tenant() and listing_id = any($1::uuid[]) and site = ''
       and override_minor is not null
     returning listing_id as id, connection_id as connection`,
    [ids],
  );
  return told(tx, rows);
}

async function told(tx: Tx, rows: readonly { readonly id: string; readonly connection: string }[]) {
  for (const id of new Set(rows.map((row) => row.connection))) await announce(tx, "prices.changed", { id });
  return new Set(rows.map((row) => row.id));
}
