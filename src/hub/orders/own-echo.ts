import type { OrderPart } from "../../commerce/order.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { wakeOutbound } from "./commands.ts";
import type { ApplyInput } from "./input.ts";
import { linkPushedOrder } from "./pushed.ts";

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Clocks of shops are off by minutes: a manual order may be dated before its request. */
const CLOCK_DIFFERENCE = "15 minutes";

interface Echo {
  readonly orderId: string;
  readonly orderKey: string;
}

/**
 * Finds manual orders among those with an unknown key: created on the channel, but the answer was lost or is slower
 * than the webhook. Each gets its key before it is applied, so that it is never stored twice, and its push is finished
 * at once. True when there were any.
 */
export async function recogniseOwn(tx: Tx, input: ApplyInput, unknown: readonly OrderPart[]): Promise<boolean> {
  if (input.source === "command" || unknown.length === 0) return false;
  const byKey = await echoesByKey(tx, input, unknown);
  const isFound = new Set(byKey.map(({ orderKey }) => orderKey));
  const rest = unknown.filter((part) => !part.ourKey && !isFound.has(part.orderKey) && part.status !== "cancelled");
  const echoes = [...byKey, ...(input.ownMayLackKey ? await echoesByGoods(tx, input, rest) : [])];
  for (const { orderId, orderKey } of echoes) {
    const part = unknown.find((one) => one.orderKey === orderKey);
    if (!part) continue;
    await finishPush(tx, input, orderId);
    const { actor, now } = input;
    await linkPushedOrder(tx, { orderId, orderKey, number: part.number, actor, now });
  }
  return echoes.length > 0;
}

/** SQL: order `o` of the store has a push `c` whose outcome may be that it exists. */
const UNANSWERED = `argosy.sales_order o
  join argosy.command c on c.organization_id = o.organization_id and c.order_id = o.id and c.kind = 'push'
    and c.connection_id = $1
  where o.organization_id = argosy.tenant() and o.connection_id = $1 and o.ext_key is null`;

function echoesByKey(tx: Tx, { connection }: ApplyInput, parts: readonly OrderPart[]): Promise<Echo[]> {
  const candidates = parts.flatMap(({ ourKey, orderKey }) =>
    ourKey && ID.test(ourKey) ? [{ id: ourKey, orderKey }] : [],
  );
  if (candidates.length === 0) return Promise.resolve([]);
  return tx.rows<Echo>(
    `select distinct on (o.id) o.id as "orderId", w."orderKey"
     from json_to_recordset($2) as w(id uuid, "orderKey" text), ${UNANSWERED}
       and o.id = w.id and c.state in ('waiting', 'running', 'failed', 'rejected')
     order by o.id, w."orderKey"`,
    [connection.id, jsonRows(candidates)],
  );
}

/** Of the same buyer, with the same goods, placed since the push began; each order once. */
async function echoesByGoods(tx: Tx, { connection }: ApplyInput, parts: readonly OrderPart[]): Promise<Echo[]> {
  const candidates = parts.flatMap(({ orderKey, contact, placedAt, lines }) => {
    const items = lines.map(({ sku, orderedQuantity }) => `${(sku ?? "").trim().toLowerCase()} ${orderedQuantity}`);
    return contact.email ? [{ orderKey, email: contact.email, placedAt, goods: items.sort() }] : [];
  });
  if (candidates.length === 0) return [];
  const found = await tx.rows<Echo>(
    `select o.id as "orderId", w."orderKey"
     from json_to_recordset($2) as w("orderKey" text, email text, "placedAt" timestamptz, goods jsonb), ${UNANSWERED}
       and (c.state = 'running' or (c.uncertain and c.state in ('waiting', 'failed', 'rejected')))
       and lower(o.contact ->> 'email') = lower(w.email)
       and w."placedAt" > c.created_at - interval '${CLOCK_DIFFERENCE}'
       and w.goods = (select jsonb_agg(g order by g collate "C") from (
         select lower(trim(coalesce(v.sku, l.sku, ''))) || ' ' || l.ordered_quantity as g from argosy.order_line l
         left join argosy.variant v on v.organization_id = l.organization_id and v.id = l.variant_id
         where l.organization_id = o.organization_id and l.order_id = o.id and not l.is_gift) as goods)
     order by o.id, w."placedAt", w."orderKey"`,
    [connection.id, jsonRows(candidates)],
  );
  const taken = new Set<string>();
  return found.filter(({ orderId, orderKey }) => {
    if (taken.has(orderId) || taken.has(orderKey)) return false;
    taken.add(orderId).add(orderKey);
    return true;
  });
}

/** Makes the push due, so that it reads the order it created; a running one does so anyway. Saves whether it is paid. */
async function finishPush(tx: Tx, { connection, now }: ApplyInput, orderId: string): Promise<void> {
  const woken = await tx.run(
    `update argosy.command c set saved = (case when jsonb_typeof(c.saved) = 'object' then c.saved else '{}' end)
         || jsonb_build_object('paid', o.financial = 'paid'),
       state = case c.state when 'running' then c.state else 'waiting' end, uncertain = true, due_at = $2,
       finished_at = null
     from argosy.sales_order o
     where c.organization_id = argosy.tenant() and c.order_id = $1 and c.kind = 'push'
       and o.organization_id = c.organization_id and o.id = c.order_id`,
    [orderId, now],
  );
  if (woken > 0) await wakeOutbound(tx, connection.id, now);
}
