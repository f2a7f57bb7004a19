import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { moreFields, sentAgain } from "../sync-state/content.ts";

/** These fields go to the channel with the next write as they are here, also where content is not kept in sync otherwise. */
export async function sendFields(
  tx: Tx,
  fields: readonly { readonly productListingId: string; readonly field: string }[],
  now: Date,
): Promise<void> {
  if (fields.length === 0) return;
  await tx.run(
    `update product_listing p set ${moreFields("p", "f.fields")}, ${sentAgain("p", "$2")}
     from (select g."productListingId" as id, array_agg(distinct g.field) as fields
           from json_to_recordset($1) as g("productListingId" uuid, field text) group by 1) as f
     where p.organization_id = argosy.tenant() and p.id = f.id and p.gone_at is null`,
    [jsonRows(fields), now],
  );
}
