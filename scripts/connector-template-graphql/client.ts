/** Every call this connector makes of the platform's API. */
import { z } from "zod";
import type { Json } from "../../src/commerce/product.ts";
import type { Context } from "../../src/connectors/kit/contract/contract.ts";
import { ConnectorError } from "../../src/connectors/kit/contract/errors.ts";
import { graphqlClient } from "../../src/connectors/kit/graphql/graphql.ts";
import { allNodes, rawPage } from "../../src/connectors/kit/graphql/pages.ts";
import { refuseUserErrors, userErrors } from "../../src/connectors/kit/graphql/refusals.ts";
import { anyJson } from "../../src/connectors/kit/parse/parse.ts";
import { message } from "../connector-template/words.ts";
import * as documents from "./documents.ts";

/** Below the shop's address. */
export const API_PATH = "";

export const graphql = graphqlClient({ path: "/graphql" });

export async function readShop(ctx: Context): Promise<Json> {
  const schema = z.object({ shop: anyJson });
  return (await graphql(ctx, documents.SHOP, { variables: {}, schema, what: "the shop" })).shop;
}

/** Where an answer holds one order. */
export const ONE_ORDER = "data.one";

/** Null when the shop does not know it. */
export async function readOne(kind: "products" | "orders", key: string, ctx: Context): Promise<Json | null> {
  const schema = z.object({ one: anyJson.nullable() });
  return (await graphql(ctx, documents.ONE[kind], { variables: { id: key }, schema, what: kind })).one;
}

export async function productsOfSku(sku: string, ctx: Context): Promise<readonly Json[]> {
  const schema = z.object({ products: rawPage });
  const ask = async (after: string | null) =>
    (await graphql(ctx, documents.PRODUCTS_OF_SKU, { variables: { sku, after }, schema, what: "a SKU" })).products;
  return (await allNodes(ask)) ?? [];
}

export interface OrderAct {
  readonly key: string;
  readonly action: "fulfilments" | "cancel" | "notes";
  readonly json: Json;
  /** The platform keeps idempotency keys: the same intent sent again answers as the first time. */
  readonly idempotencyKey: string;
}

/** The order afterwards. */
export async function actOnOrder({ key, action, json, idempotencyKey }: OrderAct, ctx: Context): Promise<Json> {
  const { done } = await graphql(ctx, documents.ACTS[action], {
    variables: { id: key, key: idempotencyKey, ...(action !== "cancel" && { input: json }) },
    schema: z.object({ done: z.object({ order: anyJson.nullable(), errors: userErrors }) }),
    what: "an order",
  });
  refuseUserErrors(done.errors, { by: "The shop", what: "the order" });
  if (done.order !== null) return done.order;
  throw new ConnectorError({ kind: "not_found" }, message("error.unknownOrder"));
}

export interface StockItem {
  readonly variant_id: string;
  readonly quantity: number;
  readonly expected?: number;
}

/** `{results}`. */
export function writeStock(items: readonly StockItem[], ctx: Context): Promise<Json> {
  const isCompared = items.some((item) => item.expected !== undefined);
  const document = isCompared ? documents.STOCK_COMPARED : documents.STOCK_SET;
  const variables = { items: items.map((item) => ({ ...item })) };
  return graphql(ctx, document, { variables, schema: anyJson, what: "stock" });
}

/** `{items}`. */
export function readStock(variantIds: readonly string[], ctx: Context): Promise<Json> {
  return graphql(ctx, documents.STOCK_READ, { variables: { ids: [...variantIds] }, schema: anyJson, what: "stock" });
}

// #if webhooks
export async function listHooks(ctx: Context): Promise<readonly Json[]> {
  const schema = z.object({ webhooks: z.array(anyJson) });
  return (await graphql(ctx, documents.HOOKS, { variables: {}, schema, what: "webhooks" })).webhooks;
}

export async function addHook(hook: { readonly url: string; readonly secret: string }, ctx: Context): Promise<Json> {
  const schema = z.object({ done: z.object({ webhook: anyJson, errors: userErrors }) });
  const { done } = await graphql(ctx, documents.HOOK_ADD, { variables: hook, schema, what: "a webhook" });
  refuseUserErrors(done.errors, { by: "The shop", what: "the webhook" });
  return done.webhook;
}

export async function dropHook(key: string, ctx: Context): Promise<void> {
  await graphql(ctx, documents.HOOK_DROP, { variables: { id: key }, schema: anyJson, what: "a webhook" });
}
// #end
