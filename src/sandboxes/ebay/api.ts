/** The emulated API: proof, then the resource. All hosts of eBay stand here as one. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { cancellations } from "./cancellations.ts";
import { conditionPolicies } from "./conditions.ts";
import { disputes, messages } from "./conversations.ts";
import { finances } from "./finances.ts";
import { inventory } from "./inventory.ts";
import { publicKey } from "./notices.ts";
import { consent, tokens } from "./oauth.ts";
import { orders } from "./orders.ts";
import { policies } from "./policies.ts";
import { failure, ok } from "./replies.ts";
import { returns } from "./returns.ts";
import { newSigningKey } from "./signatures.ts";
import type { State } from "./state.ts";
import { taxonomy } from "./taxonomy.ts";
import { trading } from "./trading.ts";

const SCOPE = "https://api.ebay.com/oauth/api_scope";
const noToken = failure(401, 1001, "Invalid access token");

export function handle(request: SandboxRequest, state: State): SandboxReply {
  if (request.path === "/oauth2/authorize") return consent(request, state);
  if (request.path === "/identity/v1/oauth2/token" && request.method === "POST") return tokens(request, state);
  if (request.path === "/ws/api.dll") return trading(request, state);
  const [scheme = "", token = ""] = (request.headers.authorization ?? "").split(" ");
  // Post-Order has a word of its own.
  if (scheme !== (request.path.startsWith("/post-order/") ? "IAF" : "Bearer")) return noToken;
  const access = state.access.get(token);
  if (!access || access.endsAt <= state.clock.now()) return noToken;
  const may = (scope: string, answer: () => SandboxReply): SandboxReply =>
    access.scopes.has(`${SCOPE}${scope}`) && state.keyset.has(`${SCOPE}${scope}`)
      ? answer()
      : failure(403, 1100, "Access denied: insufficient permissions to fulfill the request.");
  const [, area = "", api = "", , ...rest] = request.path.split("/");
  switch (`${area}/${api}`) {
    case "sell/inventory":
      return may("/sell.inventory", () => inventory(request, state, rest));
    case "sell/metadata":
      return may("/sell.inventory", () => conditionPolicies(request, rest));
    case "sell/account":
      return may("/sell.account.readonly", () => policies(request, rest));
    case "commerce/taxonomy":
      return access.kind === "app" ? taxonomy(request, rest) : noToken;
    case "commerce/message":
      return may("/commerce.message", () => messages(request, state, rest));
    case "sell/fulfillment": {
      if (rest[0]?.startsWith("payment_dispute"))
        return may("/sell.payment.dispute", () => disputes(request, state, rest));
      const isRefund = request.path.endsWith("/issue_refund");
      return may(isRefund ? "/sell.finances" : "/sell.fulfillment", () => orders(request, state, rest.slice(1)));
    }
    case "sell/finances":
      return may("/sell.finances", () => finances(request, state, rest));
    case "commerce/identity":
      return may("/commerce.identity.readonly", () => ok(user(state)));
    case "commerce/notification":
      return access.kind === "app" ? publicKey(state, rest[1] ?? "") : noToken;
    case "developer/key_management":
      return access.kind === "app" ? newSigningKey(request, state) : noToken;
    case "post-order/v2":
      return request.path.startsWith("/post-order/v2/return/")
        ? may("/sell.fulfillment", () => returns(request, state, rest))
        : cancellations(request, state, rest);
    default:
      return failure(404, 2002, "Resource not found");
  }
}

const user = (state: State): object => ({
  userId: state.userId,
  username: "sandbox_seller",
  accountType: "BUSINESS",
  registrationMarketplaceId: state.registeredOn,
  status: "CONFIRMED",
});
