import { z } from "zod";
import { HubError } from "../../hub/errors.ts";
import { getStore } from "../../hub/stores/stores.ts";
import { messagesFor } from "../language.ts";
import { failureOf } from "../problem.ts";
import { type Call, type Route, routes } from "../route.ts";
import { id } from "../schemas.ts";
import { storeSchema, storeView } from "./store-view.ts";

const route = routes({ tag: "sandboxes", reads: "view", changes: "connect" });

const running = z.object({
  id,
  provider: z.string(),
  name: z.string(),
  state: z.string(),
  startedAt: z.string(),
  isRunning: z.boolean().describe("false: its process ended; it runs again after the hub's next start"),
});
const line = z.strictObject({ sku: z.string().min(1).max(200), quantity: z.int().min(1).max(100) });

/** Emulated stores inside this hub, to explore it with. */
export const sandboxRoutes: readonly Route[] = [
  route.get("/sandboxes", {
    summary: "Which platforms can be explored with sandbox stores, and which run",
    response: z.object({
      offered: z.boolean().describe("the operator offers them (SANDBOX_STORES)"),
      providers: z.array(z.object({ provider: z.string(), name: z.string() })),
      running: z.array(running),
    }),
    handler: async ({ access, language, deps }) => {
      const providers = [...deps.engine.explore.providers()].map(({ provider, name }) => ({
        provider,
        name: messagesFor(deps.connectors, { provider, language })(name),
      }));
      return {
        offered: providers.length > 0,
        providers,
        running: await deps.engine.explore.running(access.organization),
      };
    },
  }),
  route.post("/sandboxes", {
    summary: "Start sandbox stores with a small catalog and some orders, and connect them to this organization",
    body: z.strictObject({
      providers: z.array(z.string().max(60)).min(1).max(10),
      preview: z
        .boolean()
        .default(false)
        .describe("connects without a first sync: it waits until a plan is applied, as on a real channel"),
    }),
    response: z.object({
      items: z.array(
        z.object({
          provider: z.string(),
          ok: z.boolean(),
          store: storeSchema.optional(),
          error: z.string().optional().describe("why this one does not run; the others do"),
        }),
      ),
    }),
    status: 201,
    // Each store that is connected leaves its own entry.
    audited: false,
    handler: async (call) => {
      const { body, tenant } = call;
      const { organization, actor } = call.access;
      const items: { provider: string; ok: boolean; store?: ReturnType<typeof storeView>; error?: string }[] = [];
      let failure: unknown;
      // One after the other: what the first brings into the catalog, the next is linked to.
      for (const provider of new Set(body.providers)) {
        try {
          const connectionId = await call.deps.engine.explore.start({
            organization,
            provider,
            actor,
            isPreviewed: body.preview,
          });
          const store = await tenant((tx) => getStore(tx, connectionId));
          items.push({ provider, ok: true, store: storeView(call.deps, call, store) });
        } catch (error) {
          failure = error;
          call.deps.log.warn({ err: error, provider }, "a sandbox could not be started");
          items.push({ provider, ok: false, error: failureOf(error).detail });
        }
      }
      if (items.every(({ ok }) => !ok)) throw failure;
      return { items };
    },
  }),
  route.post("/sandboxes/:id/orders", {
    summary: "Place an order at a sandbox store; it arrives as from a real one",
    body: z.strictObject({
      lines: z.array(line).min(1).max(20).optional().describe("absent: something that is on its shelves"),
    }),
    response: z.object({
      key: z.string(),
      number: z.string(),
      total: z.string(),
      currency: z.string(),
      lines: z.array(line),
    }),
    status: 201,
    handler: async (call) => call.deps.engine.explore.order({ ...(await sandboxOf(call)), lines: call.body.lines }),
  }),
  route.delete("/sandboxes/:id", {
    summary: "Disconnect a sandbox store; its orders and products stay, marked as sandbox data",
    audited: false,
    handler: async (call) => call.deps.engine.explore.end(await sandboxOf(call)),
  }),
];

/** Throws HubError SANDBOX_NOT_FOUND for a store that is none, or not the caller's. */
async function sandboxOf({ access, params, tenant }: Call<{ id: string }, unknown, unknown>) {
  const store = await tenant((tx) => getStore(tx, params.id));
  if (!store.isSandbox) throw new HubError("SANDBOX_NOT_FOUND", "not_found", "This channel is not a sandbox.");
  return { organization: access.organization, actor: access.actor, connectionId: store.id };
}
