import { request } from "undici";
import type { State } from "./state.ts";
import { newHook, newKey } from "./state.ts";

/** Where the dashboard's page lives; the browser sends it as Origin. */
const DASHBOARD = "https://app.easy-orders.net";

export interface Accepted {
  /** Status of the preflight's answer. */
  readonly preflight: number;
  /** Status of the hand-over; null when the browser would not have sent it. */
  readonly posted: number | null;
  readonly redirectUrl: string | null;
}

/**
 * Plays the seller's browser on the install page, as seen live: it makes a key and the webhooks (more of them
 * at every acceptance), asks the callback's server whether it may post, then posts the key.
 */
export async function acceptInstall(state: State, link: string, origin: string = DASHBOARD): Promise<Accepted> {
  const parameters = new URLSearchParams(new URL(link).hash.replace(/^#\/install-app\?/, ""));
  const text = (name: string) => parameters.get(name) ?? "";
  const key = newKey(state, text("permissions").split(","));
  if (text("orders_webhook")) newHook(state, "order-created", text("orders_webhook"));
  if (text("order_status_webhook")) newHook(state, "order-status-update", text("order_status_webhook"));

  const requested = await mayPost(text("callback_url"), origin);
  if (!requested.allowed) return { preflight: requested.status, posted: null, redirectUrl: null };
  const post = await request(text("callback_url"), {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ api_key: key, store_id: state.storeId }),
  });
  await post.body.dump();
  return { preflight: requested.status, posted: post.statusCode, redirectUrl: text("redirect_url") || null };
}

/** The preflight, judged as a browser does. */
async function mayPost(url: string, origin: string): Promise<{ readonly status: number; readonly allowed: boolean }> {
  const { statusCode, headers, body } = await request(url, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" },
  });
  await body.dump();
  const listed = String(headers["access-control-allow-headers"] ?? "").toLowerCase();
  const allowed =
    statusCode < 300 &&
    headers["access-control-allow-origin"] === origin &&
    listed.split(/\s*,\s*/).includes("content-type");
  return { status: statusCode, allowed };
}
