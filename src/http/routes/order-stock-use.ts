import { z } from "zod";
import { changeStockUse } from "../../hub/orders/stock-use.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id } from "../schemas.ts";

const route = routes({ tag: "orders", changes: "act_on_orders" });

/** Whether orders take from stock. */
export const orderStockUseRoutes: readonly Route[] = [
  route.post("/orders/stock-use", {
    summary: "Exclude orders from stock, or count them again",
    description:
      "An excluded order reserves and takes nothing, whatever its channel reports of it: what it held is for sale at once, and nothing is missing for it. Counted again, what it shipped meanwhile leaves stock. Orders of the imported past stay as they are.",
    body: z.strictObject({
      orderIds: z.array(id).min(1).max(200),
      usesStock: z.boolean().describe("false: excluded from stock"),
    }),
    example: { body: { orderIds: [exampleId("orderId")], usesStock: false } },
    response: z.object({ changed: z.array(id).describe("orders that were not so before") }),
    handler: async ({ tenant, body, access, now, deps, request }) => {
      const changed = await tenant((tx) => changeStockUse(tx, { ...body, actor: access.actor, now }));
      request.auditSubjects = changed.map((orderId) => ({ kind: "orders", id: orderId }));
      await deps.engine.wake(access.organization);
      return { changed: [...changed] };
    },
  }),
];
