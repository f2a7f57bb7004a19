/** Which orders a statement's lines are of. */
import type { Tx } from "../../db/database.ts";
import type { SettlementSource } from "./mapping.ts";

/**
 * Orders by the word a statement has for them: the channel's id or number (with or without #), the part of a sub order's
 * number before "_", else the number here. A payment provider's word may also be that of a payment.
 */
export async function matchOrders(
  tx: Tx,
  { connectionId, gateway }: SettlementSource,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const requested = [...new Set(keys.filter((key) => key !== ""))];
  if (requested.length === 0) return new Map();
  const rows = await tx.rows<{ key: string; id: string }>(
    `select distinct on (k.key) k.key, o.id
     from unnest($1::text[]) as k(key)
     cross join lateral (
       values (k.key, 1), (ltrim(k.key, '#'), 2), ('#' || ltrim(k.key, '#'), 3), (split_part(k.key, '_', 1), 4)
     ) as w(word, rank)
     cross join lateral (
       select s.id, 1 as way
       from argosy.sales_order s
       where s.organization_id = argosy.tenant() and s.connection_id = $2 and s.ext_key = w.word
       union all
       select s.id, 2
       from argosy.sales_order s
       where s.organization_id = argosy.tenant() and s.ext_number = w.word
         and ($2::uuid is null or s.connection_id = $2)
       union all
       select s.id, 3
       from argosy.sales_order s
       where s.organization_id = argosy.tenant() and s.number = w.word
         and ($2::uuid is null or s.connection_id = $2)
     ) as o
     where w.word <> ''
     order by k.key, w.rank, o.way, o.id`,
    [requested, connectionId],
  );
  const found = new Map(rows.map(({ key, id }) => [key, id]));
  if (gateway === null) return found;
  const rest = requested.filter((key) => !found.has(key));
  const paid = await tx.rows<{ key: string; id: string }>(
    `select distinct on (ext_key) ext_key as key, order_id as id
     from argosy.order_transaction
     where organization_id = argosy.tenant() and ext_key = any($1::text[])
     order by ext_key, order_id`,
    [rest],
  );
  for (const { key, id } of paid) found.set(key, id);
  return found;
}
