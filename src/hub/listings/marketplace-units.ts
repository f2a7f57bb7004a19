import type { Tx } from "../../db/database.ts";
import { jsonParameter } from "../json-column.ts";

/** Keeps how many units of a channel's items lie in the marketplace's own warehouses, as it told now. */
export async function seeMarketplaceUnits(
  tx: Tx,
  input: {
    readonly connectionId: string;
    readonly seen: readonly { readonly key: string; readonly units: number }[];
    readonly now: Date;
  },
): Promise<void> {
  if (input.seen.length === 0) return;
  await tx.run(
    `update listing l set marketplace_units = g.units, marketplace_at = $3
     from jsonb_to_recordset($2::jsonb) as g(key text, units int)
     where l.organization_id = argosy.tenant() and l.connection_id = $1 and l.ext_key = g.key`,
    [input.connectionId, jsonParameter(input.seen), input.now],
  );
}
