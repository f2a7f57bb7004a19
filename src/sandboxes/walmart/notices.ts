/** Subscriptions, and notices as Walmart sends them: an id and little more, with an HMAC over the bytes. */
import { createHmac } from "node:crypto";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { notFound, ok, problem } from "./replies.ts";
import type { State, StoredHook, StoredItem, StoredOrder, StoredReturn } from "./state.ts";

const TYPES = [
  ["ORDER", "ORDER_UPDATES"],
  ["ORDER", "PO_CREATED"],
  ["ORDER", "PO_LINE_AUTOCANCELLED"],
  ["ORDER", "INTENT_TO_CANCEL"],
  ["RETURNS", "RETURN_CREATED"],
  ["ITEM", "OFFER_PUBLISHED"],
  ["ITEM", "OFFER_UNPUBLISHED"],
  ["PRICE", "BUY_BOX_CHANGED"],
] as const;

export function handleNotices(request: SandboxRequest, state: State): SandboxReply | null {
  const [, , subject, kind, id] = request.path.split("/");
  if (subject !== "webhooks") return null;
  if (kind === "eventTypes") return ok({ events: offered(state) });
  if (kind !== "subscriptions") return notFound;
  switch (request.method) {
    case "GET":
      return ok({ events: [...state.hooks.values()].map((hook) => hookView(hook, state)) });
    case "POST":
      return create(request, state);
    case "DELETE":
      if (!state.hooks.delete(id ?? "")) return notFound;
      return ok({ subscriptionId: id, message: "Deleted" });
    default:
      return notFound;
  }
}

const offered = ({ platform }: State): object[] =>
  TYPES.filter(([, eventType]) => (platform.hasOldEvents ? eventType !== "ORDER_UPDATES" : true)).map(
    ([resourceName, eventType]) => ({ resourceName, eventType, eventVersion: "V1", description: eventType }),
  );

const hookView = (hook: StoredHook, { partnerId }: State): object => ({
  eventType: hook.eventType,
  subscriptionId: hook.id,
  partnerId,
  eventVersion: hook.eventVersion,
  resourceName: hook.resourceName,
  eventUrl: hook.eventUrl,
  authDetails: { authMethod: hook.method, authHeaderName: hook.header },
  headers: { "content-type": "application/json" },
  status: hook.status,
});

interface RequestInput {
  readonly eventType: string;
  readonly eventVersion: string;
  readonly resourceName: string;
  readonly eventUrl: string;
  readonly status: string;
  readonly authDetails?: {
    readonly authMethod?: string;
    readonly authHeaderName?: string;
    readonly clientSecret?: string;
  };
}

function create(request: SandboxRequest, state: State): SandboxReply {
  const { events = [] } = (request.json() ?? {}) as { events?: RequestInput[] };
  const existing = new Set(TYPES.map(([, eventType]) => String(eventType)));
  if (events.length === 0 || events.some(({ eventType }) => !existing.has(eventType)))
    return problem(400, "INVALID_REQUEST_CONTENT", "The event type is invalid");
  const made = events.map(({ authDetails = {}, ...event }) => {
    const id = `620b45a0-b321-11ea-ac13-${String(state.id()).padStart(12, "0")}`;
    const { authMethod = "", authHeaderName = "", clientSecret = "" } = authDetails;
    const hook: StoredHook = { ...event, id, method: authMethod, header: authHeaderName, secret: clientSecret };
    state.hooks.set(id, hook);
    return hook;
  });
  return ok({ event: made.map((hook) => hookView(hook, state)) });
}

function send(state: State, eventType: string, payload: object): void {
  for (const hook of state.hooks.values()) {
    if (hook.eventType !== eventType || hook.status !== "ACTIVE") continue;
    const eventTime = new Date(state.clock.now()).toISOString();
    const eventId = `${hook.id.slice(0, 8)}-${String(state.id()).padStart(8, "0")}`;
    const body = JSON.stringify({ source: { eventType, eventTime, eventId }, payload });
    const proof = createHmac("sha256", hook.secret).update(body).digest(state.platform.signature);
    state.deliver(hook.eventUrl, { "content-type": "application/json", [hook.header]: proof }, body);
  }
}

/** As the one kind of event since 2026-02, and as the older one of the same name. */
export function notifyOrder(state: State, order: StoredOrder, what: string): void {
  const lines = order.lines.map(({ number, item }) => ({ lineNumber: number, sku: item.sku }));
  const facts = { partnerId: state.partnerId, purchaseOrderId: order.id, lines };
  send(state, "ORDER_UPDATES", { meta: { subEventType: what }, order: facts });
  send(state, what, facts);
}

export const notifyReturn = (state: State, one: StoredReturn): void =>
  send(state, "RETURN_CREATED", { partnerId: state.partnerId, returnOrderId: one.id });

export const notifyItem = (state: State, item: StoredItem, what: "OFFER_PUBLISHED" | "OFFER_UNPUBLISHED"): void =>
  send(state, what, { partnerId: state.partnerId, sku: item.sku });
