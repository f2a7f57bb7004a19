import { z } from "zod";
import { createOrder } from "../../hub/orders/create.ts";
import { getOrder, getRawParts, getTimeline } from "../../hub/orders/detail.ts";
import { countOrders, listOrders } from "../../hub/orders/list.ts";
import { type Api, route } from "../route.ts";
import { flag, id, idParams, list, minor, page, pageOf, text, time } from "../schemas.ts";
import { financialStatus, fulfilmentStatus, order, orderStatus, orderSummary, timelineEntry } from "./order-schemas.ts";

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
