/** The webhook handler of a shop that pushes: events of its own names, whole or as a hint. */

import type { Json } from "../../commerce/product.ts";
import { timeVersion, type Version } from "../../commerce/version.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Delivery, InboundChange, InboundEvent, StoredEvent, WebhookHandler } from "../kit/contract/webhooks.ts";
import { interpretPushed, isPushed, readPushed } from "../kit/hub-shapes/inbound.ts";
import { readJsonBody } from "../kit/parse/parse.ts";
import { WEBHOOK_SECRETS } from "./auth.ts";
import { find } from "./lookups.ts";
import { type EventSpec, type Manifest, mapNamed, type Webhooks } from "./manifest.ts";
import type { Mapping } from "./manifest-parts.ts";
import { canLookUp, getOrder } from "./order-read.ts";
import { getProduct } from "./products.ts";
import { readOne } from "./records.ts";
import { manifestOf, pushDefaultsOf } from "./settings.ts";
import { verify } from "./signatures.ts";
import { valueAt } from "./template.ts";
import { message } from "./words.ts";

const KINDS: Readonly<Record<EventSpec["kind"], InboundEvent["kind"]>> = {
  order: "order",
  order_deleted: "order_deleted",
  product: "product",
  product_deleted: "product_deleted",
  inventory: "stock",
};

const NO_HOOKS: Webhooks = { scheme: "standard", toleranceSeconds: 300, typeAt: "type", events: {} };

/** The webhook handler of a description; without one, a webhook handler that lets nobody in. */
export function webhooksOf(manifest: Manifest | null): WebhookHandler {
  const hooks = manifest?.webhooks ?? NO_HOOKS;
  return {
    essential: [hooks.typeAt],
    secrets: () => WEBHOOK_SECRETS,
    verify: (delivery, secrets) => verify(hooks, delivery, secrets),
    read: (delivery) => [isPushed(delivery.topic) ? readPushed(delivery) : readEvent(hooks, delivery)],
    reply: (outcome) => (outcome === "refused" ? { status: 401 } : { status: 204 }),
    interpret,
  };
}

function readEvent(hooks: Webhooks, delivery: Delivery): InboundEvent {
  const body = readJsonBody(delivery.body, "delivery of the shop");
  const topic = textAt(body, hooks.typeAt) ?? "";
  if (topic === "")
    throw new ConnectorError(
      { kind: "rejected", code: "body", field: hooks.typeAt },
      message("error.deliveryNamesNoEvent", { at: hooks.typeAt }),
    );
  const spec = specOf(hooks, topic);
  const id = idOf(hooks, delivery);
  const named = id === undefined ? {} : { deliveryId: id };
  if (!spec) return { kind: "other", ref: topic, topic, ...named };
  const ref = textAt(body, spec.ref);
  if (ref === undefined)
    throw new ConnectorError(
      { kind: "rejected", code: "body", field: spec.ref },
      message("error.eventNamesNoRecord", { topic, at: spec.ref }),
    );
  const version = versionAt(body, spec);
  return { kind: KINDS[spec.kind], ref, topic, ...named, ...(version === undefined ? {} : { version }) };
}

function idOf(hooks: Webhooks, { headers }: Delivery): string | undefined {
  const header = hooks.scheme === "standard" ? "webhook-id" : hooks.idHeader?.toLowerCase();
  return (header === undefined ? undefined : headers[header]) || undefined;
}

const specOf = ({ events }: Webhooks, topic: string): EventSpec | undefined =>
  Object.hasOwn(events, topic) ? events[topic] : undefined;

function textAt(body: Json, path: string): string | undefined {
  const value = valueAt(body, path);
  return (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : undefined;
}

function versionAt(body: Json, spec: EventSpec): Version | undefined {
  const reported = spec.version === undefined ? undefined : textAt(body, spec.version);
  if (reported === undefined) return undefined;
  try {
    return timeVersion(reported);
  } catch {
    // No time that can be read orders nothing: the event is then a hint to look.
    return undefined;
  }
}

/** What a stored event speaks of: out of its body when that is whole and proved, else fetched. */
async function interpret(event: StoredEvent, ctx: Context): Promise<InboundChange> {
  if (isPushed(event.topic)) return interpretPushed(event, pushDefaultsOf(ctx), ctx);
  const manifest = manifestOf(ctx);
  const hooks = manifest.webhooks ?? NO_HOOKS;
  const spec = specOf(hooks, event.topic);
  if (!spec) return { as: "nothing", reason: message("said.eventWithoutMeaning", { topic: event.topic }) };
  if (spec.kind === "order_deleted") return { as: "gone", what: "order", key: event.ref };
  if (spec.kind === "product_deleted") return { as: "gone", what: "product", key: event.ref };
  const map = mappingOf(spec, manifest);
  // Of two states under one version the engine asks again, which a shop that only pushes cannot answer.
  const isProved = event.trusted || !canFetch(manifest, spec.kind);
  const believes = map !== undefined && isProved && !spec.fetch && hooks.scheme !== "shared_header";
  if (!believes) return fetched(spec, event, ctx);
  const record = valueAt(readJsonBody(event.body, `event ${event.topic}`), spec.at);
  if (record === undefined)
    throw new ConnectorError(
      { kind: "drift", path: spec.at },
      message("error.eventHoldsNoRecord", { topic: event.topic, at: spec.at }),
    );
  return told(spec, { mapping: map, record }, event, ctx);
}

const canFetch = (manifest: Manifest, kind: EventSpec["kind"]): boolean =>
  kind === "order" ? canLookUp(manifest) : manifest.reads.products !== undefined;

const LISTS = { order: "orders", product: "products", inventory: "inventory" } as const;

/** The event's own map, else that of the list of the same things. */
function mappingOf(spec: EventSpec, manifest: Manifest): Mapping | undefined {
  if (spec.map === undefined || spec.kind === "order_deleted" || spec.kind === "product_deleted") return undefined;
  return typeof spec.map === "string" && spec.map.startsWith("@") ? mapNamed(manifest, spec.map) : spec.map;
}

async function told(
  spec: EventSpec,
  given: { readonly mapping: Mapping; readonly record: Json },
  event: StoredEvent,
  ctx: Context,
): Promise<InboundChange> {
  const what = `event ${event.topic}`;
  switch (spec.kind) {
    case "product":
      return { as: "products", products: [await readOne(LISTS.product, what, given, ctx)] };
    case "inventory":
      return { as: "levels", isPushed: true, levels: [await readOne(LISTS.inventory, what, given, ctx)] };
    default:
      return { as: "orders", parts: [await readOne(LISTS.order, what, given, ctx)] };
  }
}

async function fetched(spec: EventSpec, event: StoredEvent, ctx: Context): Promise<InboundChange> {
  const { ref } = event;
  if (spec.kind === "product") {
    const product = await getProduct(ref, ctx);
    return product ? { as: "products", products: [product] } : { as: "gone", what: "product", key: ref };
  }
  if (spec.kind === "order") {
    const part = await getOrder(ref, ctx);
    return part ? { as: "orders", parts: [part] } : { as: "gone", what: "order", key: ref };
  }
  if (!manifestOf(ctx).lookups["inventory.byId"]) return { as: "nothing", reason: message("said.stockReadLater") };
  const level = await find("inventory", "inventory.byId", { id: ref, key: ref, sku: ref }, ctx);
  return level
    ? { as: "levels", isPushed: true, levels: [level] }
    : { as: "nothing", reason: message("said.noStockOf", { item: ref }) };
}
