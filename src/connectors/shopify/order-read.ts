/** Reading an order whole: its lines, fulfilments, refunds and, on shops with several locations, where lines ship from. */

import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Document } from "../kit/graphql/graphql.ts";
import type { Connection } from "../kit/graphql/pages.ts";
import { connection, whole, wholeOf } from "../kit/graphql/pages.ts";
import { anyJson, parseResponse } from "../kit/parse/parse.ts";
import { graphql } from "./graphql.ts";
import { gid, numberOf } from "./ids.ts";
import type { FulfilmentNode, LineNode, OrderEvents, OrderNode, RefundNode } from "./nodes.ts";
import { ESSENTIAL_OF_ORDER, fulfilmentLine, lineNode, orderEvents, orderNode, refundLine } from "./nodes.ts";
import type { WholeOrder } from "./order-mapping.ts";
import { mapOrder } from "./order-mapping.ts";
import { importsPickups, mayBePickedUp, pickupOf } from "./pickups.ts";
import { levelCount } from "./product-read.ts";
import * as q from "./queries-orders.ts";
import { readReturns } from "./returns.ts";
import { message } from "./words.ts";

/** Fulfilments and refunds read at once; an order with more is read again with fewer lines of each. */
const FEW = { events: 8, lines: 12 } as const;
const MANY = { events: 40, lines: 1 } as const;
/** An order that changes between two reads is read again this often. */
const READS = 3;

/** An order of a list: simple ones are mapped as they stand, the others are read whole. */
export async function readListedOrder(raw: Json, ctx: Context): Promise<OrderPart | null> {
  const order = parseResponse(orderNode, raw, { ctx, what: "an order", essential: ESSENTIAL_OF_ORDER });
  if (!isSimple(order, ctx)) return loadOrder(numberOf(order.id), ctx);
  return finish(
    {
      order,
      lines: order.lineItems.nodes,
      fulfilments: [],
      refunds: [],
      lineLocations: new Map(),
      complete: true,
      raw,
    },
    ctx,
  );
}

function isSimple(order: OrderNode, ctx: Context): boolean {
  const hasEvents = order.fulfillments.length > 0 || order.refunds.length > 0;
  const hasMorePayments = (order.transactions?.length ?? 0) >= q.PAYMENTS_IN_LIST;
  const isLong = order.lineItems.pageInfo.hasNextPage;
  return !hasEvents && !hasMorePayments && !isLong && !mayBePickedUp(order) && levelCount(ctx.connection) === 1;
}

/** The order as it is now; null when Shopify does not know it (deleted, or outside the 60-day window). */
export async function loadOrder(key: string, ctx: Context): Promise<OrderPart | null> {
  for (let read = 1; ; read += 1) {
    const whole = await readWhole(gid("Order", key), ctx);
    if (whole === null) return null;
    if (whole.steady || read === READS) return finish(whole, ctx);
  }
}

function finish(whole: WholeOrder, ctx: Context): OrderPart {
  const { part, problems } = mapOrder(whole);
  for (const problem of problems) ctx.drift(problem);
  return part;
}

async function readWhole(id: string, ctx: Context): Promise<(WholeOrder & { steady: boolean }) | null> {
  const answer = await graphql(ctx, q.ORDER_GET, {
    variables: { id, lines: 25, transactions: q.PAYMENTS_OF_ORDER, pickups: importsPickups(ctx) },
    schema: z.object({ order: anyJson }),
    what: "an order",
    cost: 480,
  });
  if (answer.order === null) return null;
  const order = parseResponse(orderNode, answer.order, { ctx, what: "an order", essential: ESSENTIAL_OF_ORDER });
  const lines = await allLines(order, ctx);
  const hasEvents = order.fulfillments.length > 0 || order.refunds.length > 0;
  const hasLocations = levelCount(ctx.connection) > 1 || mayBePickedUp(order);
  if (!hasEvents && !hasLocations)
    return {
      order,
      lines,
      fulfilments: [],
      refunds: [],
      lineLocations: new Map(),
      complete: true,
      raw: answer.order,
      steady: true,
    };
  const events = await readEvents(order, hasLocations, ctx);
  if (events === null) return null;
  const { fulfilments, refunds, raw } = events;
  const returns = await readReturns(order, ctx);
  const tooMany = events.parsed.fulfillments.length >= MANY.events || events.parsed.refunds.length >= MANY.events;
  return {
    order,
    lines,
    fulfilments,
    refunds,
    returns,
    lineLocations: lineLocations(events.parsed),
    pickup: pickupOf(events.parsed),
    complete: !tooMany,
    raw: { ...asObject(answer.order), events: raw },
    steady: events.parsed.updatedAt === order.updatedAt,
  };
}

function asObject(json: Json): { readonly [key: string]: Json } {
  return json !== null && typeof json === "object" && !Array.isArray(json) ? (json as { [key: string]: Json }) : {};
}

