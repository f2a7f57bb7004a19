/** Creating, changing and cancelling packages. A 200 whatever became of them. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { inSteps } from "../../connectors/kit/sandbox/steps.ts";
import { costOf } from "./prices.ts";
import { india, type Parcel, type State, UNSERVED } from "./state.ts";
import { scanned } from "./tracking.ts";

type Fields = { readonly [key: string]: Json | undefined };
const LEAST_WALLET = 500;

export function handleBooking({ path, method, text, json }: SandboxRequest, state: State): SandboxReply | null {
  if (path === "/api/cmu/create.json" && method === "POST") return create(text, state);
  if (path === "/api/p/edit" && method === "POST") return edit((json() ?? {}) as Fields, state);
  return null;
}

const counted = {
  cash_pickups_count: 0.0,
  replacement_count: 0,
  pickups_count: 0,
  cash_pickups: 0.0,
  cod_count: 0,
  prepaid_count: 0,
  cod_amount: 0.0,
};

const whole = (rmk: string): SandboxReply => ({
  status: 200,
  json: { ...counted, package_count: 0, upload_wbn: null, rmk, packages: [], success: false, error: true },
});

/** Form text alone: raw JSON is cut at the first "&". */
function create(text: string, state: State): SandboxReply {
  const form = new URLSearchParams(text);
  if (form.get("format") !== "json") return whole("format key missing in the post");
  let data: Fields;
  try {
    data = JSON.parse(form.get("data") ?? "") as Fields;
  } catch {
    return whole("Unterminated string starting at: line 1 column 120 (char 119)");
  }
  const { shipments, pickup_location } = data;
  if (!Array.isArray(shipments)) return whole("'unicode' object has no attribute 'get'");
  if (shipments.length === 0) return whole("shipment list contains no data");
  const place = String((pickup_location as Fields | undefined)?.name);
  if (!state.places.includes(place)) return whole("ClientWarehouse matching query does not exist.");
  if (state.wallet < LEAST_WALLET) return whole("Wallet has insufficient balance to create the shipment");
  const packages = shipments.map((fields) => packageOf(fields as Fields, place, state));
  const failed = packages.filter(({ status }) => status !== "Success");
  const cod = packages.filter(({ payment }) => payment === "COD");
  const rmk = "An internal Error has occurred, Please get in touch with client.support@delhivery.com";
  return {
    status: 200,
    json: {
      ...counted,
      package_count: packages.length,
      upload_wbn: `UPL${String(state.next()).padStart(19, "1")}`,
      ...(failed.length > 0 ? { rmk } : {}),
      packages,
      cod_count: cod.length,
      prepaid_count: packages.length - cod.length,
      cod_amount: cod.reduce((sum, one) => sum + one.cod_amount, 0),
      success: failed.length === 0,
    },
  };
}

/** What stands in a package's way; each rule is one of the sheet's traps. */
function problemOf(fields: Fields, state: State): string | null {
  const text = (name: string) => String(fields[name] ?? "");
  const isText = ["pin", "phone", "weight", "total_amount", "cod_amount"].every(
    (name) => typeof fields[name] === "string",
  );
  if (!isText) return "Crashing while saving package due to exception 'expected string'";
  if (text("order").length > 50) return "oid does not pass the validator";
  if (!/^\d{10}$/.test(text("phone"))) return "Incorrect phone number";
  // Kilograms were sent.
  if (Number(text("weight")) < 10) return "weight is below the least of 10 grams";
  if (Number(text("shipment_length")) > 300) return "length exceeds the limit of 300 cm";
  if (text("payment_mode") !== "COD" && text("payment_mode") !== "Prepaid") return "payment_mode is invalid";
  if (text("pin") === UNSERVED)
    return `Crashing while saving package due to exception '${UNSERVED} is non serviceable pincode'. Package might have been partially saved.`;
  if (state.parcels.some((one) => isSameOrder(one, fields))) return "Duplicate Order Id";
  return waybillProblem(fields, state);
}

/** Boxes of one shipment repeat their order and say so. */
const isSameOrder = (one: Parcel, fields: Fields): boolean =>
  fields.shipment_type !== "MPS" &&
  one.reference === fields.order &&
  one.total === fields.total_amount &&
  one.payment === fields.payment_mode &&
  one.name === fields.name;

