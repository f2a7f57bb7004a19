import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { patchStore } from "../store-settings/patch-store.ts";
import { isContentField, type Policy } from "../stores/settings.ts";
import { type Settlement, settleConflict, settleConflicts } from "./settle.ts";

/**
 * Settles a conflict, makes its outcome the store's policy for the field (the group, of price and stock), and settles
 * the others that are open about it, up to `MOST_SETTLED`. Throws HubError CONFLICT_ALWAYS for "both stay".
 */
export async function settleAlways(
  tx: Tx,
  settlement: Settlement & { readonly requestId?: string | undefined },
): Promise<void> {
  const { winner, by, now, requestId, id } = settlement;
  if (winner === "dismissed")
    throw new HubError("CONFLICT_ALWAYS", "validation", "Only the hub or the channel can win always.", "winner");
  const found = await tx.maybe<{ connectionId: string; field: string }>(
    `select connection_id as "connectionId", field from conflict where organization_id = argosy.tenant() and id = $1`,
    [id],
  );
  await settleConflict(tx, settlement);
  if (!found) return;
  const { connectionId, field } = found;
  const { settings } = await tx.one<{
    settings: Readonly<Record<string, { fields?: Readonly<Record<string, Policy>> }>>;
  }>("select settings from connection where organization_id = argosy.tenant() and id = $1 for update", [connectionId]);
  const policy = isContentField(field)
    ? { fields: { ...settings.policy?.fields, [field]: winner } }
    : { [field === "stock" ? "stock" : "price"]: winner };
  await patchStore(tx, { connectionId, by, requestId, now, patch: { settings: { policy } } });
  await settleConflicts(tx, { winner, by, now, choice: { storeId: connectionId, field } });
}
