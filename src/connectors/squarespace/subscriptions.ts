/** One subscription for all topics. Squarespace deletes those that fail for days, and tells a secret only once. */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import type { Subscription, Subscriptions } from "../kit/contract/webhooks.ts";
import { anyJson, parseResponse } from "../kit/parse/parse.ts";
import { subscriptionSchema } from "./schemas.ts";
import { message } from "./words.ts";

const TOPICS = ["order.create", "order.update", "extension.uninstall"] as const;
const PATH = "/1.0/webhook_subscriptions";

/** How the list is wrapped is not in the contract: as its own list, or under one of these names. */
const listSchema = z.union([
  z.array(anyJson),
  z
    .object({ webhookSubscriptions: z.array(anyJson).nullish(), result: z.array(anyJson).nullish() })
    .transform((body) => body.webhookSubscriptions ?? body.result ?? []),
]);

type Stored = z.output<typeof subscriptionSchema>;

export const subscriptions: Subscriptions = {
  list: async (ctx) => (await listOurs(ctx)).map(toSubscription),
  ensure,
  async remove(ctx) {
    for (const { id } of await listOurs(ctx)) await drop(id, ctx);
  },
};

const toSubscription = ({ id, endpointUrl, topics }: Stored): Subscription => ({
  key: id,
  topic: topics.join(", "),
  url: endpointUrl,
  state: "active",
});

/** Those that call this connection's address, under whatever host the hub had then. */
async function listOurs(ctx: Context): Promise<Stored[]> {
  const address = ctx.publicUrl("");
  if (address === null) return [];
  const { body } = await ctx.http.json({ method: "GET", url: PATH, operation: "webhooks.list" });
  const { pathname } = new URL(address);
  return parseResponse(listSchema, body, { ctx, what: "webhooks" })
    .map((row) => parseResponse(subscriptionSchema, row, { ctx, what: "webhook" }))
    .filter(({ endpointUrl }) => URL.parse(endpointUrl)?.pathname === pathname);
}

async function ensure(ctx: Context): Promise<Awaited<ReturnType<Subscriptions["ensure"]>>> {
  const url = ctx.publicUrl("");
  if (url === null) throw new ConnectorError({ kind: "unsupported" }, message("error.webhooksNeedPublicAddressHub"));
  const existing = await listOurs(ctx);
  const whole = existing.filter(
    ({ endpointUrl, topics }) => endpointUrl === url && TOPICS.every((t) => topics.includes(t)),
  );
  const sound = whole.find(({ id }) => hasSecretOf(id, ctx)) ?? whole[0];
  const others = existing.filter((one) => one !== sound);
  for (const { id } of others) await drop(id, ctx);
  if (sound && hasSecretOf(sound.id, ctx))
    return { subscriptions: [toSubscription(sound)], secrets: {}, recreated: others.length };
  const made = sound ? await rotate(sound, ctx) : await create(url, ctx);
  const secrets = { signingSecret: made.secret ?? "", signingSubscription: made.id };
  return { subscriptions: [toSubscription(made)], secrets, recreated: others.length };
}

/** A secret counts only with the subscription it was told for. */
const hasSecretOf = (id: string, ctx: Context): boolean =>
  ctx.hasSecret("signingSecret") && ctx.hasSecret("signingSubscription") && ctx.secret("signingSubscription") === id;

async function create(url: string, ctx: Context): Promise<Stored> {
  const json = { endpointUrl: url, topics: [...TOPICS] };
  const { body } = await ctx.http.json({ method: "POST", url: PATH, json, operation: "webhooks.create" });
  return told(parseResponse(subscriptionSchema, body, { ctx, what: "webhook" }), ctx);
}

/** Its secret is lost here (or a creation whose answer never came): Squarespace makes a new one. */
async function rotate(subscription: Stored, ctx: Context): Promise<Stored> {
  const url = `${PATH}/${encodeURIComponent(subscription.id)}/actions/rotateSecret`;
  const { body } = await ctx.http.json({ method: "POST", url, operation: "webhooks.rotate", safe: true });
  const { secret } = parseResponse(z.object({ secret: z.string().optional() }), body, { ctx, what: "webhook" });
  return told({ ...subscription, secret }, ctx);
}

function told(subscription: Stored, ctx: Context): Stored {
  if (subscription.secret) return subscription;
  ctx.drift({ path: "secret", problem: "a webhook without its secret" });
  throw new ConnectorError({ kind: "drift", path: "secret" }, message("error.madeWebhookButToldNo"));
}

async function drop(id: string, ctx: Context): Promise<void> {
  const url = `${PATH}/${encodeURIComponent(id)}`;
  // Squarespace removes failing ones by itself.
  await nullIfNotFound(ctx.http.request({ method: "DELETE", url, operation: "webhooks.delete", safe: true }));
}
