/** One order of the shop. */
import type { OrderPart } from "../../commerce/order.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { find } from "./lookups.ts";
import type { Manifest } from "./manifest.ts";
import { manifestOf } from "./settings.ts";
import { findIn } from "./sweeps.ts";
import { message } from "./words.ts";

/** By its id where the shop has such a call, else out of the whole list. Throws unsupported for a shop that only pushes. */
export async function getOrder(key: string, ctx: Context): Promise<OrderPart | null> {
  const manifest = manifestOf(ctx);
  if (manifest.lookups["order.byId"]) return find("orders", "order.byId", { id: key }, ctx);
  if (canLookUp(manifest)) return findIn("orders", ctx, (order) => order.orderKey === key);
  throw new ConnectorError({ kind: "unsupported" }, message("error.shopTellsOrdersCannotAsked"));
}

/** Orders can be asked for, one by one or in a list. */
export const canLookUp = ({ lookups, reads }: Manifest): boolean =>
  lookups["order.byId"] !== undefined || reads.orders !== undefined;
