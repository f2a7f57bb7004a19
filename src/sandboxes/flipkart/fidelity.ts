/**
 * The emulated notifications against the documentation's samples (11 events) and skeletons (6 events of returns): each
 * is caused in the sandbox, and its keys and the types of its values count. Flipkart has no captures of a real shop.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../commerce/product.ts";
import { autoAdvancingClock } from "../../connectors/kit/testing/connection.ts";
import { shapeDifferences } from "../../connectors/kit/testing/sample-shapes.ts";
import { handleActions } from "./actions.ts";
import { type FlipkartSandbox, startSandbox } from "./index.ts";
import { move, ofOrder } from "./life.ts";
import { notifyReturn } from "./notifications.ts";
import { cancelByBuyer, changeDispatchDates, holdOrder, placeOrder, progress, returnOrder } from "./orders.ts";

interface Compared {
  readonly call: string;
  readonly details: readonly string[];
}

/** What differs because it should, by event and path. */
export const ON_PURPOSE: Readonly<Record<string, string>> = {
  "shipment_created attributes.forms[]": "the emulated goods need no forms",
  "shipment_created attributes.orderItems[].hsn": "the sample's item has no HSN, the emulated one has",
  "return_created attributes.returnItems[].quantity": "the skeleton holds a place there and no number",
};

/** For `npm run fidelity`: the comparison in the form of its report. */
export async function measureFidelity(specsDir: string) {
  const compared = await compareAll(specsDir);
  const paths = compared.flatMap(({ details }) => details);
  const differing = compared.filter(({ details }) => details.some((path) => !(path in ON_PURPOSE)));
  return {
    compared: compared.length,
    same: compared.filter(({ details }) => details.length === 0).length,
    onPurpose: paths.filter((path) => path in ON_PURPOSE).map((call) => ({ call, reason: ON_PURPOSE[call] ?? "" })),
    differences: differing.map(({ call, details }) => ({ call, what: details.slice(0, 3).join("; ") })),
  };
}

/** File of the sample by event; events of returns have skeletons only, whose values are placeholders. */
const SAMPLES: Readonly<Record<string, string>> = {
  shipment_created: "shipment-created.example",
  shipment_hold: "hold.example",
  shipment_unhold: "unhold.example",
  shipment_packed: "packed.example",
  shipment_ready_to_dispatch: "ready-to-dispatch.example",
  shipment_pickup_complete: "pickup-complete.example",
  shipment_shipped: "shipped.example",
  shipment_delivered: "delivered.example",
  shipment_dispatch_dates_changed: "dispatch-dates-changed.example",
  shipment_cancelled: "shipment-cancelled.example",
  shipment_form_failed: "shipment-form-failed.example",
  return_created: "return-created.structure",
  return_item_tracking_id_update: "return-tracking-id-update.structure",
  return_expected_date_changed: "return-expected-date-change.structure",
  return_picked_up: "return-picked-up.structure",
  return_completed: "return-completed.structure",
  return_cancelled: "return-cancelled.structure",
};

export async function compareAll(specsDir: string): Promise<Compared[]> {
  const sent = await causeAll();
  return Object.entries(SAMPLES).map(([event, file]) => {
    const sample: Json = JSON.parse(readFileSync(join(specsDir, "flipkart", "notifications", `${file}.json`), "utf8"));
    const ours = sent.get(event);
    if (ours === undefined) return { call: event, details: ["is never sent"] };
    // Skeletons leave out the version every sample has.
    const isSkeleton = file.endsWith(".structure");
    const reported = isSkeleton ? { version: "v3", ...(sample as object) } : sample;
    return { call: event, details: shapeDifferences(reported, ours).map((path) => `${event} ${path}`) };
  });
}

/** Every kind of notification, caused once, by event. */
async function causeAll(): Promise<Map<string, Json>> {
  const sent = new Map<string, Json>();
  const clock = autoAdvancingClock();
  const sandbox = await startSandbox({ clock, seed: 3 });
  try {
    const deliver = (_url: string, _headers: unknown, body: string) => {
      const event: { readonly [key: string]: Json } = JSON.parse(body);
      sent.set(String(event.eventType), event);
    };
    Object.assign(sandbox.state, { notificationUrl: "https://hub.example/notify", deliver });
    sandbox.shop.addProduct({ title: "Mug", variants: [{ sku: "MUG-1", price: "250", stock: 100 }] });
    await liveThrough(sandbox);
  } finally {
    await sandbox.close();
  }
  return sent;
}

async function liveThrough({ state }: FlipkartSandbox): Promise<void> {
  const place = () => placeOrder(state, { lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });
  const key = place();
  holdOrder(state, key, true);
  holdOrder(state, key, false);
  changeDispatchDates(state, key, state.clock.now());
  await label(state, key, false);
  const [shipment] = ofOrder(state, key);
  const body = { shipmentIds: [shipment?.shipmentId ?? ""], locationId: shipment?.locationId ?? "" };
  const request = { method: "POST", path: "/sellers/v3/shipments/dispatch", json: () => body };
  handleActions({ ...request, query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0), text: "" }, state);
  for (const status of ["PICKUP_COMPLETE", "SHIPPED", "DELIVERED"]) progress(state, key, status);
  const comesBack = returnOrder(state, key, "customer_return", false);
  for (const event of ["item_tracking_id_update", "expected_date_changed", "picked_up", "cancelled"])
    notifyReturn(state, comesBack, `return_${event}`);
  returnOrder(state, key, "customer_return", true);
  cancelByBuyer(state, place());
  await label(state, place(), true);
}

/** A label is ordered, and it, or its form's failure, is known a while later. */
async function label(state: FlipkartSandbox["state"], key: string, failsForm: boolean): Promise<void> {
  for (const shipment of ofOrder(state, key)) {
    Object.assign(shipment, { failsForm, packedAt: state.clock.now() + state.labelMs });
    move(state, shipment, "PACKING_IN_PROGRESS");
  }
  await state.clock.sleep(2 * state.labelMs);
  ofOrder(state, key);
}
