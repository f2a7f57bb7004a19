/**
 * An API key of the dashboard, or the login of the API's first generation. Official text says `Bearer <key>`, official
 * samples show the bare key, and both were seen to work: what an account took is kept as the ready header.
 */

import { createHash } from "node:crypto";
import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import type { Authenticate, Connect, Context, Detected, Grant } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { indianTime } from "../kit/parse/india.ts";
import { optionalText, parseResponse } from "../kit/parse/parse.ts";
import { hostOf, keyEndsOnOf, usernameOf, warehousesOf } from "./settings.ts";
import { message } from "./words.ts";

const API = "custom/api/v1";
export const path = (name: string): string => `${API}/${name}`;

const DAY_MS = 24 * 3_600_000;
const WARN_BEFORE_MS = 14 * DAY_MS;

export const auth: Authenticate = {
  baseUrl: ({ connection }) => connection.endpoint ?? hostOf(connection.settings),
  authorize: (request, ctx) => ({
    ...request,
    headers: { ...request.headers, authorization: ctx.secret("authorization") },
  }),
  secretNames: ["apiKey", "password", "authorization", "webhookSecret"],
};

export const connect: Connect = {
  async begin({ values }) {
    checked(values);
    return { step: "ready" };
  },

  async complete(input, ctx) {
    if (input.kind === "callback") throw refuse("apiKey", message("refused.noSignPageOtherPrograms"));
    const proof = checked(input.values);
    const grant = proof.apiKey === "" ? await grantOfLogin(proof, ctx) : await grantOfKey(proof.apiKey, ctx);
    const name = proof.apiKey === "" ? `Velocity ${proof.username}` : "Velocity";
    return { grant, accounts: [{ externalId: accountOf(proof.apiKey || proof.username), name }] };
  },

  refresh,
  detect,
};

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);

interface Proof {
  readonly apiKey: string;
  readonly username: string;
  readonly password: string;
}

function checked(values: Readonly<Record<string, string>>): Proof {
  const { apiKey = "", username = "", password = "" } = values;
  if (apiKey !== "") return { apiKey, username, password };
  if (username === "" && password === "") throw refuse("apiKey", message("refused.apiKey"));
  if (!/^\+91\d{10}$/.test(username)) throw refuse("username", message("refused.oldLoginMobileNumber91"));
  if (password === "") throw refuse("password", message("refused.passwordOldLoginMissing"));
  return { apiKey, username, password };
}

/** Velocity names no account. */
const accountOf = (proof: string): string => `key-${createHash("sha256").update(proof).digest("hex").slice(0, 24)}`;

async function grantOfKey(key: string, ctx: Context): Promise<Grant> {
  const authorization = await accepted([`Bearer ${key}`, key], ctx);
  if (authorization === null) throw new ConnectorError({ kind: "auth_revoked" }, message("error.notAcceptApiKey"));
  const day = keyEndsOnOf(ctx.connection.settings);
  return {
    secrets: { authorization },
    ...(day === "" ? {} : { ends: { authorization: new Date(`${day}T23:59:59+05:30`).toISOString() } }),
  };
}

/** The first of these headers that opens the account; null when none does. */
async function accepted(headers: readonly string[], ctx: Context): Promise<string | null> {
  for (const authorization of headers) {
    try {
      await ctx.http.request({
        method: "GET",
        url: path("client-stores"),
        headers: { authorization },
        operation: "stores.check",
        authenticated: false,
      });
      return authorization;
    } catch (error) {
      if (!isConnectorError(error) || error.kind !== "auth_revoked") throw error;
    }
  }
  return null;
}

const loginSchema = z.object({ token: z.string().min(1), expires_at: optionalText });

/** Asked once: five wrong passwords may lock the account. */
async function grantOfLogin({ username, password }: Omit<Proof, "apiKey">, ctx: Context): Promise<Grant> {
  const { body } = await ctx.http
    .json({
      method: "POST",
      url: path("auth-token"),
      json: { username, password },
      operation: "login",
      authenticated: false,
    })
    .catch((error: unknown) => {
      if (!isConnectorError(error) || !["auth_revoked", "rejected", "not_found"].includes(error.kind)) throw error;
      throw new ConnectorError({ kind: "auth_revoked" }, message("error.notAcceptMobileNumberPassword"), {
        cause: error,
        details: error.details,
      });
    });
  const { token, expires_at } = parseResponse(loginSchema, body, { ctx, what: "Velocity login" });
  const authorization = await accepted([token, `Bearer ${token}`], ctx);
  if (authorization === null) throw new ConnectorError({ kind: "auth_revoked" }, message("error.notTakeTokenOldLogin"));
  return {
    secrets: { authorization, password },
    ...(expires_at === undefined ? {} : { expiresAt: indianTime.toUtc(expires_at) }),
  };
}

/** A key is tried in its other form; the old login is made anew. */
async function refresh(ctx: Context): Promise<Grant> {
  const username = usernameOf(ctx.connection.settings);
  if (ctx.hasSecret("password") && username !== "" && !ctx.hasSecret("apiKey"))
    return grantOfLogin({ username, password: ctx.secret("password") }, ctx);
  const authorization = await accepted([otherForm(ctx.secret("authorization"))], ctx);
  if (authorization !== null) return { secrets: { authorization } };
  throw new ConnectorError({ kind: "auth_revoked" }, message("error.noLongerAcceptsApiKey"));
}

const otherForm = (authorization: string): string =>
  authorization.startsWith("Bearer ") ? authorization.slice("Bearer ".length) : `Bearer ${authorization}`;

/** The cheapest call there is; it changes nothing. */
async function detect(ctx: Context): Promise<Detected> {
  await ctx.http.request({ method: "GET", url: path("client-stores"), operation: "stores.list" });
  const { account, settings } = ctx.connection;
  const day = keyEndsOnOf(settings);
  const isEnding = day !== "" && Date.parse(`${day}T23:59:59+05:30`) - ctx.clock.now() < WARN_BEFORE_MS;
  return {
    account: { externalId: account.externalId, name: "Velocity" },
    facts: { currency: "INR", country: "IN" },
    locations: warehousesOf(settings).map(({ id, name }) => ({ key: id, name, active: true })),
    missingScopes: [],
    warnings: isEnding ? [message("warning.apiKeyEnds", { day })] : [],
  };
}
