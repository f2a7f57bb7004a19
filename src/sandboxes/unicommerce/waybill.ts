import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { inSteps } from "../../connectors/kit/sandbox/steps.ts";
import type { Parcel, State } from "./state.ts";

/** Goes to no carrier. */
export const UNSERVED = "799999";
const FEE = 60;

type Fields = { readonly [key: string]: Json | undefined };
const asFields = (value: Json | undefined): Fields => (value ?? {}) as Fields;

const failed = (message: string, reason = "", status = 200): SandboxReply => ({
  status,
  json: { status: "FAILED", message, ...(reason === "" ? {} : { reason }) },
});

const MONEY = /^\d+\.\d{2}$/;

/** The contract's misspelt names, money and weight as text: each is one of the sheet's traps. */
function problemOf(body: Fields, state: State): string | null {
  const shipment = asFields(body.Shipment);
  const to = asFields(body.deliveryAddressDetails);
  const missing = state.demanded.find((name) => body[name] === undefined);
  if (missing !== undefined) return `${missing} is required`;
  if (body.Shipment === undefined || body.isLablePdf === undefined) return "Shipment and isLablePdf are required";
  if (!/^\d+\.\d{4}$/.test(String(shipment.weight)) || typeof shipment.weight !== "string") return "weight is invalid";
  if (
    ![shipment.length, shipment.breadth, shipment.height].every((size) => typeof size === "string" && Number(size) > 0)
  )
    return "dimensions are invalid";
  if (![body.totalAmount, body.collectableAmount].every((amount) => typeof amount === "string" && MONEY.test(amount)))
    return "amounts are invalid";
  if (body.paymentMode !== "COD" && body.paymentMode !== "PREPAID") return "paymentMode is invalid";
  if (body.paymentMode === "PREPAID" && body.collectableAmount !== "0.00") return "collectableAmount must be 0.00";
  if (!/^\d{10}$/.test(String(to.phone)) || !/^\d{6}$/.test(String(to.pincode))) return "delivery address is invalid";
  if (to.country !== "India") return "country is invalid";
  if (/[&#%;\\\n]/.test(JSON.stringify([to.name, to.address1, to.address2]).replaceAll('\\"', "")))
    return "address has signs that are not allowed";
  if (body.courierID !== String(body.courierID).toUpperCase()) return "courierID is invalid";
  return null;
}

export function create(request: SandboxRequest, state: State): SandboxReply {
  const body = asFields(request.json());
  const problem = problemOf(body, state);
  if (problem !== null) return failed(problem, "VALIDATION", 400);
  if (asFields(body.deliveryAddressDetails).pincode === UNSERVED)
    return failed("Pincode not serviceable", "NOT_SERVICEABLE");
  if (state.wallet < FEE) return failed("Insufficient balance, please recharge");
  state.wallet -= FEE;
  const shipment = asFields(body.Shipment);
  const waybill = `3481${String(state.next()).padStart(10, "0")}`;
  const toCentimetres = (size: Json | undefined) => Number(size) / (state.unit === "mm" ? 10 : 1);
  const parcel: Parcel = {
    reference: String(shipment.orderCode),
    waybill,
    collects: String(body.collectableAmount),
    courier: "Delhivery",
    centimetres: [shipment.length, shipment.breadth, shipment.height].map(toCentimetres),
    word: "PICKUP_PENDING",
    at: state.clock.now(),
    hasLabel: state.labelField !== "",
    isManifested: false,
    isCancelled: false,
  };
  // The same parcel told twice is booked twice: nothing is recognised.
  inSteps(() => void state.parcels.push(parcel));
  if (state.namesNoWaybill) return { status: 200, json: { status: "SUCCESS", waybill: "" } };
  const link = `${state.url()}/documents/${waybill}.pdf`;
  return {
    status: 200,
    json: {
      status: "SUCCESS",
      waybill,
      ...(state.labelField === "" ? { shippingLabel: "" } : { [state.labelField]: link }),
      courierName: parcel.courier,
      routingCode: "DEL/GGN",
    },
  };
}

export function cancel(request: SandboxRequest, state: State): SandboxReply {
  const waybill = String(asFields(request.json()).waybill);
  const parcel = state.parcels.find((one) => one.waybill === waybill);
  const reply = (status: string, errorMessage: string): SandboxReply => ({
    status: 200,
    json: { status, waybill, errorMessage },
  });
  if (!parcel) return reply("FAILED", "Waybill not found");
  if (!["PICKUP_PENDING", "MANIFESTED"].includes(parcel.word) && !parcel.isCancelled)
    return reply("FAILED", "Pickup is not cancelled due to shipment already picked up");
  // Its state may go on saying what it said for a while.
  parcel.isCancelled = true;
  return reply("SUCCESS", "Pickup is successfully cancelled");
}
