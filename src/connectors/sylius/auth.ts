/** Logging in: the only proof is a token for an hour, made from an administrator's e-mail and password. */
import { z } from "zod";
import type { Authenticate, Context, Grant } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { parseJson } from "../kit/parse/json.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { API_ROLE } from "./classify.ts";
import { baseUrlOf, codeOf, LD_JSON } from "./client.ts";
import { administratorSchema, tokenSchema } from "./schemas.ts";
import { OFFSET_NAME, offsetFromLogin } from "./time.ts";
import { message } from "./words.ts";

/** Tokens that live shorter are renewed only when the shop refuses them. */
const MIN_LIFE_SECONDS = 900;

export const auth: Authenticate = {
  baseUrl: ({ connection }) => baseUrlOf(connection),
  authorize: (request, ctx) => ({
    ...request,
    headers: { accept: LD_JSON, ...request.headers, authorization: `Bearer ${ctx.secret("token")}` },
  }),
  secretNames: ["adminPassword", "token"],
};

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** A new token, and the shop's offset from UTC as seen on the way. Throws words for the seller. */
export async function login(ctx: Context, { email, password }: Credentials): Promise<Grant> {
  const { body, response } = await askForToken(ctx, email, password);
  const { token, adminUser } = parseResponse(tokenSchema, body, { ctx, what: "login" });
  const offset = adminUser ? await offsetOf(ctx, { adminUser, token, date: response.headers.date, email }) : undefined;
  const seconds = lifeSeconds(token);
  return {
    secrets: { token, ...(offset === undefined ? {} : { [OFFSET_NAME]: `minutes:${offset}` }) },
    ...(seconds > MIN_LIFE_SECONDS ? { expiresAt: new Date(ctx.clock.now() + seconds * 1000).toISOString() } : {}),
  };
}

/** Without an Authorization header: an old token there would be refused whatever the password. */
async function askForToken(ctx: Context, email: string, password: string) {
  try {
    return await ctx.http.json({
      method: "POST",
      url: "/admin/administrators/token",
      headers: { accept: "application/json" },
      json: { email, password },
      operation: "login",
      authenticated: false,
      safe: true,
    });
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    if (error.kind === "auth_revoked" || error.kind === "auth_expired")
      throw new ConnectorError({ kind: "auth_revoked" }, message("error.shopRefusesEMailPassword"), { cause: error });
    if (["not_found", "unsupported", "suspended"].includes(error.kind))
      throw new ConnectorError(
        { kind: "rejected", field: "baseUrl", code: "no_api" },
        message("error.noApiAddressCheckAddress"),
        { cause: error },
      );
    throw error;
  }
}

interface LoginSeen {
  readonly adminUser: string;
  readonly token: string;
  readonly date: string | undefined;
  readonly email: string;
}

async function offsetOf(ctx: Context, seen: LoginSeen): Promise<number | undefined> {
  try {
    const { body } = await ctx.http.json({
      method: "GET",
      url: `/admin/administrators/${encodeURIComponent(codeOf(seen.adminUser))}`,
      headers: { accept: LD_JSON, authorization: `Bearer ${seen.token}` },
      operation: "login.administrator",
      authenticated: false,
    });
    const { lastLogin } = parseResponse(administratorSchema, body, { ctx, what: "administrator" });
    return offsetFromLogin(lastLogin, seen.date);
  } catch (error) {
    if (isConnectorError(error) && error.kind === "forbidden") throw withoutRole(seen.email, error);
    throw error;
  }
}

/** Neither the admin screens nor the API can give the right: a command on the server can. */
export function withoutRole(email: string, cause: unknown): ConnectorError {
  return new ConnectorError(
    { kind: "forbidden", scope: API_ROLE },
    message("error.noApiRole", { command: `bin/console sylius:user:promote ${email} ${API_ROLE} --user-type=admin` }),
    { cause },
  );
}

const claims = z.object({ iat: z.number(), exp: z.number() });

/** How long a token lives by its own words, free of either clock; 0 when it cannot be read. */
function lifeSeconds(token: string): number {
  const middle = token.split(".")[1];
  if (!middle) return 0;
  try {
    const parsed = claims.safeParse(parseJson(Buffer.from(middle, "base64url").toString("utf8")));
    return parsed.success ? parsed.data.exp - parsed.data.iat : 0;
  } catch (error) {
    if (error instanceof SyntaxError) return 0;
    throw error;
  }
}
