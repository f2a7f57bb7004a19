import { randomBytes } from "node:crypto";
import type { Context } from "../../src/connectors/kit/contract/contract.ts";
import type { Subscription, Subscriptions } from "../../src/connectors/kit/contract/webhooks.ts";
import { parseResponse } from "../../src/connectors/kit/parse/parse.ts";
import { addHook, dropHook, listHooks } from "./client.ts";
import { webhookSchema } from "./schemas.ts";

async function list(ctx: Context): Promise<readonly Subscription[]> {
  const path = new URL(ctx.publicUrl("") ?? "https://none.invalid/").pathname;
  return (await listHooks(ctx))
    .map((row) => parseResponse(webhookSchema, row, { ctx, what: "webhook" }))
    .filter((hook) => URL.parse(hook.url)?.pathname === path)
    .map((hook) => ({ key: hook.id, topic: "", url: hook.url, state: hook.active ? "active" : "disabled" }));
}

export const subscriptions: Subscriptions = {
  list,
  async ensure(ctx) {
    const url = ctx.publicUrl("");
    if (url === null) return { subscriptions: [], secrets: {}, recreated: 0 };
    const existing = await list(ctx);
    const sound = ctx.hasSecret("webhookSecret")
      ? existing.find((hook) => hook.state === "active" && hook.url === url)
      : undefined;
    const others = existing.filter((hook) => hook !== sound);
    for (const hook of others) await dropHook(hook.key, ctx);
    if (sound) return { subscriptions: [sound], secrets: {}, recreated: others.length };
    const secret = ctx.hasSecret("webhookSecret") ? ctx.secret("webhookSecret") : randomBytes(32).toString("base64url");
    const made = parseResponse(webhookSchema, await addHook({ url, secret }, ctx), { ctx, what: "webhook" });
    return {
      subscriptions: [{ key: made.id, topic: "", url, state: "active" }],
      secrets: { webhookSecret: secret },
      recreated: others.length,
    };
  },
  async remove(ctx) {
    for (const hook of await list(ctx)) await dropHook(hook.key, ctx);
  },
};
