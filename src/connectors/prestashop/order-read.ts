/**
 * Orders whole. The shop tells rows, states gone through, tracking, payments, slips, discounts, addresses and customers
 * in answers of their own; each kind is asked for once a page, for all its orders together.
 */

import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { remembering } from "../kit/http/remembering.ts";
import { parseDecoration, parseResponse } from "../kit/parse/parse.ts";
import { idOf, list, listByIds } from "./client.ts";
import type { Around, WholeOrder } from "./order-mapping.ts";
import { toOrderPart } from "./order-mapping.ts";
import { chosenIn } from "./order-options.ts";
import { paymentsOf } from "./order-payments.ts";
import { readPacks } from "./product-packs.ts";
import type { Order } from "./schemas.ts";
import * as schemas from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { timeOf } from "./shop.ts";
import { orderStates, readStates } from "./state-list.ts";
import { isShipping } from "./statuses.ts";

export interface OrderReader {
  whole(rows: readonly Json[]): Promise<OrderPart[]>;
  byId(id: string): Promise<OrderPart | null>;
  /** After a command: what it can have changed, without buyer and payments, which the hub keeps as it knows them. */
  afterCommand(id: string): Promise<OrderPart | null>;
  byIds(ids: readonly string[]): Promise<readonly Json[]>;
}

export const ORDERS = { resource: "orders", operation: "orders.list" } as const;

export function orderReader(shop: ShopFacts, ctx: Context): OrderReader {
  const states = orderStates(shop, ctx);
  const locations = homeNames(shop, ctx);
  const read = async (rows: readonly Json[], around: typeof aroundOf): Promise<OrderPart[]> => {
    const orders = rows.map((raw) => ({
      raw: withoutSecrets(raw),
      order: parseResponse(schemas.orderSchema, raw, {
        ctx,
        what: `order ${idOf(raw)}`,
        essential: schemas.ESSENTIAL.orders,
      }),
    }));
    if (orders.length === 0) return [];
    const found = await around(
      orders.map(({ order }) => order),
      shop,
      ctx,
    );
    const addresses = [...found.addresses.values()];
    const reading = {
      shop,
      time: timeOf(shop, ctx.shopNow()),
      ctx,
      states: await states.all(orders.map(({ order }) => order.current_state)),
      countries: await locations.countries(addresses.map((one) => one.id_country)),
      regions: await locations.regions(addresses.map((one) => one.id_state)),
      carriers: await locations.carriers([...found.carriers.values()].flat().map((one) => one.id_carrier)),
      currencies: await locations.currencies(orders.map(({ order }) => order.id_currency)),
      packs: await readPacks(shop, ctx),
    };
    return orders.map(({ raw, order }) => toOrderPart(partOf(order, raw, found), reading));
  };
  const one = async (id: string, around: typeof aroundOf) => {
    if (!/^\d+$/.test(id)) return null;
    const rows = await list(ctx, { ...ORDERS, operation: "orders.get", filters: [["id", `[${id}]`]] });
    return (await read(rows, around))[0] ?? null;
  };
  return {
    whole: (rows) => read(rows, aroundOf),
    byIds: (ids) => listByIds(ctx, ORDERS, ids),
    byId: (id) => one(id, aroundOf),
    async afterCommand(id) {
      const part = await one(id, movedOf);
      return part && { ...part, transactions: undefined };
    },
  };
}

/** The customer's secret is in every order. */
function withoutSecrets(raw: Json): Json {
  if (raw === null || typeof raw !== "object" || Array.isArray(raw)) return raw;
  return Object.fromEntries(Object.entries(raw).filter(([name]) => name !== "secure_key"));
}

type RowsAround = keyof typeof schemas.ESSENTIAL;

interface ReadOptions {
  /** Where it is not named as its list. */
  readonly resource?: string;
  /** Of fewer orders. */
  readonly of?: readonly string[];
}

/** Everything that belongs to orders, each kind in one call. */
async function aroundOf(orders: readonly Order[], shop: ShopFacts, ctx: Context): Promise<Around> {
  const moved = await movedOf(orders, shop, ctx);
  const addresses = await byId(ctx, "addresses", schemas.addressSchema, [
    ...orders.map((order) => order.id_address_delivery),
    ...orders.map((order) => order.id_address_invoice),
  ]);
  const payments = await paymentsOf(orders, shop, ctx);
  const buyers = orders.map((order) => order.id_customer);
  const customers = await byId(ctx, "customers", schemas.customerSchema, buyers, CUSTOMER_FIELDS);
  return { ...moved, addresses, payments, customers };
}

