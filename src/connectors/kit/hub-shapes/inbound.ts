/**
 * Records a shop hands over itself, in the hub's own shapes (inbound API): what is wrong with one, and what a stored one
 * says. A connector whose shops may push has the `inbound` port and lets its webhook handler read and understand these topics here.
 */

import { z } from "zod";
import { message } from "../../../commerce/message.ts";
import type { Json } from "../../../commerce/product.ts";
import type { Version } from "../../../commerce/version.ts";
import type { Context } from "../contract/context.ts";
import { ConnectorError } from "../contract/errors.ts";
import { PUSHED_KINDS, type PushedKind } from "../contract/inbound-port.ts";
import type { Delivery, InboundChange, InboundEvent, StoredEvent } from "../contract/webhooks.ts";
import { readJsonBody } from "../parse/parse.ts";
import { type OrderContext, orderProblem, toOrderPart } from "./own-shop-order.ts";
import { toChannelProduct, toLevel, variantProblem, versionOf } from "./own-shop-product.ts";
import { complaints, ownShopLevel, ownShopOrder, ownShopProduct } from "./own-shop-shapes.ts";

/** What a connection adds to a record that does not say it itself. */
export type PushDefaults = Pick<OrderContext, "currency" | "phoneCountry" | "takesStock">;

/** A product or order that is no longer there. */
const goneSchema = z.strictObject({ externalId: z.string().min(1).max(200), deleted: z.literal(true) });

export const PUSHED_SCHEMAS = {
  orders: z.union([ownShopOrder, goneSchema]),
  products: z.union([ownShopProduct, goneSchema]),
  stock: ownShopLevel,
} as const;

const PREFIX = "inbound.";

/** The topic under which a pushed item is stored. */
export const pushedTopic = (kind: PushedKind): string => `${PREFIX}${kind}`;

const kindOf = (topic: string): PushedKind | undefined => PUSHED_KINDS.find((kind) => topic === pushedTopic(kind));

/** True for topics of pushed items; no event of a shop may be named so. */
export const isPushed = (topic: string): boolean => topic.startsWith(PREFIX);

const isGone = (item: Json): boolean => item !== null && typeof item === "object" && "deleted" in item;

/** What is wrong with an item; see Inbound. */
export function checkPushed(kind: PushedKind, item: Json, defaults: PushDefaults): readonly string[] {
  if (kind !== "stock" && isGone(item)) return problemsOf(goneSchema.safeParse(item));
  switch (kind) {
    case "orders": {
      const result = ownShopOrder.safeParse(item);
      if (!result.success) return complaints(result.error);
      return listOf(orderProblem(result.data, defaults));
    }
    case "products": {
      const result = ownShopProduct.safeParse(item);
      return result.success ? listOf(variantProblem(result.data)) : complaints(result.error);
    }
    case "stock":
      return problemsOf(ownShopLevel.safeParse(item));
  }
}

const listOf = (problem: string | null): readonly string[] => (problem === null ? [] : [problem]);

function problemsOf(result: z.ZodSafeParseResult<unknown>): readonly string[] {
  return result.success ? [] : complaints(result.error);
}

/** The event of a pushed item. Throws ConnectorError rejected on a body that is none. */
export function readPushed(delivery: Pick<Delivery, "topic" | "body">): InboundEvent {
  const { topic } = delivery;
  const kind = kindOf(topic);
  if (!kind) throw new ConnectorError({ kind: "rejected", code: "topic" }, message("platform.noTopic", { topic }));
  const item = itemOf(delivery.body);
  if (kind === "stock") {
    const level = parsed(ownShopLevel, item);
    const ref = [level.variantId ?? level.sku ?? "", level.location ?? ""].filter((part) => part !== "").join("@");
    return { kind: "stock", ref, topic, ...versioned(level) };
  }
  const what = kind === "orders" ? "order" : "product";
  if (isGone(item)) return { kind: `${what}_deleted`, ref: parsed(goneSchema, item).externalId, topic };
  const record = kind === "orders" ? parsed(ownShopOrder, item) : parsed(ownShopProduct, item);
  return { kind: what, ref: record.externalId, topic, ...versioned(record) };
}

/** A record that tells no time of its own is a hint: what arrives later counts. */
function versioned(record: Parameters<typeof versionOf>[0]): { readonly version?: Version } {
  return record.version === undefined && record.updatedAt === undefined ? {} : { version: versionOf(record, 0) };
}

/** The state a stored pushed item tells. */
export function interpretPushed(
  event: Pick<StoredEvent, "topic" | "body">,
  defaults: PushDefaults,
  ctx: Pick<Context, "clock">,
): InboundChange {
  const kind = kindOf(event.topic);
  const raw = itemOf(event.body);
  const context = { ...defaults, fetchedAt: ctx.clock.now(), raw };
  switch (kind) {
    case "orders":
      if (isGone(raw)) return { as: "gone", what: "order", key: parsed(goneSchema, raw).externalId };
      return { as: "orders", parts: [toOrderPart(parsed(ownShopOrder, raw), context)] };
    case "products":
      if (isGone(raw)) return { as: "gone", what: "product", key: parsed(goneSchema, raw).externalId };
      return { as: "products", products: [toChannelProduct(parsed(ownShopProduct, raw), context)] };
    case "stock":
      return { as: "levels", isPushed: true, levels: [toLevel(parsed(ownShopLevel, raw), context.fetchedAt)] };
    default:
      return { as: "nothing", reason: message("platform.nothingPushed", { topic: event.topic }) };
  }
}

const itemOf = (body: Uint8Array): Json => readJsonBody(body, "pushed record");

function parsed<S extends z.ZodType>(schema: S, item: Json): z.output<S> {
  const result = schema.safeParse(item);
  if (result.success) return result.data;
  throw new ConnectorError(
    { kind: "rejected", code: "body" },
    message("platform.pushUnread", { problems: complaints(result.error).slice(0, 5).join("; ") }),
  );
}
