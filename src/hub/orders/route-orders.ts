/** Chooses the locations of orders that reserve, by the organization's rules (decision 685). */
import { type RoutedLine, type RoutedLocation, routeOrder } from "../../commerce/routing/route.ts";
import { type Tx, together } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { type Capacity, loadCapacity } from "../routing/capacity.ts";
import { locationFacts } from "../routing/location-facts.ts";
import { type RoutingSettings, routingSettings } from "../routing/settings.ts";
import type { Component } from "./line-parts.ts";
import { reservedAt, type StockDemand, type StockLine } from "./line-stock.ts";
import { raiseRoutingAlerts } from "./route-alerts.ts";
import type { RouteDecision } from "./route-decision.ts";
import type { SaleLocations } from "./sale-locations.ts";
import { neededUnits, type StockBalance } from "./stock-balance.ts";

export interface Router {
  /** The location a person chose for an order. */
  chosenFor(orderId: string): string | undefined;
  /** Undefined: no rule is asked. */
  choose(demand: StockDemand, balance: StockBalance): string | undefined;
  decisions(): readonly RouteDecision[];
}

interface RoutingFacts {
  readonly demands: readonly StockDemand[];
  /** Every line of their orders. */
  readonly lines: readonly StockLine[];
  readonly locations: SaleLocations;
  readonly components: ReadonlyMap<string, readonly Component[]>;
  readonly reservedParts: ReadonlyMap<string, readonly Component[]>;
  readonly moves?: boolean | undefined;
  readonly now: Date;
}

interface StoredRoute {
  readonly orderId: string;
  readonly locationId: string | null;
}

/** Null where no rules choose, or nothing is left to choose. Reads nothing then. */
export async function startRouting(tx: Tx, facts: RoutingFacts): Promise<Router | null> {
  const { locations, now } = facts;
  if (!locations.own.isRouted) return null;
  // Where there is no choice, the order still takes its place among those of the day.
  const choosing = facts.demands.filter(({ open, line }) => {
    const isNew = line.stock.reserved === 0 && line.stock.consumed === 0;
    const mayMove = facts.moves === true && locations.isFree(line);
    return open > 0 && locations.isSent(line) && (isNew || mayMove || locations.candidates(line).length > 1);
  });
  if (choosing.length === 0) return null;
  const orderIds = [...new Set(choosing.map(({ line }) => line.orderId))];
  const [settings, stored, names] = await together([
    routingSettings(tx),
    tx.rows<StoredRoute>(
      `select order_id as "orderId", location_id as "locationId" from argosy.order_route
       where organization_id = argosy.tenant() and order_id = any($1::uuid[]) and chosen_by = 'person'`,
      [orderIds],
    ),
    tx.rows<{ id: string; name: string }>(
      `select id, name from argosy.location where organization_id = argosy.tenant() and id = any($1::uuid[])`,
      [locations.own.all.map(({ id }) => id)],
    ),
  ]);
  const capacity = await loadCapacity(tx, { rules: settings, orderIds, now });
  return routerOf({
    ...facts,
    settings,
    capacity,
    names: new Map(names.map(({ id, name }) => [id, name])),
    chosen: new Map(stored.map(({ orderId, locationId }) => [orderId, locationId])),
    choosing: Map.groupBy(choosing, ({ line }) => line.orderId),
  });
}

interface RouterFacts extends RoutingFacts {
  readonly settings: RoutingSettings;
  readonly capacity: Capacity;
  readonly names: ReadonlyMap<string, string>;
  /** Locations people chose, by order. */
  readonly chosen: ReadonlyMap<string, string | null>;
  /** Demands that may lie in several locations, by order. */
  readonly choosing: ReadonlyMap<string, readonly StockDemand[]>;
}

function routerOf(facts: RouterFacts): Router {
  const decided = new Map<string, { readonly places: ReadonlyMap<string, string>; readonly decision: RouteDecision }>();
  const decide = (orderId: string, balance: StockBalance) => {
    const cached = decided.get(orderId);
    if (cached) return cached;
    const made = routeOne(facts, orderId, balance);
    if (made) decided.set(orderId, made);
    return made;
  };
  return {
    chosenFor: (orderId) => facts.chosen.get(orderId) ?? undefined,
    choose({ line }, balance) {
      const of = facts.choosing.get(line.orderId);
      if (!of?.some((each) => each.line.id === line.id)) return undefined;
      const chosen = facts.locations.isFree(line) ? facts.chosen.get(line.orderId) : undefined;
      return chosen ?? decide(line.orderId, balance)?.places.get(line.id);
    },
    decisions: () => [...decided.values()].map(({ decision }) => decision),
  };
}

function routeOne(facts: RouterFacts, orderId: string, balance: StockBalance) {
  const { settings, capacity, names, locations } = facts;
  const lines = linesOf(facts, orderId);
  const own = locations.own.all.map(({ id }) => id);
  const locationRows = [...new Set([...own, ...lines.flatMap(({ allowed }) => allowed)])];
  const free = freeUnits(facts, orderId, balance);
  const current = currentOf(facts, orderId);
  const routing = routeOrder({
    lines,
    locations: locationRows.map((id) => locationOf(facts, { id, orderId, free: free(id, lines) })),
    rules: settings,
    current: facts.moves ? current : undefined,
  });
  if (!routing) return undefined;
  const used = routing.used.map((locationId) => {
    const day = capacity.firstDay(shippedFrom(facts, orderId, locationId));
    if (day !== null) capacity.use(locationId, day);
    return { locationId, name: names.get(locationId) ?? "", day };
  });
  const reasons = routing.reasons.map((reason) => ({ ...reason, name: names.get(reason.locationId) ?? "" }));
  const isMoved = [...routing.places].some(([id, place]) => current.get(id) !== place);
  const { isFallback } = routing;
  return {
    places: routing.places,
    decision: { orderId, used, reasons, today: capacity.today, isFallback, isMoved },
  };
}

