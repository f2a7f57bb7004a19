/** Labels behind signed links, vans, and the requests about parcels that could not be delivered. */
import type { Json } from "../../commerce/product.ts";
import { samplePdf } from "../../connectors/kit/sandbox/sample-pdf.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { india, type State } from "./state.ts";

type Fields = { readonly [key: string]: Json | undefined };

/** The store of files: it takes no second proof, and the link ends. */
export function handleFile({ path, headers }: SandboxRequest, state: State): SandboxReply | null {
  const [, number] = /^\/labels\/([^/]+)\.pdf$/.exec(path) ?? [];
  if (number === undefined) return null;
  const denied = (status: number, code: string): SandboxReply => ({
    status,
    headers: { "content-type": "application/xml" },
    text: `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`,
  });
  if (headers.authorization !== undefined) return denied(400, "InvalidArgument");
  const parcel = state.parcels.find(({ waybill }) => waybill === number);
  if (!parcel || state.clock.now() > parcel.labelUntil) return denied(403, "AccessDenied");
  return {
    status: 200,
    headers: { "content-type": "application/pdf" },
    bytes: samplePdf([number, "Delhivery"]),
  };
}

export function handlePdf({ path, query, json }: SandboxRequest, state: State): SandboxReply | null {
  if (path === "/api/p/packing_slip") return slip(query, state);
  if (path === "/fm/request/new/") return pickup((json() ?? {}) as Fields, state);
  return path === "/api/p/update" ? act((json() ?? {}) as Fields, state) : null;
}

function slip(query: URLSearchParams, state: State): SandboxReply {
  const parcel = state.parcels.find(({ waybill }) => waybill === query.get("wbns"));
  if (!parcel || state.isLabelSlow) return { status: 200, json: { packages: [], packages_found: 0 } };
  const pdf_download_link = `${state.url()}/labels/${parcel.waybill}.pdf?X-Amz-Expires=86400`;
  // Asked again, another link is signed.
  parcel.labelUntil = state.clock.now() + 86_400_000;
  const packages = [{ wbn: parcel.waybill, pdf_download_link, pdf_encoding: "" }];
  return { status: 200, json: { packages, packages_found: 1 } };
}

function pickup(
  { pickup_date, pickup_time, pickup_location, expected_package_count }: Fields,
  state: State,
): SandboxReply {
  if (state.lacksPickups) return { status: 401, json: { detail: "Not permitted" } };
  const [day, place] = [String(pickup_date), String(pickup_location)];
  const no = (fields: object): SandboxReply => ({ status: 400, json: fields });
  if (!state.places.includes(place)) return no({ pickup_location: "Client-Warehouse is not active" });
  if (state.isAutoPickup) return no({ error: { message: "Client is on auto pickup", code: 670 } });
  const [date, hour] = india(state.clock.now()).split("T");
  if (day < (date ?? "") || (day === date && String(pickup_time) < (hour ?? "").slice(0, 8)))
    return no({ pickup_date: "Pickup date cannot be in past" });
  if (Date.parse(day) > state.clock.now() + 8 * 86_400_000) return no({ pickup_date: "Pickup date is too far ahead" });
  const existing = state.pickups.get(`${place} ${day}`);
  if (existing !== undefined) {
    const message = `A Pickup Request ${existing} for this Pickup Location Already Exist.`;
    const reported = { pickup_id: existing, pr_exist: true, success: false, status: false };
    return no({ ...reported, error: { message, code: 669 }, data: { message } });
  }
  const pickup_id = 10_000_000 + state.next();
  state.pickups.set(`${place} ${day}`, pickup_id);
  return {
    status: 201,
    json: {
      pickup_id,
      pickup_location_name: place,
      client_name: state.client,
      incoming_center_name: "Testville_Central_D",
      pickup_date: day,
      pickup_time: String(pickup_time),
      expected_package_count: String(expected_package_count),
    },
  };
}

/** Taken on without looking; a person there looks at night. */
function act({ data }: Fields, state: State): SandboxReply {
  const rows = (Array.isArray(data) ? data : []) as readonly Fields[];
  const isWrong =
    rows.length === 0 || rows.some(({ act: input }) => input !== "RE-ATTEMPT" && input !== "PICKUP_RESCHEDULE");
  if (isWrong) return { status: 400, json: { error: "act is invalid" } };
  for (const { waybill } of rows) state.reattempts.push(String(waybill));
  return { status: 200, json: { request_id: `UPL${String(state.next()).padStart(19, "2")}` } };
}
