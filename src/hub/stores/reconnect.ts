/** A deleted store whose account is connected again: it comes back as itself, so that its orders stand once. */
import type { Actor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import type { Vault } from "../../db/vault.ts";
import { recordAudit } from "../audit/audit.ts";
import { dropDraft } from "./draft.ts";
import { previousEnds } from "./previous-secrets.ts";
import { ownSecretsOf, storeSecrets } from "./secrets.ts";

export interface Reconnection {
  /** The form that was sent; it goes, and what it reserved is the store's from now on. */
  readonly draftId: string;
  readonly provider: string;
  readonly accountId: string;
  /** The name given in the form; null: the store keeps its own. */
  readonly name: string | null;
  /** False: its links, switches, rules and overrides are forgotten. Its orders and the places of its polls stay. */
  readonly keepsSetup: boolean;
  /** Secrets of the attempt that are not the store's. */
  readonly notKept: readonly string[];
  readonly by: Actor;
  readonly now: Date;
}

/**
 * Brings the deleted store of this account back as a draft with the form's addresses and secrets, ready to be activated;
 * answers its id, or null where the account was never connected. The stores are locked.
 */
export async function reconnectFormer(tx: Tx, vault: Vault, input: Reconnection): Promise<string | null> {
  if (input.accountId === "") return null;
  const former = await tx.maybe<{ id: string }>(
    `select c.id from connection c where c.organization_id = argosy.tenant() and c.provider = $1 and c.account_id = $2
       and c.deleted_at is not null and c.installed_at is not null and c.became is null
       and not exists (select from sandbox_store s
         where s.organization_id = c.organization_id and s.connection_id = c.id)
     order by c.deleted_at desc, c.id desc limit 1 for update`,
    [input.provider, input.accountId],
  );
  if (!former) return null;
  if (!input.keepsSetup) await forgetSetup(tx, former.id, input.now);
  await takeReserved(tx, vault, former.id, input);
  await recordAudit(tx, {
    actor: input.by,
    action: "store.reconnected",
    targetKind: "connection",
    targetId: former.id,
    details: { setup: input.keepsSetup ? "kept" : "forgotten" },
    now: input.now,
  });
  return former.id;
}

/** The webhook address and secret the form showed may stand on the platform already: they are the store's now. */
async function takeReserved(tx: Tx, vault: Vault, formerId: string, input: Reconnection): Promise<void> {
  const reserved = await ownSecretsOf(tx, vault, input.draftId);
  const secrets = Object.fromEntries([...reserved].filter(([name]) => !input.notKept.includes(name)));
  const ends = previousEnds(reserved.keys());
  await storeSecrets(tx, vault, { ownerKind: "connection", ownerId: formerId, secrets, ends, now: input.now });
  await tx.run(
    "update ingress_route set connection_id = $2 where organization_id = argosy.tenant() and connection_id = $1",
    [input.draftId, formerId],
  );
  await dropDraft(tx, input.draftId, input.now);
  await tx.run("update connection set became = $2 where organization_id = argosy.tenant() and id = $1", [
    input.draftId,
    formerId,
  ]);
  await tx.run(
    `update connection f
     set state = 'draft', deleted_at = null, reconnected_at = $3, updated_at = $3, webhook_key = d.webhook_key,
       first_webhook_at = d.first_webhook_at, name = coalesce($4, f.name), removal_left = '{}', removal_due_at = null,
       cancels_orders = false, health = 'unknown', sync_state = 'pending', last_error = null,
       code = case
         when exists (select from connection o
           where o.organization_id = f.organization_id and o.code = f.code and o.deleted_at is null)
         then d.code else f.code end
     from connection d
     where f.organization_id = argosy.tenant() and f.id = $2 and d.organization_id = f.organization_id and d.id = $1`,
    [input.draftId, formerId, input.now, input.name],
  );
}

/** All that a seller set up for the store; what it was sold, and what its platform is called with, stay. */
async function forgetSetup(tx: Tx, connectionId: string, now: Date): Promise<void> {
  const here = "organization_id = argosy.tenant() and connection_id = $1";
  for (const table of ["listing", "product_listing", "category_listing", "price_rule", "stock_rule", "plan_ignored"])
    await tx.run(`delete from ${table} where ${here}`, [connectionId]);
  await tx.run(`update ext_location set location_id = null where ${here}`, [connectionId]);
  await tx.run(
    `update conflict set state = 'dismissed', settled_at = $2, settled_by = 'system' where ${here} and state = 'open'`,
    [connectionId, now],
  );
  await tx.run(
    `update stock_hold set state = 'ended', settled_at = $2, settled_by = 'system' where ${here} and state = 'open'`,
    [connectionId, now],
  );
  await tx.run("update connection set settings = '{}' where organization_id = argosy.tenant() and id = $1", [
    connectionId,
  ]);
}
