/** Orders, their shipments, and the list of both. Shipping one charges the wallet. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { inSteps } from "../../connectors/kit/sandbox/steps.ts";
import { india, indiaWithOffset, type Shipment, type State } from "./state.ts";

/** Goes to no carrier. */
export const UNSERVED = "799999";
const LABEL_LIVES_MS = 3_600_000;
const FEES = { shipping: 44.4, cod: 31.3 };

type Fields = { readonly [key: string]: Json | undefined };
const fieldsOf = (request: SandboxRequest): Fields => (request.json() ?? {}) as Fields;

export function handleBooking(path: string, request: SandboxRequest, state: State): SandboxReply | null {
  if (path === "serviceability") return serviceability(fieldsOf(request), state);
  if (path === "forward-order") return order(fieldsOf(request), state);
  if (path === "forward-order-shipment") return ship(fieldsOf(request), state);
  if (path === "shipments") return list(fieldsOf(request), state);
  return path === "cancel-order" ? cancel(fieldsOf(request), state) : null;
}

const failed = (status: number, text: string): SandboxReply => ({ status, json: { errors: [text] } });

function serviceability({ to, payment_mode, shipment_type }: Fields, state: State): SandboxReply {
  if (payment_mode !== "cod" && payment_mode !== "prepaid")
    return { status: 400, json: { status: "FAILURE", error: "payment_mode is invalid" } };
  if (shipment_type !== "forward" && shipment_type !== "return")
    return { status: 400, json: { status: "FAILURE", error: "shipment_type is invalid" } };
  const carriers = to === UNSERVED ? [] : state.carriers;
  const serviceability_results = carriers.map(({ id, name }) => ({ carrier_id: id, carrier_name: name }));
  return { status: 200, json: { result: { serviceability_results, zone: "zone_a" }, status: "SUCCESS" } };
}

/** What stands in an order; each rule is one of the sheet's traps. */
function orderProblem(body: Fields, state: State): string | null {
  const isNumber = (name: string) => typeof body[name] === "number";
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(String(body.order_date))) return "order_date is invalid";
  if (body.payment_method !== "COD" && body.payment_method !== "PREPAID") return "payment_method is invalid";
  if (!["length", "breadth", "height", "weight", "sub_total", "cod_collectible"].every(isNumber))
    return "dimensions, weight and amounts must be numbers";
  // Nobody ships 50 kilograms in a box by this: grams were sent.
  if (Number(body.weight) > 50) return "weight exceeds the limit of 50 kg";
  if (Number(body.length) > 300) return "length exceeds the limit of 300 cm";
  if (body.payment_method === "PREPAID" && body.cod_collectible !== 0) return "cod_collectible must be 0 for prepaid";
  if (!/^\d{6}$/.test(String(body.billing_pincode))) return "billing_pincode is invalid";
  if (!/^\d{10}$/.test(String(body.billing_phone))) return "billing_phone is invalid";
  if (body.shipping_is_billing !== true) return "shipping address is missing";
  if (body.warehouse_id !== state.warehouse.id || body.pickup_location !== state.warehouse.name)
    return "Pickup location not found";
  if (body.store_name !== undefined && !state.stores.includes(String(body.store_name))) return "Store not found";
  if (!Array.isArray(body.order_items) || body.order_items.length === 0) return "order_items is mandatory";
  return null;
}

function order(body: Fields, state: State): SandboxReply {
  const problem = orderProblem(body, state);
  if (problem !== null) return { status: 400, json: { status: 0, message: problem } };
  // Yes, 200.
  if (body.billing_pincode === UNSERVED)
    return { status: 200, json: { status: 0, message: "Pincode not serviceable" } };
  const reference = String(body.order_id);
  if (state.refusesDuplicates && [...state.shipments.values()].some((one) => one.reference === reference))
    return failed(422, "Order has already been taken");
  const number = String(state.next()).padStart(4, "0");
  const shipment: Shipment = {
    shipmentId: `SHISANDBOX${number}`,
    orderId: `ORDSANDBOX${number}`,
    reference,
    createdAt: state.clock.now(),
    collects: String(body.cod_collectible),
    isCod: body.payment_method === "COD",
    name: String(body.billing_customer_name),
    awb: null,
    carrier: null,
    status: "pending",
    activities: [],
    charges: [],
    labelUntil: 0,
    isBeingCancelled: false,
    utr: null,
  };
  state.shipments.set(shipment.shipmentId, shipment);
  return { status: 200, json: { status: 1, payload: payloadOf(shipment) } };
}

