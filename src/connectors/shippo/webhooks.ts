/** Scans Shippo tells by itself. It signs nothing by default: the address holds a secret of ours (sheet section 6). */

import { message as hubMessage } from "../../commerce/message.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import type { Subscription, Subscriptions, WebhookHandler } from "../kit/contract/webhooks.ts";
import { parseResponse, readBody } from "../kit/parse/parse.ts";
import { equalText } from "../kit/parse/signatures.ts";
import { isTest } from "./auth.ts";
import { track, webhook, webhookBody, webhooks as webhookList } from "./schemas.ts";
import { parcelOf } from "./tracking.ts";
import { message } from "./words.ts";

const EVENT = "track_updated";

export const webhooks: WebhookHandler = {
  secrets: () => ["webhookSecret"],
  verify({ query }, secrets) {
    const given = query.token ?? "";
    // Each is compared: the work does not tell which one fits.
    const fits = secrets.filter((secret) => secret !== "" && equalText(given, secret)).length > 0;
    return fits ? { outcome: "static" } : { outcome: "refused", reason: "The address lacks its secret." };
  },
  read({ body }) {
    const reported = readBody(webhookBody, body, "webhook");
    const found = track.safeParse(reported.data);
    if (reported.event !== EVENT || !found.success)
      return [{ kind: "other", ref: reported.event, topic: reported.event }];
    const { tracking_number: number, tracking_status: status } = found.data;
    const scan = status?.object_id ?? "";
    // Each scan is an event of its own: the next one need not repeat it.
    return [
      {
        kind: "tracking",
        ref: `${number} ${scan}`.trim(),
        topic: reported.event,
        ...(scan !== "" && { deliveryId: scan }),
      },
    ];
  },
  reply: (outcome) => ({ status: outcome === "refused" ? 401 : 200, body: "" }),
  async interpret(event, ctx) {
    const reported = readBody(webhookBody, event.body, "webhook");
    if (event.kind !== "tracking")
      return {
        as: "nothing",
        reason: hubMessage("platform.changesNothing", { platform: "Shippo", topic: event.topic }),
      };
    if (reported.test === true && !isTest(ctx)) return { as: "nothing", reason: message("said.testMessage") };
    return {
      as: "scans",
      parcels: [parcelOf(parseResponse(track, reported.data ?? null, { ctx, what: "the parcel" }), ctx)],
    };
  },
};

export const subscriptions: Subscriptions = {
  list: async (ctx) => (await ours(ctx)).map(toSubscription),
  ensure,
  remove,
};

interface Stored {
  readonly object_id?: string | null | undefined;
  readonly event: string;
  readonly url: string;
  readonly active?: boolean | null | undefined;
}

const toSubscription = ({ object_id: id, event, url, active }: Stored): Subscription => ({
  key: id ?? url,
  topic: event,
  // The secret in it is nobody's business.
  url: url.split("?")[0] ?? url,
  state: active === false ? "disabled" : "active",
});

/** Registrations of this connection's address, whatever host the hub had then. */
async function ours(ctx: Context): Promise<Stored[]> {
  const address = ctx.publicUrl("");
  if (address === null) return [];
  const { body } = await ctx.http.json({ method: "GET", url: "/webhooks", operation: "webhooks.list" });
  const { pathname } = new URL(address);
  const { results } = parseResponse(webhookList, body, { ctx, what: "webhooks" });
  return results.filter(({ url }) => URL.parse(url)?.pathname === pathname);
}

async function ensure(ctx: Context): ReturnType<Subscriptions["ensure"]> {
  const address = ctx.publicUrl("");
  if (address === null)
    throw new ConnectorError({ kind: "unsupported" }, message("error.webhooksNeedPublicAddressHub"));
  const url = `${address}?token=${encodeURIComponent(ctx.secret("webhookSecret"))}`;
  const existing = await ours(ctx);
  const sound = existing.find((one) => one.url === url && one.event === EVENT && one.active !== false);
  const others = existing.filter((one) => one !== sound);
  for (const one of others) await drop(one, ctx);
  if (sound) return { subscriptions: [toSubscription(sound)], secrets: {}, recreated: others.length };
  const { body } = await ctx.http.json({
    method: "POST",
    url: "/webhooks",
    json: { event: EVENT, url, active: true, is_test: isTest(ctx) },
    operation: "webhooks.create",
  });
  const made = parseResponse(webhook, body, { ctx, what: "the webhook" });
  return { subscriptions: [toSubscription(made)], secrets: {}, recreated: others.length };
}

async function remove(ctx: Context): Promise<void> {
  for (const one of await ours(ctx)) await drop(one, ctx);
}

async function drop({ object_id: id }: Stored, ctx: Context): Promise<void> {
  if (!id) return;
  const url = `/webhooks/${encodeURIComponent(id)}`;
  await nullIfNotFound(ctx.http.request({ method: "DELETE", url, operation: "webhooks.delete", safe: true }));
}
