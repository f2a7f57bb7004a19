/** A digest by which orders to one address are found (decision 680). */
import { createHash } from "node:crypto";
import type { Address } from "../../commerce/order.ts";
import { addressTerms } from "../../commerce/same-address.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { UNSHIPPED } from "./to-ship.ts";

export interface Addressed {
  readonly shipping_address: Address | null;
  readonly contact: { readonly name?: string | undefined };
}

/** "": nobody can say where it goes, and it is compared with none. */
export function addressKey({ shipping_address: address, contact }: Addressed): string {
  const terms = addressTerms({ address, contactName: contact.name ?? null });
  return terms === null ? "" : createHash("sha256").update(terms.join("\n")).digest("base64url");
}

const MOST = 500;

/** Gives orders to ship from before the digest theirs. Answers true while there may be more. */
export async function keyAddresses(tx: Tx): Promise<boolean> {
  const orders = await tx.rows<Addressed & { readonly id: string }>(
    `select o.id, o.shipping_address, o.contact from argosy.sales_order o
     where o.organization_id = argosy.tenant() and not o.is_address_keyed and ${UNSHIPPED}
     order by o.id limit ${MOST} for no key update skip locked`,
  );
  if (orders.length === 0) return false;
  await tx.run(
    `update argosy.sales_order o set address_key = n.key, is_address_keyed = true
     from json_to_recordset($1) as n(id uuid, key text)
     where o.organization_id = argosy.tenant() and o.id = n.id`,
    [jsonRows(orders.map((order) => ({ id: order.id, key: addressKey(order) })))],
  );
  return orders.length === MOST;
}
