import { z } from "zod";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import { ORDER_PRIORITIES } from "../../commerce/order-priority.ts";
import { changeHandling } from "../../hub/orders/handling.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, text } from "../schemas.ts";

const route = routes({ tag: "orders", changes: "act_on_orders" });

/** How the organization handles orders, whatever their channels say. */
export const orderHandlingRoutes: readonly Route[] = [
  route.post("/orders/handling", {
    summary: "Set priority, assignee and shown currency of orders; what is absent stays",
    body: z.strictObject({
      orderIds: z.array(id).min(1).max(200),
      priority: z.enum(ORDER_PRIORITIES).optional(),
      assignedTo: text(100).nullable().optional().describe("a member's user id; null: to none"),
      shownCurrency: z
        .string()
        .regex(/^[A-Z]{3}$/, fieldMessage("field.currency"))
        .nullable()
        .optional()
        .describe("its total is shown in it too; null: in its own alone"),
    }),
    example: { body: { orderIds: [exampleId("orderId")], priority: "high" } },
    handler: async ({ tenant, body: { orderIds, priority, assignedTo, shownCurrency }, access, now, request }) => {
      request.auditSubjects = orderIds.map((orderId) => ({ kind: "orders", id: orderId }));
      const change = {
        ...(priority && { priority }),
        ...(assignedTo !== undefined && { assignedTo }),
        ...(shownCurrency !== undefined && { shownCurrency }),
      };
      await tenant((tx) =>
        changeHandling(
          tx,
          orderIds.map((orderId) => ({ orderId, ...change })),
          { actor: access.actor, now },
        ),
      );
    },
  }),
];
