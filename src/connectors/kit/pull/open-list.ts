/**
 * Sweeps a platform's list of open records that tells no time of change: a record is read when its row is new or differs
 * from the one before, and once more, by its key, when it has left the list.
 */
import { z } from "zod";
import type { Context } from "../contract/contract.ts";
import type { Sweep, SweepPage } from "../contract/ports.ts";
import { readSingly } from "./read-each.ts";

/** A row of the list; `mark` differs when the row does. */
export interface OpenRow<T> {
  readonly key: string;
  readonly mark: string;
  /** The record, from the row itself or by a call. */
  read(): Promise<T | null>;
}

interface OpenList<T> {
  readonly id: string;
  readonly everyMs: number;
  /** Everything that is open, and how many rows cannot be read. */
  list(ctx: Context): Promise<{ readonly rows: readonly OpenRow<T>[]; readonly unread: number }>;
  /** A record that is no longer listed; null: the platform tells nothing of it now, and it is asked for again. */
  get(key: string, ctx: Context): Promise<T | null>;
}

const cursorSchema = z.record(z.string(), z.string());

/** The cursor is what was open when it was last read, by key. */
export const openListSweep = <T>({ id, everyMs, list, get }: OpenList<T>): Sweep<T> => ({
  id,
  mode: "changed",
  everyMs,
  async *run({ cursor }, ctx): AsyncGenerator<SweepPage<T>> {
    const marks = new Map(Object.entries(cursor === null ? {} : cursorSchema.parse(JSON.parse(cursor))));
    const { rows, unread } = await list(ctx);
    const open = new Set(rows.map(({ key }) => key));
    const changed = rows.filter(({ key, mark }) => marks.get(key) !== mark);
    const left = [...marks.keys()].filter((key) => !open.has(key));
    const due: readonly OpenRow<T>[] = [
      ...changed,
      ...left.map((key): OpenRow<T> => ({ key, mark: "", read: () => get(key, ctx) })),
    ];
    const at = () => JSON.stringify(Object.fromEntries(marks));
    for (const row of due) {
      const outcome = await readSingly([row], async () => row.read());
      const isRead = outcome.items.length > 0;
      if (isRead && row.mark === "") marks.delete(row.key);
      if (isRead && row.mark !== "") marks.set(row.key, row.mark);
      yield { items: outcome.items, cursor: at(), safeToSave: true, unread: outcome.unread.length };
    }
    yield { items: [], cursor: at(), safeToSave: true, unread };
  },
});
