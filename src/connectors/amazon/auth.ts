/**
 * The proof is an LWA token alone: signatures over API calls ended on 2 October 2023 (sheet section 1). A seller brings
 * the refresh token of an app of their own, or approves the operator's app in Seller Central.
 */

import type { HubText } from "../../commerce/message.ts";
import { requireState } from "../kit/connect/oauth-callback.ts";
import type { Authenticate, CallbackInput, Completion, Connect, Context, Grant } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { detect } from "./detect.ts";
import { askToken, type Client, clientOf } from "./lwa.ts";
import { REGIONS } from "./marketplaces.ts";
import { homeOf, orderMarketplaces, sellerOf } from "./settings.ts";
import { message } from "./words.ts";

/** Amazon asks for a name of the application and its version. */
export const USER_AGENT = "Argosy/1.0 (Language=TypeScript; commerce hub)";

type Values = Readonly<Record<string, string>>;

export const auth: Authenticate = {
  baseUrl: ({ connection }) => connection.endpoint ?? REGIONS[homeOf(connection).region].endpoint,
  authorize: (request, ctx) => ({
    ...request,
    headers: { ...request.headers, "x-amz-access-token": ctx.secret("accessToken"), "user-agent": USER_AGENT },
  }),
  secretNames: ["accessToken", "refreshToken", "lwaClientSecret", "clientSecret", "awsSecretAccessKey"],
};

export const connect: Connect = {
  async begin({ values, state }, ctx) {
    const home = homeOf(asSettled(values));
    orderMarketplaces(asSettled(values));
    clientFrom(values, ctx);
    if (values.refreshToken) {
      sellerOf(asSettled(values));
      return { step: "ready" };
    }
    const applicationId = values.applicationId || (ctx.hasSecret("applicationId") ? ctx.secret("applicationId") : "");
    if (applicationId === "") throw refuse("refreshToken", message("refused.enterRefreshTokenIdApp"));
    const host = ctx.connection.endpoint ?? home.sellerCentral;
    if (host === undefined)
      throw refuse("refreshToken", message("refused.whereSellersApproveAppsNot", { store: home.name }));
    const query = new URLSearchParams({ application_id: applicationId, state });
    // An app that is not published yet is refused without it (MD1000).
    if (values.appStatusDraft === "true") query.set("version", "beta");
    return { step: "redirect", url: `${host}/apps/authorize/consent?${query}` };
  },

  async complete(input, ctx) {
    if (input.kind === "callback") return completeCallback(input, ctx);
    const { values } = input;
    const sellerId = sellerOf(asSettled(values));
    const refreshToken = values.refreshToken ?? "";
    if (refreshToken === "") throw refuse("refreshToken", message("refused.enterRefreshToken"));
    const grant = await askToken(
      { grant_type: "refresh_token", refresh_token: refreshToken },
      clientFrom(values, ctx),
      ctx,
    );
    return {
      grant: { ...grant, secrets: { refreshToken, ...grant.secrets } },
      accounts: [{ externalId: sellerId, name: "" }],
    };
  },

  refresh,
  detect,
};

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);
const asSettled = (values: Values) => ({ settings: values, facts: {} });

function clientFrom(values: Values, ctx: Context): Client {
  const { lwaClientId, lwaClientSecret } = values;
  if (lwaClientId && !lwaClientSecret) throw refuse("lwaClientSecret", message("refused.enterClientSecretClientId"));
  if (lwaClientId && lwaClientSecret) return { id: lwaClientId, secret: lwaClientSecret };
  if (ctx.hasSecret("clientId") && ctx.hasSecret("clientSecret")) return clientOf(ctx);
  throw refuse("lwaClientId", message("refused.hubNoAppOwnRegister"));
}

async function completeCallback(
  { begin: started, request: { query } }: CallbackInput,
  ctx: Context,
): Promise<Completion> {
  requireState(started, query.state);
  const sellerId = query.selling_partner_id ?? "";
  const code = query.spapi_oauth_code ?? "";
  if (code === "" || sellerId === "") throw refuse("code", message("refused.sentNoAuthorisationPleaseStart"));
  if (started.values.sellerId && started.values.sellerId !== sellerId)
    throw refuse(
      "sellerId",
      message("refused.sellerCentralApprovedAppAccount", { seller: sellerId, wanted: started.values.sellerId }),
    );
  const grant = await askToken({ grant_type: "authorization_code", code }, clientFrom(started.values, ctx), ctx);
  if (grant.secrets.refreshToken === undefined)
    throw refuse("refreshToken", message("refused.grantedNoLastingAccessPlease"));
  return { grant, accounts: [{ externalId: sellerId, name: "" }], settings: { sellerId } };
}

/** The refresh token stays the same until the seller withdraws it; the secret's rotation does not touch it. */
async function refresh(ctx: Context): Promise<Grant> {
  return askToken({ grant_type: "refresh_token", refresh_token: ctx.secret("refreshToken") }, clientOf(ctx), ctx);
}
