/**
 * Clears due work a channel does not support (its connector has no such port, or lost it with a plan or plugin): a lane
 * with work nobody does would be claimed for ever.
 */
import { clearUnsupported } from "../../hub/sync-state/aspect.ts";
import type { OutboundSession } from "./outbound-session.ts";

/**
 * Desired values of a kind the channel does not take (its connector has no such port, or lost it with a plan or a plugin)
 * stop being due: a lane with something due that nobody works off would come back at once, for ever.
 */
export async function clearUnsupportedWork(
  session: OutboundSession,
  table: "listing_stock" | "listing_price" | "product_listing",
  /** `waiting`: a person carries them over. */
  state: "idle" | "waiting" = "idle",
): Promise<false> {
  await session.tenant((tx) => clearUnsupported(tx, table, { connection: session.open.row.id, state }));
  return false;
}
