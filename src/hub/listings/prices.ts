import { MoneyError, parseMoney } from "../../commerce/money.ts";
import type { ChannelVariant } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { noteConflicts } from "../conflict-writer.ts";
import { jsonParameter } from "../json-column.ts";
import { takeChannelPrices } from "../prices/channel-prices.ts";
import { markPrices } from "../prices/overrides.ts";
import { type Policy, readSettings } from "../stores/settings.ts";
import { resolveSeenEdits, seenPrices } from "../sync-state/price.ts";

interface PriceRow {
  readonly key: string;
  readonly currency: string;
  readonly minor: bigint;
  readonly compare: bigint | null;
}

interface SeenVariant {
  readonly variant: ChannelVariant;
  /** When the channel was asked, or told it: what was confirmed since is newer. */
  readonly at: Date;
}

interface Differing {
  readonly listing_id: string;
  readonly variant_id: string;
  readonly currency: string;
  readonly desired: bigint;
  readonly observed: bigint;
  /** The channel was edited while a change of ours was on its way. */
  readonly is_both: boolean;
}

/**
 * Takes in the prices a channel shows. A channel's price moves only by an edit, so what is seen is what is
 * believed, unless a write of ours is on its way or confirmed since. Where price sync is on and the price is not
 * the wanted one, the store's policy settles it: hub (write back), channel or newest (the hub takes it), ask (nothing
 * is written before a person has decided). A
 * listing that is priced in another currency than before is worked out anew.
 */
export async function observePrices(
  tx: Tx,
  input: { readonly connectionId: string; readonly variants: readonly SeenVariant[]; readonly now: Date },
): Promise<void> {
  const store = await tx.maybe<{ settings: Parameters<typeof readSettings>[0]; currency: string }>(
    `select c.settings, coalesce(c.facts->>'currency', o.currency) as currency from connection c
     join organization o on o.organization_id = c.organization_id
     where c.organization_id = argosy.tenant() and c.id = $1`,
    [input.connectionId],
  );
  if (!store) return;
  const prices = input.variants.flatMap(({ variant, at }) => {
    const price = readPrice(variant, store.currency);
    return price ? [{ ...price, at }] : [];
  });
  if (prices.length === 0) return;
  const { policy } = readSettings(store.settings);
  const found = await tx.rows<Differing & { is_other_currency: boolean }>(OBSERVE, [
    input.connectionId,
    jsonParameter(prices),
  ]);
  await markPrices(
    tx,
    found.flatMap((row) => (row.is_other_currency ? row.variant_id : [])),
  );
  const differing = await withOurEdits(
    tx,
    found.filter((row) => !row.is_other_currency),
    policy.price,
  );
  for (const [winner, some] of Map.groupBy(differing, (row) => winnerOf(row, policy.price)))
    await settle(tx, input, { winner, policy: policy.price, some });
}

/**
 * An edit of ours whose price is not worked out for the listings yet is an edit as well, also one that is being made: it
 * is waited for. Only where the newest wins it matters.
 */
async function withOurEdits<Row extends Differing>(tx: Tx, rows: readonly Row[], policy: Policy): Promise<Row[]> {
  const alone = policy === "newest" ? rows.filter((row) => !row.is_both) : [];
  if (alone.length === 0) return [...rows];
  const ids = alone.map((row) => row.variant_id);
  await tx.rows(
    `select 1
     from variant
     where organization_id = argosy.tenant() and id = any($1::uuid[])
     order by id
     for no key update`,
    [ids],
  );
  const marked = await tx.rows<{ id: string }>(
    `select subject_id as id
     from change_mark
     where organization_id = argosy.tenant() and aspect = 'price' and subject_id = any($1::uuid[])`,
    [ids],
  );
  const edited = new Set(marked.map(({ id }) => id));
  return rows.map((row) => (edited.has(row.variant_id) ? { ...row, is_both: true } : row));
}

type Winner = "hub" | "channel" | "ask";

/** An edit on the channel alone is the newest; which of two was, no channel tells for a price: a person is asked. */
function winnerOf(row: Differing, policy: Policy): Winner {
  if (policy !== "newest") return policy;
  return row.is_both ? "ask" : "channel";
}

interface PriceScope {
  readonly connectionId: string;
  readonly now: Date;
}

async function settle(
  tx: Tx,
  { connectionId, now }: PriceScope,
  { winner, policy, some }: { readonly winner: Winner; readonly policy: Policy; readonly some: readonly Differing[] },
): Promise<void> {
  const ids = some.map((row) => row.listing_id);
  await noteConflicts(tx, {
    connectionId,
    now,
    conflicts: some.map((row) => ({
      field: "price",
      listingId: row.listing_id,
      productListingId: null,
      hubValue: row.desired.toString(),
      channelValue: row.observed.toString(),
      hubAt: null,
      channelAt: now,
      state: winner === "ask" ? "open" : winner,
      policy,
    })),
  });
  if (winner === "ask") return;
  await resolveSeenEdits(tx, ids, winner === "hub" ? now : null);
  if (winner === "hub")
    await tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [connectionId, now]);
  else
    await takeChannelPrices(
      tx,
      some.map((row) => ({
        listingId: row.listing_id,
        connectionId,
        variantId: row.variant_id,
        currency: row.currency,
        minor: row.observed,
      })),
      now,
    );
}

/** Null where the channel shows no price, or one that is no amount. */
function readPrice(variant: ChannelVariant, fallbackCurrency: string): PriceRow | null {
  if (variant.price === undefined) return null;
  const currency = variant.currency ?? fallbackCurrency;
  try {
    const compare = variant.compareAtPrice === undefined ? null : parseMoney(variant.compareAtPrice, currency).minor;
    return { key: variant.key, currency, minor: parseMoney(variant.price, currency).minor, compare };
  } catch (error) {
    if (error instanceof MoneyError) return null;
    throw error;
  }
}

// Where ours was refused, what was shown before is still there: nobody has edited anything.
const OBSERVE = `
  with seen as (
    select l.id, l.variant_id, l.state = 'mapped' and l.price_sync and l.active
      and l.gone_at is null as is_steered, g.currency, g.minor, g.compare, g.at,
      o.currency as was_currency, o.expected_minor as was_expected
    from jsonb_to_recordset($2::jsonb) as g(key text, currency text, minor bigint, compare bigint, at timestamptz)
    join listing l on l.organization_id = argosy.tenant() and l.connection_id = $1 and l.ext_key = g.key
    left join listing_price o on o.organization_id = argosy.tenant() and o.listing_id = l.id and o.site = ''
  ), written as (
    ${seenPrices("$1")}
  )
    select w.listing_id, s.variant_id, w.currency, w.desired_minor as desired, w.observed_minor as observed,
      s.was_currency <> w.currency as is_other_currency, w.due_at is not null as is_both
    from written w join seen s on s.id = w.listing_id
    where s.is_steered and w.desired_minor is not null
      and (s.was_currency <> w.currency or (w.desired_minor <> w.observed_minor
      and (s.was_expected <> w.observed_minor or (w.due_at is null and w.state not in ('failed', 'rejected')))))`;
