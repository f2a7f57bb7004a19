import { z } from "zod";
import { translateMeta } from "../../connectors/kit/connect/translate.ts";
import type { Connector, Language, Ports } from "../../connectors/kit/contract/contract.ts";
import { FEATURES } from "../../connectors/kit/contract/features.ts";
import { BROKEN } from "../../db/connection-states.ts";
import { HubError } from "../../hub/errors.ts";
import { getStore, listStores } from "../../hub/stores/stores.ts";
import { portsOfStore } from "../abilities.ts";
import { actionLabels, sectionNames } from "../catalog-texts.ts";
import type { Deps } from "../deps.ts";
import { type Route, routes } from "../route.ts";
import { id, record, text } from "../schemas.ts";
import { connectAccount, connected, syncOptions, trimmed, values } from "./store-connect.ts";
import { connectionsOf, onlyConnection, storeSchema, storeView } from "./store-view.ts";

const route = routes({ tag: "integrations", reads: "view", changes: "connect" });

export const provider = z.object({ provider: z.string().max(60) });
export const target = z.object({ connectionId: id.optional() });

const field = z.object({
  id: z.string(),
  label: z.string(),
  type: z.enum(["text", "secret", "url", "select", "boolean", "number", "json"]),
  required: z.boolean(),
  help: z.string().optional(),
  placeholder: z.string().optional(),
  pattern: z.string().optional(),
  patternHint: z.string().optional(),
  options: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  defaultValue: z.string().optional(),
  afterSave: z.boolean().optional(),
  neededWhere: z
    .object({ field: z.string(), pattern: z.string() })
    .optional()
    .describe("ask for it only while the other field's text matches this regular expression"),
});
const action = z.object({ id: z.string(), label: z.string(), method: z.string(), endpoint: z.string() });
const scopeSchema = z.object({
  scope: z.string(),
  enables: z.string(),
  optional: z.boolean().optional(),
  features: z.array(z.enum(FEATURES)).optional().describe("asked for while one of these is in use; absent: always"),
});
const checks = {
  id: z.string(),
  kind: z.enum(["commerce", "logistics", "marketing"]),
  name: z.string(),
  icon: z.string(),
  color: z.string(),
  connectType: z.enum(["oauth", "api_key"]),
};
const card = z.object({
  ...checks,
  statusEndpoint: z.string(),
  connectEndpoint: z.string().optional(),
  oauthInstallEndpoint: z.string().optional(),
  oauthInstallQueryKey: z
    .string()
    .nullable()
    .optional()
    .describe("what the consent page has to be told, as a query parameter; null: nothing; absent: no consent page"),
  setupFormFields: z.array(field),
  setupSteps: z.array(z.object({ title: z.string(), text: z.string() })),
  actions: z.array(action),
  scopes: z.array(scopeSchema).optional().describe("rights asked for while one of their features is in use"),
  capabilities: z
    .array(z.string())
    .describe("what the connected accounts can do; where none is connected, the most that one could"),
  connected: z.boolean(),
});
const apiVersion = z.object({
  version: z.string(),
  endsOn: z.string().optional().describe("the day the platform ends it"),
});
const orderHistory = z.object({
  days: z.union([z.int(), z.enum(["all", "none"])]).describe("how far back orders can be fetched"),
  note: z.string().optional(),
});

const details = z.looseObject({
  ...checks,
  docs: z.string(),
  setupFormFields: z.array(field),
  settingsFields: z.array(field).optional(),
  setupSteps: z.array(z.object({ title: z.string(), text: z.string() })),
  topics: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      secret: z.object({ madeBy: z.enum(["ours", "platform"]), field: z.string().optional() }).loose(),
      automatic: z.boolean().describe("registered by the hub: nothing to paste"),
    }),
  ),
  scopes: z.array(scopeSchema).optional(),
  api: apiVersion,
  orderHistory,
  notes: z
    .array(z.string())
    .optional()
    .describe("what creating products there does that a buyer or seller would notice"),
  facts: z.record(z.string(), z.string()).optional().describe("facts of an account to show, and what they are called"),
  capabilities: z.array(z.string()),
  callbackUrl: z.string().describe("the redirect address to register for an app"),
  appFields: z.array(z.string()).describe("what an app of your organization's own is given; empty: there are none"),
  hasOperatorApp: z.boolean().describe("the operator's own app is set up here"),
});

