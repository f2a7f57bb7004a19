/** Webhooks in the shop: made, compared and made anew, because a re-activated one dies at its next failure. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import type { Subscription, Subscriptions } from "../kit/contract/webhooks.ts";
import { idText, parseResponse } from "../kit/parse/parse.ts";
import { allRows, shopCall, shopCallOrNull } from "./client.ts";

export const TOPICS: readonly string[] = [
  "order.created",
  "order.updated",
  "order.deleted",
  "order.restored",
  "product.created",
  "product.updated",
  "product.deleted",
  "product.restored",
  "customer.created",
  "customer.updated",
];

/** Ports WordPress delivers to (wp_http_validate_url); others are accepted and never called. */
const PORTS: readonly string[] = ["", "80", "443", "8080"];

const webhookSchema = z.object({ id: idText, status: z.string(), topic: z.string(), delivery_url: z.string() });

function stateOf(status: string): Subscription["state"] {
  return status === "active" ? "active" : status === "paused" ? "paused" : "disabled";
}

/** Webhooks of this connection: same path, also under an older address of the hub. */
async function ours(ctx: Context): Promise<readonly Subscription[]> {
  const url = ctx.publicUrl("");
  if (url === null) return [];
  const path = new URL(url).pathname.replace(/(?<!\/)\/+$/, "");
  const rows = await allRows(ctx, { path: "webhooks", operation: "webhooks.list" });
  return rows
    .map((row) => parseResponse(webhookSchema, row, { ctx, what: "webhook" }))
    .filter((one) => URL.parse(one.delivery_url)?.pathname.replace(/(?<!\/)\/+$/, "") === path)
    .map((one) => ({ key: one.id, topic: one.topic, url: one.delivery_url, state: stateOf(one.status) }));
}

async function drop(subscription: Subscription, ctx: Context): Promise<void> {
  await shopCallOrNull(ctx, {
    method: "DELETE",
    path: `webhooks/${subscription.key}`,
    query: [["force", "true"]],
    operation: "webhooks.delete",
    safe: true,
  });
}

async function make(topic: string, url: string, secret: string, ctx: Context): Promise<Subscription> {
  const { body } = await shopCall(ctx, {
    method: "POST",
    path: "webhooks",
    json: { name: `Argosy ${topic}`, topic, delivery_url: url, secret, status: "active" },
    operation: "webhooks.create",
  });
  const made = parseResponse(webhookSchema, body, { ctx, what: "webhook" });
  return { key: made.id, topic, url, state: stateOf(made.status) };
}

export const subscriptions: Subscriptions = {
  list: ours,

  async ensure(ctx) {
    const url = ctx.publicUrl("");
    if (url === null) return { subscriptions: [], secrets: {}, recreated: 0 };
    if (!PORTS.includes(new URL(url).port))
      ctx.log.warn("WordPress delivers webhooks to ports 80, 443 and 8080 only", { port: new URL(url).port });
    const isSecretKnown = ctx.hasSecret("webhookSecret");
    // URL-safe, 43 characters: WordPress decodes entities in secrets (sheet section 6).
    const secret = isSecretKnown ? ctx.secret("webhookSecret") : randomBytes(32).toString("base64url");
    const existing = await ours(ctx);
    // The shop never shows a secret: webhooks made with one we do not have are replaced.
    const isSound = (one: Subscription) => isSecretKnown && one.state === "active" && one.url === url;
    const cached = new Map<string, Subscription>();
    for (const one of existing)
      if (isSound(one) && TOPICS.includes(one.topic) && !cached.has(one.topic)) cached.set(one.topic, one);
    let recreated = 0;
    for (const one of existing) {
      if (cached.get(one.topic) === one) continue;
      await drop(one, ctx);
      if (!cached.has(one.topic) && TOPICS.includes(one.topic)) recreated += 1;
    }
    for (const topic of TOPICS) if (!cached.has(topic)) cached.set(topic, await make(topic, url, secret, ctx));
    return { subscriptions: [...cached.values()], secrets: { webhookSecret: secret }, recreated };
  },

  async remove(ctx) {
    for (const one of await ours(ctx)) await drop(one, ctx);
  },
};
