/** An order's line that stands for nothing of ours: a person says what it is, once for all open orders. */
import { actorText, type By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { orderUnknown } from "../orders/detail.ts";
import { lineName } from "../orders/match.ts";
import { lockOrders } from "../orders/order-fields/order-rows.ts";
import { reconcileOrders } from "../orders/resettle.ts";
import { mapListings } from "./mapping.ts";

/** Orders of one call: bounds the locks of a transaction. */
const MOST_ORDERS = 500;

export interface LineLink extends By {
  readonly orderId: string;
  readonly lineId: string;
  readonly variantId: string;
}

interface UnlinkedLine {
  readonly connectionId: string | null;
  readonly variantId: string | null;
  readonly extVariantKey: string | null;
  readonly sku: string | null;
  readonly title: string;
  /** The store's item the line names. */
  readonly listingId: string | null;
}

/**
 * Links a line, and every line of its store that names the same, to a variant: open orders reserve from then on, new
 * ones know it. Where the store lists the item, that item is linked. Answers whether there are more: call again until
 * there are none. Throws HubError ORDER_UNKNOWN, ORDER_LINE_UNKNOWN, ORDER_LINE_LINKED, ORDER_LINE_HERE,
 * ORDER_VARIANT_UNKNOWN.
 */
export async function linkOrderLine(tx: Tx, link: LineLink): Promise<boolean> {
  const { variantId, actor, now } = link;
  const line = await loadLine(tx, link);
  const exists = await tx.maybe(
    "select 1 from argosy.variant where organization_id = argosy.tenant() and id = $1 and deleted_at is null",
    [variantId],
  );
  if (!exists) throw new HubError("ORDER_VARIANT_UNKNOWN", "not_found", message("refused.variantUnknown"), "variantId");
  if (line.variantId !== null && line.variantId !== variantId)
    throw new HubError("ORDER_LINE_LINKED", "conflict", message("refused.lineLinked", { title: line.title }));
  if (line.connectionId === null) throw new HubError("ORDER_LINE_HERE", "conflict", message("refused.lineHere"));
  if (line.listingId !== null) {
    await mapListings(tx, { pairs: [{ listingId: line.listingId, variantId }], by: actor, now });
    return false;
  }
  const name = lineName({ ...line, variantKey: line.extVariantKey ?? undefined, sku: line.sku ?? undefined });
  await tx.run(
    `insert into argosy.line_link (organization_id, connection_id, name, variant_id, linked_by, linked_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5)
     on conflict (organization_id, connection_id, name) do update set variant_id = excluded.variant_id,
       linked_by = excluded.linked_by, linked_at = excluded.linked_at`,
    [line.connectionId, name, variantId, actorText(actor), now],
  );
  return linkLines(tx, { ...link, line, connectionId: line.connectionId });
}

async function loadLine(tx: Tx, { orderId, lineId }: LineLink): Promise<UnlinkedLine> {
  const order = await tx.maybe("select 1 from argosy.sales_order where organization_id = argosy.tenant() and id = $1", [
    orderId,
  ]);
  if (!order) throw orderUnknown();
  const line = await tx.maybe<UnlinkedLine>(
    `select o.connection_id as "connectionId", l.variant_id as "variantId", l.ext_variant_key as "extVariantKey", l.sku,
       l.title, g.id as "listingId"
     from argosy.order_line l
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = l.order_id
     left join argosy.listing g on g.organization_id = argosy.tenant() and g.connection_id = o.connection_id
       and g.ext_key = l.ext_variant_key
     where l.organization_id = argosy.tenant() and l.order_id = $1 and l.id = $2`,
    [orderId, lineId],
  );
  if (!line) throw new HubError("ORDER_LINE_UNKNOWN", "not_found", message("refused.lineUnknown"));
  return line;
}

/** Open orders, and the one asked about whatever has become of it. */
async function linkLines(
  tx: Tx,
  { line, orderId, connectionId, variantId, actor, now }: LineLink & { line: UnlinkedLine; connectionId: string },
): Promise<boolean> {
  const [named, value] = sameName(line);
  const waiting = await tx.rows<{ id: string }>(
    `select distinct o.id from argosy.order_line l
     join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = l.order_id
     where l.organization_id = argosy.tenant() and l.variant_id is null and ${named} and o.connection_id = $2
       and (o.id = $3 or o.status not in ('cancelled', 'completed'))
     order by o.id limit ${MOST_ORDERS}`,
    [value, connectionId, orderId],
  );
  const orders = await lockOrders(
    tx,
    waiting.map((order) => order.id),
  );
  const linked = await tx.rows<{ orderId: string }>(
    `update argosy.order_line l set variant_id = $3
     where l.organization_id = argosy.tenant() and l.order_id = any($2::uuid[]) and l.variant_id is null and ${named}
     returning l.order_id as "orderId"`,
    [value, orders.map((order) => order.id), variantId],
  );
  const names = line.sku ? `${line.title} (${line.sku})` : line.title;
  const entries = [...new Set(linked.map((each) => each.orderId))].map((id) => ({
    orderId: id,
    kind: "mapped",
    text: message("order.mapped", { names }),
  }));
  await reconcileOrders(tx, { orders, entries, actor, now });
  return waiting.length === MOST_ORDERS;
}

/** SQL over `l`: lines that name the same, and what `$1` is. */
function sameName({ extVariantKey, sku, title }: UnlinkedLine): readonly [string, string] {
  if (extVariantKey !== null) return ["l.ext_variant_key = $1", extVariantKey];
  if (sku) return ["l.ext_variant_key is null and l.sku_key = $1", sku.toLowerCase()];
  return ["l.ext_variant_key is null and l.sku_key is null and md5(l.title) = md5($1) and l.title = $1", title];
}