/** What changes with an order's state: rows, states gone through, parcels, slips, discounts. */
async function movedOf(orders: readonly Order[], shop: ShopFacts, ctx: Context): Promise<Around> {
  const ids = orders.map((order) => order.id);
  const ofOrder = async <T extends z.ZodType>(list: RowsAround, schema: T, requested: ReadOptions = {}) => {
    const { resource = list, of = ids } = requested;
    const request = { resource, list, operation: `orders.${resource}`, field: "id_order" };
    const rows = await listByIds(ctx, request, of);
    return rows.map((row) => parseResponse(schema, row, { ctx, what: resource, essential: schemas.ESSENTIAL[list] }));
  };
  const byOrder = <T extends { readonly id_order: string; readonly id: string }>(rows: readonly T[]) =>
    Map.groupBy(
      [...rows].sort((a, b) => Number(a.id) - Number(b.id)),
      (row) => row.id_order,
    );
  const discounted = orders.filter((order) => Number(order.total_discounts_tax_incl) !== 0).map((order) => order.id);
  const histories = byOrder(await ofOrder("order_histories", schemas.historySchema));
  const states = await readStates(shop, ctx);
  const hasLeft = ({ id, current_state: now }: Order) =>
    [now, ...(histories.get(id) ?? []).map((line) => line.id_order_state)].some((state) =>
      isShipping(states.get(state ?? ""), shop.stateMap),
    );
  // Of an order that never left no parcel is told.
  const shipped = orders.filter(hasLeft).map((order) => order.id);
  const details = await ofOrder("order_details", schemas.detailSchema);
  const rules = await rulesOf(discounted, ctx);
  return {
    details: byOrder(details),
    chosen: await chosenIn({ details, rules, idLang: shop.idLang }, ctx),
    histories,
    carriers: byOrder(await ofOrder("order_carriers", schemas.carrierRowSchema, { of: shipped })),
    slips: byOrder(await ofOrder("order_slips", schemas.slipSchema, { resource: "order_slip" })),
    rules: byOrder(rules),
    payments: new Map(),
    addresses: new Map(),
    customers: new Map(),
  };
}

/** Whether somebody has written a credit slip for it: a part of its money has gone back. */
export async function hasSlips(orderId: string, ctx: Context): Promise<boolean> {
  const request = {
    resource: "order_slip",
    list: "order_slips",
    operation: "orders.order_slip",
    field: "id_order",
  } as const;
  return (await listByIds(ctx, request, [orderId])).length > 0;
}

/** Customers come with a password's hash and a secret: neither is asked for. */
const CUSTOMER_FIELDS = "[id,firstname,lastname,email]";

async function rulesOf(ids: readonly string[], ctx: Context) {
  const request = { resource: "order_cart_rules", operation: "orders.rules", field: "id_order" };
  const rows = await listByIds(ctx, request, ids);
  const essential = schemas.ESSENTIAL.order_cart_rules;
  return rows.map((row) => parseResponse(schemas.orderRuleSchema, row, { ctx, what: "order's discount", essential }));
}

async function byId<T extends z.ZodType<{ readonly id: string }>>(
  ctx: Context,
  resource: string,
  schema: T,
  ids: readonly (string | undefined)[],
  display = "full",
): Promise<Map<string, z.output<T>>> {
  const requested = ids.filter((id) => id !== undefined);
  const rows = await listByIds(ctx, { resource, operation: `orders.${resource}`, display }, requested);
  const read = rows.flatMap((row) => parseDecoration(schema, row, { ctx, what: resource }) ?? []);
  return new Map(read.map((one) => [one.id, one]));
}

function partOf(order: Order, raw: Json, around: Around): WholeOrder {
  return {
    order,
    raw,
    details: around.details.get(order.id) ?? [],
    histories: around.histories.get(order.id) ?? [],
    carriers: around.carriers.get(order.id) ?? [],
    slips: around.slips.get(order.id) ?? [],
    rules: around.rules.get(order.id) ?? [],
    payments: around.payments.get(order.id) ?? [],
    customer: around.customers.get(order.id_customer ?? ""),
    delivery: around.addresses.get(order.id_address_delivery ?? ""),
    invoice: around.addresses.get(order.id_address_invoice ?? ""),
    chosen: around.chosen,
  };
}

type Names = ReadonlyMap<string, string>;
type Ids = readonly (string | undefined)[];

const RETENTION_MS = 10 * 60_000;

/** Names behind ids by resource, as known so far. */
const existingNames = remembering(RETENTION_MS, async (_shop: ShopFacts) => new Map<string, Map<string, string>>());

/** Names behind ids: known since connecting, else asked for once. */
function homeNames(shop: ShopFacts, ctx: Context) {
  const findListing = (resource: string, field: "iso_code" | "name", existing: Readonly<Record<string, string>>) => {
    const schema = z.object({ id: schemas.id, [field]: z.string() });
    return async (ids: Ids): Promise<Names> => {
      const all = await existingNames(shop, ctx);
      const names = all.get(resource) ?? new Map(Object.entries(existing));
      all.set(resource, names);
      const missing = ids.filter((id) => id !== undefined).filter((id) => !names.has(id));
      const request = { resource, operation: `${resource}.names`, display: `[id,${field}]` };
      for (const row of await listByIds(ctx, request, missing)) {
        const read = parseResponse(schema, row, { ctx, what: resource });
        names.set(String(read.id), String(read[field]));
      }
      return names;
    };
  };
  return {
    countries: findListing("countries", "iso_code", shop.countries),
    currencies: findListing("currencies", "iso_code", shop.currencies),
    regions: findListing("states", "name", {}),
    carriers: findListing("carriers", "name", {}),
  };
}
