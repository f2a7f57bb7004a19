/** Conversations the channel no longer has. */
import type { Tx } from "../../db/database.ts";

/** Closes what a channel answers it knows nothing of any more: nobody can answer it, so it waits for nobody. */
export async function closeGone(
  tx: Tx,
  keys: readonly string[],
  { connectionId }: { readonly connectionId: string },
): Promise<void> {
  if (keys.length === 0) return;
  await tx.run(
    `update argosy.conversation c set state = 'closed', can_reply = false
     from argosy.connection s
     where c.organization_id = argosy.tenant() and s.organization_id = argosy.tenant() and s.id = $1
       and c.account = coalesce(s.provider || ':' || s.stock_place, s.id::text) and c.ext_key = any ($2::text[])
       and c.state <> 'closed'`,
    [connectionId, keys],
  );
}
