import { z } from "zod";
import { stateAllows } from "../../commerce/connection-states.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import type { Access } from "../../hub/accounts/access.ts";
import { HubError } from "../../hub/errors.ts";
import { getRun, listRuns, type Run, runSchema } from "../../hub/runs/runs.ts";
import { getStore } from "../../hub/stores/stores.ts";
import type { Deps } from "../deps.ts";
import { exampleId } from "../document/examples.ts";
import { asRequested, byId, type Route, routes } from "../route.ts";
import { id, page, pageOf, record, time } from "../schemas.ts";
import { runFilters } from "./list-filters.ts";

const route = routes({ tag: "runs", reads: "view", changes: "edit_catalogue" });

interface NewRun {
  readonly connectionId: string | null;
  readonly kind: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly runAt?: Date;
  readonly everyMs?: number;
}

/** Queues a run in the caller's name and answers it as it stands then. */
export async function startRun(deps: Deps, { organization, actor }: Access, run: NewRun): Promise<Run> {
  const { connectionId } = run;
  if (connectionId !== null) await deps.db.tenant(organization, (tx) => requireOn(tx, connectionId));
  const { id: runId } = await deps.engine.runs.start({ options: {}, ...run, organization, actor });
  return deps.db.tenant(organization, (tx) => getRun(tx, runId));
}

/** Nothing can be read of a store that is switched off or has to be connected again. Throws HubError STORE_INACTIVE. */
async function requireOn(tx: Tx, connectionId: string): Promise<void> {
  const { state, name } = await getStore(tx, connectionId);
  if (!stateAllows(state, "read"))
    throw new HubError("STORE_INACTIVE", "conflict", message("refused.storeInactive", { name }));
}

/** Visible pieces of work. */
export const runRoutes: readonly Route[] = [
  route.get("/runs", {
    summary: "Runs, newest first",
    query: z.object({
      ...page,
      ...runFilters,
    }),
    asFile: "runs",
    response: pageOf(runSchema),
    handler: asRequested(listRuns),
  }),
  route.get("/runs/:id", {
    summary: "One run with its progress",
    response: runSchema,
    handler: byId(getRun),
  }),
  route.post("/runs", {
    summary: "Start a run now, at a time, or repeatedly",
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
    handler: async ({ access, tenant, body, deps }) => {
      const { storeId } = body;
      if (storeId !== null) await tenant((tx) => getStore(tx, storeId));
      return startRun(deps, access, {
        connectionId: storeId,
        kind: body.type,
        options: body.options,
        ...(body.runAt && { runAt: body.runAt }),
        ...(body.everyMinutes !== undefined && { everyMs: body.everyMinutes * 60_000 }),
      });
    },
  }),
  ...(
    [
      ["cancel", "Cancel a run after its current step"],
      ["retry", "Resume a run that failed or was cancelled"],
    ] as const
  ).map(([name, summary]) =>
    route.post(`/runs/:id/${name}`, {
      summary,
      response: runSchema,
      status: 202,
      handler: async ({ access, tenant, params, deps }) => {
        await tenant((tx) => getRun(tx, params.id));
        await deps.engine.runs[name]({ organization: access.organization, runId: params.id, actor: access.actor });
        return tenant((tx) => getRun(tx, params.id));
      },
    }),
  ),
];
