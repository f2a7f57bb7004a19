/** The gateway before every call: ids, time, signature, token, the app's rights. */
import { createHmac } from "node:crypto";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { failure } from "./replies.ts";
import type { State } from "./state.ts";
import { seconds } from "./state.ts";

const FIVE_MINUTES = 300;
const PUBLIC = ["/api/v2/auth/", "/api/v2/push/", "/api/v2/public/", "/api/v2/media_space/"];

/** Null: let through. */
export function refuse(request: SandboxRequest, state: State): SandboxReply | null {
  const { path, query } = request;
  const isPublic = PUBLIC.some((prefix) => path.startsWith(prefix));
  const partner = query.get("partner_id");
  if (partner === null) return failure("error_param", "There is no partner_id in query.");
  if (partner !== String(state.partnerId))
    return failure("invalid_partner_id", "Invalid partner_id, please have a check.");
  const at = Number(query.get("timestamp") ?? Number.NaN);
  if (!Number.isInteger(at)) return failure("error_param", "Invalid timestamp");
  if (Math.abs(seconds(state) - at) > FIVE_MINUTES) return failure("error_param", "Timestamp is expired.");
  const token = query.get("access_token") ?? "";
  const shop = query.get("shop_id") ?? "";
  const base = `${partner}${path}${at}${isPublic ? "" : token + shop}`;
  if (query.get("sign") !== createHmac("sha256", state.partnerKey).update(base).digest("hex"))
    return failure("error_sign", "Wrong sign.");
  if (isPublic) return null;
  if (token === "") return failure("error_auth", "There is no access_token in query.");
  const access = state.access.get(token);
  if (!access || access.endsAt <= seconds(state) || String(access.shop) !== shop)
    return failure("invalid_acceess_token", "Invalid access_token, please have a check.");
  if (state.consentEndsAt <= seconds(state)) return failure("shop_access_expired", "Your access to shop has expired.");
  if ([...state.forbidden].some((prefix) => path.startsWith(`/api/v2/${prefix}`)))
    return failure("error_api_permission", "This app type has no permission to this API.");
  return null;
}
