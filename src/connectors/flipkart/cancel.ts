/** Cancelling, possible until the label is made; a cancellation group goes together (sheet section 5). */
import type { CommandOf } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { act } from "./order-steps.ts";
import type { Shipment } from "./schemas.ts";
import { shipmentsOfOrder } from "./shipment-reads.ts";
import { after, aliveItems, isFlipkarts, refusedBy } from "./shipment-state.ts";
import { CANCELLABLE } from "./statuses.ts";
import { message } from "./words.ts";

type Cancel = CommandOf<"cancel">;

/** Flipkart's three words; the third, b2b_order, no command of ours means. */
export const CANCEL_REASONS: Readonly<Record<Cancel["reason"], string>> = {
  inventory: "not_enough_inventory",
  customer: "cannot_procure_item",
  fraud: "cannot_procure_item",
  declined: "cannot_procure_item",
  other: "cannot_procure_item",
};

/** All or nothing: an order of which a part has been packed is left as it is. */
export async function cancel(run: CommandRun, command: Cancel, ctx: Context): Promise<CommandResult> {
  const shipments = await shipmentsOfOrder(run.order.key, ctx);
  if (shipments.length === 0) return rejected("not_found", message("refused.notKnowOrderAnyMore"));
  const open = shipments.filter((shipment) => aliveItems(shipment).length > 0);
  if (open.length === 0) return after(run.order.key, message("done.orderCancelled"), ctx);
  if (open.some(isFlipkarts)) return rejected("fbf", message("refused.fulfilsOrderItselfSellersCannot"));
  const late = open.flatMap(aliveItems).find((item) => !CANCELLABLE.has(item.status));
  if (late !== undefined)
    return rejected("too_late", message("refused.shipmentOrderAlreadySellersCancel", { status: late.status }));
  if (open.some((shipment) => groupsOf(shipment).length === 0))
    return rejected("no_group", message("refused.namesNoCancellationGroupOrder"));
  const refusals = await act(open, { path: "cancel", operation: "shipments.cancel", body: bodyOf(command) }, ctx);
  return refusedBy(refusals) ?? after(run.order.key, message("done.orderCancelled"), ctx);
}

const groupsOf = (shipment: Shipment): string[] => [
  ...new Set(aliveItems(shipment).flatMap((item) => item.cancellationGroupId ?? [])),
];

const bodyOf =
  ({ reason }: Cancel) =>
  (some: readonly Shipment[]): Json => ({
    shipments: some.map((shipment) => ({
      shipmentId: shipment.shipmentId,
      ...(shipment.locationId === undefined ? {} : { locationId: shipment.locationId }),
      cancellationGroupIds: groupsOf(shipment),
      reason: CANCEL_REASONS[reason],
    })),
  });
