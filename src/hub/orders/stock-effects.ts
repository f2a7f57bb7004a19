import type { By } from "../../commerce/actor.ts";
import { type Tx, together } from "../../db/database.ts";
import {
  type HeldLevels,
  type LevelKey,
  type LockedLevel,
  levelKey,
  lockExistingLevels,
  type Movement,
  postMovements,
} from "../inventory/ledger.ts";
import { type OwnPlaces, ownPlaces, soldFrom } from "../inventory/sale-places.ts";
import { compare } from "./input.ts";
import { type Component, componentsOf, partsOf, type VariantParts } from "./line-parts.ts";
import { demandOf, isSame, type LineStock, loadOpenings, type StockDemand, type StockLine } from "./line-stock.ts";
import { linkedItems } from "./pack.ts";
import { comingBack, loadTaken, type TakenGoods } from "./taken-goods.ts";

export interface StockResult {
  /** New state of the lines whose stock state changed. */
  readonly changed: ReadonlyMap<string, LineStock>;
  /** Variants of which more or less is available than before: their change marks are written. */
  readonly movedVariants: ReadonlySet<string>;
  /** The movements on their way: to be waited for, with what the caller sends meanwhile. */
  readonly posting: Promise<unknown>;
}

/** A failure is raised where the promise is awaited, not before. */
function onItsWay(work: Promise<unknown>): Promise<unknown> {
  work.catch(() => undefined);
  return work;
}

/**
 * Reserves, ships or releases the stock the lines need and posts only the difference to before; oldest orders
 * first. No more is reserved than is available: the rest is `short`. The rows of the lines' orders must
 * be locked; the caller writes the returned state to the lines.
 */
export async function reconcileStock(
  tx: Tx,
  input: By & {
    readonly lines: readonly StockLine[];
    /** Also checks lines that have all they need: the recipe of a bundle may have changed. */
    readonly rechecks?: boolean | undefined;
    /** Where more is promised than lies there, the newest lines give theirs back. */
    readonly takesBack?: boolean | undefined;
    readonly prefetched?: PrefetchedStock | undefined;
  },
): Promise<StockResult> {
  const openings = await loadOpenings(tx, input.lines);
  const demands = input.lines.flatMap(
    (line) =>
      demandOf(line, {
        rechecks: input.rechecks ?? input.takesBack ?? false,
        opening: openings.get(line.id) ?? null,
      }) ?? [],
  );
  if (demands.length === 0) return { changed: new Map(), movedVariants: new Set(), posting: Promise.resolve() };
  demands.sort((a, b) => a.line.placedAt.getTime() - b.line.placedAt.getTime() || compare(a.line.id, b.line.id));
  const [locations, parts, reservedParts, taken] = await together([
    loadSaleLocations(tx, demands, input),
    loadParts(tx, demands, input.prefetched),
    loadReservedParts(tx, demands),
    loadTaken(tx, demands),
  ]);
  const components = new Map(demands.map((each) => [each.line.id, componentsOf(each, parts)]));
  const balance = await lockBalance(tx, {
    demands,
    locations,
    components,
    heldParts: new Map(
      demands.map(({ line: { id } }) => [id, [...(reservedParts.get(id) ?? []), ...partsIn(taken.get(id))]]),
    ),
    prefetched: input.prefetched,
  });
  const back = input.takesBack ? overpromised(demands, reservedParts, balance) : new Map<string, number>();
  const changed = new Map<string, LineStock>();
  const movements: Movement[] = [];
  for (const each of demands) {
    const parts = components.get(each.line.id) ?? [];
    const locationId = balance.choose(each, locations.candidates(each.line), parts);
    const next = reconcileLine(each, {
      locationId,
      parts,
      balance,
      movements,
      reservedParts: reservedParts.get(each.line.id) ?? [],
      taken: taken.get(each.line.id),
      back: back.get(each.line.id) ?? 0,
    });
    if (!isSame(next, each.line.stock)) changed.set(each.line.id, next);
  }
  const { actor, now } = input;
  const posting = onItsWay(postMovements(tx, { movements, actor, now, locked: balance.locked }));
  // Where a level has to be made first, it is more than one statement.
  const lockedKeys = new Set(balance.locked.map(levelKey));
  if (!movements.every((movement) => lockedKeys.has(levelKey(movement)))) await posting;
  return { changed, movedVariants: movedBy(movements), posting };
}

