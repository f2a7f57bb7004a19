import { z } from "zod";
import { say } from "../../commerce/sentence.ts";
import type { Tx } from "../../db/database.ts";
import type { Access } from "../../hub/accounts/access.ts";
import { HubError } from "../../hub/errors.ts";
import { getRun, listRuns, RUN_STATES, type Run } from "../../hub/runs/runs.ts";
import { getStore } from "../../hub/stores/stores.ts";
import { exampleId } from "../document/examples.ts";
import { type Api, route } from "../route.ts";
import { id, idParams, page, pageOf, record, time } from "../schemas.ts";
import { runFilters } from "./list-filters.ts";

export const runSchema = z
  .object({
    id,
    storeId: id.nullable(),
    storeName: z.string().nullable(),
    type: z.string(),
    status: z.enum(RUN_STATES),
    options: z.unknown(),
    progress: z.unknown(),
    error: z.string().nullable(),
    cancelRequested: z.boolean(),
    attempts: z.int(),
    requestedBy: z.string(),
    runAt: z.string(),
    everyMs: z.int().nullable(),
    startedAt: z.string().nullable(),
    finishedAt: z.string().nullable(),
    createdAt: z.string(),
  })
  .meta({ id: "Run" });

interface NewRun {
  readonly connectionId: string | null;
  readonly kind: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly runAt?: Date;
  readonly everyMs?: number;
}

/** Queues a run in the caller's name and answers it as it stands then. */
export async function startRun({ deps }: Api, { organization, actor }: Access, run: NewRun): Promise<Run> {
  const { connectionId } = run;
  if (connectionId !== null) await deps.db.tenant(organization, (tx) => requireOn(tx, connectionId));
  const { id: runId } = await deps.engine.runs.start({ options: {}, ...run, organization, actor });
  return deps.db.tenant(organization, (tx) => getRun(tx, runId));
}

/** Nothing can be read of a store that is switched off or has to be connected again. Throws HubError STORE_INACTIVE. */
async function requireOn(tx: Tx, connectionId: string): Promise<void> {
  const { state, name } = await getStore(tx, connectionId);
  if (state === "inactive" || state === "needs_reauth")
    throw new HubError("STORE_INACTIVE", "conflict", say("refused.storeInactive", { name }));
}

/** Visible pieces of work. */
export function runRoutes(api: Api): void {
  readRoutes(api);
  startRoute(api);
  endRoutes(api);
}

function readRoutes(api: Api): void {
  const tag = "runs";
  route(api, {
    method: "GET",
    url: "/runs",
    permission: "view",
    tag,
    summary: "Runs, newest first",
    query: z.object({
      ...page,
      ...runFilters,
    }),
    asFile: "runs",
    response: pageOf(runSchema),
    handler: ({ tenant, query }) => tenant((tx) => listRuns(tx, query)),
  });
  route(api, {
    method: "GET",
    url: "/runs/:id",
    permission: "view",
    tag,
    summary: "One run with its progress",
    params: idParams,
    response: runSchema,
    handler: ({ tenant, params }) => tenant((tx) => getRun(tx, params.id)),
  });
}

function startRoute(api: Api): void {
  route(api, {
    method: "POST",
    url: "/runs",
    permission: "edit_catalogue",
    tag: "runs",
    summary: "Start a piece of work now, at a time, or again and again",
    example: { body: { type: "reconcile", storeId: exampleId("storeId") } },
    body: z.strictObject({
      type: z.string().min(1).max(60),
      storeId: id.nullable().default(null),
      options: record.default({}),
      runAt: time.optional(),
      everyMinutes: z.int().min(5).max(10_080).optional(),
    }),
    response: runSchema,
    status: 202,
    handler: async ({ access, tenant, body }) => {
      const { storeId } = body;
      if (storeId !== null) await tenant((tx) => getStore(tx, storeId));
      return startRun(api, access, {
        connectionId: storeId,
        kind: body.type,
        options: body.options,
        ...(body.runAt && { runAt: body.runAt }),
        ...(body.everyMinutes !== undefined && { everyMs: body.everyMinutes * 60_000 }),
      });
    },
  });
}

function endRoutes(api: Api): void {
  const { runs } = api.deps.engine;
  for (const [name, summary] of [
    ["cancel", "Stop a run after the step it is at"],
    ["retry", "Go on with a run that failed or was cancelled"],
  ] as const)
    route(api, {
      method: "POST",
      url: `/runs/:id/${name}`,
      permission: "edit_catalogue",
      tag: "runs",
      summary,
      params: idParams,
      response: runSchema,
      status: 202,
      handler: async ({ access, tenant, params }) => {
        await tenant((tx) => getRun(tx, params.id));
        await runs[name]({ organization: access.organization, runId: params.id, actor: access.actor });
        return tenant((tx) => getRun(tx, params.id));
      },
    });
}
