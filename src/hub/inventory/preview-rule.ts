import { z } from "zod";
import { SELLING } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { getStockRule, type StoreStockRule } from "./stock-rules.ts";
import { loadStockInputs, type StockTarget, unitsToShowByLocation, withStoreRule } from "./units-to-show.ts";

const ruleSampleSchema = z.object({
  listingId: id,
  storeId: id.describe("another channel's, where units are reserved from it"),
  storeName: z.string(),
  sku: z.string().nullable(),
  title: z.string(),
  before: z.int(),
  after: z.int(),
});

export type RuleSample = Answered<typeof ruleSampleSchema>;

/** What a rule would do before it is saved. */
export const rulePreviewSchema = z.object({
  /** Listings looked at; a larger store is judged by its first ones. */
  checked: z.int(),
  complete: z.boolean().describe("false: a larger channel is judged by its first items"),
  changed: z.int(),
  emptied: z.int().describe("of the changed: those that would show none"),
  unitsBefore: z.int(),
  unitsAfter: z.int(),
  /** The largest changes first. */
  samples: z.array(ruleSampleSchema),
});

export type RulePreview = Answered<typeof rulePreviewSchema>;

const PAGE = 2_000;
const MOST = 20_000;
const SAMPLES = 20;

const TARGETS = `
  select l.id as "listingId", l.connection_id as "connectionId", l.variant_id as "variantId", l.sku,
    concat_ws(' · ', p.title, nullif(nullif(l.title, ''), p.title)) as title, c.name as "storeName"
  from listing l join product_listing p on p.organization_id = l.organization_id and p.id = l.product_listing_id
  join connection c on c.organization_id = argosy.tenant() and c.id = l.connection_id
  where l.organization_id = argosy.tenant() and l.state = 'mapped' and l.id > $2
    and (l.connection_id = $1 or $3 and c.state in ${SELLING} and exists (
      select from listing k
      where k.organization_id = argosy.tenant() and k.connection_id = $1 and k.variant_id = l.variant_id
        and k.state = 'mapped'))
    and l.active and l.stock_sync and l.counted and l.gone_at is null
  order by l.id limit ${PAGE}`;

type Row = StockTarget & Pick<RuleSample, "sku" | "title" | "storeName">;

/** What a store's listings would show with another rule, and other stores' where what is kept from them changes; writes nothing. */
export async function previewStockRule(tx: Tx, connectionId: string, rule: StoreStockRule): Promise<RulePreview> {
  let samples: RuleSample[] = [];
  const sum = { checked: 0, changed: 0, emptied: 0, unitsBefore: 0, unitsAfter: 0 };
  const reachesOthers = (await getStockRule(tx, connectionId)).keep !== rule.keep;
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const rows = await tx.rows<Row>(TARGETS, [connectionId, after, reachesOthers]);
    const inputs = await loadStockInputs(tx, rows, connectionId);
    const other = withStoreRule(inputs, connectionId, rule);
    const units = (of: typeof inputs, row: Row) =>
      unitsToShowByLocation(of, row).reduce((total, { quantity }) => total + quantity, 0);
    const classified = rows.map((row) => ({ ...sampleOf(row), before: units(inputs, row), after: units(other, row) }));
    const changed = classified.filter((each) => each.before !== each.after);
    sum.checked += rows.length;
    sum.changed += changed.length;
    sum.emptied += changed.filter((each) => each.after === 0).length;
    for (const each of classified) {
      sum.unitsBefore += each.before;
      sum.unitsAfter += each.after;
    }
    samples = [...samples, ...changed].sort((a, b) => sizeOf(b) - sizeOf(a) || a.after - b.after).slice(0, SAMPLES);
    const last = rows.at(-1);
    const complete = !last || rows.length < PAGE;
    if (complete || sum.checked >= MOST) return { ...sum, complete, samples };
    after = last.listingId;
  }
}

const sampleOf = ({ listingId, connectionId, storeName, sku, title }: Row) => ({
  listingId,
  storeId: connectionId,
  storeName,
  sku,
  title,
});
const sizeOf = ({ before, after }: RuleSample) => Math.abs(before - after);
