/** Postcodes, prices and numbers. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { EMBARGOED, PREPAID_ONLY, type State, UNSERVED } from "./state.ts";

const NUMBERS_SETTLE_MS = 45_000;

export function handleQuestions(request: SandboxRequest, state: State): SandboxReply | null {
  const { path, query, method } = request;
  if (method !== "GET") return null;
  if (path === "/c/api/pin-codes/json/") return postcode(query.get("filter_codes") ?? "");
  if (path === "/api/kinko/v1/invoice/charges/.json") return cost(query, state);
  return path === "/waybill/api/bulk/json/" ? numbers(Number(query.get("count")), state) : null;
}

function postcode(pin: string): SandboxReply {
  if (pin === UNSERVED || !/^\d{6}$/.test(pin)) return { status: 200, json: { delivery_codes: [] } };
  const postal_code = {
    city: "Testville",
    cod: pin === PREPAID_ONLY ? "N" : "Y",
    inc: "Testville Hub_D (Maharashtra)",
    district: "Testville",
    pin: Number(pin),
    max_amount: 0.0,
    pre_paid: "Y",
    cash: "Y",
    state_code: "MH",
    max_weight: 0.0,
    pickup: "N",
    repl: "Y",
    covid_zone: null,
    country_code: "IN",
    is_oda: "N",
    remarks: pin === EMBARGOED ? "Embargo" : "",
  };
  return { status: 200, json: { delivery_codes: [{ postal_code }] } };
}

/** By started half kilograms. */
export function costOf(mode: string, grams: number, isCod: boolean) {
  const slabs = Math.max(1, Math.ceil(grams / 500));
  const parts = { freight: (mode === "E" ? 70 : 45) * slabs, cod: isCod ? 20 : 0, fuel: 3.67 };
  const gross = parts.freight + parts.cod + parts.fuel;
  const tax = Math.round(gross * 9) / 100;
  return { ...parts, gross, tax, total: Math.round((gross + 2 * tax) * 100) / 100, slabs };
}

const NOTHING = [
  "ROV",
  "REATTEMPT",
  "RTO",
  "MPS",
  "pickup",
  "CWH",
  "AIR",
  "FSC",
  "LABEL",
  "POD",
  "DTO",
  "FOD",
  "INS",
  "FS",
  "QC",
];

function cost(query: URLSearchParams, state: State): SandboxReply {
  const no = (error: string): SandboxReply => ({ status: 200, json: { error } });
  if (!["Delivered", "RTO", "DTO"].includes(query.get("ss") ?? ""))
    return no("ss is mandatory field and possible values can be Delivered,RTO,DTO");
  if (query.get("d_pin") === UNSERVED) return no("Unable to process request for provided d_pin");
  const mode = query.get("md") ?? "S";
  const reported = costOf(mode, Number(query.get("cgm")), query.get("pt") === "COD");
  // Without a payment mode production says 0 as staging always does.
  const factor = state.isStaging || query.get("pt") === null ? 0 : 1;
  const row = {
    ...Object.fromEntries(NOTHING.map((name) => [`charge_${name}`, 0.0])),
    charge_COD: reported.cod * factor,
    charge_DL: reported.freight * factor,
    charge_DPH: reported.fuel * factor,
    zone: "C",
    charged_weight: reported.slabs * 500,
    status: "Delivered",
    tax_data: { SGST: reported.tax * factor, CGST: reported.tax * factor, IGST: 0.0 },
    gross_amount: reported.gross * factor,
    total_amount: reported.total * factor,
  };
  return { status: 200, json: [row] };
}

/** Made in batches behind the scenes: what is given now can be used in a while. */
function numbers(count: number, state: State): SandboxReply {
  if (!(count >= 1 && count <= 10_000))
    return { status: 200, json: { error: "Bad Request! Count value should be less than 10000" } };
  const from = state.clock.now() + NUMBERS_SETTLE_MS;
  const made = Array.from({ length: count }, () => `1234561${String(state.next()).padStart(7, "0")}`);
  for (const number of made) state.numbers.set(number, from);
  return { status: 200, json: made.join(",") };
}
