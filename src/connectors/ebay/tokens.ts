/** The token endpoint (sheet section 2): codes and renewals as the seller's, and the application's own. */
import { z } from "zod";
import type { Context, Grant } from "../kit/contract/contract.ts";
import { ConnectorError, isKind } from "../kit/contract/errors.ts";
import { each, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { api } from "./hosts.ts";
import { APP_SCOPE } from "./scopes.ts";
import { message } from "./words.ts";

const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().nullish(),
  ...each(wholeNumber.nullish(), "expires_in", "refresh_token_expires_in"),
});
type Token = z.output<typeof tokenSchema>;

/** An answer that does not tell a token's life has the documented one. */
const ACCESS_S = 7_200;

type Form = readonly (readonly [string, string])[];

async function askToken(form: Form, operation: string, ctx: Context): Promise<Token> {
  const proof = Buffer.from(`${ctx.secret("clientId")}:${ctx.secret("clientSecret")}`).toString("base64");
  const { body } = await ctx.http.json({
    method: "POST",
    url: `${api(ctx)}/identity/v1/oauth2/token`,
    headers: { authorization: `Basic ${proof}` },
    form,
    operation,
    authenticated: false,
  });
  return parseResponse(tokenSchema, body, { ctx, what: "the access token" });
}

function grantOf(token: Token, ctx: Context): Grant {
  const after = (seconds: number) => new Date(ctx.clock.now() + seconds * 1000).toISOString();
  const { access_token: accessToken, refresh_token: refreshToken, refresh_token_expires_in: lifeS } = token;
  return {
    secrets: { accessToken, ...(refreshToken ? { refreshToken } : {}) },
    expiresAt: after(token.expires_in ?? ACCESS_S),
    ...(refreshToken && lifeS ? { ends: { refreshToken: after(lifeS) } } : {}),
  };
}

export async function grantByCode(code: string, ruName: string, ctx: Context): Promise<Grant> {
  const form = [
    ["grant_type", "authorization_code"],
    ["code", code],
    ["redirect_uri", ruName],
  ] as const;
  return grantOf(await askToken(form, "token.code", ctx), ctx);
}

/** The refresh token stays the same for its eighteen months; a new one is stored where one comes. */
export async function renewed(scope: string, ctx: Context): Promise<Grant> {
  const form = [
    ["grant_type", "refresh_token"],
    ["refresh_token", ctx.secret("refreshToken")],
    // A wider list than the consented one is refused, a narrower one loses rights.
    ["scope", scope],
  ] as const;
  try {
    return grantOf(await askToken(form, "token.refresh", ctx), ctx);
  } catch (error) {
    if (!isKind(error, "auth_revoked")) throw error;
    throw new ConnectorError({ kind: "auth_revoked" }, message("error.accessEnded"), { cause: error });
  }
}

/** The application's own, and how long it lasts: see tokens-app.ts, which keeps it. */
export async function askAppToken(ctx: Context): Promise<{ readonly accessToken: string; readonly lifeMs: number }> {
  const form = [
    ["grant_type", "client_credentials"],
    ["scope", APP_SCOPE],
  ] as const;
  const { access_token: accessToken, expires_in: lifeS } = await askToken(form, "token.app", ctx);
  return { accessToken, lifeMs: (lifeS ?? ACCESS_S) * 1_000 };
}
