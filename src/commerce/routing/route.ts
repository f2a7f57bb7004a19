/**
 * Which of our locations an order leaves from (decision 685). Pure: the same input always has the same answer. The units
 * of a line stay together, and an order leaves from three locations at most.
 */
import type { Criterion, RoutingRules } from "./rules.ts";

export interface RoutedLine {
  readonly id: string;
  /** Units to be reserved. */
  readonly needs: number;
  /** What one of its units consists of. */
  readonly parts: readonly { readonly variantId: string; readonly quantity: number }[];
  /** Locations it may come from. */
  readonly allowed: readonly string[];
}

export interface RoutedLocation {
  readonly id: string;
  /** Units that may be reserved there, by variant. */
  readonly free: ReadonlyMap<string, number>;
  readonly rank: number;
  readonly isOwn: boolean;
  readonly closeness: number;
  /** It sends to its areas only, and this order goes elsewhere. */
  readonly isOutside: boolean;
  readonly costMinor: number | null;
  /** The first day it can send the order, an ISO date. Null: none within the days looked at. */
  readonly day: string | null;
}

export interface RoutingInput {
  readonly lines: readonly RoutedLine[];
  readonly locations: readonly RoutedLocation[];
  readonly rules: Pick<RoutingRules, "criteria" | "split">;
  /** Where the lines are now: kept unless another choice is strictly better. */
  readonly current?: ReadonlyMap<string, string> | undefined;
}

export type Reason = Criterion | "channel" | "outside" | "units" | "parcels" | "only" | "tie" | "fallback" | "chosen";

export interface LocationReason {
  readonly locationId: string;
  readonly isTaken: boolean;
  readonly reason: Reason;
  /** Units it could have given, of those wanted. */
  readonly units: number;
  readonly wanted: number;
}

export interface Routing {
  /** By line. */
  readonly places: ReadonlyMap<string, string>;
  readonly used: readonly string[];
  readonly short: number;
  /** The latest first day of the locations used; null: one has no free day. */
  readonly day: string | null;
  readonly reasons: readonly LocationReason[];
  /** No location sends to where it goes; it is chosen as if all did. */
  readonly isFallback: boolean;
}

/** Every combination of more would be too many to look at. */
const MOST_COMBINED = 12;
const MOST_PARCELS = 3;

interface Placement {
  readonly places: ReadonlyMap<string, string>;
  /** Best first. */
  readonly used: readonly RoutedLocation[];
  readonly short: number;
}

/** Null where a line may come from none of the locations. */
export function routeOrder(input: RoutingInput): Routing | null {
  const inside = routeWithin(input, false);
  // Units are reserved somewhere in any case, or they would be sold twice.
  return (
    inside ?? routeWithin({ ...input, locations: input.locations.map((at) => ({ ...at, isOutside: false })) }, true)
  );
}

function routeWithin(input: RoutingInput, isFallback: boolean): Routing | null {
  const { lines, rules } = input;
  const allowed = new Set(lines.flatMap((line) => line.allowed));
  // What holds units already keeps sending what it holds, wherever that goes.
  const fixed = new Set(lines.flatMap((line) => (line.allowed.length === 1 ? line.allowed : [])));
  const open = input.locations
    .filter(({ id, isOutside }) => allowed.has(id) && (!isOutside || fixed.has(id)))
    .toSorted((a, b) => byCriteria([a], [b], rules.criteria) || compareText(a.id, b.id));
  const placements = placementsOf(input, open, fixed);
  const fresh = best(placements, rules);
  if (!fresh) return null;
  const stored = input.current && placementAt(input, open, input.current);
  const chosen = stored && compare(fresh, stored, rules) >= 0 ? stored : fresh;
  return {
    places: chosen.places,
    used: chosen.used.map(({ id }) => id),
    short: chosen.short,
    day: dayOf(chosen),
    reasons: reasonsOf(input, chosen).map((each) =>
      isFallback && each.isTaken ? { ...each, reason: "fallback" } : each,
    ),
    isFallback,
  };
}

function placementsOf(input: RoutingInput, open: readonly RoutedLocation[], fixed: ReadonlySet<string>): Placement[] {
  const { lines, rules } = input;
  const forced = open.filter(({ id }) => fixed.has(id));
  const free = open.filter(({ id }) => !fixed.has(id));
  const most = rules.split === "never" ? 1 : MOST_PARCELS;
  const combinations: (readonly RoutedLocation[])[] = open
    .filter((each) => forced.length === 0 || forced.includes(each))
    .map((each) => [each]);
  const some = free.slice(0, MOST_COMBINED);
  for (let size = 2; size <= most; size++) combinations.push(...combined([...forced, ...some], size, forced));
  // Lines that lie in more places than that already stay there.
  if (forced.length > most || (forced.length > 1 && most === 1)) combinations.push([...forced]);
  return combinations.flatMap((each) => placementIn(lines, sortedLike(open, each)) ?? []);
}

