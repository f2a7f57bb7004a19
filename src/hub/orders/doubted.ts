import type { ChannelDoubt } from "../../commerce/order-holds.ts";
import type { OrderStatus } from "../../commerce/statuses.ts";
import { isFinished, type OrderHeader } from "./facts.ts";

interface Doubted {
  readonly status: OrderStatus;
  readonly channel_doubt: ChannelDoubt | null;
}

const HOLDING: ReadonlySet<ChannelDoubt> = new Set(["fraud", "address"]);

/** An order whose buyer or address its channel doubts waits, as one that the channel holds. */
export function doubted({ status, fulfilment, financial }: OrderHeader, doubt: ChannelDoubt | null): Doubted {
  const isHeld = doubt !== null && HOLDING.has(doubt) && !isFinished({ status, fulfilment, financial });
  return { status: isHeld ? "on_hold" : status, channel_doubt: doubt };
}
