/** Cuts a file's rows into pieces that are worked on as one: rows of a product stay together. */
import type { Draft } from "./draft.ts";
import { groupKey } from "./plan.ts";
import type { Group } from "./world.ts";

export interface Chunk {
  readonly groups: readonly Group[];
  readonly rows: number;
  /** The last row in it. */
  readonly lastRow: number;
}

// Big enough that statements do not count, small enough that a chunk takes a fraction of a second.
const ROWS = 500;
// Beyond this the rows of one product are cut too: what comes later joins the product that was made.
const MOST_ROWS = 3_000;

/** The rows in pieces; holds one piece at a time. */
export async function* chunksOf(drafts: AsyncIterable<Draft>): AsyncGenerator<Chunk> {
  let groups: { readonly key: string | null; readonly drafts: Draft[] }[] = [];
  // A broken row may stand between the rows of a product.
  let byKey = new Map<string, Draft[]>();
  let rows = 0;
  let lastRow = 0;
  for await (const draft of drafts) {
    const key = groupKey(draft);
    const goesOn = key !== null && groups.at(-1)?.key === key;
    const isFull = rows >= ROWS && !goesOn && draft.row !== lastRow;
    if (isFull || (rows >= MOST_ROWS && draft.row !== lastRow)) {
      yield { groups, rows, lastRow };
      groups = [];
      byKey = new Map();
      rows = 0;
    }
    const existing = key === null ? undefined : byKey.get(key);
    if (existing) existing.push(draft);
    else {
      const group = { key, drafts: [draft] };
      groups.push(group);
      if (key !== null) byKey.set(key, group.drafts);
    }
    rows++;
    lastRow = draft.row;
  }
  if (rows > 0) yield { groups, rows, lastRow };
}
