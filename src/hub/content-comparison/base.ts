/** Keeps what hub and channel last agreed on. */
import type { Tx } from "../../db/database.ts";
import { mergeBase } from "../sync-state/content.ts";
import { type Base, type Compared, compareContent } from "./fields.ts";
import { contentPairs } from "./pairs.ts";

/** What is remembered of one product listing. */
export interface StoredBase {
  readonly id: string;
  readonly entries: Base;
}

/** The entry that says: this is how both sides stand now. */
export function entryOf(one: Compared, isAgreed: boolean): Base[string] {
  return { h: one.hubMark, c: one.channelMark, ...(isAgreed ? { a: true } : {}) };
}

/** Merges entries into what is remembered. */
export async function remember(tx: Tx, all: readonly StoredBase[]): Promise<void> {
  const some = all.filter(({ entries }) => Object.keys(entries).length > 0);
  if (some.length > 0) await mergeBase(tx, some);
}

/**
 * From here on edits are told apart: fields never compared before are remembered as they stand on both sides. Where
 * they differ nobody has decided yet; that is the plan's to show.
 */
export async function startBase(tx: Tx, productListingIds: readonly string[]): Promise<void> {
  const pairs = await contentPairs(tx, productListingIds);
  await remember(
    tx,
    pairs.map((pair) => ({
      id: pair.id,
      entries: Object.fromEntries(
        compareContent(pair).flatMap((one) => (pair.base[one.key] ? [] : [[one.key, entryOf(one, one.isSame)]])),
      ),
    })),
  );
}

/** These fields stand on both sides as somebody wants them: later only a new edit is news. */
export async function agreeOn(
  tx: Tx,
  fields: readonly { readonly productListingId: string; readonly key: string }[],
): Promise<void> {
  const byId = Map.groupBy(fields, (each) => each.productListingId);
  const pairs = await contentPairs(tx, [...byId.keys()]);
  await remember(
    tx,
    pairs.map((pair) => {
      const keys = new Set(byId.get(pair.id)?.map((each) => each.key));
      const found = compareContent(pair).filter((one) => keys.has(one.key));
      return { id: pair.id, entries: Object.fromEntries(found.map((one) => [one.key, entryOf(one, true)])) };
    }),
  );
}

/** Every field of these products is agreed on as it stands. */
export async function agreeOnAll(tx: Tx, productListingIds: readonly string[]): Promise<void> {
  const pairs = await contentPairs(tx, productListingIds);
  await remember(
    tx,
    pairs.map((pair) => ({
      id: pair.id,
      entries: Object.fromEntries(compareContent(pair).map((one) => [one.key, entryOf(one, true)])),
    })),
  );
}

/** After a write of ours: the fields sent are agreed on as sent and as shown since; a new product in all but those `left`. */
export async function agreeSent(
  tx: Tx,
  put: {
    readonly productListingId: string;
    readonly isNew: boolean;
    readonly sent: ReadonlyMap<string, string>;
    /** Keys of fields that could not go along. */
    readonly left: readonly string[];
  },
): Promise<void> {
  const [pair] = await contentPairs(tx, [put.productListingId]);
  if (!pair) return;
  const entries = compareContent(pair).flatMap((one): [string, Base[string]][] => {
    const mark = put.sent.get(one.key);
    if (mark !== undefined) return [[one.key, { ...entryOf(one, true), h: mark }]];
    if (put.isNew) return [[one.key, entryOf(one, !put.left.includes(one.key))]];
    // What went back as the channel had it: should it look different now, that was our write and no edit.
    const before = pair.base[one.key];
    return before ? [[one.key, { ...before, c: one.channelMark }]] : [];
  });
  await remember(tx, [{ id: pair.id, entries: Object.fromEntries(entries) }]);
}
