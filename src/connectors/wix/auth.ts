/** Two proofs (sheet section 2): a token of an app's instance, sent raw, or an account's API key with the site's id. */
import type { Authenticate, Completion, Connect, ConnectionInfo, Context, Grant } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { tokenSchema } from "./schemas.ts";
import { message } from "./words.ts";

const API = "https://www.wixapis.com";
/** An answer that does not tell the token's life has the documented four hours. */
const TOKEN_LIFE_SECONDS = 4 * 3600;

export const auth: Authenticate = {
  baseUrl: ({ connection }) => connection.endpoint ?? API,
  authorize: (request, ctx) => ({
    ...request,
    // Both values travel without "Bearer"; wix-account-id beside wix-site-id would be refused.
    headers: isApp(ctx.connection)
      ? { ...request.headers, authorization: ctx.secret("accessToken") }
      : { ...request.headers, authorization: ctx.secret("apiKey"), "wix-site-id": textOf(ctx, "siteId") },
  }),
  secretNames: ["apiKey", "accessToken", "appSecret"],
};

/** True for connections of an app: those alone get webhooks. */
export const isApp = ({ settings }: ConnectionInfo): boolean => settings.authMode === "app";

export function textOf({ connection }: Pick<Context, "connection">, name: string): string {
  const value = connection.settings[name];
  return typeof value === "string" ? value : "";
}

export interface App {
  readonly id: string;
  readonly secret: string;
}

/** The seller's own app where the form names one, else the operator's. */
export function appOf(ctx: Context): App {
  return { id: textOf(ctx, "appId") || ctx.secret("appId"), secret: ctx.secret("appSecret") };
}

/** A token for one instance of the app. There is nothing to renew with: a new one is asked for each time. */
async function requestToken(app: App, instanceId: string, ctx: Context): Promise<Grant> {
  const { body } = await ctx.http
    .json({
      method: "POST",
      url: "/oauth2/token",
      json: {
        grant_type: "client_credentials",
        client_id: app.id,
        client_secret: app.secret,
        instance_id: instanceId,
      },
      operation: "oauth.token",
      authenticated: false,
      safe: true,
    })
    .catch((error: unknown) => {
      if (!isConnectorError(error) || error.kind !== "auth_revoked") throw error;
      throw new ConnectorError({ kind: "auth_revoked" }, message("error.grantsAppNoAccessSite"), {
        cause: error,
        details: error.details,
      });
    });
  const token = parseResponse(tokenSchema, body, { ctx, what: "the access token" });
  const endsAt = ctx.clock.now() + (token.expires_in ?? TOKEN_LIFE_SECONDS) * 1000;
  return { secrets: { accessToken: token.access_token }, expiresAt: new Date(endsAt).toISOString() };
}

export const refresh: NonNullable<Connect["refresh"]> = async (ctx) => {
  if (isApp(ctx.connection)) return requestToken(appOf(ctx), textOf(ctx, "instanceId"), ctx);
  throw new ConnectorError({ kind: "auth_revoked" }, message("error.notAcceptApiKeySite"));
};

export async function completeApp(app: App, instanceId: string, ctx: Context): Promise<Completion> {
  return {
    grant: await requestToken(app, instanceId, ctx),
    accounts: [{ externalId: instanceId, name: "" }],
    settings: { authMode: "app", instanceId },
  };
}
