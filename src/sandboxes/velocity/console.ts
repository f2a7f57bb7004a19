import type { CourierConsole } from "../../connectors/kit/sandbox/courier.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import { assign, UNSERVED } from "./booking.ts";
import type { Shipment, State } from "./state.ts";
import { scanned } from "./tracking.ts";

/** Our meaning -> the state's word and the carrier's line. Coming back, carriers write "DELIVERED" too. */
const SCANS: Readonly<Record<Parameters<CourierConsole["scan"]>[1], readonly [word: string, line: string | null]>> = {
  pickup_failed: ["not_picked", null],
  label_ready: ["pickup_scheduled", "OUT FOR PICKUP"],
  picked_up: ["in_transit", "PICKED UP"],
  in_transit: ["in_transit", "REACHED HUB"],
  out_for_delivery: ["out_for_delivery", "OUT FOR DELIVERY"],
  exception: ["ndr_raised", "CONSIGNEE NOT AVAILABLE"],
  delivered: ["delivered", "DELIVERED"],
  rto_in_transit: ["rto_in_transit", null],
  rto_delivered: ["rto_delivered", "DELIVERED"],
  lost: ["lost", null],
};

export function createConsole(state: State): CourierConsole {
  const numbered = () => [...state.shipments.values()].filter((one) => one.awb !== null);
  const of = (trackingNumber: string): Shipment =>
    numbered().find(({ awb }) => awb === trackingNumber) ?? missing("parcel", trackingNumber);
  return {
    credentials: () => ({
      apiKey: state.apiKey,
      warehouses: `${state.warehouse.id} ${state.warehouse.name}`,
      storeName: "my-website",
      environment: "production",
    }),
    installWebhooks(urls) {
      const key = `webhook-key-${state.next()}-${state.apiKey}`;
      state.webhooks = { url: urls.tracking ?? "", key, header: state.webhookHeader };
      return { webhookSecret: key };
    },
    parcels: () =>
      numbered().flatMap((one) =>
        (one.charges.length === 0 ? [""] : one.charges).map((charged) => ({
          reference: one.reference,
          trackingNumber: one.awb ?? "",
          word: one.status,
          isCancelled: one.status === "cancelled",
          charged,
          collects: one.collects,
        })),
      ),
    unservedPostcode: UNSERVED,
    scan(trackingNumber, means) {
      const [word, line] = SCANS[means];
      scanned(of(trackingNumber), word, line, state);
      // Its history has a line for it, its states have no word.
      return means !== "picked_up";
    },
    scanWord: (trackingNumber, word) => scanned(of(trackingNumber), word, null, state),
    workOff() {
      for (const shipment of state.shipments.values()) {
        if (shipment.status === "processing") assign(shipment, state);
        if (!shipment.isBeingCancelled) continue;
        shipment.isBeingCancelled = false;
        if (["ready_for_pickup", "pickup_scheduled"].includes(shipment.status))
          scanned(shipment, "cancelled", null, state);
      }
    },
  };
}
