/** What shipped lines took from stock, by their own movements: a recipe that was changed since says nothing about it. */
import type { Tx } from "../../db/database.ts";
import type { Component } from "./line-parts.ts";
import type { StockDemand, StockLine } from "./line-stock.ts";

/** So many units of a line, and all that they took. */
export interface TakenItems {
  readonly units: number;
  readonly parts: readonly Component[];
}

type Taker = Pick<StockLine, "id" | "stock">;

/**
 * Of lines whose units have left, by line. Not of those that also brought units on hand or wrote some off: their movements
 * do not say which is which, and the recipe of today has to do.
 */
export async function takenItems(tx: Tx, lines: readonly Taker[]): Promise<ReadonlyMap<string, TakenItems>> {
  const gone = lines.filter(({ stock }) => outUnits(stock) > 0 && (stock.opened ?? 0) === 0 && stock.lost === 0);
  if (gone.length === 0) return new Map();
  const refs = gone.flatMap((line) => Array.from({ length: line.stock.seq }, (_, seq) => `${line.id}:${seq}`));
  const rows = await tx.rows<Component & { lineId: string }>(
    `select split_part(cause_ref, ':', 1) as "lineId", variant_id as "variantId", -sum(on_hand_delta)::int as quantity
     from argosy.movement
     where organization_id = argosy.tenant() and cause_kind = 'order' and cause_ref = any($1::text[])
     group by 1, 2 having sum(on_hand_delta) < 0 order by 2`,
    [refs],
  );
  const parts = Map.groupBy(rows, (row) => row.lineId);
  return new Map(
    gone.flatMap(({ id, stock }) => {
      const taken = parts.get(id);
      return taken ? [[id, { units: outUnits(stock), parts: taken }] as const] : [];
    }),
  );
}

const outUnits = ({ consumed, returned }: StockLine["stock"]): number => consumed - returned;

/**
 * What comes back with some of these units, after so many that came before them. Units that left by two recipes come back
 * alike, and with the last of them all that they took.
 */
function itemsOf({ units, parts }: TakenItems, back: number, before = 0): readonly Component[] {
  const upTo = (quantity: number, n: number) => Math.floor((quantity * Math.min(n, units)) / units);
  return parts.flatMap(({ variantId, quantity }) => {
    const share = upTo(quantity, before + back) - upTo(quantity, before);
    return share > 0 ? [{ variantId, quantity: share }] : [];
  });
}

/**
 * The goods of returned units: what they took, and of units that took nothing here (shipped before the channel was
 * connected) what they are made of now.
 */
export function returnedItems(
  taken: TakenItems | undefined,
  made: readonly Component[],
  { back, before }: { readonly back: number; readonly before: number },
): readonly Component[] {
  const own = taken ? Math.min(back, Math.max(0, taken.units - before)) : 0;
  const items = new Map(
    (taken && own > 0 ? itemsOf(taken, own, before) : []).map((one) => [one.variantId, one.quantity]),
  );
  for (const { variantId, quantity } of made)
    if (back > own) items.set(variantId, (items.get(variantId) ?? 0) + quantity * (back - own));
  return [...items].map(([variantId, quantity]) => ({ variantId, quantity }));
}

/** What lines took whose units come back. */
export function loadTaken(tx: Tx, demands: readonly StockDemand[]): Promise<ReadonlyMap<string, TakenItems>> {
  const comesBack = ({ line: { stock }, consumed, returned }: StockDemand) =>
    consumed < stock.consumed || returned > stock.returned;
  return takenItems(
    tx,
    demands.filter(comesBack).map(({ line }) => line),
  );
}

/** Units that come back and what they took; others come back as what they are made of now. */
export function comingBack(
  { line: { stock }, consumed, returned }: StockDemand,
  taken: TakenItems | undefined,
): { readonly units: number; readonly goods: readonly Component[] } {
  if (!taken) return { units: 0, goods: [] };
  const back = Math.max(0, stock.consumed - consumed) + Math.max(0, returned - stock.returned);
  const units = Math.min(back, taken.units);
  return { units, goods: itemsOf(taken, units) };
}