/** Units each line gives back so that no location reserves more than it has: the newest first. */
function overpromised(
  demands: readonly StockDemand[],
  reservedParts: ReadonlyMap<string, readonly Component[]>,
  balance: StockBalance,
): ReadonlyMap<string, number> {
  const given = new Map<string, number>();
  const back = new Map<string, number>();
  for (const { line } of demands.toReversed()) {
    const { locationId, reserved } = line.stock;
    if (locationId === null || reserved === 0) continue;
    const parts = (reservedParts.get(line.id) ?? []).map(({ variantId, quantity }) => ({
      key: levelKey({ variantId, locationId }),
      each: quantity / reserved,
      free: balance.free([{ variantId, quantity: 1 }], locationId),
    }));
    const lacking = parts.map(({ key, each, free }) => Math.ceil(-(free + (given.get(key) ?? 0)) / each));
    const units = Math.min(reserved, Math.max(0, ...lacking));
    if (units === 0) continue;
    for (const { key, each } of parts) given.set(key, (given.get(key) ?? 0) + units * each);
    back.set(line.id, units);
  }
  return back;
}

/** Variants of which more or less is free somewhere: units that were promised and leave free nothing. */
function movedBy(movements: readonly Movement[]): ReadonlySet<string> {
  const free = new Map<string, { readonly variantId: string; units: number }>();
  for (const movement of movements) {
    const { variantId, onHandDelta, reservedDelta } = movement;
    const level = free.get(levelKey(movement)) ?? { variantId, units: 0 };
    free.set(levelKey(movement), level);
    level.units += onHandDelta - reservedDelta;
  }
  return new Set([...free.values()].flatMap(({ variantId, units }) => (units === 0 ? [] : [variantId])));
}

function reconcileLine(
  demand: StockDemand,
  at: {
    readonly locationId: string;
    readonly parts: readonly Component[];
    readonly balance: StockBalance;
    readonly movements: Movement[];
    readonly reservedParts: readonly Component[];
    /** What its units took that have left; undefined: what they are made of now. */
    readonly taken: TakenGoods | undefined;
    /** Units of its promise that are not there. */
    readonly back: number;
  },
): LineStock {
  const { stock, id, orderId } = demand.line;
  const { locationId, parts, balance, reservedParts, back } = at;
  const [from = locationId] = reservedAt(demand.line) ?? [];
  const isMoved = from !== locationId;
  // A bundle whose parts were changed since gives back what it really holds and reserves anew, as does a line that turns
  // out to ship from another location; what it brought on hand is there too.
  const isRecomposed = isMoved || !isSameUnits(reservedParts, parts, stock.reserved);
  const brought = isMoved ? (stock.opened ?? 0) - stock.lost : 0;
  const retained = isRecomposed ? 0 : Math.min(stock.reserved - back, demand.open);
  const opened = (demand.opened ?? 0) - (stock.opened ?? 0);
  const lost = demand.lost - stock.lost;
  const { units: ownUnits, goods } = comingBack(demand, at.taken);
  const net = brought + opened - lost + stock.consumed - demand.consumed + (demand.returned - stock.returned);
  const onHand = net - ownUnits;
  balance.move(reservedParts, from, { onHand: 0, reserved: -1 });
  balance.move(parts, from, { onHand: -brought, reserved: 0 });
  balance.move(goods, locationId, { onHand: 1, reserved: 0 });
  balance.move(parts, locationId, { onHand, reserved: retained });
  const added = Math.min(demand.open - retained, Math.max(0, balance.free(parts, locationId)));
  balance.move(parts, locationId, { onHand: 0, reserved: added });
  const reserved = retained + added;
  const isPosted = onHand !== 0 || goods.length > 0 || reserved !== stock.reserved || isRecomposed;
  if (isPosted) {
    const note = noteOf(opened, lost);
    const post = (location: string, units: (variantId: string) => Pick<Movement, "onHandDelta" | "reservedDelta">) => {
      for (const variantId of new Set([...parts, ...reservedParts, ...goods].map((part) => part.variantId))) {
        const by = units(variantId);
        if (by.onHandDelta === 0 && by.reservedDelta === 0) continue;
        const causeRef = `${id}:${stock.seq}`;
        at.movements.push({ variantId, locationId: location, causeKind: "order", causeRef, ...by, orderId, note });
      }
    };
    if (isMoved)
      post(from, (variantId) => ({
        onHandDelta: -brought * unitsOf(parts, variantId),
        reservedDelta: -unitsOf(reservedParts, variantId),
      }));
    post(locationId, (variantId) => ({
      onHandDelta: onHand * unitsOf(parts, variantId) + unitsOf(goods, variantId),
      reservedDelta: reserved * unitsOf(parts, variantId) - (isMoved ? 0 : unitsOf(reservedParts, variantId)),
    }));
  }
  const seq = stock.seq + (isPosted ? 1 : 0);
  const { consumed, returned, matched } = demand;
  return {
    locationId,
    reserved,
    short: demand.open - reserved,
    consumed,
    returned,
    matched,
    opened: demand.opened,
    follows: demand.follows,
    lost: demand.lost,
    seq,
  };
}

