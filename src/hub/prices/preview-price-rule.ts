import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, messageSchema, typed } from "../answer-schemas.ts";
import { loadPricePicture, type PriceTarget, priceTarget, type RuleRow, withRule } from "./price-picture.ts";
import { checkRule, type PriceRuleInput } from "./price-rules.ts";

const priceRuleSampleSchema = z.object({
  listingId: id,
  sku: z.string().nullable(),
  title: z.string(),
  currency: z.string(),
  beforeMinor: typed<bigint>(z.union([z.int(), z.string()]))
    .describe("minor units")
    .nullable(),
  afterMinor: typed<bigint>(z.union([z.int(), z.string()]))
    .describe("minor units")
    .nullable(),
  /** Why there would be none. */
  problem: messageSchema.nullable(),
});

export type PriceRuleSample = Answered<typeof priceRuleSampleSchema>;

/** What a price rule would do before it is kept. */
export const priceRulePreviewSchema = z.object({
  /** Linked items looked at; a larger store is judged by its first ones. */
  checked: z.int(),
  complete: z.boolean().describe("false: a larger channel is judged by its first items"),
  sent: z.int().describe("of those checked: how many have their price sent to the channel"),
  changed: z.int(),
  held: z.int().describe("of the checked: those that would have no price to send"),
  heldWhy: messageSchema.nullable().describe("why the first of them"),
  samples: z.array(priceRuleSampleSchema),
});

export type PriceRulePreview = Answered<typeof priceRulePreviewSchema>;

interface Row extends PriceTarget {
  readonly listingId: string;
  readonly sku: string | null;
  readonly title: string;
  readonly isSent: boolean;
}

const MOST = 2_000;
const SAMPLES = 8;

const TARGETS = `
  select l.id as "listingId", l.connection_id as "connectionId", l.variant_id as "variantId", l.sku,
    concat_ws(' · ', p.title, nullif(nullif(l.title, ''), p.title)) as title, l.price_sync as "isSent"
  from listing l join product_listing p on p.organization_id = l.organization_id and p.id = l.product_listing_id
  where l.organization_id = argosy.tenant() and l.connection_id = $1 and l.state = 'mapped' and l.active
    and l.gone_at is null
  order by l.id limit ${MOST + 1}`;

// A rule for a category holds for those below it as well.
const BELOW = `
  with recursive below as (
    select id from category where organization_id = argosy.tenant() and id = $1
    union select c.id from below b join category c on c.organization_id = argosy.tenant() and c.parent_id = b.id
  ) select id from below`;

/** What a store's items would cost with another rule, in the place of the one of `id` or besides the others; writes nothing. */
export async function previewPriceRule(
  tx: Tx,
  draft: {
    readonly connectionId: string;
    readonly id: string | null;
    readonly rule: PriceRuleInput;
    readonly now: Date;
  },
): Promise<PriceRulePreview> {
  await checkRule(tx, draft.rule);
  const rule = await rowOf(tx, draft);
  const rows = await tx.rows<Row>(TARGETS, [draft.connectionId]);
  const targets = rows.slice(0, MOST);
  const picture = await loadPricePicture(tx, targets, draft.now, [rule]);
  const other = withRule(picture, rule);
  const classified = targets.map((target) =>
    sampleOf(target, priceTarget(picture, target), priceTarget(other, target)),
  );
  const held = classified.filter(({ problem }) => problem !== null);
  const changed = classified.filter(({ beforeMinor, afterMinor }) => beforeMinor !== afterMinor);
  return {
    checked: targets.length,
    complete: rows.length <= MOST,
    sent: targets.filter(({ isSent }) => isSent).length,
    changed: changed.length,
    held: held.length,
    heldWhy: held[0]?.problem ?? null,
    samples: changed.slice(0, SAMPLES),
  };
}

type Price = ReturnType<typeof priceTarget>;

const sampleOf = ({ listingId, sku, title }: Row, before: Price, after: Price): PriceRuleSample => ({
  listingId,
  sku,
  title,
  currency: after.currency,
  beforeMinor: before.priceMinor,
  afterMinor: after.priceMinor,
  problem: after.held?.said ?? null,
});

async function rowOf(
  tx: Tx,
  {
    connectionId,
    id,
    rule,
  }: { readonly connectionId: string; readonly id: string | null; readonly rule: PriceRuleInput },
): Promise<RuleRow> {
  const { categoryId, brand, ...rest } = rule;
  const below = categoryId === null ? null : await tx.rows<{ id: string }>(BELOW, [categoryId]);
  return {
    ...rest,
    id: id ?? "",
    connectionId,
    brandKey: brand?.trim().toLowerCase() ?? null,
    isNarrowed: categoryId !== null,
    categoryIds: below?.map((category) => category.id) ?? null,
  };
}
