import { z } from "zod";
import { HubError } from "../../hub/errors.ts";
import type { SyncOptions } from "../../hub/stores/connect-input.ts";
import { getStore } from "../../hub/stores/stores.ts";
import { markBrowser } from "../browser-mark.ts";
import type { Deps } from "../deps.ts";
import type { BeginResult, Draft } from "../engine-port.ts";
import { messagesFor } from "../language.ts";
import { type Call, type Route, routes } from "../route.ts";
import { id, text } from "../schemas.ts";
import { storeSchema, storeView } from "./store-view.ts";

const route = routes({ tag: "stores", changes: "connect" });

export const syncOptions = z.strictObject({
  importProducts: z.boolean().default(false),
  importOrdersDays: z
    .union([z.int().min(1).max(3650), z.literal("all")])
    .nullable()
    .default(null)
    .describe(
      "how many days of past orders to import; no one is notified of them, finished ones move no stock, open ones reserve theirs",
    ),
  stockFrom: z.enum(["channel", "hub", "none"]).default("none").describe("whose stock is right at the start"),
  sendAll: z
    .boolean()
    .default(false)
    .describe("creates every product and category there that the channel may have and lacks"),
  review: z
    .boolean()
    .default(false)
    .describe("you make a plan and look at it: nothing is linked by itself before it is applied"),
  takeOver: z
    .boolean()
    .default(true)
    .describe(
      "of an account that was deleted here and comes back with its orders: whether its links, switches, rules and overrides apply again",
    ),
});

/** A field of type `json` may hold the description of a whole API. */
export const values = z.record(z.string().max(100), z.string().max(200_000));

const connectBody = z.strictObject({
  provider: z.string().max(60),
  name: text(120).optional(),
  code: z.string().max(50).optional(),
  draftId: id.optional(),
  values: values.default({}),
  syncOptions: syncOptions.prefault({}),
  returnTo: z
    .string()
    .max(300)
    .regex(/^\/(?![/\\])[\w./?=&:-]*$/)
    .optional()
    .describe(
      "the dashboard page to return to after consent, with :id for the connection; default: the channel's page",
    ),
  draft: z.boolean().default(false).describe("only reserve the connection while its form is open"),
});
const connecting = {
  step: z
    .enum(["done", "redirect", "wait", "draft", "choose"])
    .describe("choose: what was granted covers several accounts; see this connection's accounts"),
  url: z.string().optional().describe("where the seller's browser goes next"),
  text: z.string().optional().describe("what the seller does next"),
  store: storeSchema.optional(),
  webhookUrls: z.record(z.string(), z.string().nullable()).optional(),
  webhookSecret: z.string().optional().describe("shown in this answer only"),
  callbackUrl: z.string().optional(),
  expiresAt: z.string().optional(),
};

/** How far connecting came, of an account of any kind. */
export const connected = z.object({ connectionId: id, ...connecting });

/** Connecting an account of any kind. */
export const connectRoute: Route = route.post("/stores", {
  summary:
    "Connect an account: proves the credentials with the platform and saves them, or says why not and saves nothing",
  body: connectBody,
  response: z.object({ storeId: id, ...connecting }),
  status: 201,
  otherStatus: 202,
  secretAnswer: true,
  handler: async (call) => {
    const { connectionId, ...rest } = await connectAccount(call.deps, call, call.body);
    return { storeId: connectionId, ...rest };
  },
});

type Connecting =
  | (Omit<BeginResult, "step"> & { readonly step: "redirect" | "wait" })
  | (Draft & { readonly step: "draft" })
  | { readonly connectionId: string; readonly step: "choose" }
  | { readonly connectionId: string; readonly step: "done"; readonly store: ReturnType<typeof storeView> };

/** Starts connecting and, where the values suffice, ends it. */
export async function connectAccount(
  deps: Deps,
  call: Pick<Call<unknown, unknown, unknown>, "access" | "language" | "tenant" | "reply" | "request">,
  body: z.output<typeof connectBody>,
): Promise<Connecting> {
  const { connections } = deps.engine;
  const { organization, actor } = call.access;
  const meta = deps.connectors.get(body.provider)?.meta;
  if (!meta)
    throw new HubError("PROVIDER_UNKNOWN", "validation", `There is no provider "${body.provider}".`, "provider");
  const texts = messagesFor(deps.connectors, { provider: body.provider, language: call.language });
  if (body.draft) {
    const name = body.name ?? texts(meta.name);
    const draft = await connections.openDraft({ organization, provider: body.provider, name, actor });
    return { step: "draft", ...draft };
  }
  const options: SyncOptions = body.syncOptions;
  const started = await connections.begin({
    organization,
    provider: body.provider,
    values: trimmed(body.values),
    name: body.name ?? texts(meta.name),
    ...(body.code !== undefined && { code: body.code }),
    ...(body.draftId !== undefined && { draftId: body.draftId }),
    ...(body.returnTo !== undefined && { returnTo: body.returnTo }),
    syncOptions: options,
    actor,
    language: call.language,
    beginner: call.request.person ? { browser: markBrowser(call.request, call.reply, deps.config.appUrl) } : "program",
  });
  if (started.step !== "ready") {
    call.reply.code(202);
    return { ...started, step: started.step };
  }
  const { connectionId } = started;
  const done = await connections.complete({
    organization,
    connectionId,
    values: trimmed(body.values),
    options,
    actor,
    isOwnDraft: body.draftId === undefined,
  });
  if (done.isChoiceOpen) {
    call.reply.code(202);
    return { connectionId, step: "choose" };
  }
  call.request.isAudited = true;
  const store = await call.tenant((tx) => getStore(tx, done.connectionId));
  return { connectionId: store.id, step: "done", store: storeView(deps, call, store) };
}

export function trimmed(given: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value.trim()]));
}