function ship({ shipment_id, carrier_id }: Fields, state: State): SandboxReply {
  const shipment = state.shipments.get(String(shipment_id));
  if (shipment === undefined) return { status: 404, json: { status: 0, message: "Shipment not found" } };
  if (shipment.awb !== null && !state.givesNumbersTwice) return failed(422, "AWB already assigned");
  const carrier = carrier_id === "" ? state.carriers[0] : state.carriers.find(({ id }) => id === carrier_id);
  if (carrier === undefined) return failed(422, "Carrier not found");
  const fee = FEES.shipping + (shipment.isCod ? FEES.cod : 0);
  if (state.wallet < fee) return failed(422, "Insufficient wallet balance");
  // The wallet is charged first; the carrier's number comes last.
  inSteps(
    () => {
      state.wallet -= fee;
      shipment.charges.push(fee.toFixed(2));
      shipment.carrier = carrier;
      shipment.status = "processing";
    },
    () => {
      if (!state.isCarrierSlow) assign(shipment, state);
    },
  );
  if (state.isCarrierSlow) return { status: 200, json: { status: 1, payload: payloadOf(shipment) } };
  const label_url = `${state.url()}/labels/${shipment.shipmentId}.pdf?X-Amz-Expires=3600`;
  return {
    status: 200,
    json: {
      status: 1,
      payload: {
        ...payloadOf(shipment),
        label_generated: 1,
        pickup_generated: 1,
        manifest_generated: 0,
        pickup_scheduled_date: null,
        pickup_booked_date: null,
        courier_company_id: carrier.id,
        courier_name: carrier.name,
        applied_weight: 0.5,
        label_url,
        charges: {
          frwd_charges: {
            shipping_charges: FEES.shipping.toFixed(2),
            cod_charges: shipment.isCod ? FEES.cod.toFixed(2) : "0.00",
            dead_weight_billing: true,
          },
          rto_charges: { rto_charges: "40.00" },
        },
      },
    },
  };
}

/** The carrier's number, and a label for an hour. */
export function assign(shipment: Shipment, state: State): void {
  shipment.awb = `3481${String(state.next()).padStart(10, "0")}`;
  shipment.status = "ready_for_pickup";
  shipment.labelUntil = state.clock.now() + LABEL_LIVES_MS;
}

const payloadOf = (shipment: Shipment): object => ({
  pickup_location_added: 1,
  order_created: 1,
  awb_generated: shipment.awb === null ? 0 : 1,
  pickup_generated: 0,
  shipment_id: shipment.shipmentId,
  order_id: shipment.orderId,
  ...(shipment.awb === null ? {} : { awb_code: shipment.awb }),
  assigned_date_time: {
    date: indiaWithOffset(shipment.createdAt),
    timezone_type: 3,
    timezone: "Asia/Kolkata",
  },
  applied_weight: null,
  cod: shipment.isCod ? 1 : 0,
  label_url: null,
  manifest_url: null,
  routing_code: null,
  rto_routing_code: null,
  pickup_token_number: null,
});

/** A plain page number is a server error, and the cursor it advertises leads back to page one. */
function list({ page, per_page, search }: Fields, state: State): SandboxReply {
  if (typeof page === "number") return { status: 500, json: { error: "Integer does not have #dig method" } };
  const size = Math.min(100, Number(per_page ?? 20));
  const number = Number((page as { readonly number?: number } | undefined)?.number ?? 1);
  const all = [...state.shipments.values()].sort((a, b) => b.createdAt - a.createdAt);
  const word = state.ignoresSearch ? "" : String(search ?? "");
  const requested = all.filter(({ reference }) => reference.includes(word));
  const rows = requested.slice((number - 1) * size, number * size);
  return {
    status: 200,
    json: {
      data: rows.map((one) => ({
        id: `uuid-${one.shipmentId}`,
        type: "shipment",
        attributes: {
          tracking_number: one.awb,
          status: one.status,
          carrier: one.carrier === null ? null : { id: `uuid-${one.carrier.id}`, name: one.carrier.name },
          shipment_id: one.shipmentId,
          created_at: india(one.createdAt),
          order: { id: `uuid-${one.orderId}`, display_id: one.reference, channel: "api" },
        },
      })),
      meta: {
        current_page: number,
        per_page: size,
        total: requested.length,
        next_search_after: ["1705320000000", "x"],
      },
    },
  };
}

/** Says yes to anything, and looks later. */
function cancel({ awbs }: Fields, state: State): SandboxReply {
  if (!Array.isArray(awbs) || awbs.length > 50) return { status: 400, json: { error: "awbs is invalid" } };
  for (const shipment of state.shipments.values())
    if (shipment.awb !== null && awbs.includes(shipment.awb)) shipment.isBeingCancelled = true;
  const message = "Bulk Shipment cancellation is in progress. Please wait for some time.";
  return { status: 200, json: { message } };
}
