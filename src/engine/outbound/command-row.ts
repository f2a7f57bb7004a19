import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { jsonParameter } from "../../hub/json-column.ts";

export interface CommandRow {
  readonly id: string;
  readonly order_id: string;
  readonly kind: string;
  readonly input: Json;
  readonly idempotency_key: string;
  readonly saved: Json;
  readonly uncertain: boolean;
  readonly sent_at: Date | null;
  readonly attempts: number;
  readonly requested_by: string;
}

/** SQL: command `c` is next in its order: none before it is unfinished. The ones behind wait, however due they are. */
export const IS_NEXT = `not exists (select 1 from argosy.command b
  where b.organization_id = c.organization_id and b.order_id = c.order_id and b.seq < c.seq
    and b.state in ('waiting', 'running'))`;

/** What the next attempt starts from. */
export async function saveProgress(tx: Tx, commandId: string, progress: Json): Promise<void> {
  await tx.run("update argosy.command set saved = $2 where organization_id = argosy.tenant() and id = $1", [
    commandId,
    jsonParameter(progress),
  ]);
}

/** What the alert about a command is called, so that its success closes it. */
export function commandCause(commandId: string): string {
  return `command-failed:${commandId}`;
}
