import { z } from "zod";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import { mergePolicy } from "../../connectors/kit/contract/merge-policy.ts";
import { boundedCount } from "../../hub/answer-schemas.ts";
import { allUnreadOrders, unreadOrderRowSchema } from "../../hub/incoming-event-log/unread-orders.ts";
import { withSameAddress } from "../../hub/merging/suggest.ts";
import { createOrder } from "../../hub/orders/create.ts";
import { getOrder, getRawParts, getTimeline, timelineEntrySchema } from "../../hub/orders/detail.ts";
import { countOrders, listOrders } from "../../hub/orders/list.ts";
import { neighboursOf } from "../../hub/orders/neighbours.ts";
import { orderLineTable, orderTable } from "../../hub/orders/order-fields/order-export.ts";
import { orderSchema } from "../../hub/orders/order-fields/order-schema.ts";
import { financialStatus, orderSummarySchema } from "../../hub/orders/order-fields/summary-schema.ts";
import { groupOrders } from "../../hub/orders/packing-views.ts";
import { countTabs } from "../../hub/orders/tabs.ts";
import { AT_RISK_HOURS } from "../../hub/orders/to-ship.ts";
import { basketOf, createDiscountedOrder } from "../../hub/promotions/order-discounts.ts";
import { getStore } from "../../hub/stores/stores.ts";
import { requireAble } from "../abilities.ts";
import { translateEach } from "../language.ts";
import { byId, type Route, routes } from "../route.ts";
import { addressParts, id, list, minor, page, pageOf, text } from "../schemas.ts";
import { tableAnswer, tableQuery, tableTypes } from "../table-answer.ts";
import { orderFilters } from "./list-filters.ts";
import { newLine } from "./new-line.ts";

const route = routes({ tag: "orders", reads: "view", changes: "act_on_orders" });

const orderQuery = z.object({ ...page, ...orderFilters });

const address = z.strictObject(addressParts);

const exportQuery = z.object({
  ...orderFilters,
  ...tableQuery,
  rows: z.enum(["orders", "lines"]).optional().describe("a row an order (default), or a row a line"),
});

function filterOf(
  { q, storeId, courierId, paymentKind, late, atRisk, ...rest }: z.output<typeof orderQuery>,
  now: Date,
) {
  const isLate = late === undefined ? undefined : { is: late, at: now };
  const soon = atRisk ? { from: now, to: new Date(now.getTime() + AT_RISK_HOURS * 3_600_000) } : undefined;
  const several = { storeIds: storeId, courierIds: courierId, paymentKinds: paymentKind };
  return { ...rest, ...several, late: isLate, atRisk: soon, search: q };
}

