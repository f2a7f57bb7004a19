import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";

const MAX = 255;

// Ours, another item's on the channel (the shared one too), or one of this plan's own.
const TAKEN = `
  select 1 from variant v where v.organization_id = argosy.tenant() and v.sku_key = $1 and v.deleted_at is null
  union all
  select 1
  from listing l
  where l.organization_id = argosy.tenant() and l.connection_id = $2 and l.sku_key = $1 and l.gone_at is null
  union all
  select 1
  from plan_item i
  where i.organization_id = argosy.tenant() and i.run_id = $3 and i.field = 'sku' and i.id <> $4
    and lower(i.after->>'sku') = $1
  limit 1`;

/** Gives an item that shares its SKU the one it is created under. Throws HubError PLAN_ITEM_NOT_FOUND, PLAN_SKU, PLAN_SKU_TAKEN. */
export async function renamePlanSku(
  tx: Tx,
  input: { readonly runId: string; readonly connectionId: string; readonly id: string; readonly sku: string },
): Promise<void> {
  const sku = input.sku.trim();
  if (sku === "" || sku.length > MAX)
    throw new HubError("PLAN_SKU", "validation", message("product.tooLong", { field: "sku", most: MAX }), "sku");
  const taken = await tx.maybe(TAKEN, [sku.toLowerCase(), input.connectionId, input.runId, input.id]);
  if (taken) throw new HubError("PLAN_SKU_TAKEN", "conflict", message("plan.skuTaken", { sku }), "sku");
  const changed = await tx.run(
    `update plan_item
     set after = jsonb_build_object('sku', $3::text)
     where organization_id = argosy.tenant() and run_id = $1 and id = $2
       and field = 'sku' and state = 'planned'`,
    [input.runId, input.id, sku],
  );
  if (changed === 0)
    throw new HubError("PLAN_ITEM_NOT_FOUND", "not_found", "The plan has no open item with an SKU of its own here.");
}
