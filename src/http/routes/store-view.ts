import { z } from "zod";
import { abilitiesOf } from "../../connectors/kit/contract/abilities.ts";
import type { ConnectorMeta } from "../../connectors/kit/contract/contract.ts";
import { isUsed } from "../../connectors/kit/contract/features.ts";
import { usualMinutes } from "../../connectors/kit/pull/sweep-plan.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import { refusal } from "../../hub/refusals.ts";
import { flowOfSchema, flowsOf } from "../../hub/stores/directions.ts";
import { type Store, settingsOf, storeFields } from "../../hub/stores/stores.ts";
import { portsOfStore } from "../abilities.ts";
import type { Deps } from "../deps.ts";
import { messagesFor } from "../language.ts";
import type { Call } from "../route.ts";
import { record } from "../schemas.ts";

export const storeSchema = z
  .object({
    ...storeFields,
    providerName: z.string(),
    syncSettings: record.describe("orders, inventory, listings, webhooks, prices, policy with defaults filled in"),
    flows: z
      .array(flowOfSchema)
      .optional()
      .describe("sync directions, and who wins when both sides changed a value; of commerce channels"),
    abilities: z
      .object({
        readProducts: z.boolean(),
        putProducts: z.boolean().describe("products and content can be created and changed there"),
        changeImages: z.boolean().describe("images of a product that is there can be replaced"),
        takeOffSale: z.boolean().describe("a product can be taken off sale there without deleting it"),
        stock: z.boolean(),
        prices: z.boolean(),
        readCategories: z.boolean(),
        publishListings: z.boolean().describe("listings filled in here can be published there"),
        putCategories: z.boolean(),
        marketplaceStock: z.boolean().describe("what lies in its own warehouses can be read (FBA)"),
        putCustomers: z.boolean().describe("accounts of its customers can be changed there"),
        readOrders: z.boolean(),
        createOrders: z.boolean().describe("it takes orders made here"),
        holdOrders: z.boolean().describe("it takes holds of orders and their release"),
        takeDocuments: z.boolean().describe("it takes invoices of its orders, and tells the documents of an order"),
      })
      .optional()
      .describe("what this channel can receive and send, as it is connected; of commerce channels"),
    webhookUrls: z.record(z.string(), z.string()).optional().describe("by topic; for who may connect channels"),
  })
  .meta({ id: "Store" });

/** A connection as the interface shows it: no keys, no grant; webhook addresses only to who may connect channels. */
export function storeView(
  deps: Deps,
  { access, language }: Pick<Call<unknown, unknown, unknown>, "access" | "language">,
  store: Store,
) {
  const { webhookKey, grantId: _grant, endpoint: _endpoint, sendsPrices, ...shown } = store;
  const ports = store.kind === "commerce" && store.state !== "draft" ? portsOfStore(deps, store) : undefined;
  const abilities = ports && abilitiesOf(ports);
  const settings = settingsOf(store, ports && usualMinutes(ports));
  const meta = deps.connectors.get(store.provider)?.meta;
  const texts = messagesFor(deps.connectors, { provider: store.provider, language });
  return {
    ...shown,
    missingScopes: missedScopes(store),
    providerName: meta ? texts(meta.name) : store.provider,
    syncSettings: settings,
    ...(abilities && { abilities, flows: flowsOf(settings, { name: store.name, abilities, sendsPrices }) }),
    ...(meta && access.actions.includes("connect") && { webhookUrls: webhookUrls(deps, meta, webhookKey) }),
  };
}

type Scoped = Pick<Store, "missingScopes" | "settings" | "sendsPrices">;

/** What its access does not cover: what nobody uses is not missed. */
export function missedScopes({ missingScopes, settings, sendsPrices }: Scoped) {
  const isMissed = ({ features }: Scoped["missingScopes"][number]) =>
    isUsed(settings, features) || (sendsPrices && features?.includes("prices") === true);
  return missingScopes.filter(isMissed).map(({ features: _, ...scope }) => scope);
}

/** The address of every topic a platform may call. */
function webhookUrls(deps: Deps, meta: ConnectorMeta, key: string): Record<string, string> {
  const base = `${deps.config.appUrl}/api/webhooks/${meta.id}/${key}`;
  return Object.fromEntries(
    meta.topics.map(({ id: topic }) => [
      topic,
      topic === "" || meta.topicRouting === "request" ? base : `${base}/${topic}`,
    ]),
  );
}

/** The connection a call without a clear target means. Throws 409 listing them when there are several, 404 when none. */
export async function onlyConnection(
  tx: Tx,
  which: { provider?: string | undefined; connectionId?: string | undefined },
) {
  const found = await connectionsOf(tx, which);
  const [only] = found;
  if (!only) throw refusal("CONNECTION_NOT_FOUND");
  if (found.length > 1)
    throw new HubError(
      "CONNECTION_AMBIGUOUS",
      "conflict",
      `Several accounts are connected; name one by connectionId: ${found.map((each) => `${each.name} (${each.id})`).join(", ")}.`,
      "connectionId",
    );
  return only;
}

/** Connections that are set up, of a provider or one by id. */
export function connectionsOf(
  tx: Tx,
  which: { provider?: string | undefined; connectionId?: string | undefined },
): Promise<{ id: string; name: string; code: string; provider: string; state: string }[]> {
  return tx.rows(
    `select id, name, code, provider, state
     from connection
     where organization_id = argosy.tenant() and deleted_at is null
       and state <> 'draft' and ($1::text is null or provider = $1) and ($2::uuid is null or id = $2)
     order by created_at, id`,
    [which.provider ?? null, which.connectionId ?? null],
  );
}
