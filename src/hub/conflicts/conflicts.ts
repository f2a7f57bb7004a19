import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../paging.ts";

export const CONFLICT_STATES = ["open", "hub", "channel", "dismissed"] as const;

/** Hub and channel said different things; `state` tells who won, by `policy` or by a person. */
export interface Conflict {
  readonly id: string;
  readonly connectionId: string;
  readonly storeName: string;
  readonly listingId: string | null;
  readonly productListingId: string | null;
  /** SKU or title of what it is about. */
  readonly subject: string | null;
  readonly field: string;
  readonly hubValue: Json;
  readonly channelValue: Json;
  readonly state: (typeof CONFLICT_STATES)[number];
  readonly policy: string;
  readonly foundAt: Date;
  readonly settledAt: Date | null;
  readonly settledBy: string | null;
}

export interface ConflictFilter extends PageRequest {
  readonly connectionId?: string | undefined;
  readonly state?: (typeof CONFLICT_STATES)[number] | undefined;
}

/** Conflicts, the newest first. */
export async function listConflicts(tx: Tx, filter: ConflictFilter): Promise<Page<Conflict>> {
  const limit = pageLimit(filter);
  const [at, id] = decodeCursor(filter.cursor, 2) ?? [null, null];
  const rows = await tx.rows<Conflict & { position: string }>(
    `select k.id, k.connection_id as "connectionId", c.name as "storeName", k.listing_id as "listingId",
       k.product_listing_id as "productListingId", coalesce(l.sku, l.title, p.title) as subject, k.field, k.hub_value as "hubValue",
       k.channel_value as "channelValue", k.state, k.policy, k.found_at as "foundAt", k.settled_at as "settledAt",
       k.settled_by as "settledBy", k.found_at::text as position
     from conflict k
     join connection c on c.organization_id = k.organization_id and c.id = k.connection_id
     left join listing l on l.organization_id = k.organization_id and l.id = k.listing_id
     left join product_listing p on p.organization_id = k.organization_id and p.id = k.product_listing_id
     where k.organization_id = argosy.tenant() and ($1::uuid is null or k.connection_id = $1) and ($2::text is null or k.state = $2)
       and ($3::timestamptz is null or (k.found_at, k.id) < ($3::timestamptz, $4::uuid))
     order by k.found_at desc, k.id desc limit $5`,
    [filter.connectionId ?? null, filter.state ?? null, at, id, limit + 1],
  );
  return toPage(rows, limit, { item: ({ position: _, ...row }) => row, cursor: (row) => [row.position, row.id] });
}

/** A platform's data that changed its shape, counted. */
export interface DriftRow {
  readonly path: string;
  readonly problem: string;
  readonly sample: Json;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** What a store's platform sent that was not expected, the latest first. */
export async function listDrift(tx: Tx, connectionId: string): Promise<DriftRow[]> {
  const rows = await tx.rows<Omit<DriftRow, "count"> & { count: bigint }>(
    `select path, problem, sample, count, first_at as "firstAt", last_at as "lastAt" from drift
     where organization_id = argosy.tenant() and connection_id = $1 order by last_at desc, path limit 500`,
    [connectionId],
  );
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}
