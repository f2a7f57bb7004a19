import { z } from "zod";
import { type HubText, type MessagePart, toStoredText } from "../../commerce/message.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Json } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time, typed } from "../answer-schemas.ts";
import { jsonParameter } from "../json-column.ts";
import { containing, type Page, type PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type Placed, sortedPage, unplaced } from "../sorting.ts";

export type SyncStatus = "pending" | "in_progress" | "success" | "failed";

/** What is done between the hub and a channel. */
const syncActions = [
  "receive_order",
  "receive_product",
  "receive_stock",
  "receive_event",
  "receive_notifications",
  "push_order",
  "push_fulfilment",
  "update_order_status",
  "update_inventory",
  "update_price",
  "sync_products",
  "sync_orders",
  "sync_inventory",
  "sync_categories",
  "sync_fees",
  "check_webhooks",
  "book_shipment",
  "cancel_shipment",
  "fetch_label",
  "track_parcels",
  "sync_parcel_money",
  "sync_ad_spend",
  "read_requirements",
  "sync_conversations",
  "send_reply",
  "connection_inbox",
  "connection_outbound",
  "connection_sweep",
  "connection_webhook",
] as const;
export type SyncAction = (typeof syncActions)[number];

export const syncEntrySchema = z.object({
  id,
  storeId: id,
  action: z.enum(syncActions),
  status: typed<SyncStatus>(z.string()),
  text: z.string(),
  // What it was about: an order number, a SKU, a topic.
  ref: z.string().nullable(),
  // From 1.
  attempt: z.int(),
  errorKind: z.string().nullable(),
  details: typed<Json>(z.unknown()),
  durationMs: z.int().nullable(),
  traceId: z.string().nullable(),
  at: time,
});

export interface SyncEntry extends Answered<typeof syncEntrySchema> {
  readonly textTold: readonly MessagePart[] | null;
}

type Noted = Pick<SyncEntry, "ref" | "attempt" | "errorKind" | "durationMs" | "traceId">;

/** One attempt at something between the hub and a channel. */
export interface NewSyncEntry
  extends Pick<SyncEntry, "action" | "status" | "at">,
    Optional<{ readonly [Name in keyof Noted]: NonNullable<Noted[Name]> }> {
  readonly connectionId: string;
  /** The message a seller reads. */
  readonly text: HubText;
  readonly details?: Json | undefined;
}

/** Writes attempts in one statement. */
export async function logSync(tx: Tx, entries: readonly NewSyncEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.run(
    `insert into sync_log (organization_id, connection_id, action, status, text, text_said, ref, attempt, error_kind,
       details, duration_ms, trace_id, at)
     select argosy.tenant(), e."connectionId", e.action, e.status, e.text, e.said, e.ref, coalesce(e.attempt, 1),
       e."errorKind",
       coalesce(e.details, '{}'), e."durationMs", e."traceId", e.at
     from jsonb_to_recordset($1::jsonb) as e("connectionId" uuid, action text, status text, text text, said jsonb,
       ref text,
       attempt int, "errorKind" text, details jsonb, "durationMs" int, "traceId" text, at timestamptz)`,
    [jsonParameter(entries.map(kept))],
  );
}

function kept({ durationMs, ...entry }: NewSyncEntry) {
  return {
    ...entry,
    ...toStoredText(entry.text),
    ...(durationMs !== undefined && { durationMs: Math.round(durationMs) }),
  };
}

export type SyncLogFilter = PageRequest &
  Optional<{
    connectionId: string;
    action: string;
    status: SyncStatus;
    /** Part of the message or of the reference, any case. */
    text: string;
    from: Date;
    to: Date;
    sort: BothEnds;
  }>;

/** Attempts, newest first. */
export async function listSyncLog(tx: Tx, filter: SyncLogFilter): Promise<Page<SyncEntry>> {
  const params = [
    filter.connectionId ?? null,
    filter.action ?? null,
    filter.status ?? null,
    filter.text ? containing(filter.text) : null,
    filter.from ?? null,
    filter.to ?? null,
  ];
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<SyncEntry>>(
    tx,
    `select ${by.place}, id, connection_id as "storeId", action, status, text, text_said as "textTold",
    ${columns("", "ref")},
    ${columns("", "attempt errorKind details durationMs traceId at")}
     from sync_log where organization_id = argosy.tenant()
       and ($1::uuid is null or connection_id = $1) and ($2::text is null or action = $2)
       and ($3::text is null or status = $3)
       and ($4::text is null or text ilike $4 or ref ilike $4)
       and ($5::timestamptz is null or at >= $5) and ($6::timestamptz is null or at < $6) ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

const SORTS = byAge(["at", "timestamptz"], ["id", "uuid"]);
