import type { Tx } from "../../db/database.ts";
import { tracePatterns } from "../customer-identity/traces.ts";
import type { ErasedPerson } from "./erased-person.ts";

const ORDER_KINDS = "('order', 'order_status', 'order_deleted')";

/**
 * Empties the bodies of deliveries about these orders and the people who made them, and of any other that names them.
 * Pending ones are still to be understood: their orders are known as erased, and `forgetDeliveries` empties them then.
 */
export async function eraseDeliveries(tx: Tx, { orders, connections, traces }: ErasedPerson): Promise<number> {
  const existing = await tx.run(
    `with orders as (
       select connection_id, ext_key, contact ->> 'key' as customer_key from sales_order
       where organization_id = argosy.tenant() and id = any($1::uuid[]) and connection_id is not null
     )
     update inbox_event e set body = '', headers = '{}', error = null, error_said = null
     where e.organization_id = argosy.tenant() and e.status <> 'pending' and e.body <> ''
       and e.connection_id in (select connection_id from orders) and (
         (e.kind in ${ORDER_KINDS} and (e.connection_id, e.ref) in (select connection_id, ext_key from orders))
         or (e.kind in ('customer', 'privacy')
           and (e.connection_id, e.ref) in (select connection_id, customer_key from orders)))`,
    [orders],
  );
  if (traces.certain.length === 0 || connections.length === 0) return existing;
  // Bytes need not be UTF-8: they are searched as 'escape' writes them, ASCII as it is and the rest in octal.
  const named = await tx.run(
    `update inbox_event set body = '', headers = '{}', error = null, error_said = null
     where organization_id = argosy.tenant() and connection_id = any($1::uuid[]) and status <> 'pending' and body <> ''
       and lower(replace(encode(body, 'escape'), '\\\\', '\\')) like any($2::text[])`,
    [connections, tracePatterns([...traces.certain, ...traces.certain.map(escapedBytes)])],
  );
  return existing + named;
}

function escapedBytes(word: string): string {
  const octal = (byte: number) => `\\${byte.toString(8).padStart(3, "0")}`;
  return [...Buffer.from(word)].map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : octal(byte))).join("");
}

/** Empties deliveries about orders whose personal data was erased, and others by id, once they are understood. */
export async function forgetDeliveries(
  tx: Tx,
  connectionId: string,
  which: { readonly orderKeys: readonly string[]; readonly eventIds: readonly string[] },
): Promise<void> {
  if (which.orderKeys.length + which.eventIds.length === 0) return;
  await tx.run(
    `update inbox_event set body = '', headers = '{}' where organization_id = argosy.tenant() and connection_id = $1
       and status <> 'pending' and body <> ''
       and (id = any($2::uuid[]) or (kind in ${ORDER_KINDS} and ref = any($3::text[])))`,
    [connectionId, which.eventIds, which.orderKeys],
  );
}
