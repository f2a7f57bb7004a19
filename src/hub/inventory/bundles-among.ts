import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";

/** Of these variants the bundles: what a channel shows of one says nothing of its parts. One unit of one item is that item. */
export async function bundlesAmong(tx: Tx, variantIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (variantIds.length === 0) return new Set();
  const rows = await tx.rows<{ id: string }>(
    `select distinct bundle_variant_id as id
     from bundle_item
     where organization_id = argosy.tenant() and bundle_variant_id = any ($1::uuid[])
       and argosy.stock_item_of(organization_id, bundle_variant_id) = bundle_variant_id`,
    [variantIds],
  );
  return new Set(rows.map((row) => row.id));
}

export const bundleNumber = () => new HubError("INVENTORY_IS_BUNDLE", "conflict", message("refused.bundleNumber"));