const anyJson = z.unknown();
const trialSchema = z.object({
  reads: z.array(
    z.object({
      name: z.string(),
      count: z.int().describe("records on the first page"),
      records: z.array(
        z.object({
          raw: anyJson.describe("as the channel sent it"),
          mapped: anyJson.describe("as the description maps it; null when its expressions failed"),
          problems: z.array(z.string()),
        }),
      ),
      problem: z.string().nullable(),
    }),
  ),
  writes: z.array(
    z.object({
      name: z.string(),
      request: z
        .object({ method: z.string(), url: z.string(), headers: anyJson, body: anyJson })
        .nullable()
        .describe("for made-up values, without the account's proof; it is not sent"),
      problem: z.string().nullable(),
    }),
  ),
});

/** One provider's card; the dashboard draws all it knows of a provider from it. */
function cardOf(
  connector: Connector,
  language: Language,
  { connected, open }: { readonly connected: boolean; readonly open: readonly Ports[] },
): z.input<typeof card> {
  const { maximum } = connector;
  const capabilities = open.length === 0 ? maximum : maximum.filter((port) => open.some((one) => one[port]));
  const meta = translateMeta(connector, language);
  const labels = actionLabels[language];
  const base = `/api/integrations/providers/${meta.id}`;
  const connect =
    meta.connectType === "oauth"
      ? {
          oauthInstallEndpoint: `/api/integrations/${meta.id}/oauth/install`,
          oauthInstallQueryKey: meta.oauthInstallQueryKey ?? null,
        }
      : { connectEndpoint: `${base}/connect` };
  const has = (port: keyof Ports) => capabilities.includes(port);
  const actions = [
    { id: "status", label: labels.status, method: "GET", endpoint: `${base}/status` },
    { id: "sync", label: labels.sync, method: "POST", endpoint: `${base}/sync` },
    ...(has("orders")
      ? [
          {
            id: "sync-orders",
            label: labels["sync-orders"],
            method: "POST",
            endpoint: `${base}/sync/orders`,
          },
        ]
      : []),
    ...(has("subscriptions")
      ? [
          {
            id: "register-webhooks",
            label: labels["register-webhooks"],
            method: "POST",
            endpoint: `${base}/register-webhooks`,
          },
        ]
      : []),
    { id: "disconnect", label: labels.disconnect, method: "POST", endpoint: `${base}/disconnect` },
  ];
  return {
    id: meta.id,
    kind: meta.kind,
    name: meta.name,
    icon: meta.icon,
    color: meta.color,
    connectType: meta.connectType,
    statusEndpoint: `${base}/status`,
    ...connect,
    setupFormFields: meta.setupFormFields.map(({ options, ...rest }) => ({
      ...rest,
      ...(options && { options: [...options] }),
    })),
    setupSteps: [...meta.setupSteps],
    actions,
    ...(meta.scopes && { scopes: meta.scopes.map((one) => ({ ...one, features: one.features && [...one.features] })) }),
    capabilities: [...capabilities],
    connected,
  };
}

function detailsOf(deps: Deps, connector: Connector, language: Language) {
  const { maximum } = connector;
  const meta = translateMeta(connector, language);
  const limits = meta.limits.map(({ learn: _learn, ...bucket }) => bucket);
  const { appEnvironment: names = {}, baseUrlEnvironment: _address, ...shown } = meta;
  const { appUrl, variable } = deps.config;
  return {
    ...shown,
    limits,
    capabilities: maximum,
    callbackUrl: `${appUrl}/api/integrations/${meta.id}/oauth/callback`,
    appFields: Object.keys(names),
    hasOperatorApp: Object.values(names).length > 0 && Object.values(names).every((name) => variable(name)),
  };
}

/** Throws HubError PROVIDER_UNKNOWN, or CONNECTOR_MISSING of one whose package is known. */
export function connectorOf(deps: Deps, provider: string): Connector {
  const connector = deps.connectors.get(provider);
  const absence = connector ? null : deps.absenceOf?.(provider);
  if (absence) throw new HubError("CONNECTOR_MISSING", "conflict", absence.text);
  if (!connector) throw new HubError("PROVIDER_UNKNOWN", "not_found", "There is no such provider.");
  return connector;
}

