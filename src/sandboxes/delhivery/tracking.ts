/** Where parcels are, by number or order, and the pushed scan. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { CENTRE, india, type Parcel, type Scanned, type State } from "./state.ts";

export function handleTracking({ path, query, method }: SandboxRequest, state: State): SandboxReply | null {
  if (path !== "/api/v1/packages/json/" || method !== "GET") return null;
  const numbers = (query.get("waybill") ?? "").split(",").filter(Boolean);
  if (numbers.length > 50) return { status: 400, json: { Error: "Only 50 waybills are allowed", Success: false } };
  const order = query.get("ref_ids");
  const existing = state.parcels.filter(({ waybill, reference }) => numbers.includes(waybill) || reference === order);
  if (existing.length === 0)
    return { status: 200, json: { Success: false, Error: "", rmk: "Data does not exists for provided Waybill(s)" } };
  return { status: 200, json: { ShipmentData: existing.map((parcel) => ({ Shipment: trackedOf(parcel) })) } };
}

function trackedOf(parcel: Parcel): object {
  const last = parcel.scans.at(-1);
  const promised = `${india(parcel.createdAt + 5 * 86_400_000).slice(0, 10)}T23:59:59`;
  const at = (code: string) => parcel.scans.find((scan) => scan.code === code)?.at ?? null;
  return {
    AWB: parcel.waybill,
    CODAmount: Number(parcel.collects),
    ChargedWeight: null,
    Consignee: {
      Address1: [],
      Address2: [],
      Address3: "",
      City: parcel.city.toUpperCase(),
      Country: "India",
      Name: parcel.name,
      PinCode: Number(parcel.pin),
      State: "Karnataka",
      Telephone1: "",
      Telephone2: "",
    },
    DeliveryDate: parcel.scans.find(({ word }) => word === "Delivered")?.at ?? null,
    DestRecieveDate: at("X-PIOM"),
    Destination: parcel.city.toUpperCase(),
    DispatchCount: parcel.scans.filter(({ word }) => word === "Dispatched").length,
    Ewaybill: [],
    ExpectedDeliveryDate: promised,
    Extras: "",
    FirstAttemptDate: parcel.scans.find(({ word }) => word === "Dispatched")?.at ?? null,
    InvoiceAmount: Number(parcel.total),
    OrderType: parcel.payment === "COD" ? "COD" : "Pre-paid",
    Origin: CENTRE,
    OriginRecieveDate: at("X-PIOM"),
    OutDestinationDate: at("X-PIOM"),
    PickUpDate: at("X-PPOM"),
    PickedupDate: at("X-PPOM"),
    PickupLocation: parcel.place,
    PromisedDeliveryDate: promised,
    Quantity: "",
    RTOStartedDate: parcel.scans.find(({ type }) => type === "RT")?.at ?? null,
    ReferenceNo: parcel.reference,
    ReturnPromisedDeliveryDate: null,
    ReturnedDate: parcel.scans.find(({ word }) => word === "RTO")?.at ?? null,
    ReverseInTransit: false,
    SenderName: parcel.place,
    Scans: parcel.scans.map((scan) => ({ ScanDetail: detailOf(scan) })),
    Status: {
      Instructions: last?.text ?? "",
      RecievedBy: "",
      Status: last?.word ?? "",
      StatusCode: last?.code ?? "",
      StatusDateTime: last?.at ?? "",
      StatusLocation: CENTRE,
      StatusType: last?.type ?? "",
    },
  };
}

const detailOf = ({ type, word, code, text, at }: Scanned): object => ({
  Instructions: text,
  Scan: word,
  ScanDateTime: at,
  ScanType: type,
  ScannedLocation: CENTRE,
  StatusCode: code,
  StatusDateTime: at,
});

/** A scan, pushed where that was arranged. */
export function scanned(parcel: Parcel, scan: Omit<Scanned, "at">, state: State): void {
  const at = india(state.clock.now());
  parcel.scans.push({ ...scan, at });
  state.push(pushOf(parcel, { ...scan, at }));
}

/** Pushed scans name the direction as their type: on its way, or coming back. */
export const pushOf = (parcel: Parcel, { type, word, code, text, at }: Scanned): object => ({
  Shipment: {
    Status: {
      Status: word,
      StatusDateTime: at,
      StatusType: type === "RT" || word === "RTO" ? "RT" : "UD",
      StatusLocation: CENTRE,
      Instructions: text,
    },
    PickUpDate: parcel.scans.find((scan) => scan.code === "X-PPOM")?.at ?? at,
    NSLCode: code,
    Sortcode: "IXC/MDP",
    ReferenceNo: parcel.reference,
    AWB: parcel.waybill,
  },
});
