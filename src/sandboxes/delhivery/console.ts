import type { CourierConsole } from "../../connectors/kit/sandbox/courier.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import { type Parcel, type Scanned, type State, UNSERVED } from "./state.ts";
import { scanned } from "./tracking.ts";

type Means = Parameters<CourierConsole["scan"]>[1];

/** Our meaning -> Delhivery's type, word and code; it has no word for a label. */
const SCANS: Readonly<Record<Exclude<Means, "label_ready">, Omit<Scanned, "at">>> = {
  pickup_failed: { type: "UD", word: "Not Picked", code: "", text: "Pickup not done" },
  picked_up: { type: "UD", word: "In Transit", code: "X-PPOM", text: "Shipment picked up" },
  in_transit: { type: "UD", word: "In Transit", code: "X-PIOM", text: "Shipment Recieved at Origin Center" },
  out_for_delivery: { type: "UD", word: "Dispatched", code: "X-DDD3FD", text: "Out for delivery" },
  exception: { type: "UD", word: "Pending", code: "EOD-11", text: "Consignee Unavailable" },
  delivered: { type: "DL", word: "Delivered", code: "EOD-38", text: "Delivered to consignee" },
  rto_in_transit: { type: "RT", word: "In Transit", code: "RT-101", text: "Return Accepted" },
  rto_delivered: { type: "DL", word: "RTO", code: "RD-AC", text: "RETURN Accepted" },
  lost: { type: "LT", word: "LOST", code: "LT-100", text: "Shipment LOST" },
};

export function createConsole(state: State): CourierConsole {
  const of = (trackingNumber: string): Parcel =>
    state.parcels.find(({ waybill }) => waybill === trackingNumber) ?? missing("parcel", trackingNumber);
  return {
    credentials: () => ({
      apiToken: state.token,
      pickupLocations: state.places.join("; "),
      defaultMode: "Surface",
      environment: "production",
    }),
    installWebhooks(urls) {
      const webhookSecret = `webhook-key-${state.next()}-${state.token}`;
      state.webhooks = { url: urls.tracking ?? "", authorization: `Bearer ${webhookSecret}` };
      return { webhookSecret };
    },
    parcels: () =>
      state.parcels.map((one) => ({
        reference: one.reference,
        trackingNumber: one.waybill,
        word: one.scans.at(-1)?.word ?? "",
        isCancelled: one.isCancelled,
        charged: one.charged,
        collects: one.collects,
        receiver: { name: one.name, phone: one.phone, street: one.address },
      })),
    unservedPostcode: UNSERVED,
    scan(trackingNumber, means) {
      if (means === "label_ready") return false;
      scanned(of(trackingNumber), SCANS[means], state);
      return true;
    },
    scanWord: (trackingNumber, word) =>
      scanned(of(trackingNumber), { type: "UD", word, code: `X-${word.slice(0, 8)}`, text: word }, state),
    workOff() {
      for (const number of state.numbers.keys()) state.numbers.set(number, 0);
      state.isLabelSlow = false;
    },
  };
}
