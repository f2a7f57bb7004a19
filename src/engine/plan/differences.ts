import type { Abilities } from "../../commerce/abilities.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../../hub/json-column.ts";
import { loadPricePicture, priceTarget } from "../../hub/prices/price-picture.ts";
import type { Policy } from "../../hub/stores/settings.ts";
import { planContent } from "./content-differences.ts";
import { type PlanTarget, RANK } from "./item.ts";
import { planStock } from "./stock-differences.ts";

const PAGE = 2_000;
type DifferenceAction = "update_here" | "update_there" | "conflict";

// Pairs of our variants and channel items: linked ones, and those a chosen link of this plan will join. What a
// person has been asked about already, and what is on its way to the channel, is no news.
const PAIRS = `
  pair as (
    select l.id as listing_id, l.product_listing_id, l.variant_id from listing l
    where l.organization_id = argosy.tenant() and l.connection_id = $2 and l.state = 'mapped' and l.gone_at is null
    union all
    select d.listing_id, d.product_listing_id, d.variant_id from plan_item d
    where d.organization_id = argosy.tenant() and d.run_id = $1 and d.action = 'link' and d.chosen
      and d.state = 'planned'
  )`;

// Items whose price on the channel is known, by listing. One the policy cannot act on is left out: sent where price
// sync is on and the desired value is another, asked about once, and not at all for a second channel of
// one shop, which has prices of its own.
const PRICED = `
  with ${PAIRS}
  select pair.listing_id as "listingId", pair.product_listing_id as "productListingId", v.product_id as "productId",
    v.id as "variantId", v.sku, v.currency as "ourCurrency", lp.observed_minor as theirs,
    lp.currency as "theirCurrency", l.price_sync as "priceSync", lp.desired_minor as desired,
    $3 = 'conflict'
    and (exists (select 1 from conflict c where c.organization_id = argosy.tenant() and c.connection_id = $2
      and c.listing_id = pair.listing_id and c.field = 'price')
      or v.product_id in (select argosy.products_of_twins(p.organization_id, p.connection_id,
        p.ext_key))) as "isSettled"
  from pair join variant v on v.organization_id = argosy.tenant() and v.id = pair.variant_id and v.deleted_at is null
  join listing l on l.organization_id = argosy.tenant() and l.id = pair.listing_id
  join product_listing p on p.organization_id = argosy.tenant() and p.id = pair.product_listing_id
  join listing_price lp on lp.organization_id = argosy.tenant() and lp.listing_id = pair.listing_id and lp.site = ''
  where lp.observed_minor is not null and pair.listing_id > $4 order by pair.listing_id limit ${PAGE}`;

interface Priced {
  readonly listingId: string;
  readonly productListingId: string;
  readonly productId: string;
  readonly variantId: string;
  readonly sku: string;
  readonly ourCurrency: string;
  readonly theirs: bigint;
  readonly theirCurrency: string;
  readonly priceSync: boolean;
  readonly desired: bigint | null;
  readonly isSettled: boolean;
}

const PRICE_ITEMS = `
  insert into plan_item (organization_id, run_id, action, entity, field, rank, product_listing_id, listing_id,
    product_id, variant_id, title, before, after)
  select argosy.tenant(), $1, $2, 'variant', 'price',
    case when $2 = 'conflict' then ${RANK.conflict} else ${RANK.update} end, d."productListingId", d."listingId",
    d."productId", d."variantId", d.sku, jsonb_build_object('priceMinor', d.ours, 'currency', d."theirCurrency"),
    jsonb_build_object('priceMinor', d.theirs, 'currency', d."theirCurrency")
  from json_to_recordset($3) as d("productListingId" uuid, "listingId" uuid, "productId" uuid, "variantId" uuid,
    sku text, ours text, theirs text, "theirCurrency" text)
  order by d."listingId"`;

/** Where the channel shows another price than it should by our price, rules, rates and overrides. */
async function planPrices(
  tx: Tx,
  target: PlanTarget,
  how: { readonly action: DifferenceAction; readonly now: Date },
): Promise<void> {
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const page = await tx.rows<Priced>(PRICED, [target.runId, target.connectionId, how.action, after]);
    const targets = page.map(({ listingId, variantId }) => ({
      listingId,
      variantId,
      connectionId: target.connectionId,
    }));
    const picture = await loadPricePicture(tx, targets, how.now);
    const differing = page.flatMap((row, index) => {
      const aim = targets[index];
      const price = aim && priceTarget(picture, aim);
      if (!price || !isNews(row, { ours: price.priceMinor, hold: price.held?.code }, how.action)) return [];
      return { ...row, ours: price.priceMinor?.toString() ?? null, theirs: row.theirs.toString(), desired: null };
    });
    // Without a price of ours the channel's is used, whichever side wins.
    const byAction = Map.groupBy(differing, ({ ours }) => (ours === null ? "update_here" : how.action));
    for (const [action, rows] of byAction) await tx.run(PRICE_ITEMS, [target.runId, action, jsonRows(rows)]);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.listingId;
  }
}

function isNews(
  row: Priced,
  { ours, hold }: { readonly ours: bigint | null; readonly hold: string | undefined },
  action: DifferenceAction,
): boolean {
  if (ours === null) return hold === "no_price" && row.ourCurrency === row.theirCurrency;
  if (ours === row.theirs || row.isSettled) return false;
  return action !== "update_there" || (row.priceSync && row.desired !== ours);
}

/** Which side wins at a first sync, by field: the store's policy if set, else a person decides. */
export interface FirstSyncPolicy {
  readonly content?: Policy | undefined;
  readonly price?: Policy | undefined;
  readonly fields?: Readonly<Record<string, Policy>> | undefined;
}

/** Actions for fields where linked items differ: update here, update there, or ask. */
export async function planDifferences(
  tx: Tx,
  target: PlanTarget,
  how: {
    readonly policy: FirstSyncPolicy;
    readonly abilities: Abilities;
    readonly sendsStock: boolean;
    readonly now: Date;
  },
): Promise<void> {
  const { policy, abilities } = how;
  const action = ACTIONS[policy.price ?? "ask"];
  if (abilities.prices || action !== "update_there") await planPrices(tx, target, { action, now: how.now });
  if (abilities.stock) await planStock(tx, target, { chosen: how.sendsStock });
  await planContent(tx, target, (field) => {
    const choice = ACTIONS[policy.fields?.[field] ?? policy.content ?? "ask"];
    return abilities.putProducts || choice !== "update_there" ? choice : null;
  });
}

// Before the first sync it is unknown which side changed last: the channel's value counts as the newest.
const ACTIONS: Readonly<Record<Policy, DifferenceAction>> = {
  hub: "update_there",
  channel: "update_here",
  newest: "update_here",
  ask: "conflict",
};
