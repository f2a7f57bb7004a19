/**
 * Sweeps a platform's list of open records that tells no time of change: a record is read when its row is new or differs
 * from the one before, and once more, by its key, when it has left the list.
 */
import { z } from "zod";
import type { Context } from "../contract/contract.ts";
import type { Sweep, SweepPage } from "../contract/ports.ts";
import { chunks } from "../parse/chunks.ts";
import { readSingly } from "./read-each.ts";

/** A row of the list; `mark` differs when the row does. */
export interface OpenRow<T> {
  readonly key: string;
  readonly mark: string;
  /** The record where the row holds all of it; absent: `get` brings it. */
  readonly item?: T | undefined;
}

interface OpenList<T> {
  readonly id: string;
  readonly everyMs: number;
  /** Before a row's key in the key of its record. */
  readonly prefix: string;
  /** Everything that is open, and how many rows cannot be read. */
  list(ctx: Context): Promise<{ readonly rows: readonly OpenRow<T>[]; readonly unread: number }>;
  /**
   * A record by a row's key; null: the platform knows none, and it is asked for no more; undefined: it is another
   * connection's to tell.
   */
  get(key: string, ctx: Context): Promise<T | null | undefined>;
  /** A record that is open stays known though the list, which may be cut, does not name it. */
  isOpen(record: T): boolean;
}

const cursorSchema = z.record(z.string(), z.string());

/** Records of a page that took no call. */
const A_PAGE = 100;

/** The cursor is what was open when it was last read, by key. */
export const openListSweep = <T>({ id, everyMs, prefix, list, get, isOpen }: OpenList<T>): Sweep<T> => ({
  id,
  mode: "changed",
  everyMs,
  async *run({ cursor }, ctx): AsyncGenerator<SweepPage<T>> {
    const marks = new Map(Object.entries(cursor === null ? {} : cursorSchema.parse(JSON.parse(cursor))));
    const page = (items: readonly T[], unread = 0, goneKeys: readonly string[] = []): SweepPage<T> => {
      return { items, goneKeys, cursor: JSON.stringify(Object.fromEntries(marks)), safeToSave: true, unread };
    };
    /** A list of one, or of none where it is not this connection's; null: not known. */
    const read = async (key: string): Promise<T[] | null> => {
      const record = await get(key, ctx);
      return record === null ? null : record === undefined ? [] : [record];
    };
    const { rows, unread } = await list(ctx);
    const open = new Set(rows.map(({ key }) => key));
    const changed = rows.filter(({ key, mark }) => marks.get(key) !== mark);
    const whole = changed.flatMap(({ key, mark, item }) => (item === undefined ? [] : [{ key, mark, item }]));
    for (const some of chunks(whole, A_PAGE)) {
      for (const { key, mark } of some) marks.set(key, mark);
      yield page(some.map(({ item }) => item));
    }
    for (const { key, mark } of changed.filter(({ item }) => item === undefined)) {
      const outcome = await readSingly([key], () => read(key));
      if (outcome.items.length > 0) marks.set(key, mark);
      // Listed and not known is not read, either.
      yield page(outcome.items.flat(), outcome.items.length > 0 ? 0 : 1);
    }
    for (const key of [...marks.keys()].filter((each) => !open.has(each))) {
      const outcome = await readSingly([key], () => read(key));
      const isRead = outcome.unread.length === 0;
      if (isRead && !outcome.items.flat().some(isOpen)) marks.delete(key);
      const isGone = isRead && outcome.items.length === 0;
      yield page(outcome.items.flat(), outcome.unread.length, isGone ? [`${prefix}${key}`] : []);
    }
    yield page([], unread);
  },
});