export const integrationRoutes: readonly Route[] = [
  route.get("/integrations/catalog", {
    summary: "Every provider this hub can connect, by section",
    response: z.object({
      sections: z.array(z.object({ id: z.string(), name: z.string(), providers: z.array(card) })),
    }),
    handler: async ({ tenant, language, deps }) => {
      const [connections, { items: stores }] = await tenant(
        async (tx) => [await connectionsOf(tx, {}), await listStores(tx, { limit: 200 })] as const,
      );
      const connected = new Set(connections.map((each) => each.provider));
      const openOf = (id: string) =>
        stores.filter(({ provider }) => provider === id).map((store) => portsOfStore(deps, store));
      const all = [...deps.connectors.values()];
      const sections = Object.entries(sectionNames[language]).map(([section, name]) => ({
        id: section,
        name,
        providers: all
          .filter(({ meta }) => meta.section === section)
          .map((connector) => {
            const { id } = connector.meta;
            return cardOf(connector, language, { connected: connected.has(id), open: openOf(id) });
          }),
      }));
      return { sections: sections.filter((section) => section.providers.length > 0) };
    },
  }),
  route.get("/integrations/connected-summary", {
    summary: "How many accounts of each provider are connected, and their state",
    response: z.object({ total: z.int(), providers: z.array(record) }),
    handler: async ({ tenant }) => {
      const providers = await tenant((tx) =>
        tx.rows<{ connected: number }>(
          `select provider as id, count(*)::int as connected, count(*) filter (where state = 'active')::int as active,
             count(*) filter (where state in ${BROKEN}
               or health in ('degraded', 'failing'))::int as attention,
             max(last_sync_at) as "lastSyncAt"
           from connection where organization_id = argosy.tenant() and deleted_at is null and state <> 'draft'
           group by provider order by provider`,
        ),
      );
      return { total: providers.reduce((sum, each) => sum + each.connected, 0), providers };
    },
  }),
  route.get("/integrations/providers/:provider", {
    summary: "A provider in full: form, steps, topics, scopes, limits, history, version",
    params: provider,
    response: details,
    handler: async ({ params, language, deps }) => detailsOf(deps, connectorOf(deps, params.provider), language),
  }),
  route.get("/stores/:id/provider", {
    tag: "stores",
    summary: "The provider of a connected account, by the account's id",
    response: details,
    handler: async ({ tenant, params, language, deps }) => {
      const store = await tenant((tx) => getStore(tx, params.id));
      return detailsOf(deps, connectorOf(deps, store.provider), language);
    },
  }),
  route.get("/integrations/providers/:provider/status", {
    summary: "The connected accounts of a provider",
    params: provider,
    query: target,
    response: z.object({ provider: z.string(), connected: z.boolean(), connections: z.array(storeSchema) }),
    handler: async (call) => {
      const { params, query } = call;
      const { meta } = connectorOf(call.deps, params.provider);
      const found = await call.tenant((tx) => listStores(tx, { provider: meta.id, limit: 200 }));
      const items = found.items.filter((store) => !query.connectionId || store.id === query.connectionId);
      return {
        provider: meta.id,
        connected: items.length > 0,
        connections: items.map((store) => storeView(call.deps, call, store)),
      };
    },
  }),
  route.post("/integrations/providers/:provider/connect", {
    summary: "Connect an account of this provider",
    params: provider,
    body: z.strictObject({
      name: text(120).optional(),
      code: z.string().max(50).optional(),
      draftId: id.optional(),
      values: z.record(z.string().max(100), z.string().max(20_000)).default({}),
      syncOptions: syncOptions.prefault({}),
      draft: z.boolean().default(false),
    }),
    response: connected,
    status: 201,
    otherStatus: 202,
    secretAnswer: true,
    handler: (call) =>
      connectAccount(call.deps, call, { ...call.body, provider: connectorOf(call.deps, call.params.provider).meta.id }),
  }),
  route.post("/integrations/providers/:provider/try", {
    summary:
      "Try a connection description: what its lists give, and what its writes would send; nothing is kept or written",
    params: provider,
    body: z.strictObject({
      values,
      connectionId: id.optional().describe("a connected account whose fields stand in for those left empty"),
    }),
    response: trialSchema,
    audited: false,
    handler: ({ params, body, access, language, deps }) => {
      const { meta } = connectorOf(deps, params.provider);
      const { organization } = access;
      const input = { ...body, organization, provider: meta.id, language, values: trimmed(body.values) };
      return deps.engine.connections.tryOut(input);
    },
  }),
  route.post("/integrations/providers/:provider/disconnect", {
    summary: "Disconnect the account (name it by connectionId when there are several)",
    params: provider,
    query: target,
    audited: false,
    handler: async ({ tenant, params, query, access, deps }) => {
      const only = await tenant((tx) => onlyConnection(tx, { ...params, ...query }));
      const { organization, actor } = access;
      await deps.engine.connections.disconnect({ organization, connectionId: only.id, actor });
    },
  }),
];
