/**
 * User and password make a token whose life nobody publishes; it is made anew after 50 minutes and when it is refused.
 * The contract sends it bare, some accounts want "Bearer": the form that was taken is kept with it (sheet section 2).
 */
import type { HubText } from "../../commerce/message.ts";
import type {
  Authenticate,
  BeginStep,
  Completion,
  Connect,
  Context,
  Detected,
  Grant,
} from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { errorTextOf, isDone, loginSchema } from "./schemas.ts";
import { baseUrlOf, usernameOf } from "./settings.ts";
import { message } from "./words.ts";

/** Renewal begins five minutes before an end. */
const LIFE_MS = 55 * 60_000;
/** No parcel has this number. */
const NO_WAYBILL = "0";

export const auth: Authenticate = {
  baseUrl: ({ connection }) => connection.endpoint ?? baseUrlOf(connection.settings),
  authorize: (request, ctx) => ({
    ...request,
    headers: { ...request.headers, authorization: ctx.secret("authorization") },
  }),
  secretNames: ["password", "authorization"],
};

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);

/** `courier` is its name. */
export const connectOf = (courier: string): Connect => ({
  begin: async ({ values }): Promise<BeginStep> => {
    checked(values);
    return { step: "ready" };
  },
  complete: async (input, ctx): Promise<Completion> => {
    if (input.kind === "callback") throw refuse("username", message("refused.courierNoSignPageConnect"));
    const { username, password } = checked(input.values);
    const grant = await freshGrant({ username, password, isBearer: false }, ctx);
    return { grant, accounts: [{ externalId: username.toLowerCase(), name: `${courier} ${username}` }] };
  },
  refresh: (ctx) =>
    freshGrant(
      {
        username: usernameOf(ctx.connection.settings),
        password: ctx.secret("password"),
        isBearer: ctx.hasSecret("authorization") && ctx.secret("authorization").startsWith("Bearer "),
      },
      ctx,
    ),
  // The login was the proof; there is nothing to learn besides.
  detect: async ({ connection }): Promise<Detected> => ({
    account: { externalId: connection.account.externalId, name: `${courier} ${usernameOf(connection.settings)}` },
    facts: { currency: "INR", country: "IN" },
    locations: [],
    missingScopes: [],
    warnings: [],
  }),
});

function checked({ username = "", password = "" }: Readonly<Record<string, string>>) {
  if (username === "") throw refuse("username", message("refused.apiUserMissing"));
  if (password === "") throw refuse("password", message("refused.apiPasswordMissing"));
  return { username, password };
}

interface Login {
  readonly username: string;
  readonly password: string;
  /** The form that was taken last is tried first. */
  readonly isBearer: boolean;
}

async function freshGrant({ username, password, isBearer }: Login, ctx: Context): Promise<Grant> {
  const token = await logIn(username, password, ctx);
  const forms = [token, `Bearer ${token}`];
  const authorization = await taken(isBearer ? forms.reverse() : forms, ctx);
  return {
    secrets: { authorization, password },
    expiresAt: new Date(ctx.clock.now() + LIFE_MS).toISOString(),
  };
}

const wrongLogin = (cause?: unknown) =>
  new ConnectorError({ kind: "auth_revoked" }, message("error.courierNotAcceptApiUser"), { cause });

async function logIn(username: string, password: string, ctx: Context): Promise<string> {
  const { body } = await ctx.http
    .json({
      method: "POST",
      url: "authToken",
      json: { username, password },
      operation: "login",
      authenticated: false,
      // It makes a token and nothing else.
      safe: true,
    })
    .catch((error: unknown) => {
      if (isConnectorError(error) && ["auth_revoked", "rejected"].includes(error.kind)) throw wrongLogin(error);
      throw error;
    });
  const { token } = parseResponse(loginSchema, body, { ctx, what: "login" });
  // Wrong credentials may come with 200: only the words and the token tell.
  if (isDone(body) && token) return token;
  if (/credential/i.test(errorTextOf(body)) || isDone(body)) throw wrongLogin();
  throw new ConnectorError(
    { kind: "auth_revoked" },
    message("error.courierRefusedLogin", { words: errorTextOf(body) }),
  );
}

/** The first form that opens a reading call; what such a call then answers does not matter. */
async function taken(forms: readonly string[], ctx: Context): Promise<string> {
  for (const authorization of forms) {
    try {
      await ctx.http.request({
        method: "GET",
        url: "waybillDetails",
        query: [["waybills", NO_WAYBILL]],
        headers: { authorization },
        operation: "tracking.check",
        authenticated: false,
      });
      return authorization;
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      if (error.kind === "not_found" || error.kind === "rejected") return authorization;
      if (error.kind !== "auth_revoked") throw error;
    }
  }
  throw new ConnectorError({ kind: "auth_revoked" }, message("error.courierTakesLoginRefusesToken"));
}
