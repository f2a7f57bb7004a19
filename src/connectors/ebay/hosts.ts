/** Each API has its host (sheet section 1); a connection whose address was replaced finds all of them there. */
import type { Context } from "../kit/contract/contract.ts";

const PRODUCTION = "ebay.com";
/** eBay's own test environment, with a keyset of its own. */
const TESTING = "sandbox.ebay.com";

type HostContext = Pick<Context, "connection" | "hasSecret" | "secret">;

const domain = (ctx: HostContext): string =>
  ctx.hasSecret("environment") && ctx.secret("environment").trim().toLowerCase() === "sandbox" ? TESTING : PRODUCTION;

const hostOf = (name: "api" | "apiz" | "auth", ctx: HostContext): string =>
  ctx.connection.endpoint ?? `https://${name}.${domain(ctx)}`;

export const api = (ctx: HostContext): string => hostOf("api", ctx);
/** Finances, Identity and the management of keys. */
export const apiz = (ctx: HostContext): string => hostOf("apiz", ctx);
export const consentPage = (ctx: HostContext): string => `${hostOf("auth", ctx)}/oauth2/authorize`;
