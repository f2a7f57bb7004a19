/** Sends due stock between the calls of other outbound work: a quantity that is too high oversells. */
import type { OutboundSession } from "../outbound-session.ts";
import { pushStock } from "./send-stock.ts";

/** Time between two queries for due stock; longer after a failed one. */
const POLL_MS = 200;
const RETRY_POLL_MS = 1_000;

export interface StockBetween {
  readonly beforeCall: () => Promise<void>;
  /** Throws the error of its last query, once the surrounding work is done. */
  rethrow(): void;
}

/**
 * Looks before each call of a command, a price batch or a product whether stock is due, and sends it first. Its own
 * trouble is not that work's: it looks again soon, and what lasts is told afterwards.
 */
export function stockBetween(session: OutboundSession): StockBetween {
  let checkedAt = Number.NEGATIVE_INFINITY;
  let isBusy = false;
  let trouble: { readonly error: unknown } | undefined;
  return {
    async beforeCall() {
      const now = session.now();
      const everyMs = trouble ? RETRY_POLL_MS : POLL_MS;
      if (isBusy || now.getTime() - checkedAt < everyMs) return;
      isBusy = true;
      checkedAt = now.getTime();
      try {
        if (await isStockDue(session, now)) await pushStock(session);
        trouble = undefined;
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

async function isStockDue(session: OutboundSession, now: Date): Promise<boolean> {
  const { due } = await session.tenant(
    (tx) =>
      tx.one<{ due: boolean }>(
        `select exists (select 1
           from argosy.listing_stock
           where organization_id = argosy.tenant() and connection_id = $1 and due_at <= $2
             and operation_id is null) as due`,
        [session.open.row.id, now],
      ),
    { atOnce: true },
  );
  return due;
}
