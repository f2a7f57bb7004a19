import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Action } from "../../hub/accounts/permissions.ts";
import { HubError } from "../../hub/errors.ts";
import { requestCommand, requestCommands, retryCommand } from "../../hub/orders/commands.ts";
import { createOrder } from "../../hub/orders/create.ts";
import { getOrder, getRawParts, getTimeline } from "../../hub/orders/detail.ts";
import { countOrders, listOrders } from "../../hub/orders/list.ts";
import type { CommandInput } from "../../hub/orders/stored-command.ts";
import { type Api, route } from "../route.ts";
import { flag, id, idParams, list, minor, page, pageOf, text, time } from "../schemas.ts";
import {
  command,
  financialStatus,
  fulfilmentStatus,
  order,
  orderStatus,
  orderSummary,
  timelineEntry,
} from "./order-schemas.ts";

const tag = "orders";

/** `?status=a&status=b` or `?status=a,b`. */
const several = <T extends z.ZodType<string, string>>(one: T) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((each) => each.split(",")))
    .pipe(z.array(one))
    .optional();

const filters = {
  status: several(orderStatus),
  financial: several(financialStatus),
  fulfilment: several(fulfilmentStatus),
  storeId: several(id),
  customerId: id.optional(),
  from: time.optional().describe("ordered at or after"),
  to: time.optional().describe("ordered before"),
  short: flag.optional(),
  unmapped: flag.optional(),
  q: z.string().max(200).optional().describe("order number, e-mail, SKU or part of the customer's name"),
};
const orderQuery = z.object({ ...page, ...filters });

const units = z.int().min(1);
const fulfil = z.strictObject({
  lines: z
    .array(z.strictObject({ lineKey: z.string(), quantity: units }))
    .min(1)
    .optional()
    .describe("absent: everything that is left"),
  carrier: z.string().max(100).optional(),
  trackingNumbers: z.array(z.string().trim().min(1).max(200)).max(50).default([]),
  trackingUrl: z.url({ protocol: /^https?$/ }).optional(),
  notifyCustomer: z.boolean().default(false),
});
const cancel = z.strictObject({
  reason: z.enum(["customer", "inventory", "fraud", "declined", "other"]).default("other"),
  restock: z.boolean().default(true),
  notifyCustomer: z.boolean().default(false),
  note: z.string().trim().min(1).max(5_000).optional(),
});
const refund = z.strictObject({
  amountMinor: z.int().min(0),
  currency: z.string().regex(/^[A-Z]{3}$/),
  lines: z.array(z.strictObject({ lineKey: z.string(), quantity: units, restock: z.boolean() })).default([]),
  reason: z.string().trim().min(1).max(5_000).optional(),
  moveMoney: z.boolean().default(false).describe("false books the refund; true pays the customer back"),
});
const note = z.strictObject({
  text: z.string().trim().min(1).max(5_000),
  visibleToCustomer: z.boolean().default(false),
});
const status = z.strictObject({ status: orderStatus });
const part = z.string().max(500).optional();
const address = z.strictObject({
  name: part,
  company: part,
  line1: part,
  line2: part,
  city: part,
  region: part,
  postcode: part,
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, "is an ISO 3166 code like EG")
    .optional(),
  phone: part,
});

/** Orders of every channel and what is asked of them. */
export function orderRoutes(api: Api): void {
  listRoutes(api);
  createRoute(api);
  detailRoutes(api);
  commandRoutes(api);
  bulkRoute(api);
  retryRoute(api);
}

function filterOf({ q, storeId, ...rest }: z.output<typeof orderQuery>) {
  return { ...rest, storeIds: storeId, search: q };
}

