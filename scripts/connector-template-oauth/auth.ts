/** A consent page with PKCE; access tokens live an hour, and each renewal uses up the refresh token. */
import {
  type Consent,
  codeVerifier,
  registeredCallback,
  requireState,
  toConsent,
} from "../../src/connectors/kit/connect/oauth-callback.ts";
import type {
  Authenticate,
  CallbackInput,
  Connect,
  ConnectorMeta,
  Context,
  Grant,
} from "../../src/connectors/kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../../src/connectors/kit/contract/errors.ts";
import { parseResponse } from "../../src/connectors/kit/parse/parse.ts";
import { API_PATH, readShop } from "../connector-template/client.ts";
import { shopSchema, tokenSchema } from "../connector-template/schemas.ts";
import { message } from "../connector-template/words.ts";

const API = "https://api.shop.example";
const LOGIN = "https://login.shop.example";

/** Nothing to fill in: the consent page knows the account. The operator of the hub registers its app once. */
export const form: Pick<ConnectorMeta, "connectType" | "setupFormFields" | "appEnvironment"> = {
  connectType: "oauth",
  setupFormFields: [],
  appEnvironment: { clientId: "TEMPLATE_SHOP_CLIENT_ID", clientSecret: "TEMPLATE_SHOP_CLIENT_SECRET" },
};

export const auth: Authenticate = {
  baseUrl: ({ connection }) => `${connection.endpoint ?? API}${API_PATH}`,
  authorize: (request, ctx) => ({
    ...request,
    headers: { ...request.headers, authorization: `Bearer ${ctx.secret("accessToken")}` },
  }),
  secretNames: ["accessToken", "refreshToken", "clientSecret", "webhookSecret"],
};

const login = ({ connection }: Context): string => `${connection.endpoint ?? LOGIN}/oauth`;

const consent = (ctx: Context): Consent => ({
  page: `${login(ctx)}/authorize`,
  provider: "template_shop",
  app: ["clientId", "clientSecret"],
  scope: "products stock orders",
  more: { response_type: "code" },
  pkce: "S256",
  lacking: () => new ConnectorError({ kind: "rejected", field: "app" }, message("error.noApp")),
});

export const connect: Connect = {
  begin: async (input, ctx) => toConsent(consent(ctx), input, ctx),
  async complete(input, ctx) {
    if (input.kind === "callback") {
      const grant = await exchange(input, ctx);
      return { grant, accounts: [{ externalId: "", name: "" }] };
    }
    throw new ConnectorError({ kind: "rejected", field: "code" }, message("error.noCode"));
  },
  refresh: (ctx) =>
    requestToken(ctx, [
      ["grant_type", "refresh_token"],
      ["refresh_token", ctx.secret("refreshToken")],
    ]),
  /** One call that only a good token can make. */
  async detect(ctx) {
    const shop = parseResponse(shopSchema, await readShop(ctx), { ctx, what: "shop" });
    return {
      account: { externalId: shop.id, name: shop.name },
      facts: { name: shop.name, currency: shop.currency },
      locations: [],
      missingScopes: [],
      warnings: [],
    };
  },
};

async function exchange({ begin, request: { query } }: CallbackInput, ctx: Context): Promise<Grant> {
  requireState(begin, query.state);
  if (query.error === "access_denied")
    throw new ConnectorError({ kind: "rejected", field: "denied" }, message("error.notApproved"));
  if (!query.code) throw new ConnectorError({ kind: "rejected", field: "code" }, message("error.noCode"));
  return requestToken(ctx, [
    ["grant_type", "authorization_code"],
    ["code", query.code],
    ["redirect_uri", registeredCallback(begin, "template_shop", ctx)],
    ["code_verifier", codeVerifier(begin, consent(ctx).app, ctx)],
  ]);
}

/** What an app proves itself with goes into the form, as RFC 6749 section 2.3.1 allows. */
async function requestToken(ctx: Context, form: readonly (readonly [string, string])[]): Promise<Grant> {
  const app = [
    ["client_id", ctx.secret("clientId")],
    ["client_secret", ctx.secret("clientSecret")],
  ] as const;
  const call = { url: `${login(ctx)}/token`, form: [...form, ...app], operation: "oauth.token", authenticated: false };
  const { body } = await ctx.http.json({ method: "POST", ...call }).catch((error: unknown) => {
    // invalid_grant: the code or the refresh token is used up, or the shop took the access back.
    if (!isConnectorError(error) || error.kind !== "rejected") throw error;
    throw new ConnectorError({ kind: "auth_revoked" }, message("error.accessEnded"), { cause: error });
  });
  const token = parseResponse(tokenSchema, body, { ctx, what: "the access token" });
  return {
    secrets: { accessToken: token.access_token, refreshToken: token.refresh_token },
    expiresAt: new Date(ctx.clock.now() + token.expires_in * 1_000).toISOString(),
  };
}
