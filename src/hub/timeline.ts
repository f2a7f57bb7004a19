/** What happened to an order, as people read it: entries are added, never changed. */
import { actorText, type By } from "../commerce/actor.ts";
import { type HubText, messageParts, textOf } from "../commerce/message.ts";
import { newId } from "../commerce/new-id.ts";
import type { Json } from "../commerce/product.ts";
import type { Tx } from "../db/database.ts";
import { jsonRows } from "./json-column.ts";

export interface TimelineEntry {
  readonly orderId: string;
  readonly kind: string;
  readonly text: HubText;
  readonly data?: Json | undefined;
}

/** Adds entries of one actor and moment, in the order given. */
export function writeTimeline(tx: Tx, entries: readonly TimelineEntry[], by: By): Promise<void> {
  const actor = actorText(by.actor);
  return addTimeline(
    tx,
    entries.map((entry) => ({ ...entry, actor, at: by.now })),
  );
}

/** Adds entries in the order given; `actor` as `actorText` writes it. */
export async function addTimeline(
  tx: Tx,
  entries: readonly (TimelineEntry & { readonly actor: string; readonly at: Date })[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({
    id: newId(entry.at),
    o: entry.orderId,
    kind: entry.kind,
    actor: entry.actor,
    text: textOf(entry.text),
    said: messageParts(entry.text),
    data: entry.data ?? {},
    at: entry.at,
  }));
  await tx.run(
    `insert into timeline (organization_id, order_id, id, kind, actor, text, said, data, at)
     select argosy.tenant(), o, id, kind, actor, text, said, data, at
     from json_to_recordset($1) as n(id uuid, o uuid, kind text, actor text, text text, said jsonb, data jsonb,
       at timestamptz)`,
    [jsonRows(rows)],
  );
}
