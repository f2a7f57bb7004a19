import type { CourierConsole } from "../../connectors/kit/sandbox/courier.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { Parcel, State } from "./state.ts";
import { UNSERVED } from "./waybill.ts";

/** Carriers write the words as they like: with spaces, in small letters. */
const TEXTS: Readonly<Record<Parameters<CourierConsole["scan"]>[1], string>> = {
  pickup_failed: "PICKUP_FAILED",
  label_ready: "PICKUP_SCHEDULED",
  picked_up: "Picked Up",
  in_transit: "IN_TRANSIT",
  out_for_delivery: "Out-for-Delivery",
  exception: "UNDELIVERED",
  delivered: "DELIVERED",
  rto_in_transit: "RTO",
  rto_delivered: "RTO_DELIVERED",
  lost: "LOST",
};

export function createConsole(state: State): CourierConsole {
  const of = (trackingNumber: string): Parcel =>
    state.parcels.find(({ waybill }) => waybill === trackingNumber) ?? missing("parcel", trackingNumber);
  const say = (trackingNumber: string, word: string) =>
    void Object.assign(of(trackingNumber), { word, at: state.clock.now() });
  return {
    credentials: () => ({
      baseUrl: state.url(),
      username: state.username,
      password: state.password,
      dimensionUnit: state.unit,
    }),
    installWebhooks: () => ({}),
    parcels: () =>
      state.parcels.map(({ reference, waybill, word, isCancelled, collects }) => ({
        reference,
        trackingNumber: waybill,
        word,
        isCancelled,
        charged: "",
        collects,
      })),
    unservedPostcode: UNSERVED,
    scan(trackingNumber, means) {
      say(trackingNumber, TEXTS[means]);
      return true;
    },
    scanWord: say,
    workOff() {
      for (const parcel of state.parcels)
        if (parcel.isCancelled && parcel.word !== "CANCELLED")
          Object.assign(parcel, { word: "CANCELLED", at: state.clock.now() });
    },
  };
}
