/** Publishing a shipment: core fulfilments, else the shipment tracking plugin, else a note; then completed. */

import { message as hubMessage, type Message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { mayMove, ORDER_TRANSITIONS } from "../../commerce/statuses.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandExecutor } from "../kit/contract/executing.ts";
import type { CommandOf, CommandRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { quantityOf, soldOf } from "../kit/parse/sold-units.ts";
import { asRecord, factsOf, hasNoRoute, shopCall } from "./client.ts";
import { SHIPPED_META, shippedParts } from "./order-mapping.ts";
import type { LoadedOrder } from "./order-read.ts";
import { fulfilmentsOf, loadOrder } from "./order-read.ts";
import { setsOf } from "./order-sets.ts";
import { metaOf } from "./order-source.ts";
import { addNote, putOrder } from "./order-steps.ts";
import { parcelMeta } from "./own-parcels.ts";
import { createTracking, listTrackings } from "./tracking.ts";
import { message } from "./words.ts";

type Fulfil = CommandOf<"fulfil">;
export type TrackingMode = "core" | "plugin" | "note";

interface Shipment {
  readonly run: CommandRun;
  readonly command: Fulfil;
  readonly known: LoadedOrder;
  readonly lines: readonly { readonly lineKey: string; readonly quantity: number }[];
  /** True when nothing is left to ship after this. */
  readonly isRest: boolean;
}

/** Meta key naming the intent that made a record, for looking up what an unclear attempt did. */
const KEY_META = "_argosy_key";

/** How this shop publishes tracking: the setting, then what it was found to have, and at last a note. */
function trackingModes(ctx: Context): readonly TrackingMode[] {
  const requested = ctx.connection.settings["trackingMode"];
  const facts = factsOf(ctx.connection);
  if (requested === "note") return ["note"];
  const isChosen = requested === "core" || requested === "plugin";
  const hasCore = requested === "core" || (!isChosen && facts.hasFulfilments);
  const hasPlugin = requested === "plugin" || facts.hasShipmentTracking;
  return [...(hasCore ? (["core"] as const) : []), ...(hasPlugin ? (["plugin"] as const) : []), "note"];
}

function shipmentOf(run: CommandRun, command: Fulfil, existing: LoadedOrder): Shipment {
  // What an earlier attempt of this very intent noted does not count as shipped before.
  const own = new Map(
    (shippedParts(existing.order)[run.idempotencyKey] ?? []).map((line) => [line.lineKey, line.quantity]),
  );
  const open = existing.part.lines.map((line) => ({
    lineKey: line.key,
    quantity: Math.max(0, line.quantity - line.fulfilledQuantity + (own.get(line.key) ?? 0)),
  }));
  const requested = (command.lines ?? open).filter((line) => line.quantity > 0);
  const sent = new Map(requested.map((line) => [line.lineKey, line.quantity]));
  const sets = setsOf(existing.order);
  const isRest = open.every((line) => sets.has(line.lineKey) || (sent.get(line.lineKey) ?? 0) >= line.quantity);
  // The shop counts sets too: they have left with the last of their parts.
  const withLast = open.filter((line) => isRest && line.quantity > 0 && !sent.has(line.lineKey));
  return { run, command, known: existing, lines: [...requested, ...withLast], isRest };
}

export const fulfil: CommandExecutor<"fulfil", LoadedOrder> = async (run, existing, ctx) => {
  const { command } = run;
  const shipment = shipmentOf(run, command, existing);
  const unknown = shipment.lines.find((line) => !existing.part.lines.some((one) => one.key === line.lineKey));
  if (unknown) return rejected("line_unknown", hubMessage("platform.noLine", { line: unknown.lineKey }));
  const isTracked = asRecord(run.saved)["tracked"] === true;
  // Cancelled and refunded orders are not woken up by a late parcel.
  if (
    !isTracked &&
    existing.part.status !== "completed" &&
    !mayMove(ORDER_TRANSITIONS, existing.part.status, "completed")
  )
    return rejected("transition", message("refused.orderShopNothingShipped", { status: existing.order.status }));
  const mode = isTracked ? trackedMode(run, ctx) : await publishSomewhere(shipment, ctx);
  if (!isTracked) await run.save({ tracked: true, mode });
  const isLast = (shipment.isRest || command.lines === undefined) && existing.order.status !== "completed";
  const changes = {
    ...(isLast ? { status: "completed" } : {}),
    ...ownMeta(shipment, mode),
  };
  const text = isLast ? [TEXTS[mode], message("done.orderCompleted")] : TEXTS[mode];
  if (Object.keys(changes).length > 0)
    return { state: "done", text, order: (await putOrder(existing, changes, ctx)).part };
  const { body } = await shopCall(ctx, { path: `orders/${existing.order.id}`, operation: "orders.get" });
  return { state: "done", text, order: (await loadOrder(body, ctx, existing)).part };
};

const TEXTS: Readonly<Record<TrackingMode, Message>> = {
  core: message("done.shipmentRecorded"),
  plugin: message("done.trackingRecorded"),
  note: message("done.trackingNoted"),
};

function trackedMode(run: CommandRun, ctx: Context): TrackingMode {
  const saved = asRecord(run.saved)["mode"];
  const [first = "note"] = trackingModes(ctx);
  return saved === "core" || saved === "plugin" || saved === "note" ? saved : first;
}

/** Tries what the shop is known to have; where the route is gone, the next way: a shipment never waits for a plugin. */
async function publishSomewhere(shipment: Shipment, ctx: Context): Promise<TrackingMode> {
  const modes = trackingModes(ctx);
  for (const mode of modes.slice(0, -1)) {
    try {
      await publish(mode, shipment, ctx);
      return mode;
    } catch (error) {
      if (!hasNoRoute(error)) throw error;
    }
  }
  await publish("note", shipment, ctx);
  return "note";
}

async function publish(mode: TrackingMode, shipment: Shipment, ctx: Context): Promise<void> {
  if (mode === "core") return createFulfilment(shipment, ctx);
  if (shipment.command.trackingNumbers.length === 0) return;
  return mode === "plugin" ? addTrackings(shipment, ctx) : addTrackingNote(shipment, ctx);
}

/** What the order itself keeps of the parcel where the shop has no record of parcels; the same again is the same. */
function ownMeta(shipment: Shipment, mode: TrackingMode): { readonly meta_data?: Json } {
  const isTracked = shipment.command.trackingNumbers.length > 0;
  const meta = [
    ...(isTracked && mode === "note" ? [trackingMeta(shipment)] : []),
    ...(shipment.isRest || mode === "core" ? [] : [shippedMeta(shipment)]),
  ];
  return meta.length > 0 ? { meta_data: meta } : {};
}

/** Which units left with this intent; written under its own key, so that a repetition changes nothing. */
function shippedMeta({ run, known, lines }: Shipment): Json {
  const value = {
    ...shippedParts(known.order),
    [run.idempotencyKey]: lines.map((line) => ({ lineKey: line.lineKey, quantity: line.quantity })),
  };
  return { key: SHIPPED_META, value: value as Json };
}

async function createFulfilment(shipment: Shipment, ctx: Context): Promise<void> {
  const { run, command, known, lines } = shipment;
  if (lines.length === 0) return;
  if (run.uncertain) {
    const made = await fulfilmentsOf(known.order.id, ctx);
    if (made.some((one) => metaOf(one.meta_data, KEY_META) === run.idempotencyKey)) return;
  }
  // Every entry needs an id of 0, else the shop drops it; item ids must be integers (captured).
  const entry = (key: string, value: Json) => ({ id: 0, key, value });
  const meta = [
    entry(
      "_items",
      lines.map((line) => ({ item_id: Number(line.lineKey), qty: Number(shopQuantity(line, known)) })),
    ),
    entry(KEY_META, run.idempotencyKey),
    ...(command.trackingNumbers.length > 0 ? [entry("_tracking_number", command.trackingNumbers.join(", "))] : []),
    ...(command.carrier ? [entry("_shipment_provider", command.carrier)] : []),
    ...(command.trackingUrl ? [entry("_tracking_url", command.trackingUrl)] : []),
  ];
  await shopCall(ctx, {
    method: "POST",
    path: `orders/${known.order.id}/fulfillments`,
    query: command.notifyCustomer ? [["notify_customer", "true"]] : [],
    json: { status: "fulfilled", is_fulfilled: true, meta_data: meta },
    operation: "fulfilments.create",
  });
}

/** Of goods sold in fractions the last units are what is left of the line. */
function shopQuantity(line: Shipment["lines"][number], { order, part }: LoadedOrder): string {
  const reported = order.line_items.find(({ id }) => id === line.lineKey);
  const before = part.lines.find(({ key }) => key === line.lineKey)?.fulfilledQuantity ?? 0;
  return reported ? quantityOf(soldOf(reported.quantity), line.quantity, before) : String(line.quantity);
}

async function addTrackings(shipment: Shipment, ctx: Context): Promise<void> {
  const { run, command, known } = shipment;
  const done = new Set(asStrings(asRecord(run.saved)["numbers"]));
  if (run.uncertain) {
    for (const row of await listTrackings(known.order.id, ctx)) done.add(String(row["tracking_number"] ?? ""));
  }
  for (const number of command.trackingNumbers) {
    if (done.has(number)) continue;
    await createTracking(known.order.id, { ...command, number }, ctx);
    done.add(number);
    await run.save({ numbers: [...done] });
  }
}

async function addTrackingNote(shipment: Shipment, ctx: Context): Promise<void> {
  const { run, command, known } = shipment;
  const by = command.carrier ? ` with ${command.carrier}` : "";
  const text = `Shipped${by}, tracking ${command.trackingNumbers.join(", ")}${command.trackingUrl ? ` ${command.trackingUrl}` : ""}`;
  const noted = asRecord(run.saved)["noted"] === true;
  if (!noted) {
    await addNote({ orderId: known.order.id, text, toCustomer: command.notifyCustomer, uncertain: run.uncertain }, ctx);
    await run.save({ noted: true });
  }
}

function trackingMeta({ run, command, known, lines }: Shipment): Json {
  return parcelMeta(known.order, {
    id: run.idempotencyKey,
    numbers: command.trackingNumbers,
    carrier: command.carrier ?? null,
    url: command.trackingUrl ?? null,
    lines,
  });
}

function asStrings(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
