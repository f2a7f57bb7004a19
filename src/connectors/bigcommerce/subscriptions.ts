/** Webhooks of the store: made, compared, switched on again after BigCommerce has switched them off. */
import { randomBytes } from "node:crypto";
import type { Context } from "../kit/contract/contract.ts";
import type { Subscription, Subscriptions } from "../kit/contract/webhooks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { allRows, dataOf, storeCall, storeCallOrNull } from "./client.ts";
import { hookSchema } from "./schemas.ts";
import { SECRET_HEADER, SIGNED_TOPIC } from "./webhooks.ts";

/** Stock moved by the store's own orders is told with the order; those twins are left out. */
export const SCOPES: readonly string[] = [
  "store/order/created",
  "store/order/updated",
  "store/order/statusUpdated",
  "store/order/archived",
  "store/order/refund/created",
  "store/shipment/created",
  "store/shipment/updated",
  "store/shipment/deleted",
  "store/product/created",
  "store/product/updated",
  "store/product/deleted",
  "store/product/inventory/updated",
  "store/sku/created",
  "store/sku/updated",
  "store/sku/deleted",
  "store/sku/inventory/updated",
  "store/customer/created",
  "store/customer/updated",
];

interface Hook extends Subscription {
  /** Our secret as the hook sends it; undefined when it sends none. */
  readonly secret: string | undefined;
}

function topicOf(ctx: Context): string {
  return ctx.hasSecret("clientSecret") ? SIGNED_TOPIC : "";
}

const pathOf = (url: string) => URL.parse(url)?.pathname.replace(/(?<!\/)\/+$/, "");

/** Hooks of this connection on either path, also under an older address of the hub. */
async function ours(ctx: Context): Promise<readonly Hook[]> {
  const paths = ["", SIGNED_TOPIC].flatMap((topic) => pathOf(ctx.publicUrl(topic) ?? "") ?? []);
  if (paths.length === 0) return [];
  const rows = await allRows(ctx, { path: "v3/hooks", operation: "hooks.list" });
  return rows
    .map((row) => parseResponse(hookSchema, row, { ctx, what: "webhook" }))
    .filter((one) => paths.includes(pathOf(one.destination) ?? "-"))
    .map((one) => {
      const header = Object.entries(one.headers ?? {}).find(([name]) => name.toLowerCase() === SECRET_HEADER)?.[1];
      return {
        key: one.id,
        topic: one.scope,
        url: one.destination,
        state: one.is_active ? "active" : "disabled",
        secret: typeof header === "string" ? header : undefined,
      };
    });
}

async function drop({ key }: Hook, ctx: Context): Promise<void> {
  await storeCallOrNull(ctx, { method: "DELETE", path: `v3/hooks/${key}`, operation: "hooks.delete", safe: true });
}

async function write(key: string | null, scope: string, url: string, secret: string, ctx: Context): Promise<Hook> {
  const { body } = await storeCall(ctx, {
    method: key === null ? "POST" : "PUT",
    path: key === null ? "v3/hooks" : `v3/hooks/${key}`,
    json: { scope, destination: url, is_active: true, headers: { [SECRET_HEADER]: secret } },
    operation: "hooks.write",
    safe: key !== null,
  });
  const made = parseResponse(hookSchema, dataOf(body, ctx, "webhook"), { ctx, what: "webhook" });
  return { key: made.id, topic: scope, url, state: "active", secret };
}

function plain({ key, topic, url, state }: Hook): Subscription {
  return { key, topic, url, state };
}

export const subscriptions: Subscriptions = {
  list: async (ctx) => (await ours(ctx)).map(plain),

  async ensure(ctx) {
    const url = ctx.publicUrl(topicOf(ctx));
    if (url === null) return { subscriptions: [], secrets: {}, recreated: 0 };
    const { protocol, port } = new URL(url);
    if (protocol !== "https:" || port !== "")
      ctx.log.warn("BigCommerce delivers webhooks to https on port 443 only", { protocol, port });
    const secret = ctx.hasSecret("webhookSecret") ? ctx.secret("webhookSecret") : randomBytes(32).toString("base64url");
    const cached = new Map<string, Hook>();
    const spare: Hook[] = [];
    for (const hook of await ours(ctx)) {
      const isOne = hook.url === url && SCOPES.includes(hook.topic) && !cached.has(hook.topic);
      if (isOne) cached.set(hook.topic, hook);
      else spare.push(hook);
    }
    for (const hook of spare) await drop(hook, ctx);
    let recreated = 0;
    for (const scope of SCOPES) {
      const hook = cached.get(scope);
      if (hook?.state === "active" && hook.secret === secret) continue;
      cached.set(scope, await write(hook?.key ?? null, scope, url, secret, ctx));
      if (hook !== undefined) recreated += 1;
    }
    return { subscriptions: [...cached.values()].map(plain), secrets: { webhookSecret: secret }, recreated };
  },

  async remove(ctx) {
    for (const hook of await ours(ctx)) await drop(hook, ctx);
  },
};