/** The lines of an order that want units or hold some; what is held stays, unless it may move. */
function linesOf({ choosing, lines, demands, components, locations }: RouterFacts, orderId: string): RoutedLine[] {
  const free = choosing.get(orderId) ?? [];
  const isFree = (id: string) => free.some(({ line }) => line.id === id);
  const held = lines.filter((line) => line.orderId === orderId && !isFree(line.id) && line.stock.reserved > 0);
  const open = new Map(demands.map((demand) => [demand.line.id, demand.open]));
  return [
    ...free.map((demand) => ({
      id: demand.line.id,
      needs: neededUnits(demand),
      parts: components.get(demand.line.id) ?? [],
      allowed: locations.candidates(demand.line),
    })),
    ...held.map((line) => ({
      id: line.id,
      needs: Math.max(0, (open.get(line.id) ?? 0) - line.stock.reserved),
      parts: components.get(line.id) ?? [],
      allowed: reservedAt(line) ?? [],
    })),
  ];
}

/** Units an order may have at a location: what is free, and what its own lines would give back there. */
function freeUnits({ choosing, reservedParts }: RouterFacts, orderId: string, balance: StockBalance) {
  const own = new Map<string, number>();
  for (const { line } of choosing.get(orderId) ?? [])
    for (const at of reservedAt(line) ?? [])
      for (const { variantId, quantity } of reservedParts.get(line.id) ?? [])
        own.set(`${variantId} ${at}`, (own.get(`${variantId} ${at}`) ?? 0) + quantity);
  return (locationId: string, lines: readonly RoutedLine[]): ReadonlyMap<string, number> =>
    new Map(
      lines
        .flatMap(({ parts }) => parts)
        .map(({ variantId }) => [
          variantId,
          balance.available({ variantId, locationId }) + (own.get(`${variantId} ${locationId}`) ?? 0),
        ]),
    );
}

const currentOf = ({ lines }: RouterFacts, orderId: string): ReadonlyMap<string, string> =>
  new Map(
    lines.flatMap(({ orderId: of, id, stock: { locationId } }) =>
      of === orderId && locationId !== null ? [[id, locationId] as const] : [],
    ),
  );

function shippedFrom({ lines, now }: Pick<RouterFacts, "lines" | "now">, orderId: string, locationId: string) {
  const line = lines.find((each) => each.orderId === orderId);
  return { locationId, connectionId: line?.connectionId ?? null, placedAt: line?.placedAt ?? now };
}

function locationOf(
  facts: RouterFacts,
  at: { readonly id: string; readonly orderId: string; readonly free: ReadonlyMap<string, number> },
): RoutedLocation {
  const { settings, capacity, locations, lines } = facts;
  const { id, orderId, free } = at;
  const line = lines.find((each) => each.orderId === orderId);
  return locationFacts(settings, locations.own, {
    id,
    free,
    day: capacity.firstDay(shippedFrom(facts, orderId, id)),
    connectionId: line?.connectionId ?? null,
    to: { country: line?.shipTo?.country ?? null, postcode: line?.shipTo?.postcode ?? null },
  });
}

/** Keeps the decisions, and tells people where no location could be chosen well. */
export async function writeRoutes(tx: Tx, decisions: readonly RouteDecision[], now: Date): Promise<void> {
  if (decisions.length === 0) return;
  const routes = decisions.map(({ orderId, used, reasons }) => ({
    orderId,
    reasons,
    isOver: used.some(({ day }) => day === null),
  }));
  const locations = decisions.flatMap(({ orderId, used }) =>
    used.map(({ locationId, day }) => ({ orderId, locationId, day })),
  );
  await together([
    tx.run(
      `insert into argosy.order_route as r (organization_id, order_id, chosen_by, reasons, is_over_capacity,
         decided_at, looked_at)
       select argosy.tenant(), n."orderId", 'rules', n.reasons, n."isOver", $2, $2
       from json_to_recordset($1) as n("orderId" uuid, reasons jsonb, "isOver" boolean)
       on conflict (organization_id, order_id) do update set chosen_by = 'rules', location_id = null,
         reasons = excluded.reasons, is_over_capacity = excluded.is_over_capacity, is_open = true,
         decided_at = excluded.decided_at, looked_at = excluded.looked_at`,
      [jsonRows(routes), now],
    ),
    tx.run(
      `delete from argosy.order_route_location
       where organization_id = argosy.tenant() and order_id = any($1::uuid[])`,
      [routes.map(({ orderId }) => orderId)],
    ),
    tx.run(
      `insert into argosy.order_route_location (organization_id, order_id, location_id, day)
       select argosy.tenant(), n."orderId", n."locationId", n.day
       from json_to_recordset($1) as n("orderId" uuid, "locationId" uuid, day date)`,
      [jsonRows(locations)],
    ),
  ]);
  await raiseRoutingAlerts(tx, decisions, now);
}
