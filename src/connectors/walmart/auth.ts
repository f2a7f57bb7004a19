/** How a call is proved: a token of fifteen minutes in a header of Walmart's own (sheet section 2). */
import { randomUUID } from "node:crypto";
import type { Authenticate, ConnectionInfo, Context, Grant } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { tokenSchema } from "./schemas.ts";
import { clientIdOf, isSandbox } from "./settings.ts";
import { message } from "./words.ts";

const PRODUCTION = "https://marketplace.walmartapis.com";
const SANDBOX = "https://sandbox.walmartapis.com";
const SERVICE = "Walmart Marketplace";

const hostOf = ({ endpoint, settings }: ConnectionInfo): string =>
  endpoint ?? (isSandbox(settings) ? SANDBOX : PRODUCTION);

export const auth: Authenticate = {
  baseUrl: ({ connection }) => `${hostOf(connection)}/v3`,
  authorize: (request, ctx) => ({
    ...request,
    headers: {
      accept: "application/json",
      "wm_svc.name": SERVICE,
      "wm_qos.correlation_id": randomUUID(),
      ...(isSandbox(ctx.connection.settings) ? { wm_sandbox: "v2" } : {}),
      ...request.headers,
      "wm_sec.access_token": ctx.secret("accessToken"),
    },
  }),
  secretNames: ["accessToken", "clientSecret", "webhookSecret"],
};

interface Keys {
  readonly id: string;
  readonly secret: string;
}

/** The secret is kept with the token: it renews it. */
export async function grantOf({ id, secret }: Keys, ctx: Context): Promise<Grant> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: `${hostOf(ctx.connection)}/v3/token`,
    headers: {
      accept: "application/json",
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
      "wm_svc.name": SERVICE,
      "wm_qos.correlation_id": randomUUID(),
    },
    form: [["grant_type", "client_credentials"]],
    operation: "token",
    authenticated: false,
    safe: true,
    changes: false,
  });
  const token = parseResponse(tokenSchema, body, { ctx, what: "the access token" });
  return {
    secrets: { accessToken: token.access_token, clientSecret: secret },
    expiresAt: new Date(ctx.clock.now() + token.expires_in * 1_000).toISOString(),
  };
}

/** Keys that were reset in the Developer Portal need a person. */
export async function renewed(ctx: Context): Promise<Grant> {
  const id = clientIdOf(ctx.connection.settings);
  if (id === "") throw new ConnectorError({ kind: "auth_revoked" }, message("error.keysMissing"));
  return grantOf({ id, secret: ctx.secret("clientSecret") }, ctx);
}
