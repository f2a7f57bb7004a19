/**
 * Applies an order while its delivery is stored: its transaction waits before its last statements until the delivery is
 * stored, and commits under the lane that was claimed with it (decision 383).
 */
import type { Context } from "../../connectors/kit/contract/contract.ts";
import { LONG_BODY } from "../../connectors/kit/parse/body-json.ts";
import type { Tx } from "../../db/database.ts";
import { acceptsDeliveries, ignoredBecause } from "../apply/order-filter.ts";
import { newCallLog, type OpenConnection } from "../connections/connection-registry.ts";
import { applyOutcomes, type DeliveryDeps, type InterpretedOutcome, NotStored } from "./apply-deliveries.ts";
import { type EventRow, groupEvents } from "./delivery-groups.ts";

// Longer than storing a delivery takes. The transaction holds rows others wait for, so it may not wait without a limit.
const MAX_MS = 1_000;

export interface ApplyWhileStoring {
  /** The interpreted delivery; null if its turn has to interpret it. */
  readonly outcome: Promise<InterpretedOutcome | null>;
  /** The store as it is now; null if it changed since it was cached, or nothing was applied. */
  readonly open: Promise<OpenConnection | null>;
  /**
   * Commits once the delivery is stored and its lane claimed; returns when the store's next delivery is due. Null: it was
   * rolled back before, and has to be applied again.
   */
  commit(): Promise<Date | null> | null;
  /** Rolls back, unless it is being committed. */
  drop(): void;
}

interface ApplyWhileStoringOptions {
  /** The store comes from the cache: the transaction reads it and rolls back if it has changed. */
  readonly isCached: boolean;
}

/** Null if this delivery has to wait for its turn. */
export function applyWhileStoring(
  deps: DeliveryDeps,
  open: OpenConnection,
  event: EventRow,
  { isCached }: ApplyWhileStoringOptions,
): ApplyWhileStoring | null {
  const { webhooks } = open.ports;
  if (!webhooks || !event.trusted || event.is_hint || event.ref === "unreadable") return null;
  if (!acceptsDeliveries(open) || ignoredBecause(open, event)) return null;
  const { promise: stored, resolve: commits, reject: drops } = Promise.withResolvers<void>();
  // The transaction reports it, if there is one by then.
  stored.catch(() => undefined);
  const still = Promise.withResolvers<OpenConnection | null>();
  if (!isCached) still.resolve(open);
  const isStill = async (tx: Tx) => {
    const found = await deps.registry.isStill(tx, open);
    still.resolve(found);
    if (!found) throw new NotStored("The store is not what it was when this was begun.");
  };
  const callLog = newCallLog();
  const outcome = interpretWhileStoring(deps, open, event);
  const applied = outcome.then(
    (each) =>
      each && applyOutcomes(deps, open, { outcomes: [each], callLog, stored, ...(isCached && { first: isStill }) }),
  );
  // If nothing was applied, the store was not read.
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
  const late = setTimeout(drop, MAX_MS).unref();
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

/**
 * Null also if interpreting needs a call to the channel (none is made for a possible duplicate), and for a large body,
 * which its lane parses in slices.
 */
async function interpretWhileStoring(
  { clock }: DeliveryDeps,
  open: OpenConnection,
  event: EventRow,
): Promise<InterpretedOutcome | null> {
  if (event.body.byteLength > LONG_BODY) return null;
  const [group] = groupEvents([event]);
  let hasCalled = false;
  const stopped = new AbortController();
  stopped.abort();
  // Every call checks the signal first.
  const signal = Object.assign(stopped.signal, {
    throwIfAborted() {
      hasCalled = true;
      throw new NotStored("A delivery that is being stored asks nobody.");
    },
  });
  const ctx: Context = open.context({ signal, callLog: newCallLog(), priority: "interactive" });
  const started = clock.now();
  try {
    const change = await open.ports.webhooks?.interpret(event, ctx);
    if (!group || hasCalled || change?.as !== "orders") return null;
    return { group, change, startedAt: new Date(started), ms: clock.now() - started };
  } catch {
    // Its turn interprets it again and reports the error.
    return null;
  }
}
