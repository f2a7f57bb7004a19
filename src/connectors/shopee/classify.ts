/** What an answer means. The HTTP status is usually 200, so Shopee's own error name decides first. */
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { looksLikeHtml } from "../kit/http/retry.ts";
import { isSafe } from "../kit/http/wire.ts";
import type { ShopeeError } from "./answer.ts";
import { asTree, errorOf } from "./answer.ts";

/** The daily quota of the app is whole again at 16:00 UTC; asked again every hour until then. */
const QUOTA_WAIT_MS = 3_600_000;

const kinds = (kind: ErrorKind, ...codes: readonly string[]) => codes.map((code) => [code, kind] as const);
const forbidden = (scope: string): ErrorKind => ({ kind: "forbidden", scope });

/** Names as they stand, before any prefix is cut: `order.error_limit` is another thing than `error_limit`. */
const EXACT: ReadonlyMap<string, ErrorKind> = new Map([
  // "acceess" is Shopee's spelling.
  ...kinds({ kind: "auth_expired" }, "invalid_acceess_token", "invalid_access_token", "invalid access_token"),
  ...kinds(
    { kind: "auth_revoked" },
    "refresh_token_expired",
    "error_shop_refresh_token",
    "error_merchant_refresh_token",
    "shop_access_expired",
    "merchant_access_expired",
    "shop_no_linked",
    "merchant_no_linked",
    "partner_shop_no_link",
    "error_not_login",
  ),
  ...kinds({ kind: "suspended" }, "shop_banned", "error_banned", "error_kyc_auth"),
  ...kinds(
    forbidden("a valid partner key of this hub's app"),
    "error_sign",
    "error_partner_key_expired",
    "invalid_partner_id",
  ),
  ...kinds(
    forbidden("this hub's IP address declared in the Open Platform console"),
    "source_ip_undeclared",
    "logistics.error_ip",
  ),
  ...kinds(
    forbidden("an app of type ERP System or Seller In-house System"),
    "error_api_permission",
    "error_ashop_api_permission",
    "error_api_call_restricted",
  ),
  ...kinds(
    { kind: "unsupported" },
    "api_suspended",
    "warehouse.error_not_in_whitelist",
    "warehouse.error_region_not_valid",
  ),
  ...kinds({ kind: "throttled", waitMs: 0 }, "error_rate_limit"),
]);

/** The last part of a name like `logistics.error_param`. */
const SUFFIX: ReadonlyMap<string, ErrorKind> = new Map([
  ...kinds(
    { kind: "transient" },
    "error_server",
    "error_network",
    "error_inner",
    "error_system_busy",
    "internal_error",
    "internal_error_server",
    "error_service",
    "error_database",
    "error_connection",
    "error_core_server",
    "error_config",
    "system_error",
  ),
  ...kinds(
    { kind: "not_found" },
    "error_not_found",
    "error_not_exist",
    "error_not_exists",
    "error_item_not_found",
    "error_item_or_variation_not_found",
    "item_not_exist",
    "order_not_exist",
    "order_not_found",
    "error_order_not_found",
    "package_not_exist",
    "package_number_not_found",
    "return_not_found",
    "income_not_found",
  ),
  ...kinds(forbidden("this operation on this shop"), "error_permission", "error_perm", "error_perm_non_admin"),
]);

/** `error_auth` stands for nearly everything; its message tells which (common_error_list). */
function authKind(message: string): ErrorKind {
  if (/access[_ ]?token/i.test(message)) return { kind: "auth_expired" };
  if (/partner_id|app is deleted|no link/i.test(message)) return { kind: "auth_revoked" };
  return forbidden("access of this hub's app to this call");
}

function namedKind({ code, message }: ShopeeError): ErrorKind {
  if (code === "error_auth") return authKind(message);
  if (code === "error_limit" && /limit/i.test(message)) return { kind: "throttled", waitMs: QUOTA_WAIT_MS };
  if (/^error_param/.test(code) && /timestamp/i.test(message)) return { kind: "transient" };
  // The shop was given warehouses since it was looked at.
  if (/input location id/i.test(message)) return { kind: "facts_stale" };
  const suffix = code.slice(code.lastIndexOf(".") + 1).trim();
  return EXACT.get(code) ?? SUFFIX.get(suffix) ?? { kind: "rejected", code };
}

/** Refused rows beside an error of the whole call: the rows speak for themselves. */
function tellsRows({ body }: ShopeeError): boolean {
  const { failure_list: failures } = asTree(body.response);
  return Array.isArray(failures) && failures.length > 0;
}

/** A failure inside Shopee may have struck after a write was done. */
function orAmbiguous(kind: ErrorKind, request: PlatformRequest): ErrorKind {
  return kind.kind === "transient" && !isSafe(request) ? { kind: "ambiguous" } : kind;
}

/** Total over every answer: a kind for each failure, null for success. */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  const error = errorOf(response);
  if (error !== null) {
    if (tellsRows(error)) return null;
    const isTime = /timestamp/i.test(error.message);
    // Refused at the gate, the call did not happen.
    return isTime ? namedKind(error) : orAmbiguous(namedKind(error), request);
  }
  if (status >= 200 && status < 300)
    return looksLikeHtml(response) ? orAmbiguous({ kind: "transient" }, request) : null;
  if (status === 429) return { kind: "throttled", waitMs: 0 };
  if (status >= 500 || status === 408) return { kind: "transient" };
  if (status === 401 || status === 403) return forbidden("access of this hub's app to this call");
  if (status === 404) return { kind: "not_found" };
  return { kind: "rejected", code: String(status) };
}
