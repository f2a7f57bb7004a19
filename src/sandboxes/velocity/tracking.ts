import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { india, type Shipment, type State } from "./state.ts";

/** Keyed by number. One it does not know has an error in its place, or is missing. */
export function handleTracking(path: string, request: SandboxRequest, state: State): SandboxReply | null {
  if (path !== "order-tracking") return null;
  const { awbs } = (request.json() ?? {}) as { readonly awbs?: Json };
  if (!Array.isArray(awbs) || awbs.length > 50) return { status: 400, json: { error: "awbs is invalid" } };
  const result = awbs.flatMap((awb): [string, object][] => {
    const shipment = [...state.shipments.values()].find((one) => one.awb === awb);
    if (shipment) return [[String(awb), trackedOf(shipment)]];
    return String(awb).startsWith("MISSING") ? [] : [[String(awb), { error: "Tracking data not found" }]];
  });
  return { status: 200, json: { result: Object.fromEntries(result) } };
}

function trackedOf(shipment: Shipment): object {
  const at = (activity: string) => shipment.activities.find((one) => one.activity === activity)?.date ?? null;
  return {
    tracking_data: {
      track_status: null,
      shipment_status: shipment.status,
      shipment_track: [
        {
          id: `uuid-${shipment.shipmentId}`,
          awb_code: shipment.awb,
          courier_company_id: shipment.carrier?.id ?? "",
          shipment_id: shipment.shipmentId,
          order_id: shipment.orderId,
          pickup_date: at("PICKED UP"),
          delivered_date: shipment.status === "delivered" ? at("DELIVERED") : null,
          weight: 0.3,
          packages: 1,
          current_status: shipment.status,
          delivered_to: "Bengaluru",
          destination: "Bengaluru",
          consignee_name: shipment.name,
          origin: "Bangalore",
          courier_agent_details: null,
        },
      ],
      // Newest first.
      shipment_track_activities: [...shipment.activities].reverse(),
      track_url: `https://shipfastt.in/track/${shipment.awb}`,
    },
  };
}

/** A scan: the new state, and the carrier's line where it writes one. */
export function scanned(shipment: Shipment, word: string, activity: string | null, state: State): void {
  const at = state.clock.now();
  shipment.status = word;
  if (activity !== null) {
    const line = { date: india(at), activity, location: "Bengaluru" };
    shipment.activities.push(line);
    const new_tracking = {
      tracking_id: `trk-${state.next()}`,
      event_date_time: `${line.date.replace(" ", "T")}+05:30`,
      location: line.location,
      remarks: activity,
    };
    state.send("tracking_addition", shipment, { new_tracking });
  }
  state.send("status_change", shipment, {});
}
