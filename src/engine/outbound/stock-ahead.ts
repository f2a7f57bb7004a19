/**
 * A write of stock begun before it may leave: where a channel's number is read before it is written, it is read while the
 * transaction that marks the write commits, and the write waits for that (decision 342).
 */
import type { Clock } from "../../commerce/clock.ts";
import type { Context } from "../../connectors/kit/contract/contract.ts";
import type { PushResult } from "../../connectors/kit/contract/ports.ts";
import { type CallTrace, newCallTrace, type OpenConnection } from "../connection-registry.ts";
import { hand } from "../hands.ts";
import { itemOf } from "./stock-item.ts";
import type { StockRow } from "./stock-rows.ts";

/** What was begun longer ago is read again. */
const STALE_MS = 1_000;

export interface StockAhead {
  /** The calls made so far. */
  readonly trail: CallTrace;
  /** The write may leave: answers what became of it. Null: it was dropped or let go before, or is too old. */
  go(signal: AbortSignal): Promise<readonly PushResult<number>[]> | null;
  /** Nothing is written, unless it was let go. */
  drop(): void;
}

/** Begins to send these to one channel. Null where nothing is read first. */
function beginStock(open: OpenConnection, rows: readonly StockRow[], clock: Clock): StockAhead | null {
  const { stock } = open.ports;
  if (stock?.compareAndSet !== "read") return null;
  const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
  const stopping = new AbortController();
  const trail = newCallTrace();
  const waiting = createRelay();
  const begunAt = clock.now();
  let isOver = false;
  const ctx: Context = open.context({ signal: stopping.signal, trail, priority: "urgent", beforeWrite: () => gate });
  const answer = hand.run(waiting, async () => stock.push.send(rows.map(itemOf), ctx));
  // Told to whoever lets it go; dropped, it is nobody's.
  answer.catch(() => undefined);
  const drop = () => {
    if (isOver) return;
    isOver = true;
    stopping.abort(new Error("What was begun of a write was dropped."));
    openGate();
  };
  return {
    trail,
    go(signal) {
      if (clock.now() - begunAt > STALE_MS) drop();
      if (isOver) return null;
      isOver = true;
      waiting.hand();
      if (signal.aborted) stopping.abort(signal.reason);
      signal.addEventListener("abort", () => stopping.abort(signal.reason), { once: true });
      openGate();
      return answer;
    },
    drop,
  };
}

/** What is marked as sent to one channel. */
interface Leaving {
  readonly open: OpenConnection;
  readonly sent: readonly StockRow[];
}

/** The writes that leave with one transaction, begun while it ends. */
export interface Beginnings {
  /** Soon: what the transaction sends leaves first. */
  begin(leaving: readonly Leaving[]): void;
  /** The same look, with its write where that was begun. */
  withBegun<L extends Leaving>(look: L): L & { readonly ahead?: StockAhead | undefined };
  /** Nothing is begun any more, and all that no turn was given is dropped. */
  end(): void;
}

export function createBeginnings(clock: Clock): Beginnings {
  const begun = new Map<OpenConnection, StockAhead>();
  let isOver = false;
  return {
    begin(leaving) {
      setImmediate(() => {
        for (const { open, sent } of isOver ? [] : leaving) {
          const ahead = beginStock(open, sent, clock);
          // A transaction that met another one begins again.
          begun.get(open)?.drop();
          if (ahead) begun.set(open, ahead);
        }
      });
    },
    withBegun(look) {
      const ahead = begun.get(look.open);
      begun.delete(look.open);
      return look.sent.length > 0 && ahead ? { ...look, ahead } : look;
    },
    end() {
      isOver = true;
      for (const ahead of begun.values()) ahead.drop();
      begun.clear();
    },
  };
}

/** Waits for a platform's limit, which are the turn's once it has taken the write over. */
function createRelay(): { readonly waits: (change: 1 | -1) => void; hand(): void } {
  let under = 0;
  let owner: ((change: 1 | -1) => void) | undefined;
  return {
    waits(change) {
      under += change;
      owner?.(change);
    },
    hand() {
      owner = hand.getStore()?.waits;
      for (let n = 0; n < under; n += 1) owner?.(1);
    },
  };
}