function waybillProblem(fields: Fields, state: State): string | null {
  const waybill = String(fields.waybill ?? "");
  if (waybill === "") return fields.shipment_type === "MPS" ? "waybill is mandatory for MPS" : null;
  if (state.parcels.some((one) => one.waybill === waybill)) return "Duplicate waybill";
  const from = state.numbers.get(waybill);
  return from === undefined || state.clock.now() < from ? `Unable to consume waybill ${waybill}` : null;
}

function packageOf(fields: Fields, place: string, state: State) {
  const problem = problemOf(fields, state);
  const isSaved = problem === null || (state.savesPartially && /partially/.test(problem));
  const parcel = isSaved ? save(fields, place, state) : null;
  const common = { client: state.client, refnum: String(fields.order), payment: String(fields.payment_mode) };
  if (problem !== null)
    return {
      ...common,
      status: "Fail",
      sort_code: null,
      remarks: [problem],
      waybill: "",
      cod_amount: 0,
      serviceable: false,
    };
  return {
    ...common,
    status: "Success",
    sort_code: "DEL/GGN",
    remarks: [""],
    waybill: parcel?.waybill ?? "",
    cod_amount: Number(fields.cod_amount),
    serviceable: true,
  };
}

function save(fields: Fields, place: string, state: State): Parcel {
  const now = state.clock.now();
  const text = (name: string) => String(fields[name] ?? "");
  const mode = text("shipping_mode");
  const parcel: Parcel = {
    waybill: text("waybill") || `1234560${String(state.next()).padStart(7, "0")}`,
    reference: text("order"),
    place,
    name: text("name"),
    phone: text("phone"),
    address: text("add"),
    pin: text("pin"),
    city: text("city"),
    payment: text("payment_mode"),
    collects: text("cod_amount"),
    total: text("total_amount"),
    mode,
    charged: costOf(
      mode === "Express" ? "E" : "S",
      Number(text("weight")),
      text("payment_mode") === "COD",
    ).total.toFixed(2),
    scans: [{ type: "UD", word: "Manifested", code: "X-UCI", text: "Manifest uploaded", at: india(now) }],
    createdAt: now,
    labelUntil: now + 86_400_000,
    isCancelled: false,
  };
  inSteps(() => void state.parcels.push(parcel));
  return parcel;
}

const CHANGEABLE = ["Manifested", "In Transit", "Pending", "Scheduled"];

/** Cancelled before pickup a parcel stays "Manifested"; afterwards it turns round, and is billed. */
function edit(fields: Fields, state: State): SandboxReply {
  const parcel = state.parcels.find(({ waybill }) => waybill === fields.waybill);
  if (!parcel) return { status: 200, json: { status: false, error: "No such waybill or order ID found" } };
  const last = parcel.scans.at(-1);
  if (!CHANGEABLE.includes(last?.word ?? ""))
    return { status: 200, json: { status: false, error: `Shipment in state ${last?.word} cannot be edited` } };
  // The word true is not the text.
  if (fields.cancellation === "true") {
    const isOnItsWay = last?.word !== "Manifested";
    if (isOnItsWay)
      scanned(parcel, { type: "RT", word: "In Transit", code: "RT-101", text: "Returned on request" }, state);
    parcel.isCancelled = true;
    return {
      status: 200,
      json: {
        status: true,
        waybill: parcel.waybill,
        remark: "Shipment has been cancelled.",
        order_id: parcel.reference,
      },
    };
  }
  const changed = (["name", "phone", "add"] as const).filter((name) => typeof fields[name] === "string");
  if (changed.length === 0) return { status: 200, json: { status: false, error: "Nothing to edit" } };
  if (changed.includes("phone") && !/^\d{10}$/.test(String(fields.phone)))
    return { status: 200, json: { status: false, error: "Incorrect phone number" } };
  for (const name of changed) parcel[name === "add" ? "address" : name] = String(fields[name]);
  return {
    status: 200,
    json: { status: true, waybill: parcel.waybill, remark: "Shipment has been updated.", order_id: parcel.reference },
  };
}