function noteOf(opened: number, lost: number): string | undefined {
  if (lost > 0) return "Written off: refunded without restocking";
  return opened === 0 ? undefined : "Ordered before the channel was connected";
}

function unitsOf(components: readonly Component[], variantId: string): number {
  return components.find((part) => part.variantId === variantId)?.quantity ?? 0;
}

function isSameUnits(reservedParts: readonly Component[], parts: readonly Component[], reserved: number): boolean {
  const all = new Set([...parts, ...reservedParts].map((part) => part.variantId));
  return [...all].every((variantId) => unitsOf(reservedParts, variantId) === unitsOf(parts, variantId) * reserved);
}

/** The location of the line's reserved units. */
const reservedAt = ({ stock: { locationId, reserved } }: StockLine): string[] | null =>
  locationId !== null && reserved > 0 ? [locationId] : null;

/** The affected levels, locked, with the changes of this batch applied. */
interface StockBalance {
  readonly locked: readonly { readonly variantId: string; readonly locationId: string }[];
  free(parts: readonly Component[], locationId: string): number;
  move(
    parts: readonly Component[],
    locationId: string,
    by: { readonly onHand: number; readonly reserved: number },
  ): void;
  choose(demand: StockDemand, candidates: readonly string[], parts: readonly Component[]): string;
}

async function lockBalance(
  tx: Tx,
  input: {
    readonly demands: readonly StockDemand[];
    readonly locations: SaleLocations;
    /** By line. */
    readonly components: ReadonlyMap<string, readonly Component[]>;
    /** Reserved, or taken and on its way back. */
    readonly heldParts: ReadonlyMap<string, readonly Component[]>;
    readonly prefetched: PrefetchedStock | undefined;
  },
): Promise<StockBalance> {
  const keys = input.demands.flatMap(({ line }) => {
    const possible = new Set([...input.locations.candidates(line), ...(reservedAt(line) ?? [])]);
    return [...(input.components.get(line.id) ?? []), ...(input.heldParts.get(line.id) ?? [])].flatMap((part) =>
      [...possible].map((locationId) => ({ variantId: part.variantId, locationId })),
    );
  });
  const locked = prefetchedLevels(keys, input.prefetched) ?? (await lockExistingLevels(tx, keys));
  const available = new Map(locked.map((level) => [levelKey(level), level.onHand - level.reserved]));
  const key = (part: Component, locationId: string) => levelKey({ variantId: part.variantId, locationId });
  const free = (parts: readonly Component[], locationId: string) =>
    Math.min(...parts.map((part) => Math.floor((available.get(key(part, locationId)) ?? 0) / part.quantity)));
  return {
    locked,
    free,
    move(parts, locationId, by) {
      for (const part of parts) {
        const now = available.get(key(part, locationId)) ?? 0;
        available.set(key(part, locationId), now + (by.onHand - by.reserved) * part.quantity);
      }
    },
    choose(demand, candidates, parts) {
      const needed = demand.open + demand.consumed - (demand.opened ?? 0);
      const enough = candidates.find((locationId) => free(parts, locationId) >= needed);
      const most = () => candidates.reduce((a, b) => (free(parts, b) > free(parts, a) ? b : a));
      return enough ?? most();
    },
  };
}

/** The levels among those locked ahead; null where others are needed too. */
function prefetchedLevels(
  keys: readonly LevelKey[],
  prefetched: PrefetchedStock | undefined,
): readonly LockedLevel[] | null {
  if (!prefetched?.levels) return null;
  const { variantIds, locationIds, levels } = prefetched.levels;
  const covered = new Set(
    [...variantIds].flatMap((id) => prefetched.parts.get(id) ?? []).map((part) => part.variantId),
  );
  if (!keys.every((key) => covered.has(key.variantId) && locationIds.has(key.locationId))) return null;
  const keySet = new Set(keys.map(levelKey));
  return levels.filter((level) => keySet.has(levelKey(level)));
}

