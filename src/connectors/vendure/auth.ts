/**
 * Proof on a call: a session made from an administrator's name and password, or an API key. A session answers in 3 ms
 * where a key costs the shop a quarter of a second each time, so that a password is preferred where both are there.
 * The hub never logs out: that would end every session of the user, also those of other programs.
 */
import { z } from "zod";
import type { Authenticate, Context, Grant } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { PlatformResponse } from "../kit/contract/platform-http.ts";
import { idText } from "../kit/parse/parse.ts";
import { API_PATH, send } from "./client.ts";
import * as documents from "./documents.ts";
import { message } from "./words.ts";

/** Under the names of core's settings; a shop's developer can rename them, which nobody was seen to do. */
const TOKEN_HEADER = "vendure-auth-token";
const API_KEY_HEADER = "vendure-api-key";

export const auth: Authenticate = {
  baseUrl: ({ connection }) => {
    const { adminApiUrl } = connection.settings;
    const given = connection.endpoint ?? (typeof adminApiUrl === "string" ? adminApiUrl : "");
    const url = URL.parse(given);
    // The shop's address alone: the API lies at its usual place.
    return url && url.pathname === "/" ? new URL(API_PATH, url).href : given;
  },
  authorize: (request, ctx) => ({ ...request, headers: { ...proofOf(ctx), ...request.headers } }),
  secretNames: ["password", "apiKey", "sessionToken", "sessionCookies"],
};

function proofOf(ctx: Pick<Context, "secret" | "hasSecret">): Readonly<Record<string, string>> {
  if (ctx.hasSecret("sessionToken")) return { authorization: `Bearer ${ctx.secret("sessionToken")}` };
  if (ctx.hasSecret("sessionCookies")) return { cookie: ctx.secret("sessionCookies") };
  return { [API_KEY_HEADER]: ctx.secret("apiKey") };
}

const loginSchema = z.object({
  login: z.object({
    __typename: z.string(),
    id: idText.optional(),
    errorCode: z.string().optional(),
    channels: z.array(z.object({ code: z.string(), token: z.string(), permissions: z.array(z.string()) })).optional(),
  }),
});

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** A new session. Throws words for the seller. */
export async function login(ctx: Context, { username, password }: Credentials): Promise<Grant> {
  const { data, response } = await askForSession(ctx, { username, password });
  if (data.login.errorCode !== undefined)
    throw new ConnectorError(
      { kind: "auth_revoked" },
      data.login.errorCode === "INVALID_CREDENTIALS_ERROR"
        ? message("error.shopRefusesUserPasswordCheck")
        : message("error.shopRefusesLoginCheckAdministrator"),
    );
  return { secrets: sessionOf(response) };
}

async function askForSession(ctx: Context, { username, password }: Credentials) {
  try {
    return await send(ctx, documents.LOGIN, {
      variables: { username, password },
      schema: loginSchema,
      what: "the login",
      isLogin: true,
    });
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    if (["not_found", "unsupported", "suspended", "drift", "rejected"].includes(error.kind))
      throw new ConnectorError(
        { kind: "rejected", field: "adminApiUrl", code: "no_api" },
        message("error.noAdminApiAddressUsually"),
        { cause: error },
      );
    throw error;
  }
}

/** The token of shops that hand one out, else the two cookies of those that know cookies alone. */
function sessionOf({ headers }: PlatformResponse): Readonly<Record<string, string>> {
  const token = headers[TOKEN_HEADER];
  if (token) return { sessionToken: token };
  const cookies = (headers["set-cookie"] ?? "").match(/\bsession(?:\.sig)?=[^;,\s]+/g) ?? [];
  if (cookies.length > 0) return { sessionCookies: cookies.join("; ") };
  throw new ConnectorError(
    { kind: "rejected", field: "adminApiUrl", code: "no_session" },
    message("error.shopAcceptedLoginHandedOut"),
  );
}

/** Renews the session. A key cannot be renewed: what every login may read says whether it still counts. */
export async function renew(ctx: Context): Promise<Grant> {
  const { username } = ctx.connection.settings;
  if (typeof username === "string" && username !== "" && ctx.hasSecret("password"))
    return login(ctx, { username, password: ctx.secret("password") });
  try {
    await send(ctx, documents.OWN_CHANNEL, {
      variables: {},
      schema: z.object({ activeChannel: z.object({ id: idText }) }),
      what: "the channel",
      isLogin: true,
      headers: proofOf(ctx),
    });
  } catch (error) {
    if (!isConnectorError(error) || !["forbidden", "auth_expired"].includes(error.kind)) throw error;
    throw new ConnectorError({ kind: "auth_revoked" }, message("error.shopNoLongerAcceptsApi"), { cause: error });
  }
  return { secrets: {} };
}
