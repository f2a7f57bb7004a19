/**
 * Starts a stock write before its transaction commits: where a quantity is read before it is written, it is read during
 * the commit, and the write waits at a gate (decision 342).
 */
import type { Clock } from "../../../commerce/clock.ts";
import type { Context } from "../../../connectors/kit/contract/contract.ts";
import type { PushResult } from "../../../connectors/kit/contract/ports.ts";
import { type CallLog, newCallLog, type OpenConnection } from "../../connections/connection-registry.ts";
import { workerSlot } from "../../lanes/worker-slots.ts";
import { itemOf } from "./push-item.ts";
import type { StockRow } from "./stock-rows.ts";

/** An older read is repeated. */
const STALE_MS = 1_000;

export interface EarlyStockWrite {
  /** The calls made so far. */
  readonly callLog: CallLog;
  /** Opens the gate and returns the result. Null if it was discarded or sent before, or is too old. */
  send(signal: AbortSignal): Promise<readonly PushResult<number>[]> | null;
  /** Ends it without a write, unless it was sent. */
  discard(): void;
}

/** Starts the write to one channel; null if the channel is not read before it is written. */
function startStockWrite(open: OpenConnection, rows: readonly StockRow[], clock: Clock): EarlyStockWrite | null {
  const { stock } = open.ports;
  if (stock?.compareAndSet !== "read") return null;
  const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
  const stopping = new AbortController();
  const callLog = newCallLog();
  const waiting = createRelay();
  const startedAt = clock.now();
  let isOver = false;
  const ctx: Context = open.context({ signal: stopping.signal, callLog, priority: "urgent", beforeWrite: () => gate });
  const answer = workerSlot.run(waiting, async () => stock.push.send(rows.map(itemOf), ctx));
  // send() reports a failure; after discard() it is ignored.
  answer.catch(() => undefined);
  const drop = () => {
    if (isOver) return;
    isOver = true;
    stopping.abort(new Error("What was begun of a write was dropped."));
    openGate();
  };
  return {
    callLog,
    send(signal) {
      if (clock.now() - startedAt > STALE_MS) drop();
      if (isOver) return null;
      isOver = true;
      waiting.hand();
      if (signal.aborted) stopping.abort(signal.reason);
      signal.addEventListener("abort", () => stopping.abort(signal.reason), { once: true });
      openGate();
      return answer;
    },
    discard: drop,
  };
}

/** Rows marked as sent to one channel. */
interface OutgoingStock {
  readonly open: OpenConnection;
  readonly sent: readonly StockRow[];
}

/** The stock writes of one transaction, started while it commits. */
export interface EarlyStockWrites {
  /** Starts them after the transaction's own statements are sent. */
  start(outgoing: readonly OutgoingStock[]): void;
  /** Adds the write to its snapshot, if it has started. */
  withEarlyWrite<L extends OutgoingStock>(snapshot: L): L & { readonly earlyWrite?: EarlyStockWrite | undefined };
  /** Starts nothing more, and discards what no turn was given. */
  end(): void;
}

export function createEarlyStockWrites(clock: Clock): EarlyStockWrites {
  const started = new Map<OpenConnection, EarlyStockWrite>();
  let isOver = false;
  return {
    start(outgoing) {
      setImmediate(() => {
        for (const { open, sent } of isOver ? [] : outgoing) {
          const earlyWrite = startStockWrite(open, sent, clock);
          // A transaction that conflicted starts again.
          started.get(open)?.discard();
          if (earlyWrite) started.set(open, earlyWrite);
        }
      });
    },
    withEarlyWrite(snapshot) {
      const earlyWrite = started.get(snapshot.open);
      started.delete(snapshot.open);
      return snapshot.sent.length > 0 && earlyWrite ? { ...snapshot, earlyWrite } : snapshot;
    },
    end() {
      isOver = true;
      for (const earlyWrite of started.values()) earlyWrite.discard();
      started.clear();
    },
  };
}

/** Counts waits for a rate limit, and passes them to the turn that takes over the write. */
function createRelay(): { readonly waits: (change: 1 | -1) => void; hand(): void } {
  let under = 0;
  let owner: ((change: 1 | -1) => void) | undefined;
  return {
    waits(change) {
      under += change;
      owner?.(change);
    },
    hand() {
      owner = workerSlot.getStore()?.waits;
      for (let n = 0; n < under; n += 1) owner?.(1);
    },
  };
}
