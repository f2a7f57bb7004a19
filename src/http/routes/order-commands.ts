import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Action } from "../../hub/accounts/permissions.ts";
import { HubError } from "../../hub/errors.ts";
import { requestCommand, requestCommands, retryCommand } from "../../hub/orders/commands.ts";
import { getOrder } from "../../hub/orders/detail.ts";
import type { CommandInput } from "../../hub/orders/stored-command.ts";
import { type Api, route } from "../route.ts";
import { id, idParams } from "../schemas.ts";
import { command, orderStatus } from "./order-schemas.ts";

const tag = "orders";

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

/** What is asked of orders: intents, which their channel of origin carries out. */
export function orderCommandRoutes(api: Api): void {
  commandRoutes(api);
  bulkRoute(api);
  retryRoute(api);
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
