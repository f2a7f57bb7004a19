/** Destinations, subscriptions, and the messages they cause. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { denied, failure, invalid, notFound, ok } from "./replies.ts";
import { now, type QueuedMessage, type State } from "./state.ts";

const TYPES = new Set([
  "ORDER_CHANGE",
  "FEED_PROCESSING_FINISHED",
  "REPORT_PROCESSING_FINISHED",
  "ANY_OFFER_CHANGED",
  "FBA_INVENTORY_AVAILABILITY_CHANGES",
]);
/** Those of an event bus. */
const BUSSED = new Set(["LISTINGS_ITEM_STATUS_CHANGE", "LISTINGS_ITEM_ISSUES_CHANGE"]);
const BUS = /^bus:([a-z0-9-]+):(\d+)$/;

const uuid = (state: State): string => {
  const hex = () =>
    Math.floor(state.random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, "0");
  return `${hex()}-0000-4000-8000-${hex()}${hex().slice(0, 4)}`;
};

/** Writes to the queue of everyone who subscribed; metadata as the platform adds it. */
export function notify(state: State, type: string, notification: object): void {
  const { lose, duplicate } = state.faults();
  for (const [subscriptionId, one] of state.subscriptions) {
    const to = state.destinations.get(one.destinationId) ?? "";
    if (one.type !== type || (to !== state.queueArn && !BUS.test(to)) || lose) continue;
    const reported = {
      ...notification,
      NotificationMetadata: {
        ApplicationId: state.applicationId,
        SubscriptionId: subscriptionId,
        PublishTime: now(state),
        NotificationId: uuid(state),
      },
    };
    // The seller's rule writes the whole event to the queue.
    const source = `aws.partner/sellingpartnerapi.amazon.com/${state.applicationId}`;
    const body = JSON.stringify(
      BUS.test(to) ? { version: "0", "detail-type": type, source, detail: reported } : reported,
    );
    for (let copy = 0; copy <= Math.floor(duplicate); copy += 1) state.messages.push(messageOf(state, body));
  }
}

const messageOf = (state: State, body: string): QueuedMessage => ({
  body,
  id: uuid(state),
  receipt: "",
  visibleAt: 0,
});

type Scope = "seller" | "notifications";

/** Which token opens what: the app's own for destinations and removal, the seller's for the rest. */
export function scopeFor(parts: readonly string[]): Scope {
  if (parts[0] === "destinations") return "notifications";
  return parts.length === 3 ? "notifications" : "seller";
}

export function notifications(request: SandboxRequest, state: State, parts: readonly string[]): SandboxReply {
  const [area, type, id] = parts;
  if (area === "destinations") return destinations(request, state);
  if (area !== "subscriptions") return notFound("There is no such resource.");
  if (type === undefined) return list(request, state);
  if (!TYPES.has(type) && !BUSSED.has(type)) return invalid(`Notification type ${type} is not valid.`);
  if (id === undefined) return request.method === "POST" ? subscribe(request, state, type) : denied();
  if (request.method !== "DELETE") return denied();
  return state.subscriptions.delete(id) ? ok({}) : notFound("Subscription not found.");
}

function destinations(request: SandboxRequest, state: State): SandboxReply {
  const view = ([destinationId, arn]: [string, string]) => ({
    name: "argosy",
    destinationId,
    resource: BUS.test(arn)
      ? { eventBridge: { name: "bus", region: BUS.exec(arn)?.[1], accountId: BUS.exec(arn)?.[2] } }
      : { sqs: { arn } },
  });
  if (request.method === "GET") return ok({ payload: [...state.destinations].map(view) });
  const body = request.json() as {
    readonly resourceSpecification?: {
      readonly sqs?: { readonly arn?: string };
      readonly eventBridge?: { readonly region?: string; readonly accountId?: string };
    };
  } | null;
  const { sqs, eventBridge } = body?.resourceSpecification ?? {};
  const arn = eventBridge ? `bus:${eventBridge.region}:${eventBridge.accountId}` : (sqs?.arn ?? "");
  if (!/^arn:aws:sqs:\S+:\S+:\S+/.test(arn) && !BUS.test(arn))
    return invalid("The resource specification is not valid.");
  if ([...state.destinations.values()].includes(arn)) return failure(409, "ResourceExists", "The destination exists.");
  const id = uuid(state);
  state.destinations.set(id, arn);
  return ok({ payload: view([id, arn]) });
}

function list({ query }: SandboxRequest, state: State): SandboxReply {
  const types = (query.get("notificationTypes") ?? "").split(",").filter(Boolean);
  if (types.length !== 1) return invalid("notificationTypes is required.");
  const found = [...state.subscriptions]
    .filter(([, one]) => types.includes(one.type))
    .map(([subscriptionId, { destinationId }]) => ({ subscriptionId, destinationId, payloadVersion: "1.0" }));
  return ok({ payload: { subscriptions: found } });
}

function subscribe(request: SandboxRequest, state: State, type: string): SandboxReply {
  const body = (request.json() ?? {}) as {
    readonly destinationId?: string;
    readonly payloadVersion?: string;
    readonly processingDirective?: { readonly eventFilter?: { readonly eventFilterType?: string } };
  };
  const destinationId = body.destinationId ?? "";
  if (body.payloadVersion !== "1.0" || !state.destinations.has(destinationId))
    return invalid("The destination is unknown.");
  // Each kind takes one sort of destination only.
  if (BUSSED.has(type) !== BUS.test(state.destinations.get(destinationId) ?? ""))
    return invalid("The destination is not valid for this notification type.");
  if (body.processingDirective && !body.processingDirective.eventFilter?.eventFilterType)
    return invalid("The processing directive is not valid.");
  const subscriptionId = uuid(state);
  state.subscriptions.set(subscriptionId, { destinationId, type });
  return ok({ payload: { subscriptionId, destinationId, payloadVersion: "1.0" } });
}
