/** Reads an order whole: the shop tells payments, parcels, taxes, customer and provinces in answers of their own. */
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { happened } from "../kit/parse/local-time.ts";
import { parseDecoration, parseResponse } from "../kit/parse/parse.ts";
import { codeOf, find, listAll } from "./client.ts";
import type { WholeOrder } from "./order-mapping.ts";
import { toOrderPart } from "./order-mapping.ts";
import { hasTax } from "./order-money.ts";
import type { SyliusAddress, SyliusCustomer, SyliusOrder, SyliusPayment, SyliusShipment } from "./schemas.ts";
import {
  adjustmentSchema,
  customerSchema,
  ESSENTIAL_OF_ORDER,
  ESSENTIAL_OF_ROW,
  orderSchema,
  paymentSchema,
  provinceSchema,
  shipmentSchema,
} from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { shopTime } from "./time.ts";

const DETAIL_PAGE = 1000;

export interface OrderReader {
  /** Null when the shop does not know the order, or it is still a cart. */
  byToken(token: string): Promise<OrderPart | null>;
  /** After a command: without the customer, whom the hub keeps as it knows them. */
  afterCommand(token: string): Promise<OrderPart | null>;
  /** From a row of the list or a single answer; `readAtMs` is when that reading began. */
  whole(raw: Json, readAtMs: number): Promise<OrderPart>;
}

/** A reader for one run: customers are asked for once. */
export function orderReader(shop: ShopFacts, ctx: Context): OrderReader {
  const customers = new Map<string, Promise<SyliusCustomer | null>>();
  const customerOf = (iri: string) => {
    const cached = customers.get(iri) ?? readCustomer(ctx, codeOf(iri));
    customers.set(iri, cached);
    return cached;
  };
  const read = async (raw: Json, readAtMs: number, withCustomer: boolean): Promise<OrderPart> => {
    const order = parseResponse(orderSchema, raw, { ctx, what: "order", essential: ESSENTIAL_OF_ORDER });
    const all: WholeOrder = {
      order,
      raw,
      payments: needsPayments(order) ? await paymentsOf(order.tokenValue, ctx) : null,
      shipments: hasLeft(order) ? await shipmentsOf(order.tokenValue, ctx) : [],
      adjustments: hasTax(order) ? await adjustmentsOf(order.tokenValue, ctx) : [],
      customer: order.customer && withCustomer ? await customerOf(order.customer) : null,
      provinces: await provincesOf(order, shop, ctx),
      readAtMicros: BigInt(readAtMs) * 1000n,
    };
    return toOrderPart(all, { shop, time: happened(shopTime(ctx), ctx.shopNow()), ctx });
  };
  const one = async (token: string, withCustomer: boolean) => {
    const readAtMs = ctx.clock.now();
    const raw = await find(ctx, orderPath(token), "orders.get");
    return raw === null ? null : read(raw, readAtMs, withCustomer);
  };
  return {
    whole: (raw, readAtMs) => read(raw, readAtMs, true),
    byToken: (token) => one(token, true),
    async afterCommand(token) {
      const part = await one(token, false);
      return part && { ...part, contact: { quality: "absent" } };
    },
  };
}

export function orderPath(token: string): string {
  return `/admin/orders/${encodeURIComponent(token)}`;
}

/** A free order has none; one that waits for its money has nothing to tell yet. */
function needsPayments(order: SyliusOrder): boolean {
  if (order.payments.length === 0) return false;
  return order.checkoutCompletedAt === undefined || !["cart", "awaiting_payment"].includes(order.paymentState);
}

function hasLeft(order: SyliusOrder): boolean {
  return order.shipments.length > 0 && ["partially_shipped", "shipped"].includes(order.shippingState);
}

export async function paymentsOf(token: string, ctx: Context): Promise<SyliusPayment[]> {
  const url = `${orderPath(token)}/payments`;
  const rows = await listAll(ctx, { url, operation: "orders.payments", size: DETAIL_PAGE });
  return rows.map((row) => parseResponse(paymentSchema, row, { ctx, what: "payment", essential: ESSENTIAL_OF_ROW }));
}

export async function shipmentsOf(token: string, ctx: Context): Promise<SyliusShipment[]> {
  const url = `${orderPath(token)}/shipments`;
  const rows = await listAll(ctx, { url, operation: "orders.shipments", size: DETAIL_PAGE });
  return rows.map((row) => parseResponse(shipmentSchema, row, { ctx, what: "shipment", essential: ESSENTIAL_OF_ROW }));
}

async function adjustmentsOf(token: string, ctx: Context) {
  const url = `${orderPath(token)}/adjustments`;
  const rows = await listAll(ctx, { url, operation: "orders.adjustments", size: DETAIL_PAGE });
  return rows.map((row) =>
    parseResponse(adjustmentSchema, row, { ctx, what: "adjustment", essential: ESSENTIAL_OF_ROW }),
  );
}

async function readCustomer(ctx: Context, id: string): Promise<SyliusCustomer | null> {
  const body = await find(ctx, `/admin/customers/${encodeURIComponent(id)}`, "customers.get");
  return body === null ? null : (parseDecoration(customerSchema, body, { ctx, what: "customer" }) ?? null);
}

/** Only for countries of which the shop knows provinces. */
async function provincesOf(order: SyliusOrder, shop: ShopFacts, ctx: Context): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const address of [order.shippingAddress, order.billingAddress]) {
    const iri = address?.["@id"];
    if (!address || !iri || !lacksProvince(address, shop) || found.has(iri)) continue;
    const body = await find(ctx, `/admin/addresses/${encodeURIComponent(codeOf(iri))}`, "addresses.get");
    const reported = body === null ? null : parseDecoration(provinceSchema, body, { ctx, what: "address" });
    const province = reported?.provinceName ?? reported?.provinceCode;
    if (province) found.set(iri, province);
  }
  return found;
}

function lacksProvince(address: SyliusAddress, shop: ShopFacts): boolean {
  const isReported = address.provinceName !== undefined || address.provinceCode !== undefined;
  return !isReported && shop.countriesWithProvinces.includes(address.countryCode ?? "");
}