const sortedLike = (open: readonly RoutedLocation[], some: readonly RoutedLocation[]) =>
  open.filter((each) => some.includes(each));

function combined(
  from: readonly RoutedLocation[],
  size: number,
  forced: readonly RoutedLocation[],
): (readonly RoutedLocation[])[] {
  const found: (readonly RoutedLocation[])[] = [];
  const extend = (chosen: readonly RoutedLocation[], next: number): void => {
    if (chosen.length === size) {
      if (forced.every((each) => chosen.includes(each))) found.push(chosen);
      return;
    }
    for (const [n, each] of from.entries()) if (n >= next) extend([...chosen, each], n + 1);
  };
  extend([], 0);
  return found;
}

/** Null where one of these locations gives nothing, or a line may come from none of them. */
function placementIn(lines: readonly RoutedLine[], used: readonly RoutedLocation[]): Placement | null {
  const left = leftAt(used);
  const locations = new Map<string, string>();
  let short = 0;
  // Lines with the least choice first.
  const choices = (line: RoutedLine) => used.filter(({ id }) => line.allowed.includes(id));
  for (const line of lines.toSorted((a, b) => choices(a).length - choices(b).length || compareText(a.id, b.id))) {
    const possible = choices(line);
    const units = (at: RoutedLocation) => Math.min(line.needs, Math.max(0, freeUnits(line, left.get(at.id))));
    const [first] = possible;
    if (!first) return null;
    const chosen = possible.reduce((a, b) => (units(b) > units(a) ? b : a), first);
    short += line.needs - units(chosen);
    take(line, left.get(chosen.id), units(chosen));
    locations.set(line.id, chosen.id);
  }
  const taken = new Set(locations.values());
  return used.every(({ id }) => taken.has(id)) ? { places: locations, used, short } : null;
}

/** The lines as they lie now; undefined where one lies nowhere it may lie. */
function placementAt(
  { lines }: RoutingInput,
  open: readonly RoutedLocation[],
  current: ReadonlyMap<string, string>,
): Placement | undefined {
  const used = open.filter(({ id }) => lines.some((line) => current.get(line.id) === id));
  const left = leftAt(used);
  let short = 0;
  for (const line of lines) {
    const at = current.get(line.id);
    if (at === undefined || !left.has(at) || !line.allowed.includes(at)) return undefined;
    const units = Math.min(line.needs, Math.max(0, freeUnits(line, left.get(at))));
    take(line, left.get(at), units);
    short += line.needs - units;
  }
  return { places: current, used, short };
}

const leftAt = (locations: readonly RoutedLocation[]) =>
  new Map(locations.map(({ id, free }) => [id, new Map(free)] as const));

const freeUnits = (line: RoutedLine, left: ReadonlyMap<string, number> | undefined): number =>
  Math.min(...line.parts.map(({ variantId, quantity }) => Math.floor((left?.get(variantId) ?? 0) / quantity)));

function take(line: RoutedLine, left: Map<string, number> | undefined, units: number): void {
  for (const { variantId, quantity } of line.parts) left?.set(variantId, (left.get(variantId) ?? 0) - units * quantity);
}

function best(placements: readonly Placement[], rules: RoutingInput["rules"]): Placement | undefined {
  const better = (a: Placement, b: Placement) => (compare(b, a, rules) < 0 ? b : a);
  const [first] = placements;
  const one = placements
    .filter(({ used }) => used.length === 1)
    .reduce<Placement | undefined>((a, b) => (a ? better(a, b) : b), undefined);
  const any = placements.reduce((a, b) => better(a, b), first ?? { places: new Map(), used: [], short: 0 });
  return first && (one && compare(any, one, rules) >= 0 ? one : any);
}

/** Below zero where `a` is better. */
function compare(a: Placement, b: Placement, rules: RoutingInput["rules"]): number {
  const isMixed = (a.used.length === 1) !== (b.used.length === 1);
  const [costA, costB] = [costOf(a), costOf(b)];
  const byCost = rules.split === "when_cheaper" && isMixed && costA !== null && costB !== null ? costA - costB : 0;
  return a.short - b.short || byCost || a.used.length - b.used.length || byCriteria(a.used, b.used, rules.criteria);
}

