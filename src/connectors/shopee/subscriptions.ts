/**
 * Pushes are set for the whole app: one address, which codes, and shops that are left out. A shop that goes is put on the
 * list of those left out; the others keep their pushes.
 */
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Subscription, Subscriptions } from "../kit/contract/webhooks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { shopIdOf } from "./auth.ts";
import { call, idNumber } from "./client.ts";
import { pushConfig } from "./schemas.ts";
import { message } from "./words.ts";

/** What the call documents, less the news (5) and what Shopee has taken out of use. */
const PUSH_CODES = [1, 2, 3, 4, 6, 7, 8, 9, 12] as const;
/** Most shops that can be left out. */
const MAX_BLOCKED = 500;
/** Addresses of a hub; one of another program is not taken away from it. */
const HUB_PATH = /\/api\/webhooks\/shopee\/?$/;

async function readConfig(ctx: Context) {
  const body = await call(ctx, { path: "push/get_app_push_config", operation: "push.get" });
  return parseResponse(pushConfig, body, { ctx, what: "the push configuration" });
}

type Config = Awaited<ReturnType<typeof readConfig>>;

/** The registration as it stands for this shop; null when pushes about it do not come to us. */
function standing(config: Config, url: string, shop: string): Subscription | null {
  if (config.callback_url !== url || config.blocked_shop_id.includes(shop)) return null;
  const isOn = PUSH_CODES.every((code) => config.push_config_on_list.includes(code));
  const isSuspended = /suspended/i.test(config.live_push_status ?? "");
  return { key: "app", topic: "", url, state: isSuspended ? "disabled" : isOn ? "active" : "paused" };
}

async function list(ctx: Context): Promise<readonly Subscription[]> {
  const url = ctx.appUrl();
  if (url === null) return [];
  const found = standing(await readConfig(ctx), url, shopIdOf(ctx.connection));
  return found ? [found] : [];
}

async function ensure(ctx: Context) {
  const url = ctx.appUrl();
  if (url === null) return { subscriptions: [], secrets: {}, recreated: 0 };
  const config = await readConfig(ctx);
  const shop = shopIdOf(ctx.connection);
  const found = standing(config, url, shop);
  if (found?.state === "active") return { subscriptions: [found], secrets: {}, recreated: 0 };
  refuseForeign(config, url);
  const blocked = config.blocked_shop_id.filter((id) => id !== shop);
  await set(ctx, {
    callback_url: url,
    set_push_config_on: [...PUSH_CODES],
    ...(blocked.length === config.blocked_shop_id.length ? {} : { blocked_shop_id_list: blocked.map(idNumber) }),
  });
  const subscription: Subscription = { key: "app", topic: "", url, state: "active" };
  return { subscriptions: [subscription], secrets: {}, recreated: found === null ? 0 : 1 };
}

function refuseForeign({ callback_url: present }: Config, url: string): void {
  if (present === undefined || present === url || HUB_PATH.test(present)) return;
  throw new ConnectorError(
    { kind: "rejected", code: "push_url" },
    message("error.appHubSendsPushesIf", { present, url }),
  );
}

type Input = Parameters<typeof call>[1]["json"];

async function set(ctx: Context, json: NonNullable<Input>): Promise<void> {
  await call(ctx, { path: "push/set_app_push_config", operation: "push.set", json, safe: true });
}

async function remove(ctx: Context): Promise<void> {
  const url = ctx.appUrl();
  if (url === null) return;
  const config = await readConfig(ctx);
  const shop = shopIdOf(ctx.connection);
  if (standing(config, url, shop) === null) return;
  if (config.blocked_shop_id.length >= MAX_BLOCKED) {
    ctx.log.warn("Shopee leaves out no more shops; pushes about this one still come and are set aside");
    return;
  }
  await set(ctx, { blocked_shop_id_list: [...config.blocked_shop_id, shop].map(idNumber) });
}

export const subscriptions: Subscriptions = { list, ensure, remove };
