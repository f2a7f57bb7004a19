import { randomUUID } from "node:crypto";
import { z } from "zod";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import { CANCEL_REASONS } from "../../commerce/order-command.ts";
import type { Tx } from "../../db/database.ts";
import type { Access } from "../../hub/accounts/access.ts";
import type { Action } from "../../hub/accounts/permissions.ts";
import type { AuditSubject } from "../../hub/audit/audit.ts";
import { HubError } from "../../hub/errors.ts";
import {
  type BulkResult,
  type CommandRequest,
  requestCancel,
  requestCommand,
  requestCommands,
  requestRefund,
  retryCommand,
} from "../../hub/orders/commands.ts";
import { getOrder, requireOrder } from "../../hub/orders/detail.ts";
import { type OrderCommandView, orderCommandSchema, orderSchema } from "../../hub/orders/order-fields/order-schema.ts";
import { orderStatus } from "../../hub/orders/order-fields/summary-schema.ts";
import { orderOptionSchema } from "../../hub/orders/order-option.ts";
import { choosePickup } from "../../hub/orders/pickup.ts";
import { pushAgain } from "../../hub/orders/push-request.ts";
import { quoteRefund, refundQuoteSchema, requireCurrency } from "../../hub/orders/refund-plan.ts";
import type { CommandInput } from "../../hub/orders/stored-command.ts";
import { changeTags } from "../../hub/orders/tags.ts";
import { refusal } from "../../hub/refusals.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, list, minor } from "../schemas.ts";

const route = routes({ tag: "orders", reads: "view", changes: "act_on_orders" });

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
const evenIfShort = z.boolean().default(false).describe("ships units that are not in stock by the hub's count");
const cancel = z.strictObject({
  reason: z.enum(CANCEL_REASONS).default("other"),
  restock: z
    .boolean()
    .optional()
    .describe("whether the channel puts the units back; absent: yes, but not of an order that has shipped some"),
  notifyCustomer: z.boolean().default(false),
  note: z.string().trim().min(1).max(5_000).optional(),
});
const currencyCode = z.string().regex(/^[A-Z]{3}$/, fieldMessage("field.currency"));
const refundFields = {
  full: z.boolean().optional().describe("everything that is left; lines and amounts are not named then"),
  restock: z.boolean().optional().describe("with full: whether the units go back into stock"),
  amountMinor: minor.optional().describe("absent: what the lines and the shipping cost"),
  currency: currencyCode.optional().describe("the order's; checked when given"),
  lines: z
    .array(
      z.strictObject({
        lineKey: z.string(),
        quantity: units,
        restock: z.boolean().default(false),
        locationId: id.optional().describe("where restocked units go; absent: where they were sold from"),
      }),
    )
    .optional(),
  shippingMinor: minor.optional().describe("the part of the amount that is for shipping"),
  moveMoney: z.boolean().default(false).describe("false books the refund; true pays the customer back"),
};
const refund = z.strictObject({
  ...refundFields,
  reason: z.string().trim().min(1).max(5_000).optional(),
  notifyCustomer: z.boolean().default(false),
  returnId: id.optional().describe("the return this refund pays for"),
});
const cancelRefund = z
  .enum(["none", "book", "pay"])
  .default("none")
  .describe("what happens to the payment: kept, recorded as refunded, or refunded; runs once the order is cancelled");
const tracking = z.strictObject({
  fulfilmentKey: z.string().min(1).max(500).describe("the parcel, by its key in fulfilments"),
  carrier: z.string().max(100).optional(),
  trackingNumbers: z.array(z.string().trim().min(1).max(200)).min(1).max(50),
  trackingUrl: z.url({ protocol: /^https?$/ }).optional(),
  notifyCustomer: z.boolean().default(false),
});
const note = z.strictObject({
  text: z.string().trim().min(1).max(5_000),
  visibleToCustomer: z.boolean().default(false),
});
const status = z.strictObject({ status: orderStatus.meta({ examples: ["processing"] }) });
const tagList = z.array(z.string().trim().min(1).max(100)).max(50);
const tags = z.strictObject({ add: tagList.default([]), remove: tagList.default([]) });

interface CommandRoute<Body extends z.ZodType> {
  readonly url: string;
  readonly permission: Action;
  readonly summary: string;
  readonly body: Body;
  /** Throws when the caller may not do this in particular. */
  readonly refuse?: (body: z.output<Body>, access: Access) => unknown;
  readonly request: (tx: Tx, body: z.output<Body>, requested: RequestContext) => Promise<OrderCommandView>;
}

type RequestContext = Omit<CommandRequest, "command">;

