/** Where a store's API is, and the proof on every call. */
import type { Authenticate, ConnectionInfo, Context } from "../kit/contract/contract.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";

/** All stores share one host; the old addresses of single stores are not used. */
const HOST = "https://api.bigcommerce.com";

/** The store hash in what a seller pastes: the hash alone, the "API path", or the control panel's address. */
export function storeHashOf(text: string): string | null {
  const trimmed = text.trim();
  const found =
    /\/stores\/([a-z0-9]+)(?:\/|$)/i.exec(trimmed)?.[1] ??
    /(?:^|\/\/)store-([a-z0-9]+)\.mybigcommerce\.com/i.exec(trimmed)?.[1] ??
    /^[a-z0-9]{3,20}$/i.exec(trimmed)?.[0];
  return found?.toLowerCase() ?? null;
}

/** Root of the store's API with a trailing slash; `v2/…` and `v3/…` follow. */
function apiRoot(connection: ConnectionInfo): string {
  const reported = connection.settings["storeHash"];
  const hash = typeof reported === "string" ? (storeHashOf(reported) ?? "") : "";
  return `${(connection.endpoint ?? HOST).replace(/(?<!\/)\/+$/, "")}/stores/${hash}/`;
}

export const auth: Authenticate = {
  secretNames: ["accessToken", "clientSecret", "webhookSecret"],
  baseUrl: (ctx) => apiRoot(ctx.connection),
  authorize(request: PlatformRequest, ctx: Omit<Context, "http">): PlatformRequest {
    return {
      ...request,
      headers: { accept: "application/json", ...request.headers, "x-auth-token": ctx.secret("accessToken") },
    };
  },
};
