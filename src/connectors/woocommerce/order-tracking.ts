/** Other tracking on a parcel that has left: where the shop keeps it, or as a note. */
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, TrackingCommand, TrackingRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { asRecord, shopCall } from "./client.ts";
import type { LoadedOrder } from "./order-read.ts";
import { fetchOrder, fulfilmentsOf } from "./order-read.ts";
import { addNote } from "./order-steps.ts";
import { ownParcels, parcelMeta } from "./own-parcels.ts";
import { createTracking, listTrackings, trackingsOf } from "./tracking.ts";
import { message } from "./words.ts";

/** Keys of parcels say where the shop keeps them (order-mapping.ts): core fulfilments, the tracking plugin, our note. */
export async function updateTracking(run: TrackingRun, ctx: Context): Promise<CommandResult> {
  const existing = await fetchOrder(run.order.key, ctx);
  if (!existing) return rejected("order_gone", message("refused.orderNoLongerExistsShop"));
  const { command } = run;
  const colon = command.fulfilmentKey.indexOf(":");
  const place = colon < 0 ? command.fulfilmentKey : command.fulfilmentKey.slice(0, colon);
  const id = colon < 0 ? "" : command.fulfilmentKey.slice(colon + 1);
  const refused =
    place === "core"
      ? await changeFulfilment(existing, { id, command }, ctx)
      : place === "tracking"
        ? await changePlugin(existing, { id, command }, ctx)
        : await changeNote(run, { known: existing, id }, ctx);
  if (refused) return refused;
  return {
    state: "done",
    text: message("refused.shopNewTrackingNumber"),
    order: (await fetchOrder(existing.order.id, ctx, existing))?.part,
  };
}

interface Parcel {
  readonly id: string;
  readonly command: TrackingCommand;
}

/** A write of a core fulfilment replaces all its entries: those that stay are sent along. */
async function changeFulfilment(existing: LoadedOrder, parcel: Parcel, ctx: Context): Promise<CommandResult | null> {
  const { command } = parcel;
  const one = (await fulfilmentsOf(existing.order.id, ctx)).find((each) => each.id === parcel.id);
  if (!one) return rejected("parcel_gone", message("refused.shopNoLongerShipment"));
  const changed: Readonly<Record<string, string | undefined>> = {
    _tracking_number: command.trackingNumbers.join(", "),
    _shipment_provider: command.carrier,
    _tracking_url: command.trackingUrl,
  };
  const retained = one.meta_data.filter((entry) => changed[entry.key] === undefined);
  const entries = [
    ...retained.map(({ key, value }) => ({ id: 0, key, value: value ?? null })),
    ...Object.entries(changed).flatMap(([key, value]) => (value === undefined ? [] : [{ id: 0, key, value }])),
  ];
  await shopCall(ctx, {
    method: "PUT",
    path: `orders/${existing.order.id}/fulfillments/${parcel.id}`,
    query: command.notifyCustomer ? [["notify_customer", "true"]] : [],
    json: { status: one.status ?? "fulfilled", is_fulfilled: true, meta_data: entries },
    operation: "fulfilments.update",
    safe: true,
  });
  return null;
}

/** The plugin cannot change an entry: the new ones are added, then the old one goes. */
async function changePlugin(existing: LoadedOrder, parcel: Parcel, ctx: Context): Promise<CommandResult | null> {
  const { command } = parcel;
  const rows = await listTrackings(existing.order.id, ctx);
  const numbers = new Set(rows.map((row) => String(row["tracking_number"] ?? "")));
  for (const number of command.trackingNumbers) {
    if (numbers.has(number)) continue;
    await createTracking(existing.order.id, { ...command, number }, ctx);
  }
  const at = trackingsOf(existing.order.id);
  const old = rows.find((row) => row["tracking_id"] === parcel.id);
  if (old && !command.trackingNumbers.includes(String(old["tracking_number"] ?? "")))
    await shopCall(ctx, {
      ...at,
      method: "DELETE",
      path: `${at.path}/${parcel.id}`,
      operation: "trackings.delete",
      safe: true,
    });
  return null;
}

async function changeNote(
  run: TrackingRun,
  { known, id }: { readonly known: LoadedOrder; readonly id: string },
  ctx: Context,
): Promise<CommandResult | null> {
  const { command } = run;
  const before = ownParcels(known.order).find((one) => one.id === id);
  if (!before) return rejected("parcel_gone", message("refused.shopNoLongerShipment"));
  if (asRecord(run.saved)["noted"] !== true) {
    const by = command.carrier ? ` with ${command.carrier}` : "";
    const link = command.trackingUrl ? ` ${command.trackingUrl}` : "";
    const text = `Tracking changed${by}: ${command.trackingNumbers.join(", ")}${link}`;
    await addNote({ orderId: known.order.id, text, toCustomer: command.notifyCustomer, uncertain: run.uncertain }, ctx);
    await run.save({ noted: true });
  }
  const changed = {
    ...before,
    numbers: command.trackingNumbers,
    carrier: command.carrier ?? before.carrier,
    url: command.trackingUrl ?? before.url,
  };
  await shopCall(ctx, {
    method: "PUT",
    path: `orders/${known.order.id}`,
    json: { meta_data: [parcelMeta(known.order, changed)] },
    operation: "orders.meta",
    safe: true,
  });
  return null;
}
