import { systemActor } from "../../commerce/actor.ts";
import { say } from "../../commerce/sentence.ts";
import type { Tx } from "../../db/database.ts";
import { type LinkInput, linkListings } from "../../hub/listings/matching.ts";
import { type Chunk, type PlanItem, type Settled, skipped } from "./item.ts";
import { openStock } from "./opening-stock.ts";

type Link = LinkInput["links"][number];

/** Applies links: opening stock first, so that orders which waited for the link find it. */
export async function linkPlanned(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const free = await stillFree(tx, items);
  const links = items.flatMap((item): Link[] => {
    if (item.listingId === null || item.variantId === null || !free.has(item.id)) return [];
    const { method } = item.after as { method: "sku" | "barcode" | "title" };
    return [{ listingId: item.listingId, variantId: item.variantId, method, confidence: item.confidence ?? 100 }];
  });
  await joinItems(tx, links, chunk, false);
  return new Map(items.map((item) => [item.id, free.has(item.id) ? null : skipped(say("plan.linkGone"))]));
}

/** Items of links that a person has not decided otherwise since, and whose both ends are still there. */
async function stillFree(tx: Tx, items: readonly PlanItem[]): Promise<Set<string>> {
  const rows = await tx.rows<{ id: string }>(
    `select w.id from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as w(id, l, v)
     join listing l on l.organization_id = argosy.tenant() and l.id = w.l and l.gone_at is null
     join variant v on v.organization_id = argosy.tenant() and v.id = w.v and v.deleted_at is null
     where l.state in ('unmapped', 'suggested') or l.variant_id = v.id`,
    [items.map((item) => item.id), items.map((item) => item.listingId), items.map((item) => item.variantId)],
  );
  return new Set(rows.map((row) => row.id));
}

/** Links items and gives their variants a start: stock from the channel, or no stock sync while nobody knows it. */
export async function joinItems(tx: Tx, links: readonly Link[], chunk: Chunk, created: boolean): Promise<void> {
  if (links.length === 0) return;
  // Ours would be written to the channel as zero where we never had a number.
  if (chunk.stockFrom === "channel") await openStock(tx, links, chunk);
  else if (created || chunk.stockFrom === "none") await holdStock(tx, links);
  await holdUnchosen(tx, links, chunk);
  await linkListings(tx, { links, by: systemActor, now: chunk.now });
}

/** Whose stock was not to be changed on the channel does not sync it. */
async function holdUnchosen(tx: Tx, links: readonly Link[], chunk: Chunk): Promise<void> {
  await tx.run(
    `update listing l set stock_sync = false from plan_item d where d.organization_id = argosy.tenant() and d.run_id = $1
       and d.listing_id = any($2) and d.field = 'stock' and not d.chosen and d.state = 'planned'
       and l.organization_id = d.organization_id and l.id = d.listing_id and l.stock_sync`,
    [chunk.runId, links.map((link) => link.listingId)],
  );
}

async function holdStock(tx: Tx, links: readonly Link[]): Promise<void> {
  await tx.run(
    `update listing l set stock_sync = false from unnest($1::uuid[], $2::uuid[]) as w(l, v)
     where l.organization_id = argosy.tenant() and l.id = w.l and l.stock_sync and not exists (
       select 1 from movement m where m.organization_id = argosy.tenant() and m.variant_id = w.v)`,
    [links.map((link) => link.listingId), links.map((link) => link.variantId)],
  );
}
