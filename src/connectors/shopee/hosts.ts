/** Where Shopee's API and its consent pages are. The host goes by where this hub's servers stand, not by the shop's market. */
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { message } from "./words.ts";

const DEFAULT_HOST = "https://partner.shopeemobile.com";

/** API host -> page where a seller gives consent. Sandbox and production keep partner ids and keys apart. */
const HOSTS: Readonly<Record<string, string>> = {
  [DEFAULT_HOST]: "https://open.shopee.com/auth",
  "https://openplatform.shopee.com.br": "https://open.shopee.com.br/auth",
  "https://openplatform.shopee.cn": "https://open.shopee.cn/auth",
  "https://openplatform.sandbox.test-stable.shopee.sg": "https://open.sandbox.test-stable.shopee.com/auth",
  "https://openplatform.sandbox.test-stable.shopee.cn": "https://open.sandbox.test-stable.shopee.cn/auth",
};

type HostContext = Pick<Context, "connection" | "hasSecret" | "secret">;

/** The API's root. Throws ConnectorError rejected when the operator named a host Shopee does not have. */
export function apiHost(ctx: HostContext): string {
  if (ctx.connection.endpoint !== undefined) return ctx.connection.endpoint.replace(/(?<!\/)\/+$/, "");
  if (!ctx.hasSecret("apiHost")) return DEFAULT_HOST;
  const chosen = ctx
    .secret("apiHost")
    .trim()
    .replace(/(?<!\/)\/+$/, "");
  if (chosen in HOSTS) return chosen;
  throw new ConnectorError(
    { kind: "rejected", field: "apiHost" },
    message("error.apiHostHubMust", { hosts: Object.keys(HOSTS).join(", ") }),
  );
}

/** The consent page that belongs to the API host. */
export function consentPage(ctx: HostContext): string {
  const host = apiHost(ctx);
  return HOSTS[host] ?? `${host}/auth`;
}
