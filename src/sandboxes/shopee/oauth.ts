/** Consent (approved at once) and tokens: codes and refresh tokens work once, a main account's first one once for each shop. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { bare, bodyOf, failure, number, text } from "./replies.ts";
import type { State } from "./state.ts";
import { seconds } from "./state.ts";

const CODE_SECONDS = 600;
const ACCESS_SECONDS = 14_400;
const PREVIOUS_SECONDS = 300;
const REFRESH_SECONDS = 30 * 86_400;

/** The consent page and its predecessor, which is signed and carries no state. */
export function consent(request: SandboxRequest, state: State): SandboxReply {
  const { query } = request;
  const redirect = query.get("redirect_uri") ?? query.get("redirect") ?? "";
  const exists = query.get("partner_id") === String(state.partnerId);
  if (!exists || !URL.canParse(redirect)) return { status: 400, text: "The app is not known." };
  const code = state.token();
  const target = new URL(redirect);
  target.searchParams.set("code", code);
  const { mainAccount } = state;
  const endsAt = seconds(state) + CODE_SECONDS;
  if (mainAccount) {
    state.codes.set(code, { main: mainAccount.id, endsAt });
    target.searchParams.set("main_account_id", String(mainAccount.id));
  } else {
    state.codes.set(code, { shop: state.shopId, endsAt });
    target.searchParams.set("shop_id", String(state.shopId));
  }
  const given = query.get("state");
  if (given !== null) target.searchParams.set("state", given);
  return { status: 302, headers: { location: target.href }, text: "" };
}

/** `token/get`: a code for the first pair. */
export function tokenGet(request: SandboxRequest, state: State): SandboxReply {
  const body = bodyOf(request);
  if (number(body.partner_id) !== state.partnerId) return failure("error_param", "Invalid partner_id.");
  const code = state.codes.get(text(body.code));
  state.codes.delete(text(body.code));
  if (!code || code.endsAt < seconds(state))
    return failure("invalid_code", "The code is expired or used or invalid, please check the code.");
  if (code.shop !== undefined && number(body.shop_id) !== code.shop)
    return failure("invalid_shop_id", "The code or shop_id is wrong, please check the code or the shop_id.");
  if (code.main !== undefined && number(body.main_account_id) !== code.main)
    return failure(
      "invalid_main_acount_id",
      "The code or main_accoount_id is wrong, please check the code or the main_account_id.",
    );
  const shops = code.main === undefined ? [state.shopId] : [...(state.mainAccount?.shops ?? [])];
  const pair = issue(state, shops);
  return bare({ ...pair, expire_in: ACCESS_SECONDS, shop_id_list: shops, merchant_id_list: [] });
}

function issue(state: State, shops: readonly number[]) {
  const [access, refresh] = [state.token(), state.token()];
  const [first] = shops;
  if (shops.length === 1 && first !== undefined)
    state.access.set(access, { shop: first, endsAt: seconds(state) + ACCESS_SECONDS });
  state.refresh.set(refresh, { shops: new Set(shops), endsAt: seconds(state) + REFRESH_SECONDS });
  return { access_token: access, refresh_token: refresh };
}

/** `access_token/get`: the renewal. */
export function accessTokenGet(request: SandboxRequest, state: State): SandboxReply {
  const body = bodyOf(request);
  const shop = number(body.shop_id);
  const refresh = state.refresh.get(text(body.refresh_token));
  if (!refresh?.shops.has(shop))
    return failure("error_shop_refresh_token", "Your refresh token is error ,please check refresh token or shopid.");
  if (refresh.endsAt <= seconds(state)) return failure("refresh_token_expired", "Your refresh_token expired.");
  refresh.shops.delete(shop);
  // The token before lives on for five minutes.
  for (const one of state.access.values())
    if (one.shop === shop) one.endsAt = Math.min(one.endsAt, seconds(state) + PREVIOUS_SECONDS);
  return bare({ ...issue(state, [shop]), expire_in: ACCESS_SECONDS, partner_id: state.partnerId, shop_id: shop });
}
