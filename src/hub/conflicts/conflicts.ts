import { type Actor, actorText } from "../../commerce/actor.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { refusal } from "../catalog/create.ts";
import { updateVariant } from "../catalog/edit-variants.ts";
import { updateProduct } from "../catalog/update.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../paging.ts";

export const CONFLICT_STATES = ["open", "hub", "channel", "dismissed"] as const;
export type ConflictState = (typeof CONFLICT_STATES)[number];

/** A value that differs between us and a channel, and how it was settled. Prices are minor units as text. */
export interface Conflict {
  readonly id: string;
  readonly connectionId: string;
  readonly listingId: string | null;
  readonly productListingId: string | null;
  readonly variantId: string | null;
  readonly productId: string | null;
  /** price, title, barcode, stock. */
  readonly field: string;
  readonly title: string;
  readonly hubValue: Json;
  readonly channelValue: Json;
  readonly state: ConflictState;
  readonly policy: string;
  readonly foundAt: Date;
  readonly settledAt: Date | null;
  readonly settledBy: string | null;
}

const SELECT = `select c.id, c.connection_id as "connectionId", c.listing_id as "listingId", c.product_listing_id as "productListingId",
  l.variant_id as "variantId", coalesce(p.product_id, v.product_id) as "productId", c.field, coalesce(v.sku, l.sku, p.title, '') as title,
  c.hub_value as "hubValue", c.channel_value as "channelValue", c.state, c.policy, c.found_at as "foundAt", c.settled_at as "settledAt",
  c.settled_by as "settledBy", c.found_at::text as at
  from conflict c
  left join listing l on l.organization_id = c.organization_id and l.id = c.listing_id
  left join variant v on v.organization_id = c.organization_id and v.id = l.variant_id
  left join product_listing p on p.organization_id = c.organization_id and p.id = c.product_listing_id
  where c.organization_id = argosy.tenant()`;

export interface ConflictFilter extends PageRequest {
  readonly connectionId?: string | undefined;
  readonly state?: ConflictState | undefined;
  readonly field?: string | undefined;
}

/** Conflicts, newest first. */
export async function listConflicts(tx: Tx, filter: ConflictFilter): Promise<Page<Conflict>> {
  const limit = pageLimit(filter);
  const [at, id] = decodeCursor(filter.cursor, ["time", "id"]) ?? [null, null];
  const rows = await tx.rows<Conflict & { at: string }>(
    `${SELECT} and ($1::uuid is null or c.connection_id = $1) and ($2::text is null or c.state = $2) and ($3::text is null or c.field = $3)
       and ($4::timestamptz is null or (c.found_at, c.id) < ($4::timestamptz, $5::uuid))
     order by c.found_at desc, c.id desc limit $6`,
    [filter.connectionId ?? null, filter.state ?? null, filter.field ?? null, at, id, limit + 1],
  );
  return toPage(rows, limit, { item: ({ at: _, ...conflict }) => conflict, cursor: (row) => [row.at, row.id] });
}

export interface Settlement {
  readonly id: string;
  /** hub: ours goes to the channel (where the switch is on); channel: its value becomes ours; dismissed: both stay. */
  readonly winner: "hub" | "channel" | "dismissed";
  readonly by: Actor;
  readonly now: Date;
}

/** Settles one open conflict. Throws HubError CONFLICT_NOT_FOUND, CONFLICT_GONE when what it was about is gone. */
export async function settleConflict(tx: Tx, settlement: Settlement): Promise<void> {
  const row = await tx.maybe<Conflict>(`${SELECT} and c.id = $1 and c.state = 'open' for update of c`, [settlement.id]);
  if (!row) throw refusal({ code: "CONFLICT_NOT_FOUND", message: "There is no such open conflict." });
  if (settlement.winner === "channel") await takeChannelValue(tx, row, settlement.now);
  if (settlement.winner === "hub") await sendHubValue(tx, row, settlement.now);
  await tx.run(
    "update conflict set state = $2, settled_at = $3, settled_by = $4 where organization_id = argosy.tenant() and id = $1",
    [settlement.id, settlement.winner, settlement.now, actorText(settlement.by)],
  );
  await announce(tx, "conflict.settled", { id: settlement.id });
}

async function takeChannelValue(tx: Tx, conflict: Conflict, now: Date): Promise<void> {
  const { channelValue: value } = conflict;
  if (conflict.field === "title" && conflict.productId !== null)
    return updateProduct(tx, { id: conflict.productId, patch: { title: String(value).slice(0, 500) }, now });
  if (conflict.variantId === null)
    throw new HubError("CONFLICT_GONE", "conflict", "The channel's item is no longer linked to a product of yours.");
  if (conflict.field === "price")
    return updateVariant(tx, { id: conflict.variantId, patch: { priceMinor: BigInt(String(value)) }, now });
  if (conflict.field === "barcode")
    return updateVariant(tx, { id: conflict.variantId, patch: { barcode: String(value) }, now });
  throw new HubError(
    "CONFLICT_FIELD",
    "conflict",
    `A conflict about ${conflict.field} is settled by the store's policy.`,
  );
}

async function sendHubValue(tx: Tx, conflict: Conflict, now: Date): Promise<void> {
  if (conflict.field === "price")
    await tx.run(
      `update listing_price p set desired_minor = coalesce(p.override_minor, v.price_minor), desired_compare_minor = v.compare_at_minor,
         want_seq = p.want_seq + 1, due_at = $2, state = 'waiting', attempts = 0, error = null
       from listing l join variant v on v.organization_id = l.organization_id and v.id = l.variant_id
       where p.organization_id = argosy.tenant() and l.organization_id = p.organization_id and l.id = p.listing_id and p.site = ''
         and l.id = $1 and l.price_sync and v.price_minor is not null`,
      [conflict.listingId, now],
    );
  else
    await tx.run(
      `update product_listing set want_seq = want_seq + 1, due_at = $2, state = 'waiting', attempts = 0, error = null
       where organization_id = argosy.tenant() and content_sync
         and id = coalesce($1, (select product_listing_id from listing where organization_id = argosy.tenant() and id = $3))`,
      [conflict.productListingId, now, conflict.listingId],
    );
  await tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [
    conflict.connectionId,
    now,
  ]);
}
