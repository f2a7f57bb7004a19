import type { Tx } from "../db/database.ts";
import { jsonParameter } from "./json-column.ts";

/** The channel every process listens on to tell browsers what changed. */
export const EVENT_CHANNEL = "argosy_event";

/**
 * Tells listeners that something of this organization changed, when the transaction commits. `type` is
 * "subject.verb" ("order.created", "alert.raised"); `ids` names what changed by ids alone, never by content.
 * Equal events of one transaction are told once.
 */
export async function announce(tx: Tx, type: string, ids: Readonly<Record<string, string>>): Promise<void> {
  await announceAll(tx, type, [ids]);
}

/** `announce` for many subjects in one statement. */
export async function announceAll(
  tx: Tx,
  type: string,
  subjects: readonly Readonly<Record<string, string>>[],
): Promise<void> {
  if (subjects.length === 0) return;
  await tx.rows(
    `select pg_notify('${EVENT_CHANNEL}',
       (e || jsonb_build_object('organizationId', argosy.tenant(), 'type', $2::text))::text)
     from jsonb_array_elements($1::jsonb) as e`,
    [jsonParameter(subjects), type],
  );
}
