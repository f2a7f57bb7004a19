import type { By } from "../../commerce/actor.ts";
import { createSlices } from "../../commerce/slices.ts";
import { type Tx, together } from "../../db/database.ts";
import { levelKey, type Movement, postMovements } from "../inventory/ledger.ts";
import { compare } from "./input.ts";
import { type Component, componentsOf, partsOf, type VariantParts } from "./line-parts.ts";
import {
  demandOf,
  isSame,
  type LineStock,
  loadOpenings,
  reservedAt,
  type StockDemand,
  type StockLine,
} from "./line-stock.ts";
import { linkedItems } from "./pack.ts";
import type { PrefetchedStock } from "./prefetched-stock.ts";
import type { RouteDecision } from "./route-decision.ts";
import { startRouting, writeRoutes } from "./route-orders.ts";
import { loadSaleLocations } from "./sale-locations.ts";
import { lockBalance, type StockBalance } from "./stock-balance.ts";
import { comingBack, loadTaken, type TakenItems } from "./taken-items.ts";

export interface StockResult {
  /** New state of the lines whose stock state changed. */
  readonly changed: ReadonlyMap<string, LineStock>;
  /** Variants of which more or less is available than before: their change marks are written. */
  readonly movedVariants: ReadonlySet<string>;
  /** Orders whose locations were chosen now by the routing rules. */
  readonly routed: readonly RouteDecision[];
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
    /** Orders may move to a better location, or to the one a person chose. */
    readonly moves?: boolean | undefined;
    readonly prefetched?: PrefetchedStock | undefined;
  },
): Promise<StockResult> {
  const openings = await loadOpenings(tx, input.lines);
  const demands = input.lines.flatMap(
    (line) =>
      demandOf(line, {
        rechecks: input.rechecks ?? input.takesBack ?? input.moves ?? false,
        opening: openings.get(line.id) ?? null,
      }) ?? [],
  );
  if (demands.length === 0) return NOTHING_CHANGED;
  demands.sort((a, b) => a.line.placedAt.getTime() - b.line.placedAt.getTime() || compare(a.line.id, b.line.id));
  const [locations, parts, reservedParts, taken] = await together([
    loadSaleLocations(tx, demands, input),
    loadParts(tx, demands, input.prefetched),
    loadReservedParts(tx, demands),
    loadTaken(tx, demands),
  ]);
  const components = new Map(demands.map((each) => [each.line.id, componentsOf(each, parts)]));
  const router = await startRouting(tx, { ...input, demands, locations, components, reservedParts });
  const balance = await lockBalance(tx, {
    demands,
    chosenFor: router?.chosenFor,
    locations,
    components,
    heldParts: new Map(
      demands.map(({ line: { id } }) => [id, [...(reservedParts.get(id) ?? []), ...partsIn(taken.get(id))]]),
    ),
    prefetched: input.prefetched,
  });
  const pause = createSlices();
  const back = input.takesBack ? overpromised(demands, reservedParts, balance) : new Map<string, number>();
  const changed = new Map<string, LineStock>();
  const movements: Movement[] = [];
  for (const each of demands) {
    const parts = components.get(each.line.id) ?? [];
    const locationId = router?.choose(each, balance) ?? balance.choose(each, locations.candidates(each.line), parts);
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
    await pause();
  }
  const { actor, now } = input;
  const routed = router?.decisions() ?? [];
  await writeRoutes(tx, routed, now);
  const posting = onItsWay(postMovements(tx, { movements, actor, now, locked: balance.locked }));
  // Where a level has to be made first, it is more than one statement.
  const lockedKeys = new Set(balance.locked.map(levelKey));
  if (!movements.every((movement) => lockedKeys.has(levelKey(movement)))) await posting;
  return { changed, movedVariants: movedBy(movements), routed, posting };
}

const NOTHING_CHANGED: StockResult = {
  changed: new Map(),
  movedVariants: new Set(),
  routed: [],
  posting: Promise.resolve(),
};

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
    readonly taken: TakenItems | undefined;
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

async function loadParts(
  tx: Tx,
  demands: readonly StockDemand[],
  prefetched: PrefetchedStock | undefined,
): Promise<VariantParts> {
  const ids = linkedItems(demands.map(({ line }) => line));
  return prefetched && ids.every((id) => prefetched.parts.has(id)) ? prefetched.parts : partsOf(tx, ids);
}

const partsIn = (taken: TakenItems | undefined): readonly Component[] => taken?.parts ?? [];

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