function allLines(order: OrderNode, ctx: Context): Promise<LineNode[]> {
  const schema = z.object({ order: z.object({ lineItems: connection(lineNode) }).nullable() });
  const what = `the lines of order ${order.name}`;
  return wholeOf(order.lineItems, async (after) => {
    const answer = await graphql(ctx, q.ORDER_LINES, { variables: { id: order.id, after }, schema, what });
    return answer.order?.lineItems;
  });
}

interface ReadEvents {
  readonly parsed: OrderEvents;
  readonly fulfilments: FulfilmentNode[];
  readonly refunds: RefundNode[];
  readonly raw: Json;
}

async function readEvents(order: OrderNode, locations: boolean, ctx: Context): Promise<ReadEvents | null> {
  const fetchEvents = async (size: { events: number; lines: number }) => {
    const answer = await graphql(ctx, q.ORDER_EVENTS, {
      variables: { id: order.id, ...size, locations },
      schema: z.object({ order: anyJson }),
      what: `the shipments and refunds of order ${order.name}`,
    });
    return answer.order;
  };
  let raw = await fetchEvents(FEW);
  if (raw === null) return null;
  const how = { ctx, what: "the shipments and refunds of an order", essential: ESSENTIAL_OF_ORDER };
  let parsed = parseResponse(orderEvents, raw, how);
  if (parsed.fulfillments.length >= FEW.events || parsed.refunds.length >= FEW.events) {
    raw = await fetchEvents(MANY);
    if (raw === null) return null;
    parsed = parseResponse(orderEvents, raw, how);
  }
  const fulfilments: FulfilmentNode[] = [];
  for (const fulfilment of parsed.fulfillments) fulfilments.push(await wholeFulfilment(fulfilment, ctx));
  const refunds: RefundNode[] = [];
  for (const refund of parsed.refunds) refunds.push(await wholeRefund(refund, ctx));
  return { parsed, fulfilments, refunds, raw };
}

interface LinesOf<Line extends z.ZodType> {
  readonly document: Document;
  readonly field: string;
  readonly line: Line;
  readonly what: string;
}

/** The lines of a shipment or refund, from those at hand on. */
function wholeLines<Line extends z.ZodType>(
  id: string,
  first: Connection<z.output<Line>>,
  { document, field, line, what }: LinesOf<Line>,
  ctx: Context,
): Promise<z.output<Line>[]> {
  const schema = z.object({ node: z.record(z.string(), connection(line)).nullable() });
  return wholeOf(first, async (after) => {
    const { node } = await graphql(ctx, document, { variables: { id, after }, schema, what });
    return node?.[field];
  });
}

async function wholeFulfilment(fulfilment: FulfilmentNode, ctx: Context): Promise<FulfilmentNode> {
  const lines = { document: q.FULFILMENT_LINES, field: "fulfillmentLineItems", line: fulfilmentLine };
  const how = { ...lines, what: "the lines of a shipment" };
  const all = await wholeLines(fulfilment.id, fulfilment.fulfillmentLineItems, how, ctx);
  return { ...fulfilment, fulfillmentLineItems: whole(all) };
}

async function wholeRefund(refund: RefundNode, ctx: Context): Promise<RefundNode> {
  const how = { document: q.REFUND_LINES, field: "refundLineItems", line: refundLine, what: "the lines of a refund" };
  return { ...refund, refundLineItems: whole(await wholeLines(refund.id, refund.refundLineItems, how, ctx)) };
}

/** Where each line ships from: its fulfilment order's location, which is where Shopify took the units. */
function lineLocations(events: OrderEvents): Map<string, string> {
  const found = new Map<string, string>();
  const orders = [...(events.fulfillmentOrders?.nodes ?? [])].sort((a, b) => rank(a.status) - rank(b.status));
  for (const order of orders) {
    const location = order.assignedLocation.location;
    if (!location) continue;
    for (const line of order.lineItems.nodes) found.set(numberOf(line.lineItem.id), numberOf(location.id));
  }
  return found;
}

/** Cancelled ones first, so that the live fulfilment order of a moved line has the last word. */
function rank(status: string): number {
  return status === "CANCELLED" ? 0 : 1;
}

/** The order that a fulfilment order (webhooks about holds) belongs to; null when it is gone. */
export async function orderOfFulfilmentOrder(id: string, ctx: Context): Promise<string | null> {
  const schema = z.object({ fulfillmentOrder: z.object({ orderId: z.string() }).nullable() });
  const { fulfillmentOrder } = await graphql(ctx, q.FULFILMENT_ORDER_OWNER, {
    variables: { id },
    schema,
    what: "a fulfilment order",
  });
  return fulfillmentOrder ? numberOf(fulfillmentOrder.orderId) : null;
}

/** The order after a command, for its result. Throws not_found when it has vanished meanwhile. */
export async function mustLoadOrder(key: string, ctx: Context): Promise<OrderPart> {
  const part = await loadOrder(key, ctx);
  if (part) return part;
  throw new ConnectorError({ kind: "not_found" }, message("refused.noLongerKnowsOrder"));
}
