import { z } from "zod";
import { messageParts } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { planAction, planField, planItemSchema, planItemState } from "../../engine/plan/item.ts";
import { planNotes } from "../../engine/plan/notes.ts";
import {
  choosePlanItems,
  ignorePlanItems,
  listPlanItems,
  planCountSchema,
  planSummary,
} from "../../engine/plan/read.ts";
import { renamePlanSku } from "../../engine/plan/rename-sku.ts";
import { partsSchema } from "../../hub/answer-schemas.ts";
import { HubError } from "../../hub/errors.ts";
import { getRun, type Run, runSchema } from "../../hub/runs/runs.ts";
import type { Store } from "../../hub/stores/stores.ts";
import { abilitiesOfStore, requireAble } from "../abilities.ts";
import { messagesFor } from "../language.ts";
import { type Call, type Route, routes } from "../route.ts";
import { flag, id, uncountedPage, uncountedPageOf } from "../schemas.ts";
import { startRun } from "./runs.ts";
import { storeOf } from "./stores.ts";

const route = routes({ tag: "stores", reads: "view", changes: "edit_catalogue" });
const entity = z.enum(["product", "variant", "category"]);

/** The store's plan: the run named, else its newest one that made a plan. */
async function planRun(tx: Tx, connectionId: string, runId: string | undefined): Promise<Run> {
  const row = await tx.maybe<{ id: string }>(
    `select id
     from run
     where organization_id = argosy.tenant() and connection_id = $1 and kind in ('plan', 'initial_sync')
       and ($2::uuid is null or id = $2) order by id desc limit 1`,
    [connectionId, runId ?? null],
  );
  if (!row) throw new HubError("PLAN_NOT_FOUND", "not_found", "There is no plan for this channel yet.");
  return getRun(tx, row.id);
}

type OnStore = Pick<Call<{ id: string }, unknown, unknown>, "tenant" | "params">;

async function planOf(
  call: OnStore,
  runId: string | undefined,
): Promise<{ connectionId: string; run: Run; store: Store }> {
  const store = await storeOf(call, "commerce");
  const { id: connectionId } = store;
  return { connectionId, store, run: await call.tenant((tx) => planRun(tx, connectionId, runId)) };
}

/** What the first sync would do, before anything is written. */
export const planRoutes: readonly Route[] = [
  route.get("/stores/:id/plan", {
    summary: "The channel's latest plan: what would be linked, created, updated, in conflict; and its items",
    query: z.object({
      ...uncountedPage,
      runId: id.optional(),
      action: planAction.optional(),
      entity: entity.optional(),
      field: planField.optional(),
      state: planItemState.optional(),
      ignored: flag.optional(),
    }),
    response: uncountedPageOf(planItemSchema).extend({
      run: runSchema,
      open: z.int(),
      chosen: z.int(),
      counts: z.array(planCountSchema),
      notes: z
        .array(z.object({ text: z.string(), said: partsSchema }))
        .describe("what stands in none of the items: what the channel does not take, what creating there does"),
    }),
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      const { id: connectionId, provider } = store;
      const texts = messagesFor(call.deps.connectors, { provider, language: call.language });
      const abilities = abilitiesOfStore(call.deps, store);
      const { runId, ...filter } = call.query;
      return call.tenant(async (tx) => {
        const run = await planRun(tx, connectionId, runId);
        const { open, chosen, counts } = await planSummary(tx, run.id);
        const { items, nextCursor } = await listPlanItems(tx, { ...filter, runId: run.id });
        const messages = await planNotes(tx, { runId: run.id, connectionId }, { store, abilities });
        const creates = counts.some((group) => group.action === "create_there" && group.planned > 0);
        const reported = creates ? (call.deps.connectors.get(provider)?.meta.notes ?? []) : [];
        const notes = [
          ...messages.map((one) => ({ text: one.text, said: messageParts([one]) })),
          ...reported.map((note) => ({ text: texts(note), said: null })),
        ];
        return { run, open, chosen, counts, notes, items, nextCursor };
      });
    },
  }),
  route.post("/stores/:id/plan", {
    summary: "Read the channel and plan the first sync; nothing is written before the plan is applied",
    body: z
      .strictObject({
        sendAll: z
          .boolean()
          .default(false)
          .describe("selects every product and category the channel may have and lacks, to be created there"),
      })
      .prefault({}),
    response: runSchema,
    status: 202,
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      const { sendAll } = call.body;
      requireAble(call.deps, store, [{ ability: "putProducts", field: "sendAll", isRequested: sendAll }]);
      return startRun(call.deps, call.access, {
        connectionId: store.id,
        kind: "plan",
        options: sendAll ? { sendAll } : {},
      });
    },
  }),
  route.patch("/stores/:id/plan", {
    summary:
      "Say which items of the plan are to be applied, or never asked about again: these, or all of an action, entity or field",
    body: z.strictObject({
      runId: id.optional(),
      ids: z.array(id).max(5_000).optional(),
      action: planAction.optional(),
      entity: entity.optional(),
      field: planField.optional(),
      chosen: z.boolean().optional(),
      ignored: z.boolean().optional().describe("true: leave them out of this and every later plan"),
      sku: z
        .string()
        .max(255)
        .optional()
        .describe("the SKU one item that shares its own is created under; name it by ids"),
    }),
    response: z.object({ changed: z.int() }),
    handler: async (call) => {
      const { runId, chosen, ignored, sku, ...choice } = call.body;
      const { run, connectionId } = await planOf(call, runId);
      const items = { ...choice, runId: run.id };
      const by = call.access.actor;
      return call.tenant(async (tx) => {
        if (sku !== undefined)
          await renamePlanSku(tx, { runId: run.id, connectionId, id: choice.ids?.[0] ?? run.id, sku });
        const touched =
          ignored === undefined ? 0 : await ignorePlanItems(tx, { ...items, connectionId, ignored, by, now: call.now });
        return { changed: touched + (chosen === undefined ? 0 : await choosePlanItems(tx, { ...items, chosen })) };
      });
    },
  }),
  route.post("/stores/:id/plan/apply", {
    summary: "Apply what is chosen of the plan",
    body: z.strictObject({
      runId: id.optional(),
      stockFrom: z
        .enum(["channel", "hub", "none"])
        .optional()
        .describe("whose stock is right; needed where the channel has stock. The side named here is never written to"),
    }),
    response: runSchema,
    status: 202,
    handler: async (call) => {
      const { connectionId, run, store } = await planOf(call, call.body.runId);
      const { stockFrom } = call.body;
      if (stockFrom === undefined && abilitiesOfStore(call.deps, store).stock)
        throw new HubError(
          "PLAN_STOCK_FROM",
          "validation",
          'Say whose stock is right: "channel", "hub" or "none".',
          "stockFrom",
        );
      if (run.status !== "done")
        throw new HubError("PLAN_NOT_READY", "conflict", "The plan is not finished. Wait for its run to end.");
      const options = { planRunId: run.id, importProducts: true, stockFrom: stockFrom ?? "none" };
      return startRun(call.deps, call.access, { connectionId, kind: "apply", options });
    },
  }),
];
