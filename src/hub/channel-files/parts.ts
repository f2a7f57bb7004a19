import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";

interface Of {
  readonly connectionId: string;
  readonly partKeys: readonly string[];
}

/** What was last told of these parts of a store's orders, by their keys: applied, or waiting for the rest. */
export async function existingParts(tx: Tx, { connectionId, partKeys }: Of): Promise<Map<string, Json>> {
  const rows = await tx.rows<{ key: string; raw: Json }>(
    `select p.part_key as key, p.raw
     from order_part p
     join sales_order o on o.organization_id = argosy.tenant() and o.id = p.order_id
     where p.organization_id = argosy.tenant() and p.part_key = any($2::text[]) and p.part_key <> ''
       and o.connection_id = $1
     union all
     select w.part_key, w.raw from channel_file_waiting w
     where w.organization_id = argosy.tenant() and w.connection_id = $1 and w.part_key = any($2::text[])`,
    [connectionId, partKeys],
  );
  return new Map(rows.map(({ key, raw }) => [key, raw]));
}

/** Keeps what is told of parts that are not whole yet. */
export async function saveWaiting(
  tx: Tx,
  connectionId: string,
  parts: readonly { readonly partKey: string; readonly raw: Json }[],
  now: Date,
): Promise<void> {
  if (parts.length === 0) return;
  // The last word of a page on a part counts.
  const rows = [...new Map(parts.map((part) => [part.partKey, part])).values()];
  await tx.run(
    `insert into channel_file_waiting as w (organization_id, connection_id, part_key, raw, seen_at)
     select argosy.tenant(), $2, "partKey", raw, $3
     from jsonb_to_recordset($1::jsonb) as p("partKey" text, raw jsonb)
     order by 3
     on conflict (organization_id, connection_id, part_key)
       do update set raw = excluded.raw, seen_at = excluded.seen_at`,
    [jsonRows(rows), connectionId, now],
  );
}

/** Parts that were told whole wait no longer. */
export async function endWaiting(tx: Tx, { connectionId, partKeys }: Of): Promise<void> {
  if (partKeys.length === 0) return;
  await tx.run(
    `delete from channel_file_waiting
     where organization_id = argosy.tenant() and connection_id = $1 and part_key = any($2::text[])`,
    [connectionId, partKeys],
  );
}
