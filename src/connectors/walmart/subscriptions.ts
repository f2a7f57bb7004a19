/** Subscriptions of the seller, one for each kind of event that Walmart offers and the hub reads (sheet section 6). */
import { randomBytes } from "node:crypto";
import type { Context } from "../kit/contract/contract.ts";
import type { Subscription, Subscriptions } from "../kit/contract/webhooks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { read, readOrNull, write } from "./client.ts";
import { type EventType, eventTypesSchema, type Hook, hooksSchema } from "./schemas.ts";
import { SIGNATURE_HEADER, WEBHOOK_SECRET } from "./webhooks.ts";

const ORDER_UPDATES = "ORDER_UPDATES";
/** What stood in place of ORDER_UPDATES before it; Walmart removes them on 2026-12-15. */
const OLDER: ReadonlySet<string> = new Set(["PO_CREATED", "PO_LINE_AUTOCANCELLED", "INTENT_TO_CANCEL"]);
const OTHERS: ReadonlySet<string> = new Set(["RETURN_CREATED", "OFFER_PUBLISHED", "OFFER_UNPUBLISHED"]);

const ACTIVE = "ACTIVE";
const isOurs = ({ eventUrl }: Hook, path: string): boolean => URL.parse(eventUrl ?? "")?.pathname === path;

async function ours(ctx: Context): Promise<readonly Hook[]> {
  const path = URL.parse(ctx.publicUrl("") ?? "")?.pathname;
  if (path === undefined) return [];
  const body = await readOrNull(ctx, { url: "/webhooks/subscriptions", operation: "hooks.list" });
  if (body === null) return [];
  const hooks = parseResponse(hooksSchema, body, { ctx, what: "subscriptions" });
  // Also under an older address of the hub.
  return hooks.filter((hook) => isOurs(hook, path));
}

async function requestedTypes(ctx: Context): Promise<readonly EventType[]> {
  const body = await read(ctx, { url: "/webhooks/eventTypes", operation: "hooks.types" });
  const offered = parseResponse(eventTypesSchema, body, { ctx, what: "the kinds of event" });
  const hasNew = offered.some(({ eventType }) => eventType === ORDER_UPDATES);
  const isRequested = (name: string) => OTHERS.has(name) || (hasNew ? name === ORDER_UPDATES : OLDER.has(name));
  return offered.filter(({ eventType }) => isRequested(eventType));
}

async function drop({ subscriptionId }: Hook, ctx: Context): Promise<void> {
  const url = `/webhooks/subscriptions/${encodeURIComponent(subscriptionId)}`;
  await write(ctx, { method: "DELETE", url, operation: "hooks.delete", safe: true });
}

async function make(types: readonly EventType[], url: string, secret: string, ctx: Context): Promise<void> {
  await write(ctx, {
    method: "POST",
    url: "/webhooks/subscriptions",
    operation: "hooks.create",
    json: {
      events: types.map(({ eventType, eventVersion, resourceName }) => ({
        ...{ eventType, eventVersion, resourceName, eventUrl: url, status: ACTIVE },
        authDetails: { authMethod: "HMAC", authHeaderName: SIGNATURE_HEADER, clientSecret: secret },
        headers: { "content-type": "application/json" },
      })),
    },
  });
}

const told = ({ subscriptionId, eventType, eventUrl, status }: Hook): Subscription => ({
  key: subscriptionId,
  topic: eventType,
  url: eventUrl ?? "",
  state: status === ACTIVE ? "active" : "disabled",
});

export const subscriptions: Subscriptions = {
  list: async (ctx) => (await ours(ctx)).map(told),

  async ensure(ctx) {
    const url = ctx.publicUrl("");
    if (url === null) return { subscriptions: [], secrets: {}, recreated: 0 };
    const hasSecret = ctx.hasSecret(WEBHOOK_SECRET);
    const secret = hasSecret ? ctx.secret(WEBHOOK_SECRET) : randomBytes(32).toString("base64url");
    const types = await requestedTypes(ctx);
    const status = await ours(ctx);
    const cached = new Map<string, Hook>();
    for (const hook of status) {
      const isGood = hook.eventUrl === url && hook.status === ACTIVE && hook.authDetails?.authMethod === "HMAC";
      const isRequested = types.some(({ eventType }) => eventType === hook.eventType);
      // One made before the secret was lost signs with what nobody knows.
      if (hasSecret && isGood && isRequested && !cached.has(hook.eventType)) cached.set(hook.eventType, hook);
      else await drop(hook, ctx);
    }
    const lacking = types.filter(({ eventType }) => !cached.has(eventType));
    if (lacking.length > 0) await make(lacking, url, secret, ctx);
    const recreated = lacking.filter(({ eventType }) => status.some((hook) => hook.eventType === eventType)).length;
    const all = lacking.length > 0 ? await ours(ctx) : [...cached.values()];
    return { subscriptions: all.map(told), secrets: { [WEBHOOK_SECRET]: secret }, recreated };
  },

  async remove(ctx) {
    for (const hook of await ours(ctx)) await drop(hook, ctx);
  },
};
