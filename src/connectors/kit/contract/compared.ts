/** Writing what was looked at first, for platforms that compare nothing by themselves. */

import { message } from "../../../commerce/message.ts";
import type { PushResult, StockItem, StockResult } from "./ports.ts";
import { echo } from "./results.ts";

/**
 * What an item comes to without a write: it shows what is wanted, or something else than expected. Null: it has to be
 * written, as also where the platform shows no number yet. `desired` is the number as the platform takes it.
 * What is wanted and was not expected is not ours: a sale nobody has told of yet took as much as we were about to.
 */
export function compared(
  item: StockItem,
  shown: number | null | undefined,
  desired: number = item.want,
): StockResult | null {
  if (shown === null || shown === undefined) return null;
  const isExpected = item.expected === null || item.expected === shown;
  if (shown === desired && isExpected) return { ...echo(item), outcome: "applied", observed: shown };
  if (!isExpected) return { ...echo(item), outcome: "conflict", observed: shown };
  return null;
}

/** The same after a write nobody knows the outcome of: what is wanted is there by it. */
export function comparedAfterWrite(item: StockItem, shown: number | null | undefined): StockResult | null {
  return compared(shown === item.want ? { ...item, expected: shown } : item, shown);
}

/**
 * Answers an item that the shop counted when its number was last known, and no longer does: a number would switch
 * counting on again, against the merchant's choice, and sell the item out.
 */
export function countedNoMore(item: StockItem, counts: boolean): StockResult | null {
  if (counts || item.expected === null) return null;
  return {
    ...echo(item),
    outcome: "rejected",
    code: "not_counted",
    field: "stock",
    text: message("platform.notCounted"),
  };
}

const isResult = <V>(decision: PushResult<V> | object): decision is PushResult<V> => "outcome" in decision;

/** The results among decisions, and what has to be written. */
const sorted = <V, Due extends object>(decisions: readonly (PushResult<V> | Due)[]) => ({
  settled: decisions.filter((one) => isResult<V>(one)),
  due: decisions.filter((one): one is Due => !isResult<V>(one)),
});

/** Writes what is not settled, in one go; the results of all. */
export async function writeRest<V, Due extends object>(
  decisions: readonly (PushResult<V> | Due)[],
  write: (due: readonly Due[]) => Promise<readonly PushResult<V>[]>,
): Promise<readonly PushResult<V>[]> {
  const { settled, due } = sorted(decisions);
  return due.length === 0 ? settled : [...settled, ...(await write(due))];
}

/** Writes that collide with orders are tried again this often. */
const MAX_TRIES = 3;

/** Of a number that counts what is free: an order placed since it was written lowers it, which is as it should be. */
const writtenBefore: Compare = (item, shown) =>
  shown !== undefined && shown <= item.want ? { ...echo(item), outcome: "applied", observed: shown } : null;

/** `compared` before the first write, and what stands for it after one. */
export type Compare = (item: StockItem, shown: number | undefined) => StockResult | null;

interface Rounds<Shown, Due> {
  look(items: readonly StockItem[]): Promise<ReadonlyMap<string, Shown>>;
  decide(item: StockItem, shown: Shown | undefined, compare: Compare): StockResult | Due;
  /** What is shown afterwards; null where the answer does not tell all of it. */
  write(due: readonly Due[]): Promise<ReadonlyMap<string, Shown> | null>;
}

/**
 * For shops whose orders move at any time what a write is made of (pieces on hand, of which some are reserved): each round
 * writes what differs in one call and takes into the next what orders moved in between.
 */
export async function writeInRounds<Shown, Due extends { readonly item: StockItem }>(
  items: readonly StockItem[],
  { look, decide, write }: Rounds<Shown, Due>,
): Promise<readonly StockResult[]> {
  const results: StockResult[] = [];
  let left = items;
  let existing = await look(items);
  for (let round = 1; left.length > 0; round += 1) {
    const compare = round === 1 ? compared : writtenBefore;
    const { settled, due } = sorted(left.map((item) => decide(item, existing.get(item.key), compare)));
    results.push(...settled);
    left = due.map(({ item }) => item);
    if (round > MAX_TRIES) return [...results, ...left.map(unsettled)];
    if (due.length > 0) existing = (await write(due)) ?? (await look(left));
  }
  return results;
}

function unsettled(item: StockItem): StockResult {
  const text = message("platform.ordersKeptChanging");
  return { ...echo(item), outcome: "retry", error: { kind: "transient" }, text };
}
