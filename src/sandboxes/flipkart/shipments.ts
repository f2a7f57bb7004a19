/** Shipments v3: search, look-up and details. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { settled } from "./life.ts";
import { asDoc, asList, asText, type Doc, failure, ok } from "./replies.ts";
import { alive, type State, type StoredShipment } from "./state.ts";
import { detailsView, view } from "./view.ts";

const PREFIX = "/sellers/v3/shipments";
const IDS_A_CALL = 100;
const MOST_A_PAGE = 20;

const STATES: Readonly<Record<string, readonly string[]>> = {
  preDispatch: ["APPROVED", "PACKING_IN_PROGRESS", "FORM_FAILED", "PACKED", "READY_TO_DISPATCH"],
  postDispatch: ["PICKUP_COMPLETE", "SHIPPED", "DELIVERED"],
};
const CANCELLATIONS = ["sellerCancellation", "buyerCancellation", "marketplaceCancellation"];

/** Reads alone; null: another path. */
export function handleShipments(request: SandboxRequest, state: State): SandboxReply | null {
  const { method, path } = request;
  if (path === `${PREFIX}/filter`) return filter(request, state);
  if (method !== "GET" || !path.startsWith(PREFIX)) return null;
  if (path === PREFIX) return lookup(request.query, state);
  const rest = path.slice(PREFIX.length + 1);
  return rest.includes("/") ? null : detailsOf(rest.split(",").map(decodeURIComponent), state);
}

interface Query {
  readonly filter: Doc;
  readonly size: number;
  /** "updatedAt shipmentId" of the last one shown. */
  readonly after: string;
}

function filter(request: SandboxRequest, state: State): SandboxReply {
  const query = request.method === "GET" ? readToken(request.query.get("next_token") ?? "") : queryOf(request);
  if (query === null) return failure(400, "BAD_REQUEST", "next_token is not valid");
  const problem = filterProblem(query.filter);
  if (problem !== null) return failure(400, "UNPROCESSABLE_ENTITY", problem);
  const found = [...state.shipments.values()]
    .map((shipment) => settled(state, shipment))
    .filter((shipment) => fits(shipment, query.filter))
    .sort((a, b) => (locationOf(a) < locationOf(b) ? -1 : 1))
    .filter((shipment) => locationOf(shipment) > query.after);
  const page = found.slice(0, query.size);
  const last = page.at(-1);
  const hasMore = found.length > page.length && last !== undefined;
  return ok({
    hasMore,
    ...(hasMore
      ? { nextPageUrl: `/v3/shipments/filter?next_token=${writeToken({ ...query, after: locationOf(last) })}` }
      : {}),
    shipments: page.map(view),
  });
}

function queryOf(request: SandboxRequest): Query {
  const body = asDoc(request.json());
  const requested = asDoc(body.pagination).pageSize;
  const size = Math.min(MOST_A_PAGE, typeof requested === "number" && requested > 0 ? requested : MOST_A_PAGE);
  return { filter: asDoc(body.filter), size, after: "" };
}

const locationOf = ({ updatedAt, shipmentId }: StoredShipment): string =>
  `${String(updatedAt).padStart(15, "0")} ${shipmentId}`;

const writeToken = (query: Query): string => Buffer.from(JSON.stringify(query)).toString("base64url");

function readToken(token: string): Query | null {
  try {
    const { filter: reported, size, after } = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as Query;
    return typeof after === "string" && typeof size === "number"
      ? { filter: asDoc(reported as Json), size, after }
      : null;
  } catch {
    // Anybody's text, no token of this search.
    return null;
  }
}

function filterProblem(requested: Doc): string | null {
  const type = asText(requested.type);
  if (type === "cancelled")
    return CANCELLATIONS.includes(asText(requested.cancellationType)) ? null : "cancellationType is required";
  const allowed = STATES[type];
  if (allowed === undefined) return "type is one of preDispatch, postDispatch, cancelled";
  const wrong = asList(requested.states).find((one) => !allowed.includes(asText(one)));
  if (wrong !== undefined) return `state ${asText(wrong)} is not allowed for ${type}`;
  const { from, to } = asDoc(requested.modifiedDate);
  const isWrong = [from, to].some((text) => text !== undefined && Number.isNaN(Date.parse(asText(text))));
  return isWrong ? "modifiedDate is not a date-time" : null;
}

function fits(shipment: StoredShipment, requested: Doc): boolean {
  const { from, to } = asDoc(requested.modifiedDate);
  if (from !== undefined && shipment.updatedAt < Date.parse(asText(from))) return false;
  if (to !== undefined && shipment.updatedAt > Date.parse(asText(to))) return false;
  const profiles = asList(requested.serviceProfiles);
  if (!(profiles.length > 0 ? profiles : ["NON_FBF"]).includes(profileOf(shipment))) return false;
  if (requested.locationId !== undefined && requested.locationId !== shipment.locationId) return false;
  const type = asText(requested.type);
  if (type === "cancelled")
    return (
      alive(shipment).length === 0 &&
      shipment.items.some((item) => item.cancellationType === requested.cancellationType)
    );
  if (type === "preDispatch" && shipment.hold !== (requested.hold === true)) return false;
  const states = asList(requested.states);
  return alive(shipment).some(
    ({ status }) => STATES[type]?.includes(status) && (states.length === 0 || states.includes(status)),
  );
}

const profileOf = ({ items }: StoredShipment): string => items[0]?.listing.profile ?? "NON_FBF";

function lookup(query: URLSearchParams, state: State): SandboxReply {
  const kinds = ["shipmentIds", "orderIds", "orderItemIds"].filter((kind) => query.has(kind));
  const [kind = ""] = kinds;
  if (kinds.length !== 1) return failure(400, "BAD_REQUEST", "Exactly one kind of ids is expected");
  const ids = new Set((query.get(kind) ?? "").split(","));
  if (ids.size > IDS_A_CALL) return failure(400, "BAD_REQUEST", `At most ${IDS_A_CALL} ids in a call`);
  const found =
    kind === "shipmentIds"
      ? [...ids].flatMap((id) => state.shipments.get(id) ?? [])
      : kind === "orderIds"
        ? [...ids].flatMap((id) => (state.byOrder.get(id) ?? []).flatMap((one) => state.shipments.get(one) ?? []))
        : [...state.shipments.values()].filter(({ items }) => items.some((item) => ids.has(item.orderItemId)));
  return ok({ shipments: found.map((shipment) => view(settled(state, shipment))) });
}

function detailsOf(ids: readonly string[], state: State): SandboxReply {
  if (ids.length > IDS_A_CALL) return failure(400, "BAD_REQUEST", `At most ${IDS_A_CALL} ids in a call`);
  const found = ids.flatMap((id) => state.shipments.get(id) ?? []).map((shipment) => settled(state, shipment));
  if (found.length === 0) return failure(400, "INVALID_SHIPMENTS", "No such shipments");
  return ok({ shipments: found.map(detailsView) });
}
