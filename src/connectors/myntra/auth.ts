/** Merchant id and secret key make a token; the tokens come back as headers, in some accounts in the body. */

import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import type { Authenticate, Connect, Context, Grant } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import { answerJson } from "../kit/http/answer-json.ts";
import { detect } from "./detect.ts";
import { baseUrlOf, headerOf, merchantIdOf, partnerStoreOf, sendsBasicAuth } from "./settings.ts";
import { english, message } from "./words.ts";

export const auth: Authenticate = {
  baseUrl: ({ connection }) => connection.endpoint ?? baseUrlOf(connection.settings),
  authorize(request, ctx) {
    const { settings } = ctx.connection;
    const basic = `${merchantIdOf(settings)}:${ctx.hasSecret("secretKey") ? ctx.secret("secretKey") : ""}`;
    return {
      ...request,
      headers: {
        ...request.headers,
        [headerOf(settings, "tokenHeader")]: ctx.secret("accessToken"),
        [headerOf(settings, "storeHeader")]: partnerStoreOf(settings),
        "content-type": "application/json",
        ...(sendsBasicAuth(settings) ? { authorization: `Basic ${Buffer.from(basic).toString("base64")}` } : {}),
      },
    };
  },
  secretNames: ["accessToken", "refreshToken", "secretKey", "webhookSecret"],
};

export const connect: Connect = {
  async begin({ values }) {
    checked(values);
    return { step: "ready" };
  },

  async complete(input, ctx) {
    if (input.kind === "callback") throw refuse("callback", message("refused.noSignPage"));
    const { merchantId, secretKey } = checked(input.values);
    return {
      grant: await freshGrant({ merchantId, secretKey }, ctx),
      accounts: [{ externalId: merchantId, name: `Myntra seller ${merchantId}` }],
    };
  },

  refresh,
  detect,
};

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);

function checked(values: Readonly<Record<string, string>>): {
  readonly merchantId: string;
  readonly secretKey: string;
} {
  const merchantId = values.merchantId?.trim() ?? "";
  const secretKey = values.secretKey?.trim() ?? "";
  const from = english("said.issuesApiAccess");
  if (merchantId === "") throw refuse("merchantId", message("refused.merchantIdMissing", { from }));
  if (secretKey === "") throw refuse("secretKey", message("refused.secretKeyMissing", { from }));
  if (!values.warehouses?.trim()) throw refuse("warehouses", message("refused.leastWarehouseId"));
  return { merchantId, secretKey };
}

interface Pair {
  readonly access: string;
  readonly refresh: string | undefined;
}

/** Myntra may hand out the token it has in store although it has ended: then the refresh token makes a living one. */
async function freshGrant(
  keys: { readonly merchantId: string; readonly secretKey: string },
  ctx: Context,
): Promise<Grant> {
  const pair = await tokens("generate", keys.merchantId, keys.secretKey, ctx);
  const now = ctx.clock.now();
  if (!hasEnded(pair, now)) return grantOf(pair, keys.secretKey);
  if (pair.refresh === undefined) throw endedForEver();
  const renewed = await tokens("refresh", keys.merchantId, pair.refresh, ctx);
  if (hasEnded(renewed, now)) throw endedForEver();
  return grantOf({ ...renewed, refresh: renewed.refresh ?? pair.refresh }, keys.secretKey);
}

const endedForEver = () => new ConnectorError({ kind: "auth_revoked" }, message("error.handsOutAccessTokenEnded"));

/** With the refresh token; when that is worn out, with the secret key as at the beginning. */
async function refresh(ctx: Context): Promise<Grant> {
  const merchantId = merchantIdOf(ctx.connection.settings);
  const secretKey = ctx.secret("secretKey");
  if (ctx.hasSecret("refreshToken")) {
    try {
      const pair = await tokens("refresh", merchantId, ctx.secret("refreshToken"), ctx);
      if (!hasEnded(pair, ctx.clock.now())) return grantOf(pair, secretKey);
    } catch (error) {
      if (!isConnectorError(error) || !["auth_revoked", "rejected", "not_found"].includes(error.kind)) throw error;
      ctx.log.info("the refresh token is worn out; a new pair is made with the secret key");
    }
  }
  return freshGrant({ merchantId, secretKey }, ctx);
}

async function tokens(kind: "generate" | "refresh", merchantId: string, proof: string, ctx: Context): Promise<Pair> {
  const { settings } = ctx.connection;
  const response = await ctx.http
    .request({
      method: "POST",
      url: `authorization/${kind}_token`,
      json: { merchant_id: merchantId },
      headers: {
        [headerOf(settings, kind === "generate" ? "secretHeader" : "refreshHeader")]: proof,
        ...(kind === "refresh" ? { [headerOf(settings, "storeHeader")]: partnerStoreOf(settings) } : {}),
      },
      operation: `token.${kind}`,
      authenticated: false,
      // Asking again makes or shows a token; nothing else happens.
      safe: true,
    })
    .catch((error: unknown) => {
      if (!isConnectorError(error) || error.kind !== "auth_revoked") throw error;
      throw new ConnectorError({ kind: "auth_revoked" }, message("error.notAcceptMerchantIdSecret"), {
        cause: error,
        details: error.details,
      });
    });
  return pairIn(response, settings);
}

const bodySchema = z.object({
  access_token: z.string().min(1).nullish(),
  refresh_token: z.string().min(1).nullish(),
});

/** Headers first, as two sources have it, then the body. */
function pairIn(response: PlatformResponse, settings: Context["connection"]["settings"]): Pair {
  const reported = bodyOf(response);
  const access = response.headers[headerOf(settings, "tokenHeader")] || reported?.access_token;
  if (!access)
    throw new ConnectorError({ kind: "drift", path: "access_token" }, message("error.answeredWithoutAccessToken"));
  const refreshToken = response.headers[headerOf(settings, "refreshHeader")] || reported?.refresh_token;
  return { access, refresh: refreshToken ?? undefined };
}

/** Undefined where there is none: the headers may hold all there is to know. */
const bodyOf = (response: PlatformResponse): z.output<typeof bodySchema> | undefined =>
  bodySchema.safeParse(answerJson(response)).data;

const grantOf = ({ access, refresh: refreshToken }: Pair, secretKey: string): Grant => {
  const endsAt = endOf(access);
  return {
    secrets: { accessToken: access, secretKey, ...(refreshToken === undefined ? {} : { refreshToken }) },
    ...(endsAt === undefined ? {} : { expiresAt: new Date(endsAt).toISOString() }),
  };
};

const hasEnded = ({ access }: Pair, now: number): boolean => (endOf(access) ?? Number.POSITIVE_INFINITY) <= now;

/** The `exp` of a JWT in milliseconds; undefined when the token is of another form. */
export function endOf(token: string): number | undefined {
  const [, claims = ""] = token.split(".");
  try {
    const parsed = z
      .object({ exp: z.number() })
      .safeParse(JSON.parse(Buffer.from(claims, "base64url").toString("utf8")));
    const ms = parsed.success ? parsed.data.exp * 1000 : Number.NaN;
    return Number.isFinite(ms) && Math.abs(ms) < 8e15 ? ms : undefined;
  } catch {
    // No JWT: its end is learnt when a call is refused.
    return undefined;
  }
}
