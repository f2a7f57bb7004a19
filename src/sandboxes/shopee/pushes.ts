/** One address for the whole app; each push signed over that address and the body, in bare hexadecimal. */
import { createHmac } from "node:crypto";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { bodyOf, failure, ok, text } from "./replies.ts";
import type { State, StoredOrder } from "./state.ts";
import { seconds } from "./state.ts";

const DOCUMENTED = Array.from({ length: 13 }, (_, index) => index + 1);
const numbers = (value: unknown): number[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "number") : [];

export function getConfig(_request: SandboxRequest, { push }: State): SandboxReply {
  return ok({
    callback_url: push.url,
    live_push_status: push.status,
    blocked_shop_id: [...push.blocked],
    push_config_on_list: DOCUMENTED.filter((code) => push.on.has(code)),
    push_config_off_list: DOCUMENTED.filter((code) => !push.on.has(code)),
  });
}

export function setConfig(request: SandboxRequest, { push }: State): SandboxReply {
  const body = bodyOf(request);
  const url = text(body.callback_url);
  if (url === "" && push.url === "")
    return failure("error_param", "Your app's callback_url is empty, please input a callback_url.");
  if (url !== "" && !URL.canParse(url))
    return failure("error_param", "this callback_url is invalid, please check your callback_url");
  if (numbers(body.blocked_shop_id_list).length > 500) return failure("error_param", "no more than 500 shop id");
  if (url !== "") push.url = url;
  for (const code of numbers(body.set_push_config_on)) push.on.add(code);
  for (const code of numbers(body.set_push_config_off)) push.on.delete(code);
  if (Array.isArray(body.blocked_shop_id_list)) {
    push.blocked.clear();
    for (const shop of numbers(body.blocked_shop_id_list)) push.blocked.add(shop);
  }
  push.status = "Normal";
  return ok({ result: "success" });
}

export function send(state: State, code: number, data: object): void {
  if (!state.push.blocked.has(state.shopId)) deliver(state, code, { data, shop_id: state.shopId });
}

const WEEK_SECONDS = 7 * 86_400;

/** The push a week before consents end: the app's, without a shop of its own. */
export function notifyEnding(state: State): void {
  const ending = [state, ...state.others.values()].filter(
    ({ consentEndsAt }) => consentEndsAt - seconds(state) < WEEK_SECONDS,
  );
  deliver(state, 12, {
    data: {
      merchant_expire_soon: [],
      shop_expire_soon: ending.map(({ shopId }) => shopId),
      user_expire_soon: [],
      expire_before: seconds(state) + WEEK_SECONDS,
      page_no: 1,
      total_page: 1,
    },
  });
}

function deliver(state: State, code: number, reported: object): void {
  const { push } = state;
  if (push.url === "" || !push.on.has(code) || push.status === "Suspended") return;
  const body = JSON.stringify({ ...reported, code, timestamp: seconds(state) });
  const key = state.pushSignedBy === "push" ? state.pushKey : state.partnerKey;
  const authorization = createHmac("sha256", key).update(`${push.url}|${body}`).digest("hex");
  state.deliver(push.url, { "content-type": "application/json", authorization }, body);
}

export function pushStatus(state: State, order: StoredOrder): void {
  send(state, 3, {
    items: [],
    ordersn: order.sn,
    status: order.status,
    completed_scenario: "",
    update_time: order.updatedAt,
  });
}