/** A route whose body is the command. */
const plainly =
  <Body>(kind: CommandInput["kind"]) =>
  (tx: Tx, body: Body, requested: RequestContext) =>
    requestCommand(tx, { ...requested, command: { kind, ...body } as CommandInput });

/** Asks for something to be done; the answer is the intent, which the order shows until the channel has done it. */
function commandRoute<Body extends z.ZodType>(spec: CommandRoute<Body>): Route {
  return route.post(`/orders/:id/${spec.url}`, {
    permission: spec.permission,
    summary: spec.summary,
    body: spec.body,
    response: orderCommandSchema,
    status: 202,
    handler: async ({ tenant, params, body, access, now, idempotencyKey, deps }) => {
      const given = body as z.output<Body>;
      spec.refuse?.(given, access);
      const key = idempotencyKey ?? randomUUID();
      const { organization } = access;
      const existing =
        spec.url === "status" ? await deps.engine.offeredStatuses({ organization, orderIds: [params.id] }) : undefined;
      const offered = existing?.get(params.id);
      const requested = { orderId: params.id, idempotencyKey: key, actor: access.actor, now, offered };
      const made = await tenant((tx) => spec.request(tx, given, requested));
      await deps.engine.wake(access.organization);
      return made;
    },
  });
}

/** Those of a bulk change that took it: it stands in the history of each. */
const ordersIn = (results: readonly BulkResult[]): readonly AuditSubject[] =>
  results.filter(({ error }) => error === undefined).map(({ orderId }) => ({ kind: "orders", id: orderId }));

function requireCancel({ actions }: Access): void {
  if (!actions.includes("cancel_orders"))
    throw new HubError("CANCEL_FORBIDDEN", "forbidden", "Your role may not cancel orders.");
}

function requireRefund(how: z.output<typeof cancelRefund>, access: Access): void {
  if (how !== "none" && !access.actions.includes("refund"))
    throw new HubError("REFUND_FORBIDDEN", "forbidden", "Your role may cancel orders but not refund them.", "refund");
}

/** Named fields of a request, as the hub reads them. */
function refundInput<T extends { readonly full?: boolean | undefined; readonly currency?: string | undefined }>({
  full,
  currency: _checked,
  ...rest
}: T) {
  return { ...rest, isFull: full };
}

const orderIds = z.array(id).min(1).max(200);

