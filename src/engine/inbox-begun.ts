/**
 * An order applied while its delivery is being stored: its transaction goes as far as it may before the delivery is known
 * to be kept, and commits under the lane that storing it took (decision 383).
 */
import type { Context } from "../connectors/kit/contract/contract.ts";
import type { Tx } from "../db/database.ts";
import { newCallTrace, type OpenConnection } from "./connection-registry.ts";
import { applyAll, type InboxDeps, type InterpretedOutcome, NotStored } from "./inbox-apply.ts";
import { type EventRow, groupEvents } from "./inbox-groups.ts";
import { isLetIn, unheard } from "./let-in.ts";

// Longer than a delivery takes to be stored. The transaction holds rows others wait for, so that nothing it may wait for
// itself keeps them for good.
const MOST_MS = 1_000;

export interface Begun {
  /** What the delivery means; null where its turn has to find out. */
  readonly outcome: Promise<InterpretedOutcome | null>;
  /** The store as it stands; null where it is not the one this was begun with, or nothing of it was applied. */
  readonly open: Promise<OpenConnection | null>;
  /**
   * The delivery is stored and its lane is the turn's: answers when a delivery of the store is due next. Null: it was
   * dropped before, and has to be applied anew.
   */
  commit(): Promise<Date | null> | null;
  /** Nothing is applied, unless it was to be committed before. */
  drop(): void;
}

interface BegunWith {
  /** The store was not read for it: its transaction does, and nothing is applied where it is another one. */
  readonly isRemembered: boolean;
}

/** Null: its turn begins with it as with any other. */
export function beginApplying(
  deps: InboxDeps,
  open: OpenConnection,
  event: EventRow,
  { isRemembered }: BegunWith,
): Begun | null {
  const { webhooks } = open.ports;
  if (!webhooks || !event.trusted || event.is_hint || event.ref === "unreadable") return null;
  if (!isLetIn(open) || unheard(open, event)) return null;
  const { promise: stored, resolve: commits, reject: drops } = Promise.withResolvers<void>();
  // Told to the transaction, if there is one by then.
  stored.catch(() => undefined);
  const still = Promise.withResolvers<OpenConnection | null>();
  if (!isRemembered) still.resolve(open);
  const isStill = async (tx: Tx) => {
    const found = await deps.registry.isStill(tx, open);
    still.resolve(found);
    if (!found) throw new NotStored("The store is not what it was when this was begun.");
  };
  const trail = newCallTrace();
  const outcome = interpretAhead(deps, open, event);
  const applied = outcome.then(
    (known) =>
      known && applyAll(deps, open, { outcomes: [known], trail, stored, ...(isRemembered && { first: isStill }) }),
  );
  // Where nothing of it was applied, nobody was asked.
  const unasked = () => still.resolve(null);
  applied.then((done) => done === null && unasked(), unasked);
  let isOver = false;
  const end = (by: () => void) => {
    clearTimeout(late);
    isOver = true;
    by();
  };
  const drop = () => {
    if (!isOver) end(() => drops(new NotStored("The delivery was not stored, or not for this turn.")));
  };
  const late = setTimeout(drop, MOST_MS).unref();
  return {
    outcome,
    open: still.promise,
    commit() {
      if (isOver) return null;
      end(commits);
      return applied;
    },
    drop,
  };
}

/** Null also where its channel would have to be asked: nobody is, for a delivery that may be there already. */
async function interpretAhead(
  { clock }: InboxDeps,
  open: OpenConnection,
  event: EventRow,
): Promise<InterpretedOutcome | null> {
  const [group] = groupEvents([event]);
  let hasAsked = false;
  const stopped = new AbortController();
  stopped.abort();
  // Every call looks at it before it does anything.
  const signal = Object.assign(stopped.signal, {
    throwIfAborted() {
      hasAsked = true;
      throw new NotStored("A delivery that is being stored asks nobody.");
    },
  });
  const ctx: Context = open.context({ signal, trail: newCallTrace(), priority: "interactive" });
  const started = clock.now();
  try {
    const change = await open.ports.webhooks?.interpret(event, ctx);
    if (!group || hasAsked || change?.as !== "orders") return null;
    return { group, change, startedAt: new Date(started), ms: clock.now() - started };
  } catch {
    // Its turn understands it again, and says what is wrong.
    return null;
  }
}
