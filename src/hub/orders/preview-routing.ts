/** What routing rules would choose for the newest orders; nothing is changed. */
import type { Message } from "../../commerce/message.ts";
import type { Address } from "../../commerce/order.ts";
import { type RoutedLine, routeOrder } from "../../commerce/routing/route.ts";
import type { RoutingRules } from "../../commerce/routing/rules.ts";
import { type Tx, together } from "../../db/database.ts";
import { levelKey } from "../inventory/ledger.ts";
import { type OwnPlaces, ownPlaces, soldFrom } from "../inventory/sale-places.ts";
import { locationFacts } from "../routing/location-facts.ts";
import { takenByLines } from "./line-parts.ts";
import { loadLines, type StoredLine } from "./lines.ts";
import { routeReason } from "./route-words.ts";

const MOST_ORDERS = 50;

export interface RoutingPreview {
  readonly orders: number;
  readonly changed: number;
  readonly split: number;
  /** Newest first. */
  readonly rows: readonly {
    readonly orderId: string;
    readonly number: string;
    readonly today: readonly string[];
    readonly would: readonly string[];
    readonly isShort: boolean;
    readonly why: Message | null;
  }[];
}

interface PreviewedOrder {
  readonly id: string;
  readonly number: string;
  readonly connectionId: string | null;
  readonly address: Address | null;
}

/**
 * Each order is looked at by itself, as if it came now: with what is free, and what it took or holds. Daily limits are
 * left out.
 */
export async function previewRouting(tx: Tx, rules: RoutingRules, now: Date): Promise<RoutingPreview> {
  const orders = await tx.rows<PreviewedOrder>(
    `select o.id, o.number, o.connection_id as "connectionId", o.shipping_address as address
     from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.pickup is null and o.status <> 'cancelled' and not o.is_history
     order by o.placed_at desc, o.id desc
     limit ${MOST_ORDERS}`,
  );
  const lines = await loadLines(
    tx,
    orders.map(({ id }) => id),
  );
  const connections = [...new Set(orders.flatMap(({ connectionId }) => connectionId ?? []))];
  const [own, taken, names] = await together([
    ownPlaces(tx, connections, now),
    takenByLines(tx, lines),
    tx.rows<{ id: string; name: string }>(
      "select id, name from argosy.location where organization_id = argosy.tenant()",
    ),
  ]);
  const variantIds = [...new Set([...taken.values()].flatMap((parts) => parts.map(({ variantId }) => variantId)))];
  const levels = await tx.rows<{ variantId: string; locationId: string; available: number }>(
    `select variant_id as "variantId", location_id as "locationId", available from argosy.level
     where organization_id = argosy.tenant() and variant_id = any($1::uuid[])`,
    [variantIds],
  );
  const facts: PreviewFacts = {
    rules,
    own,
    taken,
    names: new Map(names.map(({ id, name }) => [id, name])),
    available: new Map(levels.map((level) => [levelKey(level), level.available])),
  };
  const byOrder = Map.groupBy(lines, ({ orderId }) => orderId);
  const rows = orders.flatMap((order) => previewOne(facts, order, byOrder.get(order.id) ?? []) ?? []);
  const isChanged = ({ today, would }: (typeof rows)[number]) => today.join("\n") !== would.join("\n");
  return {
    orders: rows.length,
    changed: rows.filter(isChanged).length,
    split: rows.filter(({ would }) => would.length > 1).length,
    rows,
  };
}

interface PreviewFacts {
  readonly rules: RoutingRules;
  readonly own: OwnPlaces;
  readonly taken: Awaited<ReturnType<typeof takenByLines>>;
  readonly names: ReadonlyMap<string, string>;
  readonly available: ReadonlyMap<string, number>;
}

function previewOne(facts: PreviewFacts, order: PreviewedOrder, lines: readonly StoredLine[]) {
  const { rules, own, taken, names } = facts;
  const sent = lines.filter(
    (line) => line.fulfilledBy === "merchant" && line.quantity > 0 && (taken.get(line.id)?.length ?? 0) > 0,
  );
  if (sent.length === 0) return undefined;
  const routed = sent.map(
    (line): RoutedLine => ({
      id: line.id,
      needs: line.quantity,
      parts: taken.get(line.id) ?? [],
      allowed:
        line.extLocation !== null && line.stock.locationId !== null
          ? [line.stock.locationId]
          : soldFrom(own, order.connectionId).places,
    }),
  );
  const to = { country: order.address?.country ?? null, postcode: order.address?.postcode ?? null };
  const ids = [...new Set([...own.all.map(({ id }) => id), ...routed.flatMap(({ allowed }) => allowed)])];
  const routing = routeOrder({
    lines: routed,
    locations: ids.map((id) =>
      locationFacts(rules, own, {
        id,
        free: freeAt(facts, sent, id),
        day: "",
        connectionId: order.connectionId,
        to,
      }),
    ),
    rules,
  });
  if (!routing) return undefined;
  const sorted = (some: readonly string[]) => [...new Set(some.map((id) => names.get(id) ?? ""))].toSorted();
  const because = routing.reasons.find(({ isTaken }) => isTaken);
  return {
    orderId: order.id,
    number: order.number,
    today: sorted(sent.flatMap(({ stock }) => stock.locationId ?? [])),
    would: sorted(routing.used),
    isShort: routing.short > 0,
    why: because ? routeReason(because) : null,
  };
}

function freeAt({ taken, available }: PreviewFacts, lines: readonly StoredLine[], locationId: string) {
  const free = new Map<string, number>();
  for (const line of lines) {
    const { stock } = line;
    const own = stock.locationId === locationId ? stock.reserved + stock.consumed - stock.returned : 0;
    for (const { variantId, quantity } of taken.get(line.id) ?? []) {
      const before = free.get(variantId) ?? available.get(levelKey({ variantId, locationId })) ?? 0;
      free.set(variantId, before + own * quantity);
    }
  }
  return free;
}
