import { type Actor, actorText } from "../../commerce/actor.ts";
import { isUuid } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { refreshUnmappedFlags } from "../orders/apply.ts";
import { adoptProducts, linkListings } from "./matching.ts";

export interface ItemResult {
  readonly id: string;
  readonly ok: boolean;
  /** What a person reads when it is not ok. */
  readonly error?: string | undefined;
}

const MAX_ITEMS = 1_000;

function requireFew(count: number): void {
  if (count > MAX_ITEMS)
    throw new HubError("LISTING_TOO_MANY", "validation", `Send at most ${MAX_ITEMS} items at once.`);
}

/** Links listings to variants by hand; answers per listing. A link that exists already is fine. */
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
  return input.pairs.map(({ listingId, variantId }) => {
    if (!listings.has(listingId)) return { id: listingId, ok: false, error: "There is no such channel item." };
    if (!variants.has(variantId)) return { id: listingId, ok: false, error: "There is no such product variant." };
    return { id: listingId, ok: true };
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

/** Takes links away: the channel keeps its last number, nothing is pushed any more. Orders keep what they did. */
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
  const rows = await tx.rows<{ id: string; connection_id: string; product_listing_id: string }>(
    `update listing set state = $2, variant_id = null, suggested_variant_id = null, match_method = null, confidence = null,
       matched_by = $3, matched_at = $4
     where organization_id = argosy.tenant() and id = any($1) returning id, connection_id, product_listing_id`,
    [input.listingIds.filter(isUuid), input.to, actorText(input.by), input.now],
  );
  const ids = rows.map((row) => row.id);
  const still = "desired = null, due_at = null, attempts = 0, state = 'idle', error = null, recheck = false";
  await tx.run(`update listing_stock set ${still} where organization_id = argosy.tenant() and listing_id = any($1)`, [
    ids,
  ]);
  await tx.run(
    `update listing_price set desired_minor = null, desired_compare_minor = null, due_at = null, attempts = 0, state = 'idle', error = null
     where organization_id = argosy.tenant() and listing_id = any($1)`,
    [ids],
  );
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

/** Turns suggestions into links: these listings, or all of a store from a confidence on; answers how many. */
export async function confirmSuggestions(
  tx: Tx,
  input: {
    readonly connectionId: string;
    readonly listingIds?: readonly string[] | undefined;
    /** 0 to 100; default 0. */
    readonly minConfidence?: number | undefined;
    readonly by: Actor;
    readonly now: Date;
  },
): Promise<number> {
  const rows = await tx.rows<{
    listingId: string;
    variantId: string;
    method: "sku" | "barcode" | "title";
    confidence: number;
  }>(
    `select id as "listingId", suggested_variant_id as "variantId", match_method as method, confidence from listing
     where organization_id = argosy.tenant() and connection_id = $1 and state = 'suggested' and gone_at is null
       and ($2::uuid[] is null or id = any($2)) and confidence >= $3
     order by id`,
    [input.connectionId, input.listingIds?.filter(isUuid) ?? null, input.minConfidence ?? 0],
  );
  return (await linkListings(tx, { links: rows, by: input.by, now: input.now })).length;
}

/** Turns a listing's switches on or off; answers how many listings there were. */
export async function setListingSwitches(
  tx: Tx,
  input: {
    readonly listingIds: readonly string[];
    readonly stockSync?: boolean | undefined;
    readonly priceSync?: boolean | undefined;
    readonly active?: boolean | undefined;
  },
): Promise<number> {
  requireFew(input.listingIds.length);
  return tx.run(
    `update listing set stock_sync = coalesce($2, stock_sync), price_sync = coalesce($3, price_sync), active = coalesce($4, active)
     where organization_id = argosy.tenant() and id = any($1)`,
    [input.listingIds.filter(isUuid), input.stockSync ?? null, input.priceSync ?? null, input.active ?? null],
  );
}
