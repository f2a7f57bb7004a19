import { systemActor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { type LinkInput, linkListings } from "../../hub/listings/matching.ts";
import type { Chunk, PlanItem, Settled } from "./item.ts";
import { openStock } from "./opening-stock.ts";

type Link = LinkInput["links"][number];

/** Applies links: opening stock first, so that orders which waited for the link find it. */
export async function linkPlanned(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const links = items.flatMap((item): Link[] => {
    if (item.listingId === null || item.variantId === null) return [];
    const { method } = item.after as { method: "sku" | "barcode" | "title" };
    return [{ listingId: item.listingId, variantId: item.variantId, method, confidence: item.confidence ?? 100 }];
  });
  await joinItems(tx, links, chunk, false);
  const linked = await linkedNow(tx, links);
  return new Map(
    items.map((item) => [
      item.id,
      linked.has(`${item.listingId}|${item.variantId}`) ? null : "The product or the channel's item is gone.",
    ]),
  );
}

/** Links items and gives their variants a start: stock from the channel, or no stock sync while nobody knows it. */
export async function joinItems(tx: Tx, links: readonly Link[], chunk: Chunk, created: boolean): Promise<void> {
  if (links.length === 0) return;
  // Ours would be written to the channel as zero where we never had a number.
  if (chunk.stockFrom === "channel") await openStock(tx, links, chunk);
  else if (created || chunk.stockFrom === "none") await holdStock(tx, links);
  await linkListings(tx, { links, by: systemActor, now: chunk.now });
}

async function holdStock(tx: Tx, links: readonly Link[]): Promise<void> {
  await tx.run(
    `update listing l set stock_sync = false from unnest($1::uuid[], $2::uuid[]) as w(l, v)
     where l.organization_id = argosy.tenant() and l.id = w.l and l.stock_sync and not exists (
       select 1 from movement m where m.organization_id = argosy.tenant() and m.variant_id = w.v)`,
    [links.map((link) => link.listingId), links.map((link) => link.variantId)],
  );
}

async function linkedNow(tx: Tx, links: readonly Link[]): Promise<Set<string>> {
  const rows = await tx.rows<{ id: string; variant_id: string }>(
    "select id, variant_id from listing where organization_id = argosy.tenant() and id = any($1) and variant_id is not null",
    [links.map((link) => link.listingId)],
  );
  return new Set(rows.map((row) => `${row.id}|${row.variant_id}`));
}
