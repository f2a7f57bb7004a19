/** Stock goes out between the calls of everything else: a number that is too high sells what is gone. */
import type { OutboundSession } from "./outbound-session.ts";
import { pushStock } from "./stock.ts";

/** Between two looks whether stock has come due. */
const LOOK_EVERY_MS = 200;

export interface StockBetween {
  readonly beforeCall: () => Promise<void>;
  /** What stopped it, told once the work it stood between is done. */
  rethrow(): void;
}

/**
 * Looks before each call of a command, a price batch or a product whether stock is due, and sends it first. Its own
 * trouble is not that work's: it ends the looking and is told afterwards.
 */
export function stockBetween(turn: OutboundSession): StockBetween {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let isBusy = false;
  let trouble: { readonly error: unknown } | undefined;
  return {
    async beforeCall() {
      const now = turn.now();
      if (isBusy || trouble || now.getTime() - lookedAt < LOOK_EVERY_MS) return;
      isBusy = true;
      lookedAt = now.getTime();
      try {
        if (await isStockDue(turn, now)) await pushStock(turn);
      } catch (error) {
        trouble = { error };
      } finally {
        isBusy = false;
      }
    },
    rethrow() {
      if (trouble) throw trouble.error;
    },
  };
}

async function isStockDue(turn: OutboundSession, now: Date): Promise<boolean> {
  const { due } = await turn.tenant(
    (tx) =>
      tx.one<{ due: boolean }>(
        `select exists (select 1
           from argosy.listing_stock
           where organization_id = argosy.tenant() and connection_id = $1 and due_at <= $2
             and operation_id is null) as due`,
        [turn.open.row.id, now],
      ),
    { atOnce: true },
  );
  return due;
}
