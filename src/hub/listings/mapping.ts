import { type Actor, actorText } from "../../commerce/actor.ts";
import { isUuid } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import type { ItemResult } from "../item-result.ts";
import { refreshUnmappedFlags } from "../orders/apply.ts";
import { unlinkPrices } from "../sync-state/price.ts";
import { unlinkNumbers } from "../sync-state/stock.ts";
import { adoptProducts, linkListings } from "./matching.ts";
import { rememberRefused, sharedVariantWarnings } from "./review.ts";

const MAX_ITEMS = 1_000;

function requireFew(count: number): void {
  if (count > MAX_ITEMS)
    throw new HubError("LISTING_TOO_MANY", "validation", `Send at most ${MAX_ITEMS} items at once.`);
}

/**
 * Links listings to variants by hand; answers per listing. A link that exists already is fine. Several items of a store
 * may stand for one variant, which is warned about, and an item for a bundle.
 */
export async function mapListings(
  tx: Tx,
  input: {
    readonly pairs: readonly { readonly listingId: string; readonly variantId: string }[];
    readonly by: Actor;
    readonly now: Date;
  },
): Promise<ItemResult[]> {
  requireFew(input.pairs.length);
  const listings = await idsIn(
    tx,
    "listing",
    input.pairs.map((pair) => pair.listingId),
  );
  const variants = await idsIn(
    tx,
    "variant",
    input.pairs.map((pair) => pair.variantId),
  );
  const good = input.pairs.filter((pair) => listings.has(pair.listingId) && variants.has(pair.variantId));
  await linkListings(tx, {
    links: good.map((pair) => ({ ...pair, method: "manual" as const, confidence: 100 })),
    by: input.by,
    now: input.now,
  });
  const warnings = await sharedVariantWarnings(
    tx,
    good.map((pair) => pair.listingId),
  );
  return input.pairs.map(({ listingId, variantId }) => {
    if (!listings.has(listingId)) return { id: listingId, ok: false, error: "There is no such channel item." };
    if (!variants.has(variantId)) return { id: listingId, ok: false, error: "There is no such product variant." };
    return { id: listingId, ok: true, warning: warnings.get(listingId) };
  });
}

async function idsIn(tx: Tx, table: "listing" | "variant", ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.rows<{ id: string }>(
    `select id from ${table} where organization_id = argosy.tenant() and id = any($1::uuid[])
     ${table === "variant" ? "and deleted_at is null" : ""}`,
    [ids.filter(isUuid)],
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * Takes links away: the channel keeps its last number, nothing is pushed any more, and the pair is not linked or
 * suggested again by itself. Orders keep their lines' products and what they reserve; new ones are flagged unlinked.
 */
export async function unmapListings(
  tx: Tx,
  input: { readonly listingIds: readonly string[]; readonly by: Actor; readonly now: Date },
): Promise<ItemResult[]> {
  return release(tx, { ...input, to: "unmapped" });
}

/** Says that channel items are nothing of ours: never matched, never flagged. */
export async function ignoreListings(
  tx: Tx,
  input: { readonly listingIds: readonly string[]; readonly by: Actor; readonly now: Date },
): Promise<ItemResult[]> {
  return release(tx, { ...input, to: "ignored" });
}

interface ReleasedRow {
  readonly id: string;
  readonly connection_id: string;
  readonly product_listing_id: string;
  readonly was_variant: string | null;
}

const RELEASE = `
  with before as materialized (
    select id, variant_id
    from listing
    where organization_id = argosy.tenant() and id = any($1::uuid[])
    order by id
    for update)
  update listing l
  set state = $2, variant_id = null, leaves = false, stock_sync = stock_sync
    or stock_waits, stock_waits = false, awaits_number = false, suggested_variant_id = null, match_method = null,
    confidence = null, match_reason = null, matched_by = $3, matched_at = $4
  from before b where l.organization_id = argosy.tenant() and l.id = b.id
  returning l.id, l.connection_id, l.product_listing_id, b.variant_id as was_variant`;

async function release(
  tx: Tx,
  input: {
    readonly listingIds: readonly string[];
    readonly by: Actor;
    readonly now: Date;
    readonly to: "unmapped" | "ignored";
  },
): Promise<ItemResult[]> {
  requireFew(input.listingIds.length);
  const rows = await tx.rows<ReleasedRow>(RELEASE, [
    input.listingIds.filter(isUuid),
    input.to,
    actorText(input.by),
    input.now,
  ]);
  const ids = rows.map((row) => row.id);
  const undone = rows.flatMap(({ id, was_variant }) =>
    was_variant ? [{ listingId: id, variantId: was_variant }] : [],
  );
  if (input.to === "unmapped") await rememberRefused(tx, undone, input);
  await unlinkNumbers(tx, ids);
  await unlinkPrices(tx, ids);
  await adoptProducts(
    tx,
    rows.map((row) => row.product_listing_id),
  );
  for (const id of new Set(rows.map((row) => row.connection_id))) await announce(tx, "mappings.changed", { id });
  await refreshUnmappedFlags(tx, ids, input.now);
  const done = new Set(ids);
  return input.listingIds.map((id) =>
    done.has(id) ? { id, ok: true } : { id, ok: false, error: "There is no such channel item." },
  );
}

/** Turns a listing's switches on or off, that of content for its whole product; answers how many listings there were. */
export async function setListingSwitches(
  tx: Tx,
  input: {
    readonly listingIds: readonly string[];
    readonly stockSync?: boolean | undefined;
    readonly priceSync?: boolean | undefined;
    readonly contentSync?: boolean | undefined;
    readonly active?: boolean | undefined;
  },
): Promise<number> {
  requireFew(input.listingIds.length);
  const ids = input.listingIds.filter(isUuid);
  if (input.contentSync !== undefined) {
    const switched = await tx.rows<{ product: string | null }>(
      `update product_listing p
       set content_sync = $2
       from listing l
       where l.organization_id = argosy.tenant() and l.id = any($1)
         and p.organization_id = l.organization_id and p.id = l.product_listing_id and p.content_sync <> $2
       returning p.product_id as product`,
      [ids, input.contentSync],
    );
    // What was edited here while it was off goes out now.
    const products = switched.flatMap(({ product }) => product ?? []);
    if (input.contentSync && products.length > 0)
      await tx.rows(
        "select argosy.mark_changed(array_agg(argosy.tenant()), array_agg(p), 'content') from unnest($1::uuid[]) as p",
        [[...new Set(products)]],
      );
  }
  return tx.run(
    `update listing
     set stock_sync = coalesce($2, stock_sync), stock_waits = stock_waits
       and $2::boolean is null, awaits_number = awaits_number
       and $2::boolean is null, price_sync = coalesce($3, price_sync), active = coalesce($4, active)
     where organization_id = argosy.tenant() and id = any($1)`,
    [ids, input.stockSync ?? null, input.priceSync ?? null, input.active ?? null],
  );
}