/** Null where that of one parcel is not known. */
export function costOf({ used }: { readonly used: readonly Pick<RoutedLocation, "costMinor">[] }): number | null {
  const costs = used.flatMap(({ costMinor }) => costMinor ?? []);
  return costs.length === used.length ? costs.reduce((sum, cost) => sum + cost, 0) : null;
}

function byCriteria(
  a: readonly RoutedLocation[],
  b: readonly RoutedLocation[],
  criteria: readonly Criterion[],
): number {
  for (const criterion of criteria) {
    const difference = byOne(criterion, a, b);
    if (difference !== 0) return difference;
  }
  return 0;
}

const LAST = "9999-12-31";

/** Several locations are as good as the least of them. */
function byOne(criterion: Criterion, a: readonly RoutedLocation[], b: readonly RoutedLocation[]): number {
  const worst = (some: readonly RoutedLocation[], of: (each: RoutedLocation) => number) => Math.max(...some.map(of));
  const compared = (of: (each: RoutedLocation) => number) => worst(a, of) - worst(b, of);
  if (criterion === "day") return compareText(latest(a), latest(b));
  if (criterion === "own") return compared(({ isOwn }) => Number(!isOwn));
  if (criterion === "area") return compared(({ closeness }) => -closeness);
  if (criterion === "rank") return compared(({ rank }) => rank);
  // What is not known is not taken for cheap.
  const [costA, costB] = [costOf({ used: a }), costOf({ used: b })];
  if (costA === null || costB === null) return Number(costA === null) - Number(costB === null);
  return costA - costB;
}

const latest = (some: readonly RoutedLocation[]): string =>
  some
    .map(({ day }) => day ?? LAST)
    .toSorted()
    .at(-1) ?? "";

function dayOf({ used }: Placement): string | null {
  const day = latest(used);
  return day === LAST ? null : day;
}

function reasonsOf(input: RoutingInput, chosen: Placement): LocationReason[] {
  const { lines, locations, rules } = input;
  const requested = lines.reduce((sum, { needs }) => sum + needs, 0);
  const allowed = new Set(lines.flatMap((line) => line.allowed));
  const alone = new Map(
    locations.map((each) => {
      const able = lines.map((line) => ({ ...line, allowed: line.allowed.includes(each.id) ? [each.id] : [] }));
      const placed = placementIn(
        able.filter((line) => line.allowed.length > 0),
        [each],
      );
      const desiredHere = able.reduce((sum, line) => sum + (line.allowed.length > 0 ? line.needs : 0), 0);
      return [each.id, placed ? desiredHere - placed.short : 0] as const;
    }),
  );
  const units = (id: string) => alone.get(id) ?? 0;
  const isTaken = ({ id }: RoutedLocation) => chosen.used.some((each) => each.id === id);
  const others = locations.filter((each) => !isTaken(each) && allowed.has(each.id) && !each.isOutside);
  const rivals = others.filter(({ id }) => units(id) >= requested - chosen.short);
  const why = (each: RoutedLocation): Reason => {
    if (isTaken(each)) return allowed.size === 1 ? "channel" : takenFor(each, { chosen, rivals, rules });
    if (!allowed.has(each.id)) return "channel";
    if (each.isOutside) return "outside";
    if (!rivals.includes(each)) return "units";
    if (chosen.used.length > 1) return "cost";
    return differsBy(chosen.used, [each], rules.criteria) ?? "tie";
  };
  return locations.map((each) => ({
    locationId: each.id,
    isTaken: isTaken(each),
    reason: why(each),
    units: units(each.id),
    wanted: requested,
  }));
}

/** By what the location beat the best of the others that could have sent as much. */
function takenFor(
  location: RoutedLocation,
  at: { readonly chosen: Placement; readonly rivals: readonly RoutedLocation[]; readonly rules: RoutingInput["rules"] },
): Reason {
  const { chosen, rivals, rules } = at;
  if (chosen.used.length > 1) return rivals.length > 0 ? "cost" : "parcels";
  if (rivals.length === 0) return "only";
  const [first] = rivals.toSorted((a, b) => byCriteria([a], [b], rules.criteria) || compareText(a.id, b.id));
  return first ? (differsBy([location], [first], rules.criteria) ?? "tie") : "only";
}

const differsBy = (
  a: readonly RoutedLocation[],
  b: readonly RoutedLocation[],
  criteria: readonly Criterion[],
): Criterion | undefined => criteria.find((criterion) => byOne(criterion, a, b) !== 0);

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