const newOrder = z.strictObject({
  storeId: id.optional().describe("the channel it is created on; absent: it stays here"),
  currency: z.string().regex(/^[A-Z]{3}$/, fieldMessage("field.currency")),
  lines: z.array(newLine).min(1).max(500),
  discountMinor: minor.optional().describe("off the whole order, beside what the lines give; spread over them"),
  discountCode: text(100).optional().describe("the code it was given for"),
  discountCodes: z
    .array(text(100))
    .max(20)
    .optional()
    .describe("the hub calculates the discounts: its own, these codes and, with storeId, that channel's codes"),
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

const neighbour = z.object({ id, number: z.string() }).nullable();

/** Orders of every channel and what is asked of them. */
export const orderRoutes: readonly Route[] = [
  route.get("/orders", {
    summary: "Orders of all channels, newest first; a page may be short while nextCursor says where to go on",
    query: orderQuery,
    response: pageOf(orderSummarySchema),
    handler: ({ tenant, query, now, deps }) =>
      tenant(async (tx) => {
        const page = await listOrders(tx, filterOf(query, now));
        return { ...page, items: await withSameAddress(tx, page.items, mergePolicy(deps)) };
      }),
  }),
  route.get("/orders/counts", {
    summary: "How many of these orders stand in each status, counted to 10,000; `more`: there are, or may be, others",
    query: z.object(orderFilters),
    response: z.record(z.string(), boundedCount),
    handler: ({ tenant, query, now }) => tenant((tx) => countOrders(tx, filterOf(query, now))),
  }),
  route.get("/orders/tabs", {
    summary:
      "How many orders are to ship, of one unit, to print, have their labels, are handed over, to be picked up, late, at risk, short of stock, unlinked, on hold, failed; exact to 10,000",
    response: z.object({
      ...{
        toShip: boundedCount,
        singleItem: boundedCount.describe("to ship, one line of one unit"),
        toPrint: boundedCount.describe("with a label that was not printed"),
        labelled: boundedCount.describe("their labels are booked or printed, and their parcels are here"),
        handedOver: boundedCount.describe("their courier has them, and their channel was not told yet"),
        toAccept: boundedCount,
        toPickUp: boundedCount,
        late: boundedCount,
        atRisk: boundedCount.describe("due within 24 hours, and still here"),
        short: boundedCount,
        unmapped: boundedCount,
        onHold: boundedCount,
        failed: boundedCount,
      },
    }),
    handler: ({ tenant, now }) => tenant((tx) => countTabs(tx, now)),
  }),
  route.get("/orders/groups", {
    summary:
      "Orders that are to be booked, printed or handed over, by courier (booked or chosen) and by country, the most first",
    response: z.object({
      couriers: z.array(z.object({ courierId: id, name: z.string(), orders: z.int() })),
      countries: z.array(z.object({ country: z.string(), orders: z.int() })),
      more: z.boolean().describe("more than 10,000 such orders: the figures are of so many"),
    }),
    handler: ({ tenant }) => tenant(groupOrders),
  }),
  route.get("/orders/unread", {
    summary: "Orders of all channels that cannot be read, oldest first, 50 at most; each with what it seems to hold",
    response: z.object({
      total: z.int(),
      heldQuantities: z.int().describe("quantities of their channels that would be higher otherwise"),
      orders: z.array(unreadOrderRowSchema),
    }),
    handler: ({ tenant, now }) => tenant((tx) => allUnreadOrders(tx, now)),
  }),
  route.get("/orders/export", {
    summary: "These orders, or their lines, as a file: CSV or JSON lines",
    query: exportQuery,
    produces: tableTypes,
    handler: ({ tenant, query, reply, now }) => {
      const { format, bom, rows, ...requested } = query;
      const filter = filterOf(requested, now);
      const style = { format, bom };
      return rows === "lines"
        ? tableAnswer(reply, { name: "order-lines", table: orderLineTable(tenant, filter), style })
        : tableAnswer(reply, { name: "orders", table: orderTable(tenant, filter), style });
    },
  }),
  route.post("/orders", {
    summary: "Create an order; it reserves stock at once and, with a channel, is created there too",
    example: { body: { currency: "USD", lines: [{ title: "Gift wrapping", quantity: 1, unitPrice: "4.90" }] } },
    body: newOrder,
    response: orderSchema,
    status: 201,
    handler: async ({ tenant, body, access, now, idempotencyKey, deps }) => {
      const { storeId, discountCodes, ...rest } = body;
      if (storeId) {
        const store = await tenant((tx) => getStore(tx, storeId));
        requireAble(deps, store, [{ ability: "createOrders", field: "storeId", isRequested: true }]);
      }
      const requested = { ...rest, connectionId: storeId, requestKey: idempotencyKey, actor: access.actor, now };
      const { organization } = access;
      const basket = () => ({
        organization,
        connectionId: storeId,
        codes: discountCodes ?? [],
        basket: basketOf(requested),
      });
      const checked = discountCodes && (await deps.engine.services.checkBasket(basket()));
      const made = await tenant((tx) =>
        checked ? createDiscountedOrder(tx, requested, checked) : createOrder(tx, requested),
      );
      await deps.engine.wake(access.organization);
      return made;
    },
  }),
  route.get("/orders/:id/neighbours", {
    summary: "The orders before and behind this one in a list of this filter; null at its ends",
    query: z.object(orderFilters),
    response: z.object({ previous: neighbour, next: neighbour }),
    handler: ({ tenant, params, query, now }) => tenant((tx) => neighboursOf(tx, params.id, filterOf(query, now))),
  }),
  route.get("/orders/:id", {
    summary: "One order with lines, fulfilments, refunds and what was asked of it",
    response: orderSchema,
    handler: byId(getOrder),
  }),
  route.get("/orders/:id/timeline", {
    summary: "Everything that happened, oldest first",
    response: list(timelineEntrySchema),
    handler: async ({ tenant, params, language, deps }) => {
      const entries = await tenant((tx) => getTimeline(tx, params.id));
      const items = entries.map((entry) => ({ ...entry, said: translateEach(deps.connectors, language, entry.said) }));
      return { items };
    },
  }),
  route.get("/orders/:id/raw", {
    summary: "The platform's answers as received, one per part",
    response: list(z.object({ partKey: z.string(), raw: z.unknown(), seenAt: z.string() })),
    handler: async ({ tenant, params }) => ({ items: await tenant((tx) => getRawParts(tx, params.id)) }),
  }),
];
