/** What a delivery says: a token, inside it text that is JSON, inside that text again (sheet section 6). */
import type { Json } from "../../commerce/product.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { InboundEvent } from "../kit/contract/webhooks.ts";
import { MOST_VALUES, parseJson } from "../kit/parse/json.ts";
import { hasMoreValuesLong, parseLongJson } from "../kit/parse/long-json.ts";
import { asText, asTree, isGuid, type Tree } from "./client.ts";
import { claimsOf, noToken } from "./jwt.ts";
import { message } from "./words.ts";

export interface WixEvent {
  readonly type: string;
  readonly instanceId: string | undefined;
  /** Of the token; seconds since 1970. */
  readonly expiresAt: number | undefined;
  readonly id: string | undefined;
  readonly entityId: string | undefined;
  /** The inner event, or the flat body of a Catalog V1 event. */
  readonly body: Tree;
}

/** Text that is JSON, or the value where Wix did not wrap it. Throws ConnectorError rejected on text that is none. */
function unwrapped(value: Json | undefined): Tree {
  return asTree(typeof value === "string" ? jsonIn(value, noData) : value);
}

function jsonIn(text: string, refused: (cause: unknown) => ConnectorError): Json {
  try {
    return parseJson(text);
  } catch (cause) {
    throw refused(cause);
  }
}

const noData = (cause: unknown) =>
  new ConnectorError({ kind: "rejected", code: "body" }, message("error.tokenDataNoJson"), { cause });

type Read = { readonly event: WixEvent } | { readonly problem: unknown };

/** A delivery is asked for its site, checked and read: three layers of up to five megabytes are parsed for the first alone. */
const events = new WeakMap<Uint8Array, Read>();

/**
 * Reads a delivery's token without checking it, and the same bytes once. Throws ConnectorError rejected when it is none
 * of Wix's.
 */
export function eventIn(bytes: Uint8Array): WixEvent {
  const cached = events.get(bytes);
  if (cached) {
    if ("problem" in cached) throw cached.problem;
    return cached.event;
  }
  const claims = asTree(jsonIn(claimsOf(bytes), noToken));
  const outer = unwrapped(claims["data"]);
  const event = eventOf(claims, outer, unwrapped(outer["data"]));
  events.set(bytes, { event });
  return event;
}

/** Reads a long delivery in turns for `eventIn`: anybody may send one, and whose it is stands within. */
export async function readAhead(bytes: Uint8Array): Promise<void> {
  try {
    const claims = asTree(await longJson(claimsOf(bytes), noToken));
    const layer = async (value: Json | undefined) =>
      asTree(typeof value === "string" ? await longJson(value, noData) : value);
    const outer = await layer(claims["data"]);
    events.set(bytes, { event: eventOf(claims, outer, await layer(outer["data"])) });
  } catch (problem) {
    events.set(bytes, { problem });
  }
}

async function longJson(text: string, refused: (cause: unknown) => ConnectorError): Promise<Json> {
  if (await hasMoreValuesLong(text, MOST_VALUES)) throw refused(new RangeError("It holds too many values."));
  try {
    return await parseLongJson(text);
  } catch (cause) {
    throw refused(cause);
  }
}

function eventOf(claims: Tree, outer: Tree, body: Tree): WixEvent {
  const type = asText(outer["eventType"]);
  if (type === undefined)
    throw new ConnectorError(
      { kind: "rejected", code: "body", field: "eventType" },
      message("error.tokenNamesNoEvent"),
    );
  return {
    type,
    instanceId: asText(outer["instanceId"])?.toLowerCase(),
    expiresAt: typeof claims["exp"] === "number" ? claims["exp"] : undefined,
    id: asText(body["id"]),
    entityId: asText(body["entityId"]),
    body,
  };
}

/** The entity an event carries, in any of the forms Wix has used. */
function entityOf(body: Tree): Tree {
  const created = asTree(body["createdEvent"]);
  const updated = asTree(body["updatedEvent"]);
  const deleted = asTree(body["deletedEvent"]);
  const action = asTree(body["actionEvent"]);
  const forms = [
    created["entity"],
    updated["currentEntity"],
    deleted["deletedEntity"],
    action["body"],
    created["entityAsJson"],
    updated["currentEntityAsJson"],
    action["bodyAsJson"],
  ];
  return unwrapped(forms.find((form) => form !== undefined && form !== null));
}

type Kind = InboundEvent["kind"];

const V1 = "com.wix.ecommerce.";

/** Topics by their beginning; the first that fits counts. What is not listed changes nothing here. */
const TOPICS: readonly (readonly [prefix: string, kind: Kind])[] = [
  ["wix.ecom.v1.order_imported_deleted", "other"],
  ["wix.ecom.v1.order", "order"],
  ["wix.ecom.v1.fulfillments_", "order"],
  ["wix.stores.catalog.v3.product_deleted", "product_deleted"],
  ["wix.stores.catalog.v3.product_", "product"],
  ["wix.stores.catalog.v3.inventory_item_", "stock"],
  [`${V1}catalog.api.v1.ProductDeleted`, "product_deleted"],
  [`${V1}catalog.api.v1.Product`, "product"],
  [`${V1}catalog.api.v1.VariantsChanged`, "product"],
  [`${V1}catalog.api.v1.Collection`, "category"],
  [`${V1}inventory.api.v1.Inventory`, "stock"],
  ["wix.categories.v1.category_", "category"],
  ["wix.contacts.v4.contact_", "customer"],
  ["AppRemoved", "uninstalled"],
];

export function kindOf(type: string): Kind {
  return TOPICS.find(([prefix]) => type.startsWith(prefix))?.[1] ?? "other";
}

/** The id of what an event is about. Events of payments and parcels are about their order, those of stock about the product. */
export function refOf(kind: Kind, { type, entityId, body }: WixEvent): string | undefined {
  const entity = entityOf(body);
  const orderId =
    asText(asTree(entity["order"])["id"]) ??
    asText(entity["orderId"]) ??
    asText(asTree(entity["orderTransactions"])["orderId"]);
  if (kind === "order") return orderId ?? entityId ?? asText(entity["id"]);
  if (kind === "stock") return asText(body["productId"]) ?? asText(entity["productId"]) ?? productInside(entity);
  if (type.startsWith(V1)) return asText(body["productId"]) ?? asText(body["collection_Id"]);
  return entityId ?? asText(entity["id"]);
}

function productInside(entity: Tree): string | undefined {
  const inner = Object.values(entity).map(asTree);
  return inner.map((one) => asText(one["productId"])).find((id) => isGuid(id));
}
