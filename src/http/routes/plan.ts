import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { choosePlanItems, listPlanItems, planSummary } from "../../engine/plan/read.ts";
import { HubError } from "../../hub/errors.ts";
import { getRun, type Run } from "../../hub/runs/runs.ts";
import { type Api, type Call, route } from "../route.ts";
import { id, idParams, page, pageOf } from "../schemas.ts";
import { runSchema, startRun } from "./runs.ts";
import { syncOptions } from "./store-connect.ts";
import { storeOf } from "./stores.ts";

const tag = "stores";
const action = z.enum(["link", "create_here", "create_there", "update_here", "update_there", "conflict", "ignore"]);
const entity = z.enum(["product", "variant", "category"]);
const state = z.enum(["planned", "done", "failed"]);
const item = z
  .object({
    id,
    action,
    entity,
    productListingId: id.nullable(),
    listingId: id.nullable(),
    productId: id.nullable(),
    variantId: id.nullable(),
    extKey: z.string().nullable(),
    confidence: z.int().nullable(),
    title: z.string(),
    before: z.unknown(),
    after: z.unknown(),
    chosen: z.boolean(),
    state,
    error: z.string().nullable(),
  })
  .meta({ id: "PlanItem", description: "One thing the first sync would do" });
const count = z.object({
  action,
  entity,
  planned: z.int(),
  chosen: z.int(),
  done: z.int(),
  failed: z.int(),
  samples: z.array(z.object({ id, title: z.string(), confidence: z.int().nullable() })),
});

/** The store's plan: the run named, else its newest one that made a plan. */
async function planRun(tx: Tx, connectionId: string, runId: string | undefined): Promise<Run> {
  const row = await tx.maybe<{ id: string }>(
    `select id from run where organization_id = argosy.tenant() and connection_id = $1 and kind in ('plan', 'initial_sync')
       and ($2::uuid is null or id = $2) order by id desc limit 1`,
    [connectionId, runId ?? null],
  );
  if (!row) throw new HubError("PLAN_NOT_FOUND", "not_found", "There is no plan for this store yet.");
  return getRun(tx, row.id);
}

/** What the first sync would do, before anything is written. */
export function planRoutes(api: Api): void {
  readRoute(api);
  makeRoute(api);
  chooseRoute(api);
  applyRoute(api);
}

function readRoute(api: Api): void {
  route(api, {
    method: "GET",
    url: "/stores/:id/plan",
    permission: "view",
    tag,
    summary: "The store's latest plan: what would be linked, created, updated, in conflict; and its items",
    params: idParams,
    query: z.object({ ...page, runId: id.optional(), action: action.optional(), state: state.optional() }),
    response: pageOf(item).extend({ run: runSchema, open: z.int(), counts: z.array(count) }),
    handler: async (call) => {
      const { id: connectionId } = await storeOf(call, "commerce");
      const { runId, ...filter } = call.query;
      return call.tenant(async (tx) => {
        const run = await planRun(tx, connectionId, runId);
        const { open, counts } = await planSummary(tx, run.id);
        return { run, open, counts, ...(await listPlanItems(tx, { ...filter, runId: run.id })) };
      });
    },
  });
}

function makeRoute(api: Api): void {
  route(api, {
    method: "POST",
    url: "/stores/:id/plan",
    permission: "edit_catalogue",
    tag,
    summary: "Read the channel and plan the first sync; nothing is written before the plan is applied",
    params: idParams,
    response: runSchema,
    status: 202,
    handler: async (call) => {
      const { id: connectionId } = await storeOf(call, "commerce");
      return startRun(api, call.access, { connectionId, kind: "plan" });
    },
  });
}

type OnStore = Pick<Call<{ id: string }, unknown, unknown>, "tenant" | "params">;

async function planOf(call: OnStore, runId: string | undefined): Promise<{ connectionId: string; run: Run }> {
  const { id: connectionId } = await storeOf(call, "commerce");
  return { connectionId, run: await call.tenant((tx) => planRun(tx, connectionId, runId)) };
}

function chooseRoute(api: Api): void {
  route(api, {
    method: "PATCH",
    url: "/stores/:id/plan",
    permission: "edit_catalogue",
    tag,
    summary: "Say which items of the plan are to be applied: these, or all of an action",
    params: idParams,
    body: z.strictObject({
      runId: id.optional(),
      ids: z.array(id).max(5_000).optional(),
      action: action.optional(),
      entity: entity.optional(),
      chosen: z.boolean(),
    }),
    response: z.object({ changed: z.int() }),
    handler: async (call) => {
      const { runId, ...choice } = call.body;
      const { run } = await planOf(call, runId);
      return { changed: await call.tenant((tx) => choosePlanItems(tx, { ...choice, runId: run.id })) };
    },
  });
}

function applyRoute(api: Api): void {
  route(api, {
    method: "POST",
    url: "/stores/:id/plan/apply",
    permission: "edit_catalogue",
    tag,
    summary: "Apply what is chosen of the plan",
    params: idParams,
    body: z.strictObject({ runId: id.optional(), stockFrom: syncOptions.shape.stockFrom }),
    response: runSchema,
    status: 202,
    handler: async (call) => {
      const { connectionId, run } = await planOf(call, call.body.runId);
      if (run.state !== "done")
        throw new HubError("PLAN_NOT_READY", "conflict", "The plan is not finished. Wait for its run to end.");
      const options = { planRunId: run.id, importProducts: true, stockFrom: call.body.stockFrom };
      return startRun(api, call.access, { connectionId, kind: "apply", options });
    },
  });
}
