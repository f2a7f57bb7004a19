import { MoneyError, parseMoney } from "../../commerce/money.ts";
import type { ChannelVariant } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { jsonParameter } from "../json-column.ts";
import { readSettings } from "../stores/settings.ts";

interface PriceRow {
  readonly key: string;
  readonly currency: string;
  readonly minor: bigint;
  readonly compare: bigint | null;
}

interface Differing {
  readonly listing_id: string;
  readonly variant_id: string;
  readonly currency: string;
  readonly desired: bigint;
  readonly observed: bigint;
}

/**
 * Takes in the prices a channel shows. A channel's price moves only by an edit, so what is seen is what is
 * believed, unless a write of ours is on its way or confirmed since. Where price sync is on and the price is not
 * the wanted one, the store's policy settles it: hub (write back), channel or newest (the hub takes it), ask.
 */
export async function observePrices(
  tx: Tx,
  input: { readonly connectionId: string; readonly variants: readonly ChannelVariant[]; readonly now: Date },
): Promise<void> {
  const store = await tx.maybe<{ settings: Parameters<typeof readSettings>[0]; currency: string }>(
    `select c.settings, coalesce(c.facts->>'currency', o.currency) as currency from connection c
     join organization o on o.organization_id = c.organization_id where c.organization_id = argosy.tenant() and c.id = $1`,
    [input.connectionId],
  );
  if (!store) return;
  const prices = input.variants.flatMap((variant) => readPrice(variant, store.currency) ?? []);
  if (prices.length === 0) return;
  const policy = readSettings(store.settings).policy.price;
  const differing = await tx.rows<Differing>(OBSERVE, [input.connectionId, jsonParameter(prices), input.now]);
  if (differing.length === 0) return;
  await noteConflicts(tx, input, { policy, differing });
  if (policy === "channel" || policy === "newest") await takeChannelPrices(tx, differing, input.now);
  if (policy === "hub")
    await tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [
      input.connectionId,
      input.now,
    ]);
}

/** Null where the channel shows no price, or one that is no amount. */
export function readPrice(variant: ChannelVariant, fallbackCurrency: string): PriceRow | null {
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

const OBSERVE = `
  with seen as (
    select l.id, l.variant_id, l.state = 'mapped' and l.price_sync and l.active and l.gone_at is null as is_steered, g.currency, g.minor, g.compare
    from jsonb_to_recordset($2::jsonb) as g(key text, currency text, minor bigint, compare bigint)
    join listing l on l.organization_id = argosy.tenant() and l.connection_id = $1 and l.ext_key = g.key
  ), written as (
    insert into listing_price as p (organization_id, listing_id, site, connection_id, currency, expected_minor, expected_compare_minor, observed_minor, observed_at)
    select argosy.tenant(), id, '', $1, currency, minor, compare, minor, $3 from seen order by id
    on conflict (organization_id, listing_id, site) do update set currency = excluded.currency, expected_minor = excluded.expected_minor,
      expected_compare_minor = excluded.expected_compare_minor, observed_minor = excluded.observed_minor, observed_at = excluded.observed_at
    where p.sent_seq <= p.ack_seq and (p.acked_at is null or p.acked_at < excluded.observed_at)
      and (p.observed_minor, p.expected_minor, p.expected_compare_minor, p.currency)
        is distinct from (excluded.observed_minor, excluded.expected_minor, excluded.expected_compare_minor, excluded.currency)
    returning listing_id, currency, desired_minor, observed_minor, due_at
  )
    select w.listing_id, s.variant_id, w.currency, w.desired_minor as desired, w.observed_minor as observed
    from written w join seen s on s.id = w.listing_id
    where s.is_steered and w.desired_minor is not null and w.desired_minor <> w.observed_minor and w.due_at is null`;

async function noteConflicts(
  tx: Tx,
  input: { readonly connectionId: string; readonly now: Date },
  found: { readonly policy: string; readonly differing: readonly Differing[] },
): Promise<void> {
  const state = found.policy === "ask" ? "open" : found.policy === "hub" ? "hub" : "channel";
  const ids = found.differing.map((each) => each.listing_id);
  await tx.run(
    `insert into conflict (organization_id, connection_id, listing_id, field, hub_value, channel_value, state, policy, found_at, settled_at, settled_by)
     select argosy.tenant(), $1, d.l, 'price', to_jsonb(d.h), to_jsonb(d.c), $2, $3, $4, case when $2 = 'open' then null else $4::timestamptz end,
       case when $2 = 'open' then null else 'policy' end
     from unnest($5::uuid[], $6::text[], $7::text[]) as d(l, h, c)
     where not exists (select 1 from conflict o where o.organization_id = argosy.tenant() and o.connection_id = $1 and o.listing_id = d.l
       and o.field = 'price' and o.state = 'open')`,
    [
      input.connectionId,
      state,
      found.policy,
      input.now,
      ids,
      found.differing.map((each) => each.desired.toString()),
      found.differing.map((each) => each.observed.toString()),
    ],
  );
  if (found.policy === "hub")
    await tx.run(
      "update listing_price set due_at = $2, state = 'waiting' where organization_id = argosy.tenant() and listing_id = any($1) and site = ''",
      [ids, input.now],
    );
}

async function takeChannelPrices(tx: Tx, differing: readonly Differing[], now: Date): Promise<void> {
  await tx.run(
    `update variant v set price_minor = d.p::bigint, updated_at = $4 from unnest($1::uuid[], $2::text[], $3::text[]) as d(v, p, c)
     where v.organization_id = argosy.tenant() and v.id = d.v and v.currency = d.c`,
    [
      differing.map((each) => each.variant_id),
      differing.map((each) => each.observed.toString()),
      differing.map((each) => each.currency),
      now,
    ],
  );
}
