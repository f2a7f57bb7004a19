import type { CostingMethod } from "../../commerce/costing.ts";
import type { Tx } from "../../db/database.ts";

export interface CostSettings {
  readonly method: CostingMethod;
  /** Orders placed from then on are costed this way; null: nobody has chosen. */
  readonly since: Date | null;
}

/** How sold units are costed; `latest` until somebody chooses. */
export async function getCostSettings(tx: Tx): Promise<CostSettings> {
  const found = await tx.maybe<CostSettings>(
    "select method, since from argosy.cost_settings where organization_id = argosy.tenant()",
  );
  return found ?? { method: "latest", since: null };
}

/** Orders placed from now on are costed this way; costs taken before stay. FIFO begins from what is available now. */
export async function chooseCosting(
  tx: Tx,
  { method, now }: { readonly method: CostingMethod; readonly now: Date },
): Promise<CostSettings> {
  const before = await getCostSettings(tx);
  if (before.method === method) return before;
  await tx.run(
    `insert into argosy.cost_settings (organization_id, method, since) values (argosy.tenant(), $1, $2)
     on conflict (organization_id) do update set method = excluded.method, since = excluded.since`,
    [method, now],
  );
  if (method === "fifo") await beginLayers(tx);
  return getCostSettings(tx);
}

/** What is available of each variant, in all locations together. */
const AVAILABLE = `available as (
       select variant_id, sum(greatest(0, on_hand - reserved)) as units
       from argosy.level
       where organization_id = argosy.tenant()
       group by variant_id
     )`;

/** What is available lies in the newest receipts; units beyond them are a layer at what the variant costs now. */
async function beginLayers(tx: Tx): Promise<void> {
  await tx.run("delete from argosy.layer_use where organization_id = argosy.tenant()");
  await tx.run("delete from argosy.cost_layer where organization_id = argosy.tenant() and document_id is null");
  await tx.run(
    `with ${AVAILABLE}, placed as (
       select c.id, c.quantity, coalesce(a.units, 0) - sum(c.quantity) over newest + c.quantity as room
       from argosy.cost_layer c
       left join available a on a.variant_id = c.variant_id
       where c.organization_id = argosy.tenant()
       window newest as (partition by c.variant_id order by c.received_at desc, c.id desc)
     )
     update argosy.cost_layer c
     set remaining = least(p.quantity, greatest(0, p.room))
     from placed p
     where c.organization_id = argosy.tenant() and c.id = p.id`,
  );
  // Older than every receipt: the epoch stands for "before".
  await tx.run(
    `with ${AVAILABLE}, held as (
       select variant_id, sum(remaining) as units
       from argosy.cost_layer
       where organization_id = argosy.tenant()
       group by variant_id
     )
     insert into argosy.cost_layer (organization_id, id, variant_id, received_at, quantity, remaining, unit_cost,
       currency)
     select argosy.tenant(), argosy.new_id(), a.variant_id, timestamptz 'epoch', a.units - coalesce(h.units, 0),
       a.units - coalesce(h.units, 0), last.unit_cost, last.currency
     from available a
     left join held h on h.variant_id = a.variant_id
     cross join lateral (
       select c.unit_cost, c.currency
       from argosy.variant_cost c
       where c.organization_id = argosy.tenant() and c.variant_id = a.variant_id
       order by c.valid_from desc, c.seq desc limit 1) as last
     where a.units > coalesce(h.units, 0) and last.unit_cost is not null`,
  );
}
