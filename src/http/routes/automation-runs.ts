import { z } from "zod";
import { BOUNDS } from "../../commerce/automations/definition.ts";
import {
  askedNowSchema,
  DRY_RUN_ORDERS,
  dryRunAutomations,
  dryRunRequest,
  dryRunSchema,
} from "../../hub/automations/dry-run.ts";
import {
  automationRunSchema,
  getAutomationRun,
  listAutomationRuns,
  runsOf,
  undoRun,
} from "../../hub/automations/runs.ts";
import { OUTCOMES } from "../../hub/automations/save-round.ts";
import { definitionOf, listAutomations } from "../../hub/automations/store.ts";
import { requireProduct } from "../../hub/catalog/read.ts";
import { requireOrder } from "../../hub/orders/detail.ts";
import { notPermitted } from "../access.ts";
import { asRequested, byId, type Route, routes } from "../route.ts";
import { id, page, pageOf } from "../schemas.ts";
import { refuseUnseen } from "./automation-rights.ts";
import { eitherEnd, made } from "./list-filters.ts";

const runsAndNow = z.object({
  runs: z.array(automationRunSchema).describe("the newest 200"),
  now: z.array(askedNowSchema),
});

const route = routes({ tag: "automations", reads: "view", changes: "act_on_orders" });

/** What automations did, would do, and why. */
export const automationRunRoutes: readonly Route[] = [
  route.post("/automations/dry-run", {
    permission: "view",
    audited: false,
    summary: `What automations, saved or not, would do with the last orders or products, ${DRY_RUN_ORDERS} at most; nothing is done`,
    description:
      "Both are looked at as they are now, as if the trigger of each automation happened. Fields of a shipment, return, refund or location are not known. Automations that read or fill in a cost, a margin or a profit are tried by who may see them (`view_costs`, `view_profit`).",
    body: z.strictObject({
      automations: z
        .array(z.unknown())
        .min(1)
        .max(BOUNDS.automations)
        .optional()
        .describe("in order; absent: all there are, whether on or off"),
      orders: z.int().min(1).max(DRY_RUN_ORDERS).default(100).describe("and as many products"),
    }),
    example: { body: { orders: 20 } },
    response: dryRunSchema,
    handler: ({ tenant, body, access, now }) => {
      const given = body.automations?.map((each, n) => definitionOf(each, `automations.${n}`));
      return tenant(async (tx) => {
        const definitions = given ?? (await listAutomations(tx));
        refuseUnseen(definitions, access.actions);
        return dryRunAutomations(tx, { definitions, orders: body.orders, now });
      });
    },
  }),
  route.get("/automations/runs", {
    summary: "What automations did, and why, the last first",
    query: z.object({
      ...page,
      ...made,
      automationId: id.optional(),
      orderId: id.optional(),
      productId: id.optional(),
      outcome: z.enum(OUTCOMES).optional(),
      sort: eitherEnd,
    }),
    asFile: "automation-runs",
    response: pageOf(automationRunSchema),
    handler: asRequested(listAutomationRuns),
  }),
  route.get("/automations/runs/:id", {
    summary: "One run",
    response: automationRunSchema,
    handler: byId(getAutomationRun),
  }),
  route.post("/automations/runs/:id/undo", {
    summary: "Undo a run, except for what was changed since",
    description:
      "Tags, notes, priority, assignee, ship-by time, holds, releases, status, location, courier, package, shown currency, use of stock and labels of an order; tags, prices on channels and stock sync of a product, which needs `edit_catalogue` too. Each act says then whether it was undone, and where it was refused `why`.",
    response: automationRunSchema,
    handler: async ({ tenant, params: { id: runId }, access: { actor, organization, actions }, now, deps }) => {
      const { orderId, productId } = await tenant((tx) => getAutomationRun(tx, runId));
      if (productId !== null && !actions.includes("edit_catalogue")) throw notPermitted("edit_catalogue");
      const orderIds = orderId === null ? [] : [orderId];
      const offered = await deps.engine.offeredStatuses({ organization, orderIds });
      const undone = await tenant((tx) =>
        undoRun(tx, { id: runId, offered: orderId === null ? undefined : offered.get(orderId), actor, now }),
      );
      await deps.engine.wake(organization);
      return undone;
    },
  }),
  route.get("/orders/:id/automations", {
    summary: "What automations did to an order and why, and what each that is on would find of it now",
    response: runsAndNow.meta({ id: "AutomationsOfOrder" }),
    handler: ({ tenant, params: { id: orderId }, now }) =>
      tenant(async (tx) => {
        await requireOrder(tx, orderId);
        return {
          runs: await runsOf(tx, { column: "order_id", id: orderId }),
          now: await dryRunRequest(tx, { subject: "order", id: orderId, now }),
        };
      }),
  }),
  route.get("/products/:id/automations", {
    summary: "What automations did to a product and why, and what each that is on would find of it now",
    response: runsAndNow.meta({ id: "AutomationsOfProduct" }),
    handler: ({ tenant, params: { id: productId }, now }) =>
      tenant(async (tx) => {
        await requireProduct(tx, productId);
        return {
          runs: await runsOf(tx, { column: "product_id", id: productId }),
          now: await dryRunRequest(tx, { subject: "product", id: productId, now }),
        };
      }),
  }),
];
