/** How shipments go on: labels that are made while nobody asks, states that follow each other. */
import { notify } from "./notifications.ts";
import { alive, type State, type StoredShipment } from "./state.ts";

/** Brings a shipment to where it is by now: labels are made while nobody asks. */
export function settled(state: State, shipment: StoredShipment): StoredShipment {
  if (shipment.packedAt === undefined || state.clock.now() < shipment.packedAt) return shipment;
  const at = shipment.packedAt;
  shipment.packedAt = undefined;
  if (!shipment.failsForm) {
    shipment.trackingId = `FMPP${state.number(10)}`;
    shipment.vendor = "E-Kart Logistics";
  }
  for (const item of shipment.items)
    if (item.status === "PACKING_IN_PROGRESS") item.status = shipment.failsForm ? "FORM_FAILED" : "PACKED";
  shipment.updatedAt = at;
  if (shipment.failsForm)
    notify(state, shipment, "shipment_form_failed", { status: "FORM_FAILED", forms: ["FORM600TG"] });
  else notify(state, shipment, "shipment_packed", { status: "PACKED" });
  return shipment;
}

export function move(state: State, shipment: StoredShipment, status: string): void {
  for (const item of alive(shipment)) item.status = status;
  shipment.updatedAt = state.clock.now();
}

export function ofOrder(state: State, orderId: string): StoredShipment[] {
  return (state.byOrder.get(orderId) ?? []).flatMap((id) => {
    const shipment = state.shipments.get(id);
    return shipment ? [settled(state, shipment)] : [];
  });
}