function listRoutes(api: Api): void {
  route(api, {
    method: "GET",
    url: "/orders",
    permission: "view",
    tag,
    summary: "Orders of all channels, newest first",
    query: orderQuery,
    response: pageOf(orderSummary),
    handler: ({ tenant, query }) => tenant((tx) => listOrders(tx, filterOf(query))),
  });
  route(api, {
    method: "GET",
    url: "/orders/counts",
    permission: "view",
    tag,
    summary: "How many of these orders stand in each status",
    query: orderQuery,
    response: z.record(z.string(), z.int()),
    handler: ({ tenant, query }) => tenant((tx) => countOrders(tx, filterOf(query))),
  });
}

const newOrder = z.strictObject({
  storeId: id.optional().describe("the store it is created on; absent: it stays here"),
  currency: z.string().regex(/^[A-Z]{3}$/),
  lines: z
    .array(
      z.strictObject({
        variantId: id.optional(),
        sku: z.string().trim().min(1).max(255).optional(),
        title: z.string().max(500).optional(),
        quantity: units,
        unitPrice: z
          .string()
          .regex(/^\d{1,15}(\.\d{1,6})?$/, "is a decimal number like 12.50")
          .optional()
          .describe("absent: the variant's price"),
        discountMinor: minor.optional(),
      }),
    )
    .min(1)
    .max(500),
  shippingMinor: minor.optional(),
  taxMinor: minor.optional(),
  financial: financialStatus.optional(),
  paymentKind: z.enum(["prepaid", "cod", "unknown"]).optional(),
  gateway: z.string().max(100).optional(),
  isHandedOver: z.boolean().optional().describe("sold over the counter"),
  contact: z
    .strictObject({ name: text(200).optional(), email: z.email().max(254).optional(), phone: text(50).optional() })
    .optional(),
  shippingAddress: address.optional(),
  note: z.string().max(5_000).optional(),
  tags: z.array(text(100)).max(50).optional(),
});

function createRoute(api: Api): void {
  route(api, {
    method: "POST",
    url: "/orders",
    permission: "act_on_orders",
    tag,
    summary: "Create an order; it reserves stock at once and, with a store, is created there too",
    body: newOrder,
    response: order,
    status: 201,
    handler: async ({ tenant, body, access, now }) => {
      const { storeId, ...rest } = body;
      const made = await tenant((tx) => createOrder(tx, { ...rest, connectionId: storeId, actor: access.actor, now }));
      await api.deps.engine.wake(access.organization);
      return made;
    },
  });
}

function detailRoutes(api: Api): void {
  route(api, {
    method: "GET",
    url: "/orders/:id",
    permission: "view",
    tag,
    summary: "One order with lines, fulfilments, refunds and what was asked of it",
    params: idParams,
    response: order,
    handler: ({ tenant, params }) => tenant((tx) => getOrder(tx, params.id)),
  });
  route(api, {
    method: "GET",
    url: "/orders/:id/timeline",
    permission: "view",
    tag,
    summary: "Everything that happened, oldest first",
    params: idParams,
    response: list(timelineEntry),
    handler: async ({ tenant, params }) => ({ items: await tenant((tx) => getTimeline(tx, params.id)) }),
  });
  route(api, {
    method: "GET",
    url: "/orders/:id/raw",
    permission: "view",
    tag,
    summary: "The platform's answers as received, one per part",
    params: idParams,
    response: list(z.object({ partKey: z.string(), raw: z.unknown(), seenAt: z.string() })),
    handler: async ({ tenant, params }) => ({ items: await tenant((tx) => getRawParts(tx, params.id)) }),
  });
}

interface CommandRoute<Body extends z.ZodType> {
  readonly url: string;
  readonly permission: Action;
  readonly summary: string;
  readonly body: Body;
  readonly command: (body: z.output<Body>) => CommandInput;
}

