import type { Tx } from "../../db/database.ts";
import { updateVariants } from "../../hub/catalog/edit-variants.ts";
import type { ItemOutcome } from "../../hub/catalog/input.ts";
import { updateProducts } from "../../hub/catalog/update.ts";
import { jsonParameter } from "../../hub/json-column.ts";
import type { Chunk, PlanItem, Settled } from "./item.ts";

interface Values {
  readonly priceMinor?: string;
  readonly barcode?: string;
  readonly title?: string;
}

const valuesOf = (json: PlanItem["after"]) => json as Values;
const allDone = (items: readonly PlanItem[]): Settled => new Map(items.map((item) => [item.id, null]));

/** Takes the channel's values over. */
export async function updateHere(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const outcomes =
    items[0]?.entity === "product"
      ? await updateProducts(tx, {
          changes: items.map((item) => ({
            id: item.productId ?? "",
            patch: { title: (valuesOf(item.after).title ?? "").trim().slice(0, 500) },
          })),
          now: chunk.now,
        })
      : await updateVariants(tx, { changes: items.map(variantChange), now: chunk.now });
  return new Map(items.map((item, index) => [item.id, messageOf(outcomes[index])]));
}

function variantChange(item: PlanItem) {
  const { priceMinor, barcode } = valuesOf(item.after);
  return {
    id: item.variantId ?? "",
    patch: { priceMinor: priceMinor === undefined ? undefined : BigInt(priceMinor), barcode },
  };
}

function messageOf(outcome: ItemOutcome | undefined): string | null {
  if (outcome?.ok) return null;
  return outcome?.error.message ?? "Nothing was changed.";
}

/** Makes our values due on the channel; its lane sends them. */
export async function updateThere(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  if (items[0]?.entity === "product")
    await tx.run(
      `update product_listing set want_seq = want_seq + 1, due_at = $2, state = 'waiting', attempts = 0, error = null
       where organization_id = argosy.tenant() and id = any($1) and content_sync`,
      [items.flatMap((item) => item.productListingId ?? []), chunk.now],
    );
  else
    await tx.run(
      `update listing_price p set desired_minor = coalesce(p.override_minor, v.price_minor), desired_compare_minor = v.compare_at_minor,
         want_seq = p.want_seq + 1, due_at = $2, state = 'waiting', attempts = 0, error = null
       from listing l join variant v on v.organization_id = l.organization_id and v.id = l.variant_id
       where p.organization_id = argosy.tenant() and l.organization_id = p.organization_id and l.id = p.listing_id and p.site = ''
         and l.id = any($1) and l.price_sync and v.price_minor is not null`,
      [items.flatMap((item) => item.listingId ?? []), chunk.now],
    );
  await wakeOutbound(tx, chunk);
  return allDone(items);
}

/** Puts products of ours on the way to the channel; its lane creates them there. */
export async function createThere(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  await tx.run(
    `insert into product_listing (organization_id, connection_id, product_id, title, content_sync, want_seq, due_at, state, created_at)
     select argosy.tenant(), $2, p.id, p.title, true, 1, $3, 'waiting', $3 from product p
     where p.organization_id = argosy.tenant() and p.id = any($1) and p.deleted_at is null and not exists (select 1 from product_listing o
       where o.organization_id = p.organization_id and o.product_id = p.id and o.connection_id = $2)`,
    [items.flatMap((item) => item.productId ?? []), chunk.connectionId, chunk.now],
  );
  await wakeOutbound(tx, chunk);
  return allDone(items);
}

async function wakeOutbound(tx: Tx, chunk: Chunk): Promise<void> {
  await tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [
    chunk.connectionId,
    chunk.now,
  ]);
}

/** Keeps what a person has to decide as open conflicts; nothing is written on either side. */
export async function keepConflicts(tx: Tx, items: readonly PlanItem[], chunk: Chunk): Promise<Settled> {
  const rows = items.flatMap((item) =>
    Object.keys((item.after ?? {}) as object)
      .filter((field) => field !== "currency")
      .map((field) => ({
        listing: item.entity === "product" ? null : item.listingId,
        product: item.entity === "product" ? item.productListingId : null,
        field: field === "priceMinor" ? "price" : field,
        ours: (item.before as Readonly<Record<string, unknown>>)[field] ?? null,
        theirs: (item.after as Readonly<Record<string, unknown>>)[field] ?? null,
      })),
  );
  await tx.run(
    `insert into conflict (organization_id, connection_id, listing_id, product_listing_id, field, hub_value, channel_value, state, policy, found_at)
     select argosy.tenant(), $2, r.listing, r.product, r.field, r.ours, r.theirs, 'open', 'ask', $3
     from jsonb_to_recordset($1::jsonb) as r(listing uuid, product uuid, field text, ours jsonb, theirs jsonb)`,
    [jsonParameter(rows), chunk.connectionId, chunk.now],
  );
  return allDone(items);
}
