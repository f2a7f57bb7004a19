/** The queue as a destination of the app, and the seller's subscription to it. One needs the app's own token, the other the seller's. */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import type { Subscription, Subscriptions } from "../kit/contract/webhooks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { USER_AGENT } from "./auth.ts";
import { GRANTLESS_NOTIFICATIONS, grantlessToken } from "./lwa.ts";
import { TOPICS } from "./notifications.ts";
import { busOf, queueArn } from "./queue.ts";

const DESTINATIONS = "/notifications/v1/destinations";
const SUBSCRIPTIONS = "/notifications/v1/subscriptions";
const PAYLOAD_VERSION = "1.0";

const destinationSchema = z.object({
  destinationId: z.string().min(1),
  resource: z
    .object({
      sqs: z.object({ arn: z.string() }).nullish(),
      eventBridge: z.object({ region: z.string(), accountId: z.string() }).nullish(),
    })
    .nullish(),
});
type Destination = z.output<typeof destinationSchema>;
const destinationsSchema = z.object({ payload: z.array(destinationSchema).nullish() });
const subscriptionSchema = z.object({ subscriptionId: z.string().min(1), destinationId: z.string() });
type Stored = z.output<typeof subscriptionSchema> & { readonly topic: string };
type Road = (typeof TOPICS)[number]["by"];

export const subscriptions: Subscriptions = {
  async list(ctx) {
    const found: Stored[] = [];
    for (const destination of await destinations(ctx)) found.push(...(await stored(destination, ctx)));
    return found.map((one) => shown(one, ctx));
  },
  async ensure(ctx) {
    const all: Stored[] = [];
    const there = await destinations(ctx);
    for (const by of roads(ctx)) {
      const destination =
        there.find((one) => one.by === by) ?? ({ by, id: await addDestination(by, ctx) } satisfies Status);
      const existing = await stored(destination, ctx);
      for (const { type } of TOPICS.filter((topic) => topic.by === by)) {
        const sound = existing.find((one) => one.topic === type) ?? (await subscribe(type, destination.id, ctx));
        if (sound) all.push(sound);
      }
    }
    return { subscriptions: all.map((one) => shown(one, ctx)), secrets: {}, recreated: 0 };
  },
  async remove(ctx) {
    // The destinations stay: other sellers of the same app may use them.
    for (const destination of await destinations(ctx))
      for (const { topic, subscriptionId } of await stored(destination, ctx))
        await unsubscribe(topic, subscriptionId, ctx);
  },
};

interface Status {
  readonly by: Road;
  readonly id: string;
}

/** An event bus only where the seller says that it is set up: Amazon allows one destination of that kind an account. */
function roads(ctx: Context): readonly Road[] {
  const setting = ctx.connection.settings.listingEvents;
  return (setting === true || setting === "true") && busOf(ctx) !== null ? ["queue", "bus"] : ["queue"];
}

const shown = ({ subscriptionId, topic }: Stored, ctx: Context): Subscription => ({
  key: subscriptionId,
  topic,
  url: queueArn(ctx),
  state: "active",
});

async function asApp(ctx: Context): Promise<Readonly<Record<string, string>>> {
  return {
    "x-amz-access-token": await grantlessToken(GRANTLESS_NOTIFICATIONS, ctx),
    "user-agent": USER_AGENT,
  };
}

/** Those of this connection's account at AWS. */
async function destinations(ctx: Context): Promise<Status[]> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: DESTINATIONS,
    headers: await asApp(ctx),
    operation: "notifications.destinations",
    authenticated: false,
  });
  const { payload } = parseResponse(destinationsSchema, body, { ctx, what: "destinations" });
  const bus = busOf(ctx);
  const roadOf = ({ resource }: Destination): Road | null => {
    if (resource?.sqs) return resource.sqs.arn === queueArn(ctx) ? "queue" : null;
    const { accountId, region } = resource?.eventBridge ?? {};
    return bus !== null && accountId === bus.accountId && region === bus.region ? "bus" : null;
  };
  return (payload ?? []).flatMap((one) => {
    const by = roadOf(one);
    return by === null ? [] : [{ by, id: one.destinationId }];
  });
}

async function addDestination(by: Road, ctx: Context): Promise<string> {
  const resourceSpecification = by === "queue" ? { sqs: { arn: queueArn(ctx) } } : { eventBridge: { ...busOf(ctx) } };
  const { body } = await ctx.http.json({
    method: "POST",
    url: DESTINATIONS,
    headers: await asApp(ctx),
    json: { name: by === "queue" ? "argosy" : "argosy-bus", resourceSpecification },
    operation: "notifications.addDestination",
    authenticated: false,
  });
  return parseResponse(z.object({ payload: destinationSchema }), body, { ctx, what: "destination" }).payload
    .destinationId;
}

/** The seller's subscriptions that write to a destination. */
async function stored({ by, id }: Status, ctx: Context): Promise<Stored[]> {
  const found: Stored[] = [];
  for (const { type: topic } of TOPICS.filter((one) => one.by === by)) {
    const { body } = await ctx.http.json({
      method: "GET",
      url: SUBSCRIPTIONS,
      query: [["notificationTypes", topic]],
      operation: "notifications.list",
    });
    const schema = z.object({ payload: z.object({ subscriptions: z.array(subscriptionSchema).nullish() }).nullish() });
    const { payload } = parseResponse(schema, body, { ctx, what: "subscriptions" });
    for (const one of payload?.subscriptions ?? []) if (one.destinationId === id) found.push({ ...one, topic });
  }
  return found;
}

/** No processing directive: one that is only half filled in is refused. Null: the account may not have what is not about orders. */
async function subscribe(topic: string, destination: string, ctx: Context): Promise<Stored | null> {
  try {
    const { body } = await ctx.http.json({
      method: "POST",
      url: `${SUBSCRIPTIONS}/${topic}`,
      json: { payloadVersion: PAYLOAD_VERSION, destinationId: destination },
      operation: "notifications.subscribe",
    });
    const { payload } = parseResponse(z.object({ payload: subscriptionSchema }), body, { ctx, what: "subscription" });
    return { ...payload, topic };
  } catch (error) {
    if (topic === "ORDER_CHANGE" || !isConnectorError(error) || !["forbidden", "rejected"].includes(error.kind))
      throw error;
    ctx.log.warn("Amazon refuses a subscription", { topic, reason: error.message });
    return null;
  }
}

async function unsubscribe(topic: string, id: string, ctx: Context): Promise<void> {
  const headers = await asApp(ctx);
  await nullIfNotFound(
    ctx.http.request({
      method: "DELETE",
      url: `${SUBSCRIPTIONS}/${topic}/${encodeURIComponent(id)}`,
      headers,
      operation: "notifications.unsubscribe",
      authenticated: false,
      safe: true,
    }),
  );
}
