/** An order of a channel, as its parts make it. */
import type { HashedPart } from "./input.ts";
import type { OrderRow } from "./order-fields/order-rows.ts";

/** An order this transaction holds alone, with the parts that change it. */
export interface OpenOrder {
  /** As it was stored; null: this transaction made it. */
  readonly before: OrderRow | null;
  /** As the parts make it; the flags that follow from its lines are set later. */
  readonly after: OrderRow;
  readonly parts: readonly HashedPart[];
  /** The status the channel reports; differs from that of `after` where one set here is preserved. */
  readonly reportedStatus: OrderRow["status"];
  /** It comes in several parts, whose headers are stored. */
  readonly isSplit: boolean;
}
