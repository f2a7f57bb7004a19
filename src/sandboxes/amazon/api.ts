/** The selling API over the state: token, role, usage plan, then the resource. Every answer names its request. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { catalog, definitions, handleSchema } from "./definitions.ts";
import { fbaSummaries } from "./fba.ts";
import { feeds, handleStorage, workOff } from "./feeds.ts";
import { finances } from "./finances.ts";
import { listings } from "./listings.ts";
import { handleLogin } from "./lwa.ts";
import { notifications, scopeFor } from "./notifications.ts";
import { confirmShipment } from "./order-life.ts";
import { orders } from "./orders.ts";
import type { Plans } from "./plans.ts";
import { denied, notFound, ok, throttled } from "./replies.ts";
import { reports } from "./reports.ts";
import { handleQueue } from "./sqs.ts";
import { digits, type State } from "./state.ts";

export function handle(request: SandboxRequest, state: State, plans: Plans): SandboxReply {
  workOff(state);
  return (
    handleLogin(request, state) ??
    handleStorage(request, state) ??
    handleSchema(request) ??
    handleQueue(request, state) ??
    callApi(request, state, plans)
  );
}

function callApi(request: SandboxRequest, state: State, plans: Plans): SandboxReply {
  const headers = { "x-amzn-requestid": `sandbox-${digits(state, 8)}` };
  const reply = answer(request, state, plans);
  return { ...reply, headers: { ...headers, ...reply.headers } };
}

function answer(request: SandboxRequest, state: State, plans: Plans): SandboxReply {
  const token = request.headers["x-amz-access-token"];
  if (!token) return denied("Access token is missing in the request header.");
  const access = state.access.get(token);
  if (!access) return denied("The access token you provided is revoked, malformed or invalid.");
  if (access.endsAt <= state.clock.now()) return denied("The access token you provided has expired.");
  const plan = plans.take(request);
  if (plan && !plan.isWithin) return throttled(undefined);
  const reply = route(request, state, access.scope);
  const isLimited = plan !== null && reply.status < 400;
  return isLimited ? { ...reply, headers: { "x-amzn-ratelimit-limit": String(plan.rate) } } : reply;
}

type Scope = "seller" | "notifications";

function route(request: SandboxRequest, state: State, scope: Scope): SandboxReply {
  const [, area = "", version = "", ...parts] = request.path.split("/");
  const may = (role: string, run: () => SandboxReply): SandboxReply =>
    scope === "seller" && state.roles.has(role) ? run() : denied();
  switch (`${area}/${version}`) {
    case "sellers/v1":
      return scope === "seller" ? participations(state) : denied();
    case "orders/2026-01-01":
      return may("Inventory and Order Tracking", () => orders(request, state, parts.slice(1)));
    case "orders/v0":
      return parts[2] === "shipmentConfirmation"
        ? may("Inventory and Order Tracking", () => confirmShipment(request, state, parts[1] ?? ""))
        : notFound("There is no such resource.");
    case "listings/2021-08-01":
      return may("Product Listing", () => listings(request, state, parts.slice(1)));
    case "feeds/2021-06-30":
      return may("Product Listing", () => feeds(request, state, parts));
    case "definitions/2020-09-01":
      return may("Product Listing", () => definitions(request, state, parts));
    case "catalog/2022-04-01":
      return may("Product Listing", () => catalog(request, state));
    case "fba/inventory":
      return may("Amazon Fulfillment", () => fbaSummaries(request, state));
    case "finances/2024-06-19":
      return may("Finance and Accounting", () => finances(request, state));
    case "reports/2021-06-30":
      return may("Finance and Accounting", () => reports(request, state, parts));
    case "notifications/v1":
      return scopeFor(parts) === scope ? notifications(request, state, parts) : denied();
    default:
      return notFound("There is no such resource.");
  }
}

function participations(state: State): SandboxReply {
  return ok({
    payload: [
      {
        marketplace: {
          id: state.marketplaceId,
          name: "Amazon.in",
          countryCode: "IN",
          defaultCurrencyCode: state.currency,
          defaultLanguageCode: "en_IN",
          domainName: "www.amazon.in",
        },
        participation: {
          isParticipating: state.isParticipating,
          hasSuspendedListings: state.hasSuspendedListings,
        },
        storeName: "Sandbox Seller",
      },
    ],
  });
}
