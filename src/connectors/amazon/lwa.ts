/** Login with Amazon: one hour of access for a refresh token, a code, or (grantless) for the app alone. */
import { z } from "zod";
import type { Context, Grant } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { textSetting } from "./settings.ts";
import { message } from "./words.ts";

const LWA = "https://api.amazon.com";
export const GRANTLESS_NOTIFICATIONS = "sellingpartnerapi::notifications";

const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.union([z.number(), z.string()]).default(3600),
});

/** The app's own credentials: the seller's private app, or the one the operator registered. */
export interface Client {
  readonly id: string;
  readonly secret: string;
}

export type TokenAsk =
  | { readonly grant_type: "refresh_token"; readonly refresh_token: string }
  | { readonly grant_type: "authorization_code"; readonly code: string }
  | { readonly grant_type: "client_credentials"; readonly scope: string };

/** The app of an open connection. */
export function clientOf(ctx: Context): Client {
  const own = textSetting(ctx.connection, "lwaClientId");
  return own === ""
    ? { id: ctx.secret("clientId"), secret: ctx.secret("clientSecret") }
    : { id: own, secret: ctx.secret("lwaClientSecret") };
}

/** Asks for an access token. Throws auth_revoked with words that say which of the credentials is at fault. */
export async function askToken(ask: TokenAsk, client: Client, ctx: Context): Promise<Grant> {
  const answer = await ctx.http
    .json({
      method: "POST",
      url: `${ctx.connection.endpoint ?? LWA}/auth/o2/token`,
      form: [...Object.entries(ask), ["client_id", client.id], ["client_secret", client.secret]],
      operation: "lwa.token",
      authenticated: false,
      // A code works once; a refresh token may be shown again and again.
      safe: ask.grant_type !== "authorization_code",
    })
    .catch((error: unknown) => {
      throw isConnectorError(error) && error.kind === "auth_revoked" ? explained(error) : error;
    });
  const token = parseResponse(tokenSchema, answer.body, { ctx, what: "the access token" });
  return {
    secrets: {
      accessToken: token.access_token,
      ...(token.refresh_token === undefined ? {} : { refreshToken: token.refresh_token }),
    },
    expiresAt: new Date(ctx.clock.now() + Number(token.expires_in) * 1000).toISOString(),
  };
}

/** A token for calls that concern no seller; it is never kept. */
export async function grantlessToken(scope: string, ctx: Context): Promise<string> {
  const { secrets } = await askToken({ grant_type: "client_credentials", scope }, clientOf(ctx), ctx);
  return secrets.accessToken ?? "";
}

function explained(error: ConnectorError): ConnectorError {
  const answer = `${error.message} ${JSON.stringify(error.details)}`;
  const text = /invalid_client|unauthorized_client|client authentication/i.test(answer)
    ? message("error.appSecretRefused")
    : message("error.accessEnded");
  return new ConnectorError({ kind: "auth_revoked" }, text, { cause: error, details: error.details });
}
