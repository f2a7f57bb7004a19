/** Webhook subscriptions by API. Shopify deletes one after eight failed deliveries in a row, so they are re-asserted. */

import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Subscription, Subscriptions } from "../kit/contract/webhooks.ts";
import { allNodes, connection } from "../kit/graphql/pages.ts";
import { userErrors, userErrorText } from "../kit/graphql/refusals.ts";
import { idText } from "../kit/parse/parse.ts";
import { graphql } from "./graphql.ts";
import { gid, numberOf } from "./ids.ts";
import { WEBHOOK_CREATE, WEBHOOK_DELETE, WEBHOOKS_LIST } from "./queries.ts";
import { message } from "./words.ts";

/** What we listen to. Privacy topics are no subscriptions: they stand in the app's own configuration. */
export const TOPICS: readonly string[] = [
  "ORDERS_CREATE",
  "ORDERS_UPDATED",
  "ORDERS_CANCELLED",
  "ORDERS_EDITED",
  "ORDERS_DELETE",
  "REFUNDS_CREATE",
  "RETURNS_REQUEST",
  "RETURNS_APPROVE",
  "RETURNS_DECLINE",
  "RETURNS_CANCEL",
  "RETURNS_CLOSE",
  "RETURNS_REOPEN",
  "RETURNS_UPDATE",
  "FULFILLMENTS_CREATE",
  "FULFILLMENTS_UPDATE",
  "FULFILLMENT_ORDERS_PLACED_ON_HOLD",
  "FULFILLMENT_ORDERS_HOLD_RELEASED",
  "PRODUCTS_CREATE",
  "PRODUCTS_UPDATE",
  "PRODUCTS_DELETE",
  "INVENTORY_LEVELS_UPDATE",
  "CUSTOMERS_UPDATE",
  "APP_UNINSTALLED",
  "APP_SCOPES_UPDATE",
];

export const subscriptions: Subscriptions = { list, ensure, remove };

const node = z.object({ id: idText, topic: z.string(), uri: z.string() });

/** All subscriptions of this app on the shop, also those of other hubs and connections. */
async function list(ctx: Context): Promise<Subscription[]> {
  const schema = z.object({ webhookSubscriptions: connection(node) });
  const what = "the webhook subscriptions";
  const ask = async (after: string | null) =>
    (await graphql(ctx, WEBHOOKS_LIST, { variables: { after }, schema, what })).webhookSubscriptions;
  const found = (await allNodes(ask)) ?? [];
  return found.map(({ id, topic, uri }) => ({ key: numberOf(id), topic, url: uri, state: "active" }));
}

async function ensure(ctx: Context): Promise<Awaited<ReturnType<Subscriptions["ensure"]>>> {
  const url = ctx.publicUrl("");
  if (url === null) throw new ConnectorError({ kind: "unsupported" }, message("error.webhooksNeedPublicAddressHub"));
  const existing = (await list(ctx)).filter((subscription) => subscription.url === url);
  const retained: Subscription[] = [];
  for (const subscription of existing) {
    const isDouble = retained.some((other) => other.topic === subscription.topic);
    if (TOPICS.includes(subscription.topic) && !isDouble) retained.push(subscription);
    else await drop(subscription.key, ctx);
  }
  let recreated = 0;
  for (const topic of TOPICS) {
    if (retained.some((subscription) => subscription.topic === topic)) continue;
    const created = await create(topic, url, ctx);
    if (!created) continue;
    retained.push(created);
    recreated += 1;
  }
  return { subscriptions: retained, secrets: {}, recreated };
}

/** Null when the topic is closed to the app (missing scope): the others go on, polling covers it. */
async function create(topic: string, url: string, ctx: Context): Promise<Subscription | null> {
  const { webhookSubscriptionCreate: answer } = await graphql(ctx, WEBHOOK_CREATE, {
    variables: { topic, input: { uri: url, format: "JSON" } },
    schema: z.object({
      webhookSubscriptionCreate: z.object({ webhookSubscription: z.object({ id: idText }).nullable(), userErrors }),
    }),
    what: "a webhook subscription",
  });
  if (answer.webhookSubscription) return { key: numberOf(answer.webhookSubscription.id), topic, url, state: "active" };
  const text = userErrorText(answer.userErrors);
  // A repeat after a lost answer finds its own first attempt.
  if (/already been taken|already exists/i.test(text)) return { key: `${topic} ${url}`, topic, url, state: "active" };
  if (/protocol|address|uri|url|host/i.test(text))
    throw new ConnectorError(
      { kind: "rejected", field: "APP_URL" },
      message("error.notAcceptHubAddress", { url, words: text }),
    );
  ctx.log.warn("a webhook topic was refused", { topic, words: text });
  return null;
}

async function drop(key: string, ctx: Context): Promise<void> {
  const { webhookSubscriptionDelete: answer } = await graphql(ctx, WEBHOOK_DELETE, {
    variables: { id: gid("WebhookSubscription", key) },
    schema: z.object({ webhookSubscriptionDelete: z.object({ userErrors }) }),
    what: "removing a webhook subscription",
  });
  if (answer.userErrors.length > 0) ctx.log.debug("a subscription was gone already", { key });
}

async function remove(ctx: Context): Promise<void> {
  const url = ctx.publicUrl("");
  if (url === null) return;
  for (const subscription of await list(ctx)) if (subscription.url === url) await drop(subscription.key, ctx);
}