/** Asks for something to be done; the answer is the intent, which the order shows until the channel has done it. */
function commandRoute<Body extends z.ZodType>(api: Api, spec: CommandRoute<Body>): void {
  for (const method of ["POST", ...(spec.url === "status" ? (["PATCH"] as const) : [])] as const)
    route(api, {
      method,
      url: `/orders/:id/${spec.url}`,
      permission: spec.permission,
      tag,
      summary: spec.summary,
      params: idParams,
      body: spec.body,
      response: command,
      status: 202,
      handler: async ({ tenant, params, body, access, now, idempotencyKey }) => {
        const asked = await tenant((tx) =>
          requestCommand(tx, {
            orderId: params.id,
            command: spec.command(body as z.output<Body>),
            idempotencyKey: idempotencyKey ?? randomUUID(),
            actor: access.actor,
            now,
          }),
        );
        await api.deps.engine.wake(access.organization);
        return asked;
      },
    });
}

function refundCommand({ amountMinor, currency, ...rest }: z.output<typeof refund>): CommandInput {
  return { kind: "refund", amount: { minor: BigInt(amountMinor), currency }, ...rest };
}

function commandRoutes(api: Api): void {
  const permission = "act_on_orders";
  commandRoute(api, {
    url: "status",
    permission,
    summary: "Set the order's status here and on its channel",
    body: status,
    command: (body) => ({ kind: "status", ...body }),
  });
  commandRoute(api, {
    url: "fulfil",
    permission,
    summary: "Ship whole or in part, with tracking",
    body: fulfil,
    command: (body) => ({ kind: "fulfil", ...body }),
  });
  commandRoute(api, {
    url: "cancel",
    permission,
    summary: "Cancel the order",
    body: cancel,
    command: (body) => ({ kind: "cancel", ...body }),
  });
  commandRoute(api, {
    url: "refund",
    permission: "refund",
    summary: "Refund whole or in part; money moves only when asked for",
    body: refund,
    command: refundCommand,
  });
  commandRoute(api, {
    url: "notes",
    permission,
    summary: "Add a note, for the team or for the customer",
    body: note,
    command: (body) => ({ kind: "note", ...body }),
  });
}

const orderIds = z.array(id).min(1).max(200);

function bulkRoute(api: Api): void {
  route(api, {
    method: "POST",
    url: "/orders/bulk",
    permission: "act_on_orders",
    tag,
    summary: "The same for up to 200 orders (status, fulfil, cancel, note); one result each",
    body: z.discriminatedUnion("action", [
      status.extend({ action: z.literal("status"), orderIds }),
      fulfil.omit({ lines: true }).extend({ action: z.literal("fulfil"), orderIds }),
      cancel.extend({ action: z.literal("cancel"), orderIds }),
      note.extend({ action: z.literal("note"), orderIds }),
    ]),
    response: z.object({
      results: z.array(
        z.object({
          orderId: id,
          command: command.optional(),
          error: z.object({ code: z.string(), message: z.string() }).optional(),
        }),
      ),
    }),
    handler: async ({ tenant, body, access, now, idempotencyKey }) => {
      const { orderIds: ids, action, ...fields } = body;
      const asked = { kind: action, ...fields } as CommandInput;
      const results = await tenant((tx) =>
        requestCommands(tx, {
          orderIds: ids,
          command: asked,
          idempotencyKey: idempotencyKey ?? randomUUID(),
          actor: access.actor,
          now,
        }),
      );
      await api.deps.engine.wake(access.organization);
      return { results };
    },
  });
}

function retryRoute(api: Api): void {
  route(api, {
    method: "POST",
    url: "/orders/:id/commands/:commandId/retry",
    permission: "act_on_orders",
    tag,
    summary: "Try again what failed",
    params: z.object({ id, commandId: id }),
    response: command,
    status: 202,
    handler: async ({ tenant, params, access, now }) => {
      const again = await tenant(async (tx) => {
        const { commands } = await getOrder(tx, params.id);
        if (!commands.some((each) => each.id === params.commandId))
          throw new HubError("ORDER_COMMAND_UNKNOWN", "not_found", "There is no such command.");
        return retryCommand(tx, { commandId: params.commandId, actor: access.actor, now });
      });
      await api.deps.engine.wake(access.organization);
      return again;
    },
  });
}
