/** Waiting for what happens elsewhere: in the hub, its workers, a shop. */

/** Why nothing can be waited for any more, asked by every wait; undefined while all is well. */
type Ending = () => string | undefined;
/** What helps to understand a wait that was in vain. */
type Witness = () => string | undefined;

const endings = new Set<Ending>();
const witnesses = new Set<Witness>();

/**
 * From now on a wait fails as soon as `ending` says why, and one in vain tells what `witness` has to say. The answer ends
 * the first: test files share a process, and what is over for one is no reason for the next to fail.
 */
export function watchedBy(parts: { readonly ending: Ending; readonly witness: Witness }): () => void {
  endings.add(parts.ending);
  witnesses.add(parts.witness);
  return () => void endings.delete(parts.ending);
}

/** Long enough for a machine with other work; a wait that ends well takes only as long as it takes. */
const PATIENCE_MS = 120_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;
/** A look asks the hub and its database. Who has waited for long waits a twentieth longer, and leaves them to their work. */
const PAUSE_SHARE = 0.1;
const LONGEST_LATE_PAUSE_MS = 500;

/**
 * Looks until what it sees is as wanted (default: true of itself), and answers that. In vain it throws what it saw
 * last, and at once when a hub it depends on has ended by itself.
 */
export async function until<T>(
  what: string,
  readNow: () => Promise<T>,
  { wanted = Boolean, ms = PATIENCE_MS }: { readonly wanted?: (seen: T) => boolean; readonly ms?: number } = {},
): Promise<Exclude<T, false | null | undefined>> {
  const startedAt = Date.now();
  const end = startedAt + ms;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.3, longestPause(Date.now() - startedAt))) {
    const hasEnded = told(endings);
    if (hasEnded !== "") throw new Error(`Waiting makes no sense any more: ${what}\n${hasEnded}`);
    const seen = await readNow();
    if (wanted(seen)) return seen as Exclude<T, false | null | undefined>;
    if (Date.now() > end)
      throw new Error(`Waited ${ms} ms in vain: ${what}\nLast seen: ${asText(seen)}\n${told(witnesses)}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

const longestPause = (waitedMs: number) =>
  Math.max(LONGEST_PAUSE_MS, Math.min(waitedMs * PAUSE_SHARE, LONGEST_LATE_PAUSE_MS));

const told = (all: ReadonlySet<() => string | undefined>) => [...all].flatMap((report) => report() ?? []).join("\n");

function asText(seen: unknown): string {
  const text = JSON.stringify(seen, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
  return (text ?? String(seen)).slice(0, 2_000);
}
