/** One address for each kind of event, set again at will; nothing is doubled (sheet section 5). */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import type { Subscription, Subscriptions } from "../kit/contract/webhooks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { call } from "./client.ts";
import { message } from "./words.ts";

export const EVENTS = [
  "ORDER_STATUS_CHANGE",
  "RECIPIENT_ADDRESS_UPDATE",
  "PACKAGE_UPDATE",
  "CANCELLATION_STATUS_CHANGE",
  "RETURN_STATUS_CHANGE",
  "PRODUCT_STATUS_CHANGE",
  "PRODUCT_INFORMATION_CHANGE",
  "PRODUCT_CREATION",
  "PRODUCT_CATEGORY_CHANGE",
  "PRODUCT_AUDIT_STATUS_CHANGE",
  "SELLER_DEAUTHORIZATION",
  "UPCOMING_AUTHORIZATION_EXPIRATION",
] as const;

const PATH = "/event/202309/webhooks";

const listSchema = z.object({
  webhooks: z.array(z.object({ event_type: z.string(), address: z.string() })).nullish(),
});

type Stored = { readonly event_type: string; readonly address: string };

export const subscriptions: Subscriptions = {
  list: async (ctx) => (await listOurs(ctx)).map(toSubscription),
  ensure,
  async remove(ctx) {
    for (const { event_type } of await listOurs(ctx)) await drop(event_type, ctx);
  },
};

const toSubscription = ({ event_type: topic, address: url }: Stored): Subscription => ({
  key: topic,
  topic,
  url,
  state: "active",
});

async function listAll(ctx: Context): Promise<readonly Stored[]> {
  const data = await call({ method: "GET", url: PATH, operation: "webhooks.list" }, ctx);
  return parseResponse(listSchema, data, { ctx, what: "webhooks" }).webhooks ?? [];
}

/** Those that call this connection's address, under whatever host the hub had then. */
async function listOurs(ctx: Context): Promise<readonly Stored[]> {
  const address = ctx.publicUrl("");
  if (address === null) return [];
  const { pathname } = new URL(address);
  return (await listAll(ctx)).filter((one) => URL.parse(one.address)?.pathname === pathname);
}

async function ensure(ctx: Context): Promise<Awaited<ReturnType<Subscriptions["ensure"]>>> {
  const address = ctx.publicUrl("");
  if (address === null)
    throw new ConnectorError({ kind: "unsupported" }, message("error.webhooksNeedPublicAddressHub"));
  const existing = await listAll(ctx);
  const due = EVENTS.filter((event) => !existing.some((one) => one.event_type === event && one.address === address));
  for (const event of due) await set(event, address, ctx);
  return {
    subscriptions: EVENTS.map((event_type) => toSubscription({ event_type, address })),
    secrets: {},
    recreated: due.filter((event) => existing.some((one) => one.event_type === event)).length,
  };
}

async function set(event_type: string, address: string, ctx: Context): Promise<void> {
  try {
    await call({ method: "PUT", url: PATH, json: { address, event_type }, operation: "webhooks.set", safe: true }, ctx);
  } catch (error) {
    if (!isConnectorError(error) || error.info.kind !== "rejected") throw error;
    throw new ConnectorError(error.info, message("error.notTakeAddressWebhooksWants", { address }), {
      cause: error,
      details: error.details,
    });
  }
}

async function drop(event_type: string, ctx: Context): Promise<void> {
  const request = {
    method: "DELETE",
    url: PATH,
    json: { event_type },
    operation: "webhooks.delete",
    safe: true,
  } as const;
  await nullIfNotFound(call(request, ctx));
}