/** What is asked of orders: intents, which their channel of origin carries out. */
export const orderCommandRoutes: readonly Route[] = [
  commandRoute({
    url: "status",
    permission: "act_on_orders",
    summary: "Set the order's status here and on its channel",
    body: status,
    refuse: ({ status: requested }, access) => requested === "cancelled" && requireCancel(access),
    request: plainly("status"),
  }),
  commandRoute({
    url: "fulfil",
    permission: "pack_orders",
    summary: "Ship whole or in part, with tracking; one call a parcel",
    body: fulfil.extend({ evenIfShort }),
    request: (tx, { evenIfShort: isMeant, ...given }, requested) =>
      requestCommand(tx, { ...requested, command: { kind: "fulfil", ...given }, evenIfShort: isMeant }),
  }),
  commandRoute({
    url: "tracking",
    permission: "pack_orders",
    summary: "Change the tracking of a parcel that has left",
    body: tracking,
    request: plainly("tracking"),
  }),
  commandRoute({
    url: "cancel",
    permission: "cancel_orders",
    summary: "Cancel the order, with or without giving back what was paid",
    body: cancel.extend({ refund: cancelRefund }),
    refuse: (body, access) => requireRefund(body.refund, access),
    request: (tx, { refund: how, ...given }, requested) =>
      requestCancel(tx, { ...requested, cancel: given, refund: how }),
  }),
  commandRoute({
    url: "notes",
    permission: "act_on_orders",
    summary: "Add a note, for the team or for the customer",
    body: note,
    request: plainly("note"),
  }),
  commandRoute({
    url: "refund",
    permission: "refund",
    summary: "Refund whole or in part; money moves only when asked for",
    body: refund,
    request: async (tx, body, requested) => {
      await requireCurrency(tx, requested.orderId, body.currency);
      return requestRefund(tx, { ...requested, refund: refundInput(body) });
    },
  }),
  route.post("/orders/:id/refund/quote", {
    permission: "refund",
    summary: "What a refund would be; nothing is asked for",
    body: z.strictObject(refundFields),
    response: refundQuoteSchema,
    audited: false,
    handler: ({ tenant, params, body }) =>
      tenant(async (tx) => {
        await requireCurrency(tx, params.id, body.currency);
        return quoteRefund(tx, params.id, refundInput(body));
      }),
  }),
  route.get("/orders/:id/options", {
    summary: "What can be asked of the order now, and what to know first",
    response: list(orderOptionSchema),
    handler: async ({ tenant, params, access, language, deps }) => {
      await tenant((tx) => requireOrder(tx, params.id));
      const { organization } = access;
      const items = await deps.engine.orderOptions({ organization, orderId: params.id, language });
      return { items };
    },
  }),
  route.post("/orders/bulk", {
    summary: "The same for up to 200 orders (status, fulfil, cancel, note, tag); one result each",
    body: z.discriminatedUnion("action", [
      status.extend({ action: z.literal("status"), orderIds }),
      fulfil.omit({ lines: true }).extend({ action: z.literal("fulfil"), orderIds }),
      cancel.extend({ action: z.literal("cancel"), orderIds }),
      note.extend({ action: z.literal("note"), orderIds }),
      tags.extend({ action: z.literal("tag"), orderIds }),
    ]),
    response: z.object({
      results: z.array(
        z.object({
          orderId: z.string(),
          command: orderCommandSchema.optional(),
          error: z.object({ code: z.string(), message: z.string() }).optional(),
        }),
      ),
    }),
    rows: {
      in: ["orderIds"],
      refused: ({ row, code, message }) => ({ orderId: String(row), error: { code, message } }),
    },
    handler: async ({ tenant, body, access, now, idempotencyKey, deps, request }) => {
      if (body.action === "tag") {
        const results = await tenant((tx) => changeTags(tx, { ...body, actor: access.actor, now }));
        request.auditSubjects = ordersIn(results);
        return { results };
      }
      const { orderIds: ids, action, ...fields } = body;
      if (action === "cancel" || (body.action === "status" && body.status === "cancelled")) requireCancel(access);
      const requested = { kind: action, ...fields } as CommandInput;
      const { organization } = access;
      const offered =
        action === "status" ? await deps.engine.offeredStatuses({ organization, orderIds: ids }) : undefined;
      const results = await tenant((tx) =>
        requestCommands(tx, {
          orderIds: ids,
          offered,
          command: requested,
          idempotencyKey: idempotencyKey ?? randomUUID(),
          actor: access.actor,
          now,
        }),
      );
      await deps.engine.wake(access.organization);
      request.auditSubjects = ordersIn(results);
      return { results };
    },
  }),
  route.post("/orders/:id/pickup", {
    summary: "Have the order picked up at a location, or sent after all",
    example: { body: { locationId: exampleId("locationId") } },
    body: z.strictObject({
      locationId: id.nullable().describe("null: it is sent"),
      goodsLocationId: id.nullable().optional().describe("where its items are now, when that is another location"),
    }),
    response: orderSchema,
    handler: async ({ tenant, params, body, access, now, deps }) => {
      const changed = await tenant(async (tx) => {
        await choosePickup(tx, { ...body, orderId: params.id, actor: access.actor, now });
        return getOrder(tx, params.id);
      });
      await deps.engine.wake(access.organization);
      return changed;
    },
  }),
  route.post("/orders/:id/commands/:commandId/retry", {
    summary: "Try again what failed",
    params: z.object({ id, commandId: id }),
    response: orderCommandSchema,
    status: 202,
    handler: async ({ tenant, params, access, now, deps }) => {
      const again = await tenant(async (tx) => {
        const { commands } = await getOrder(tx, params.id);
        const failed = commands.find((each) => each.id === params.commandId);
        if (!failed) throw refusal("ORDER_COMMAND_UNKNOWN");
        if (failed.kind === "cancel") requireCancel(access);
        return retryCommand(tx, { commandId: params.commandId, actor: access.actor, now });
      });
      await deps.engine.wake(access.organization);
      return again;
    },
  }),
  route.post("/orders/:id/push", {
    summary: "Create the order on its channel again after that failed, with the channel's own total if you accept it",
    body: z.strictObject({
      acceptTotalMinor: minor.optional().describe("the channel's own total, as quotedMinor of the push tells it"),
      acceptCurrency: currencyCode.optional().describe("with acceptTotalMinor; absent: the order's"),
    }),
    response: orderCommandSchema,
    status: 202,
    handler: async ({ tenant, params, body, access, now, deps }) => {
      const again = await tenant(async (tx) => {
        const { currency } = await getOrder(tx, params.id);
        const { acceptTotalMinor: totalMinor, acceptCurrency } = body;
        const accept = totalMinor === undefined ? undefined : { totalMinor, currency: acceptCurrency ?? currency };
        return pushAgain(tx, { orderId: params.id, accept, actor: access.actor, now });
      });
      await deps.engine.wake(access.organization);
      return again;
    },
  }),
];
