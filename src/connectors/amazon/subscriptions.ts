/** The queue as a destination of the app, and the seller's subscription to it. One needs the app's own token, the other the seller's. */
import { z } from "zod";
import type { Context } from "../kit/contract.ts";
import type { Subscription, Subscriptions } from "../kit/door.ts";
import { isConnectorError } from "../kit/errors.ts";
import { parseAtDoor } from "../kit/parse.ts";
import { USER_AGENT } from "./auth.ts";
import { GRANTLESS_NOTIFICATIONS, grantlessToken } from "./lwa.ts";
import { TOPICS } from "./notifications.ts";
import { queueArn } from "./queue.ts";

const DESTINATIONS = "/notifications/v1/destinations";
const SUBSCRIPTIONS = "/notifications/v1/subscriptions";
const PAYLOAD_VERSION = "1.0";

const destinationSchema = z.object({
  destinationId: z.string().min(1),
  resource: z.object({ sqs: z.object({ arn: z.string() }).nullish() }).nullish(),
});
const destinationsSchema = z.object({ payload: z.array(destinationSchema).nullish() });
const subscriptionSchema = z.object({ subscriptionId: z.string().min(1), destinationId: z.string() });
type Stored = z.output<typeof subscriptionSchema> & { readonly topic: string };

export const subscriptions: Subscriptions = {
  async list(ctx) {
    const destination = await findDestination(ctx);
    return destination === undefined ? [] : (await stored(destination, ctx)).map((one) => shown(one, ctx));
  },
  async ensure(ctx) {
    const destination = (await findDestination(ctx)) ?? (await addDestination(ctx));
    const known = await stored(destination, ctx);
    const all: Stored[] = [];
    for (const topic of TOPICS) {
      const sound = known.find((one) => one.topic === topic) ?? (await subscribe(topic, destination, ctx));
      all.push(sound);
    }
    return { subscriptions: all.map((one) => shown(one, ctx)), secrets: {}, recreated: 0 };
  },
  async remove(ctx) {
    const destination = await findDestination(ctx);
    if (destination === undefined) return;
    // The destination stays: other sellers of the same app may use it.
    for (const { topic, subscriptionId } of await stored(destination, ctx))
      await unsubscribe(topic, subscriptionId, ctx);
  },
};

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

async function findDestination(ctx: Context): Promise<string | undefined> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: DESTINATIONS,
    headers: await asApp(ctx),
    operation: "notifications.destinations",
    authenticated: false,
  });
  const { payload } = parseAtDoor(destinationsSchema, body, { ctx, what: "destinations" });
  return payload?.find(({ resource }) => resource?.sqs?.arn === queueArn(ctx))?.destinationId;
}

async function addDestination(ctx: Context): Promise<string> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: DESTINATIONS,
    headers: await asApp(ctx),
    json: { name: "argosy", resourceSpecification: { sqs: { arn: queueArn(ctx) } } },
    operation: "notifications.addDestination",
    authenticated: false,
  });
  return parseAtDoor(z.object({ payload: destinationSchema }), body, { ctx, what: "destination" }).payload
    .destinationId;
}

/** The seller's subscriptions that write to this queue. */
async function stored(destination: string, ctx: Context): Promise<Stored[]> {
  const found: Stored[] = [];
  for (const topic of TOPICS) {
    const { body } = await ctx.http.json({
      method: "GET",
      url: SUBSCRIPTIONS,
      query: [["notificationTypes", topic]],
      operation: "notifications.list",
    });
    const schema = z.object({ payload: z.object({ subscriptions: z.array(subscriptionSchema).nullish() }).nullish() });
    const { payload } = parseAtDoor(schema, body, { ctx, what: "subscriptions" });
    for (const one of payload?.subscriptions ?? [])
      if (one.destinationId === destination) found.push({ ...one, topic });
  }
  return found;
}

/** No processing directive: one that is only half filled in is refused. */
async function subscribe(topic: string, destination: string, ctx: Context): Promise<Stored> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: `${SUBSCRIPTIONS}/${topic}`,
    json: { payloadVersion: PAYLOAD_VERSION, destinationId: destination },
    operation: "notifications.subscribe",
  });
  const { payload } = parseAtDoor(z.object({ payload: subscriptionSchema }), body, { ctx, what: "subscription" });
  return { ...payload, topic };
}

async function unsubscribe(topic: string, id: string, ctx: Context): Promise<void> {
  try {
    await ctx.http.request({
      method: "DELETE",
      url: `${SUBSCRIPTIONS}/${topic}/${encodeURIComponent(id)}`,
      headers: await asApp(ctx),
      operation: "notifications.unsubscribe",
      authenticated: false,
      safe: true,
    });
  } catch (error) {
    // Gone already is what was wanted.
    if (!isConnectorError(error) || error.kind !== "not_found") throw error;
  }
}