/** The prefix of the location of a line that ships from one of ours and no other: sold at its register. */
export const OWN_LOCATION = "location:";

interface SaleLocations {
  /** The locations a line may ship from, best first; one once it took or reserved something there. */
  candidates(line: StockLine): readonly [string, ...string[]];
}

/** What is read for a store's new orders before their lines are matched with stock. */
export interface PrefetchedStock {
  readonly connectionId: string;
  readonly locations: OwnPlaces;
  readonly parts: VariantParts;
  readonly levels?: HeldLevels | undefined;
}

async function loadParts(
  tx: Tx,
  demands: readonly StockDemand[],
  prefetched: PrefetchedStock | undefined,
): Promise<VariantParts> {
  const ids = linkedItems(demands.map(({ line }) => line));
  return prefetched && ids.every((id) => prefetched.parts.has(id)) ? prefetched.parts : partsOf(tx, ids);
}

async function loadSaleLocations(
  tx: Tx,
  demands: readonly StockDemand[],
  { prefetched, now }: { readonly prefetched?: PrefetchedStock | undefined; readonly now: Date },
): Promise<SaleLocations> {
  const connections = [...new Set(demands.flatMap(({ line }) => line.connectionId ?? []))];
  const isPrefetched = prefetched && connections.every((id) => id === prefetched.connectionId);
  const [own, mapped] = await together([
    isPrefetched ? Promise.resolve(prefetched.locations) : ownPlaces(tx, connections, now),
    mappedLocations(tx, demands),
  ]);
  return {
    candidates(line) {
      const { locationId, reserved, consumed, returned, lost } = line.stock;
      // What was written off lies with the rest of the line, and comes back there.
      const hasTaken = consumed > 0 || returned > 0 || (lost > 0 && reserved === 0);
      if (locationId !== null && hasTaken) return [locationId];
      const current = reserved > 0 ? locationId : null;
      if (line.servedFrom !== null) return [current ?? line.servedFrom];
      if (line.extLocation?.startsWith(OWN_LOCATION)) return [current ?? line.extLocation.slice(OWN_LOCATION.length)];
      const mappedLocation = mapped.get(`${line.connectionId}|${line.extLocation}`);
      if (mappedLocation) return [mappedLocation];
      const { places: sellable, areAll } = soldFrom(own, line.connectionId, line.extLocation !== null);
      // Reserved units stay where they are, unless the channel turned out to sell from other locations.
      return current !== null && (!areAll || sellable.includes(current)) ? [current] : sellable;
    },
  };
}

/** Our location for each channel location the lines name, by "connection|key". */
async function mappedLocations(tx: Tx, demands: readonly StockDemand[]): Promise<ReadonlyMap<string, string>> {
  const named = demands.filter(({ line }) => line.connectionId !== null && line.extLocation !== null);
  if (named.length === 0) return new Map();
  const rows = await tx.rows<{ connectionId: string; key: string; id: string }>(
    `select connection_id as "connectionId", ext_key as key, location_id as id from ext_location
     where organization_id = argosy.tenant() and connection_id = any($1::uuid[]) and ext_key = any($2::text[])
       and location_id is not null`,
    [[...new Set(named.map(({ line }) => line.connectionId))], [...new Set(named.map(({ line }) => line.extLocation))]],
  );
  return new Map(rows.map((row) => [`${row.connectionId}|${row.key}`, row.id]));
}

const partsIn = (taken: TakenGoods | undefined): readonly Component[] => taken?.parts ?? [];

/** What lines have really reserved, by line: the sum of their own movements. */
async function loadReservedParts(
  tx: Tx,
  demands: readonly StockDemand[],
): Promise<ReadonlyMap<string, readonly Component[]>> {
  const holding = demands.filter(({ line }) => line.stock.reserved > 0);
  if (holding.length === 0) return new Map();
  const refs = holding.flatMap(({ line }) => Array.from({ length: line.stock.seq }, (_, seq) => `${line.id}:${seq}`));
  const rows = await tx.rows<Component & { lineId: string }>(
    `select split_part(cause_ref, ':', 1) as "lineId", variant_id as "variantId", sum(reserved_delta)::int as quantity
     from movement where organization_id = argosy.tenant() and cause_kind = 'order' and cause_ref = any($1::text[])
     group by 1, 2 having sum(reserved_delta) <> 0`,
    [refs],
  );
  return Map.groupBy(rows, (row) => row.lineId);
}
