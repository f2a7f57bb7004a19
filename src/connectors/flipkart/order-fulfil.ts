/**
 * Shipping as a workflow: pack (Flipkart makes label and invoice, which takes seconds up to half an hour), then mark
 * ready. Every attempt looks first how far each shipment is, so that nothing is done twice.
 */
import { z } from "zod";
import type { Message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { act, type Fulfil } from "./order-steps.ts";
import { packShipments } from "./pack.ts";
import type { Shipment } from "./schemas.ts";
import { dispatchSelfShip, sentAlready } from "./self-ship.ts";
import { packingOf } from "./settings.ts";
import { shipmentsOfOrder } from "./shipment-reads.ts";
import { after, aliveItems, has, isFlipkarts, isSelfShip, refusedBy } from "./shipment-state.ts";
import { OPEN } from "./statuses.ts";
import { msOf } from "./time.ts";
import { message } from "./words.ts";

export interface Goal {
  readonly until: "packed" | "ready";
  /** Null: packing alone was asked for. */
  readonly command: Fulfil | null;
}

/** The shipments chosen at the first attempt (an older version did not save them), and since when labels are awaited. */
const progress = z.object({ shipments: z.array(z.string()).optional(), packedAt: z.number().optional() });

/** Labels are ready in 5 to 10 s as a rule, in half an hour at worst (sheet section 3). */
const LABEL_POLL_MS = 10_000;
const LABEL_LATE_POLL_MS = 60_000;
const LABEL_GIVE_UP_MS = 60 * 60_000;
const LONGEST_WAIT_MS = 6 * 3_600_000;

export async function ship(run: CommandRun, goal: Goal, ctx: Context): Promise<CommandResult> {
  const shipments = (await shipmentsOfOrder(run.order.key, ctx)).filter((one) => aliveItems(one).length > 0);
  if (shipments.length === 0) return rejected("not_found", message("refused.knowsNoOpenShipmentOrder"));
  const own = shipments.filter((shipment) => !isFlipkarts(shipment));
  if (own.length === 0) return rejected("fbf", message("refused.shipsOrderOwnWarehouse"));
  const { data: saved } = progress.safeParse(run.saved);
  const chosen = saved?.shipments
    ? own.filter((one) => saved.shipments?.includes(one.shipmentId))
    : chosenBy(goal, own);
  if (chosen === null) return rejected("partial", message("refused.shipmentLeavesWholeShipAll"));
  const open = chosen.filter(isOpen);
  const isWaiting = open.some((shipment) => shipment.hold);
  if (isWaiting) return rejected("on_hold", message("refused.holdsShipmentOrderBackShipped"));
  if (goal.command && open.length === 0) return shippedBefore(run, goal.command, chosen, ctx);
  const self = open.filter(isSelfShip);
  const standard = open.filter((shipment) => !isSelfShip(shipment));
  const plan = chosen.map(({ shipmentId }) => shipmentId);
  if (!saved) await run.save({ shipments: plan });
  const { packedAt } = saved ?? {};
  const existing = { shipments: plan, ...(packedAt === undefined ? {} : { packedAt }) };
  const planned = { ...run, saved: existing };
  const packed = await packAll(planned, standard, ctx);
  if (packed !== null) return packed;
  if (goal.command === null)
    return self.length > 0
      ? rejected("self_ship", message("refused.makesNoLabelParcelsShip"))
      : after(run.order.key, message("done.madeLabelInvoice"), ctx);
  const sent =
    self.length === 0 ? null : await dispatchSelfShip(planned, { command: goal.command, shipments: self }, ctx);
  if (sent !== null) return sent;
  return (await markReady(standard, ctx)) ?? after(run.order.key, doneText(standard), ctx);
}

const doneText = (standard: readonly Shipment[]): Message =>
  standard.length > 0 ? message("done.readyForPickup") : message("done.knowsParcelLeft");

/** Nothing is left to do: right when it is this parcel that left, a contradiction when self-ship left otherwise. */
async function shippedBefore(
  run: CommandRun,
  command: Fulfil,
  chosen: readonly Shipment[],
  ctx: Context,
): Promise<CommandResult> {
  const other = await sentAlready(command, chosen.filter(isSelfShip), ctx);
  return other ?? after(run.order.key, doneText(chosen.filter((shipment) => !isSelfShip(shipment))), ctx);
}

const isOpen = (shipment: Shipment): boolean => aliveItems(shipment).some((item) => OPEN.has(item.status));

/**
 * The shipments a command means; null when it names a part of one. Units of an item may lie in several: as many open ones
 * as hold what was asked for. What left before is looked at where none is open.
 */
function chosenBy({ command }: Goal, shipments: readonly Shipment[]): readonly Shipment[] | null {
  if (!command?.lines) return shipments;
  const left = new Map<string, number>();
  for (const { lineKey, quantity } of command.lines) left.set(lineKey, (left.get(lineKey) ?? 0) + quantity);
  const before = shipments.filter((one) => !isOpen(one) && fitOf(one, left) === "whole");
  const chosen: Shipment[] = [];
  for (const shipment of shipments.filter(isOpen)) {
    const fit = fitOf(shipment, left);
    if (fit === "part") return null;
    if (fit === "none") continue;
    chosen.push(shipment);
    for (const [key, quantity] of unitsOf(shipment)) left.set(key, (left.get(key) ?? 0) - quantity);
  }
  if (chosen.length > 0) return chosen;
  return before.length > 0 ? before : null;
}

const unitsOf = (shipment: Shipment): ReadonlyMap<string, number> => {
  const units = new Map<string, number>();
  for (const { orderItemId, quantity } of aliveItems(shipment))
    units.set(orderItemId, (units.get(orderItemId) ?? 0) + quantity);
  return units;
};

function fitOf(shipment: Shipment, requested: ReadonlyMap<string, number>): "whole" | "part" | "none" {
  const units = [...unitsOf(shipment)].map(([key, quantity]) => ({ quantity, asked: requested.get(key) ?? 0 }));
  if (units.every((one) => one.asked >= one.quantity)) return "whole";
  return units.some((one) => one.asked > 0) ? "part" : "none";
}

/** Null when every shipment has its label; else what the command waits for or ends with. */
async function packAll(run: CommandRun, shipments: readonly Shipment[], ctx: Context): Promise<CommandResult | null> {
  if (shipments.some((shipment) => has(shipment, "FORM_FAILED")))
    return rejected("form_failed", message("refused.formShipmentNeedsCouldNot"));
  const unpacked = shipments.filter((shipment) => has(shipment, "APPROVED"));
  const packing = packingOf(ctx.connection.settings);
  if (unpacked.length > 0 && !packing) return rejected("not_packed", message("refused.shipmentNotPackedYetPack"));
  const now = ctx.shopNow();
  const startsAt = Math.max(now, ...unpacked.map((shipment) => msOf(shipment.dispatchAfterDate ?? "") ?? now));
  if (startsAt > now)
    return { state: "pending", saved: run.saved, pollAfterMs: Math.min(startsAt - now, LONGEST_WAIT_MS) };
  if (unpacked.length > 0 && packing) {
    const ended = await packShipments({ shipments: unpacked, packing }, ctx);
    if (ended !== null) return ended;
  }
  const isPacking = unpacked.length > 0 || shipments.some((shipment) => has(shipment, "PACKING_IN_PROGRESS"));
  return isPacking ? waitForLabel(run, unpacked.length > 0, ctx) : null;
}

async function waitForLabel(run: CommandRun, isNew: boolean, ctx: Context): Promise<CommandResult> {
  const now = ctx.shopNow();
  const { shipments, packedAt: before } = progress.safeParse(run.saved).data ?? {};
  const existing = isNew ? undefined : before;
  const packedAt = existing ?? now;
  const saved: Json = { ...(shipments && { shipments }), packedAt };
  if (existing === undefined) await run.save(saved);
  const waitedMs = now - packedAt;
  if (waitedMs > LABEL_GIVE_UP_MS) return rejected("no_label", message("refused.notMadeLabelHourLook"));
  return { state: "pending", saved, pollAfterMs: waitedMs < LABEL_LATE_POLL_MS ? LABEL_POLL_MS : LABEL_LATE_POLL_MS };
}

/** One location a call. Null when all are ready. */
async function markReady(shipments: readonly Shipment[], ctx: Context): Promise<CommandResult | null> {
  for (const [locationId, some] of Map.groupBy(shipments, (shipment) => shipment.locationId)) {
    const body = (batch: readonly Shipment[]): Json => ({
      shipmentIds: batch.map(({ shipmentId }) => shipmentId),
      ...(locationId === undefined ? {} : { locationId }),
    });
    const refusals = await act(some, { path: "dispatch", operation: "shipments.dispatch", body }, ctx);
    const ended = refusedBy(refusals);
    if (ended !== null) return ended;
  }
  return null;
}
