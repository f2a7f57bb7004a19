import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type LinkInput, linkListings, SEVERAL } from "../../hub/listings/matching.ts";
import { type Chunk, type PlanItem, type Settled, skipped } from "./item.ts";
import { prepareStock } from "./settle-stock.ts";

type Link = LinkInput["links"][number];

/** Applies links: opening stock first, so that orders which waited for the link find it. */
export async function linkPlanned(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const { free, listed } = await stillFree(tx, items);
  const links = items.flatMap((item): Link[] => {
    if (item.listingId === null || item.variantId === null || !free.has(item.id)) return [];
    const { method } = item.after as { method: "sku" | "barcode" | "title" };
    return [{ listingId: item.listingId, variantId: item.variantId, method, confidence: item.confidence ?? 100 }];
  });
  await joinItems(tx, links, chunk, false);
  const whyNot = (id: string) => skipped(message(listed.has(id) ? "plan.variantListed" : "plan.linkGone"));
  return new Map(items.map(({ id }) => [id, free.has(id) ? null : whyNot(id)]));
}

interface StillFree {
  readonly free: ReadonlySet<string>;
  /** Whose variant another item of the store stands for by now. */
  readonly listed: ReadonlySet<string>;
}

/** Items of links that a person has not decided otherwise since, and whose both ends are still there. */
async function stillFree(tx: Tx, items: readonly PlanItem[]): Promise<StillFree> {
  const rows = await tx.rows<{ id: string; is_listed: boolean }>(
    `select w.id, not ${SEVERAL} and (row_number() over (partition by l.connection_id, v.id order by l.id) > 1
       or exists (select 1 from listing o
         where o.organization_id = argosy.tenant() and o.connection_id = l.connection_id
         and o.variant_id = v.id and o.id <> l.id and o.gone_at is null)) as is_listed
     from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as w(id, l, v)
     join listing l on l.organization_id = argosy.tenant() and l.id = w.l and l.gone_at is null
     join variant v on v.organization_id = argosy.tenant() and v.id = w.v and v.deleted_at is null
     join connection c on c.organization_id = argosy.tenant() and c.id = l.connection_id
     where l.state in ('unmapped', 'suggested') or l.variant_id = v.id`,
    [items.map((item) => item.id), items.map((item) => item.listingId), items.map((item) => item.variantId)],
  );
  const ids = (isListed: boolean) => new Set(rows.flatMap((row) => (row.is_listed === isListed ? [row.id] : [])));
  return { free: ids(false), listed: ids(true) };
}

/** Links items, their stock settled or held back first. */
export async function joinItems(tx: Tx, links: readonly Link[], chunk: Chunk, created: boolean): Promise<void> {
  if (links.length === 0) return;
  await prepareStock(tx, links, chunk, { created });
  await linkListings(tx, { links, by: systemActor, now: chunk.now });
}
