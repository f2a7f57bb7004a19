import { z } from "zod";
import type { OrganizationId } from "../../commerce/ids.ts";
import { GIVEN_REASONS, HOLD_EVENTS } from "../../commerce/order-holds.ts";
import { changeHolds, holdOrder, releaseHold } from "../../hub/order-holds/order-holds.ts";
import { getOrder } from "../../hub/orders/detail.ts";
import { orderSchema } from "../../hub/orders/order-fields/order-schema.ts";
import type { Deps } from "../deps.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, time } from "../schemas.ts";

const route = routes({ tag: "orders", reads: "view", changes: "act_on_orders" });

const holdFields = {
  reason: z.enum(GIVEN_REASONS),
  note: z.string().trim().max(500).optional().describe("for the team"),
  untilAt: time.optional().describe("it ends at this time"),
  untilEvent: z.enum(HOLD_EVENTS).optional().describe("it ends when this happens; not together with untilAt"),
  keepsUnits: z.boolean().default(true).describe("false: its units are for sale until the hold ends"),
  tellsChannel: z
    .boolean()
    .default(true)
    .describe(
      "asks its channel to hold the order too, where it takes that and `orders.tellsHolds` of its settings is on; released with the hold",
    ),
};
const hold = z.strictObject(holdFields);

const holdOf = ({ reason, note, untilAt, untilEvent, keepsUnits }: z.output<typeof hold>) => ({
  ...{ reason, note, untilAt, untilEvent, keepsUnits },
});

const orderIds = z.array(id).min(1).max(200);

/** How their channels can be asked; nothing where they are not to be. */
async function waysThere(
  { engine }: Deps,
  organization: OrganizationId,
  ids: readonly string[],
  requested: { tellsChannel: boolean },
) {
  if (!requested.tellsChannel) return undefined;
  const input = { organization, orderIds: ids };
  return { offered: await engine.offeredStatuses(input), takeHold: await engine.takeHold(input) };
}

/** Orders that are not sent until something is settled. */
export const orderHoldRoutes: readonly Route[] = [
  route.post("/orders/:id/hold", {
    summary: "Put the order on hold: booking, printing, packing and shipping are refused until the hold ends",
    description:
      "Refused where it is held (`ORDER_HOLD_OPEN`), shipped, completed or cancelled (`ORDER_HOLD_OVER`), or being shipped or cancelled (`ORDER_HOLD_UNDER_WAY`), and with an end that lies in the past or is there already (`ORDER_HOLD_UNTIL`). What would send a held order answers `ORDER_ON_HOLD`. A shipment its channel or courier reports ends the hold.",
    example: { body: { reason: "address", note: "Flat number missing" } },
    body: hold,
    response: orderSchema,
    handler: async ({ tenant, params, body, access, now, deps }) => {
      const ways = await waysThere(deps, access.organization, [params.id], body);
      const there = { offered: ways?.offered.get(params.id), takesHold: ways?.takeHold.has(params.id) };
      const held = await tenant(async (tx) => {
        await holdOrder(tx, { ...holdOf(body), ...there, orderId: params.id, actor: access.actor, now });
        return getOrder(tx, params.id);
      });
      await deps.engine.wake(access.organization);
      return held;
    },
  }),
  route.post("/orders/:id/release", {
    summary: "Release the order: its units are reserved again, or it is short of stock",
    description:
      "Where only its channel holds it, that hold does not count any more until the channel reports another status. Refused where it is not on hold (`ORDER_HOLD_NONE`).",
    response: orderSchema,
    handler: async ({ tenant, params, access, now, deps }) => {
      const released = await tenant(async (tx) => {
        await releaseHold(tx, { orderId: params.id, actor: access.actor, now });
        return getOrder(tx, params.id);
      });
      await deps.engine.wake(access.organization);
      return released;
    },
  }),
  route.post("/orders/holds", {
    summary: "Put up to 200 orders on hold, or release them; one result each",
    example: { body: { action: "hold", reason: "other", orderIds: [exampleId("orderId")] } },
    body: z.discriminatedUnion("action", [
      z.strictObject({ ...holdFields, action: z.literal("hold"), orderIds }),
      z.strictObject({ action: z.literal("release"), orderIds }),
    ]),
    response: z.object({
      results: z.array(
        z.object({
          orderId: z.string(),
          error: z.object({ code: z.string(), message: z.string() }).optional(),
        }),
      ),
    }),
    rows: {
      in: ["orderIds"],
      refused: ({ row, code, message }) => ({ orderId: String(row), error: { code, message } }),
    },
    handler: async ({ tenant, body, access, now, deps, request }) => {
      const { actor, organization } = access;
      const isHold = body.action === "hold";
      const ways = isHold ? await waysThere(deps, organization, body.orderIds, body) : undefined;
      const { orderIds: ids } = body;
      const given = isHold ? holdOf(body) : undefined;
      const results = await tenant((tx) => changeHolds(tx, { ...ways, orderIds: ids, hold: given, actor, now }));
      await deps.engine.wake(organization);
      request.auditSubjects = results.flatMap(({ error, orderId }) => (error ? [] : [{ kind: "orders", id: orderId }]));
      return { results };
    },
  }),
];
