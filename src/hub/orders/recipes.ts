import { systemActor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { lockOrders } from "./order-fields/order-rows.ts";
import { isInPack } from "./pack.ts";
import { reconcileOrders } from "./resettle.ts";

/** Orders of one transaction: bounds its locks. */
const MOST_ORDERS = 200;

interface Change {
  readonly variantId: string;
  readonly seq: string;
  readonly after: string | null;
}

/** SQL: a row where a recipe has changed. */
export const RECIPE_CHANGED = "select 1 from recipe_change where organization_id = argosy.tenant() limit 1";

// After the last order ($2) of the part before.
const IS_OPEN = `(l.reserved_quantity > 0 or l.short_quantity > 0) and ($2::uuid is null or l.order_id > $2)`;

/** True when orders may hold parts of a bundle by an old recipe. */
export async function isRecipeChanged(tx: Tx): Promise<boolean> {
  const found = await tx.maybe(RECIPE_CHANGED);
  return found !== undefined;
}

/**
 * Bundles whose recipe changed while orders hold their parts, also in packs: the next orders give back what they hold by the old
 * recipe and reserve by the new one. Answers true while there may be more: call again, each time in a transaction of
 * its own, before what channels should show is worked out.
 */
export async function reconcileChangedRecipes(tx: Tx, now: Date): Promise<boolean> {
  const change = await tx.maybe<Change>(
    `select variant_id as "variantId", seq::text as seq, after_order as after from recipe_change
     where organization_id = argosy.tenant() order by variant_id limit 1`,
  );
  if (!change) return false;
  const next = await tx.rows<{ id: string }>(
    `select l.order_id as id from order_line l
     where l.organization_id = argosy.tenant() and l.variant_id = $1 and ${IS_OPEN}
     union
     select l.order_id from order_line l
     where l.organization_id = argosy.tenant() and l.pack is not null and ${isInPack("$1")} and ${IS_OPEN}
     order by id limit ${MOST_ORDERS}`,
    [change.variantId, change.after],
  );
  const ids = next.map((order) => order.id);
  const orders = await lockOrders(tx, ids);
  if (orders.length > 0) await reconcileOrders(tx, { orders, rechecks: true, actor: systemActor, now });
  await goOn(tx, change, ids.length < MOST_ORDERS ? null : (ids.at(-1) ?? null));
  return true;
}

/** Remembers how far it came, or that it is done; a recipe changed once more meanwhile starts anew. */
async function goOn(tx: Tx, { variantId, seq }: Change, last: string | null): Promise<void> {
  const where = "where organization_id = argosy.tenant() and variant_id = $1 and seq = $2";
  if (last === null) await tx.run(`delete from recipe_change ${where}`, [variantId, seq]);
  else await tx.run(`update recipe_change set after_order = $3 ${where}`, [variantId, seq, last]);
}
