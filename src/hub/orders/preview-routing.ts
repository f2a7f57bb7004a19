/** What routing rules would choose for the newest orders; nothing is changed. */
import { z } from "zod";
import { promiseOf } from "../../commerce/handling-time.ts";
import { type Message, message } from "../../commerce/message.ts";
import type { Address } from "../../commerce/order.ts";
import { type RoutedLine, type Routing, routeOrder } from "../../commerce/routing/route.ts";
import type { RoutingRules } from "../../commerce/routing/rules.ts";
import { type Tx, together } from "../../db/database.ts";
import { type Answered, id, messageSchema } from "../answer-schemas.ts";
import { type Handling, loadHandling } from "../handling-times/handling-times.ts";
import { levelKey } from "../inventory/ledger.ts";
import { type OwnLocations, ownLocations, soldFrom } from "../inventory/sale-locations.ts";
import { locationFacts } from "../routing/location-facts.ts";
import { takenByLines } from "./line-parts.ts";
import { loadLines, type StoredLine } from "./lines.ts";
import { routeReason } from "./route-texts.ts";

const MOST_ORDERS = 50;

export const routingPreviewSchema = z.object({
  orders: z.int(),
  changed: z.int().describe("would ship from elsewhere"),
  split: z.int().describe("would ship from several locations"),
  // Newest first.
  rows: z.array(
    z.object({
      orderId: id,
      number: z.string(),
      today: z.array(z.string()).describe("names of locations"),
      would: z.array(z.string()),
      isShort: z.boolean().describe("not all units are there"),
      why: messageSchema.nullable(),
    }),
  ),
});
export type RoutingPreview = Answered<typeof routingPreviewSchema>;

interface PreviewedOrder {
  readonly id: string;
  readonly number: string;
  readonly connectionId: string | null;
  readonly address: Address | null;
  readonly placedAt: Date;
  /** In the organization's zone. */
  readonly placedOn: string;
}

/**
 * Each order is looked at by itself, with what is free now, and what it took or holds. Cut-offs, working days and
 * holidays count from when it was placed; daily limits are left out.
 */
export async function previewRouting(tx: Tx, rules: RoutingRules, now: Date): Promise<RoutingPreview> {
  const orders = await tx.rows<PreviewedOrder>(
    `select o.id, o.number, o.connection_id as "connectionId", o.shipping_address as address,
       o.placed_at as "placedAt", ((o.placed_at at time zone g.zone)::date)::text as "placedOn"
     from argosy.sales_order o
     join argosy.organization g on g.organization_id = argosy.tenant()
     where o.organization_id = argosy.tenant() and o.pickup is null and o.status <> 'cancelled' and not o.is_history
     order by o.placed_at desc, o.id desc
     limit ${MOST_ORDERS}`,
  );
  const lines = await loadLines(
    tx,
    orders.map(({ id }) => id),
  );
  const connections = [...new Set(orders.flatMap(({ connectionId }) => connectionId ?? []))];
  const [own, taken, names, handling] = await together([
    ownLocations(tx, connections, now),
    takenByLines(tx, lines),
    tx.rows<{ id: string; name: string }>(
      "select id, name from argosy.location where organization_id = argosy.tenant()",
    ),
    loadHandling(tx),
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
    handling,
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
  readonly own: OwnLocations;
  readonly taken: Awaited<ReturnType<typeof takenByLines>>;
  readonly handling: Handling;
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
        day: firstDay(facts, order, id).on,
        connectionId: order.connectionId,
        to,
      }),
    ),
    rules,
  });
  if (!routing) return undefined;
  const sorted = (some: readonly string[]) => [...new Set(some.map((id) => names.get(id) ?? ""))].toSorted();
  return {
    orderId: order.id,
    number: order.number,
    today: sorted(sent.flatMap(({ stock }) => stock.locationId ?? [])),
    would: sorted(routing.used),
    isShort: routing.short > 0,
    why: whyTaken(facts, order, routing),
  };
}

/** Without a handling time every day counts whole. */
function firstDay({ handling }: PreviewFacts, { connectionId, placedAt, placedOn }: PreviewedOrder, id: string) {
  const time = handling.of(id, connectionId);
  if (time === null) return { on: placedOn, cutOff: null };
  const { beginsOn, isAfterCutOff } = promiseOf(placedAt, { ...time, days: 0 });
  return { on: beginsOn, cutOff: isAfterCutOff ? time.cutOff : null };
}

/** Where the day decided: what keeps the next location from it. */
function whyTaken(facts: PreviewFacts, order: PreviewedOrder, { reasons }: Routing): Message | null {
  const because = reasons.find(({ isTaken }) => isTaken);
  if (!because) return null;
  const rival = because.reason === "day" && reasons.find(({ isTaken, reason }) => !isTaken && reason === "day");
  if (!rival) return routeReason(because);
  const [{ on: day }, { on: later, cutOff }] = [
    firstDay(facts, order, because.locationId),
    firstDay(facts, order, rival.locationId),
  ];
  const reported = { day, later, location: facts.names.get(rival.locationId) ?? "" };
  return cutOff === null
    ? message("order.route.because.closed", reported)
    : message("order.route.because.cutOff", { ...reported, cutOff });
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
