/** An organization's own app with a platform, in place of the operator's. */
import { z } from "zod";
import type { Connector } from "../../connectors/kit/contract/contract.ts";
import { HubError } from "../../hub/errors.ts";
import { getOwnApp, removeOwnApp, setOwnApp } from "../../hub/stores/own-app.ts";
import { overlapHours } from "../overlap-hours.ts";
import { type Route, routes } from "../route.ts";
import { connectorOf, provider } from "./integrations.ts";

const route = routes({ tag: "integrations", reads: "connect", changes: "connect" });

const app = z.object({
  provider: z.string(),
  fields: z.array(z.string()).describe("what an app of this provider may be given"),
  names: z.array(z.string()).describe("what is kept; the values are never shown"),
  setAt: z.string().nullable().describe("null: the operator's app serves, where there is one"),
});

const fieldsOf = ({ meta }: Connector): readonly string[] => Object.keys(meta.appEnvironment ?? {});

const view = (connector: Connector, stored: { readonly names: readonly string[]; readonly setAt: Date } | null) => ({
  provider: connector.meta.id,
  fields: fieldsOf(connector),
  names: [...(stored?.names ?? [])],
  setAt: stored?.setAt.toISOString() ?? null,
});

export const ownAppRoutes: readonly Route[] = [
  route.get("/integrations/providers/:provider/app", {
    summary: "Your organization's own app with a platform",
    params: provider,
    response: app,
    handler: async ({ params, tenant, deps }) => {
      const connector = withApps(connectorOf(deps, params.provider));
      return view(connector, await tenant((tx) => getOwnApp(tx, connector.meta.id)));
    },
  }),
  route.put("/integrations/providers/:provider/app", {
    summary: "Use an app of your own for installs, callbacks and webhooks of a platform, instead of the operator's",
    params: provider,
    body: z.strictObject({ values: z.record(z.string().max(60), z.string().trim().min(1).max(4_000)), overlapHours }),
    example: { body: { values: { clientId: "example-key", clientSecret: "example-secret" } } },
    response: app,
    handler: async ({ params, body, tenant, access, now, deps }) => {
      const connector = withApps(connectorOf(deps, params.provider));
      const { id } = connector.meta;
      const fields = fieldsOf(connector);
      const strange = Object.keys(body.values).find((name) => !fields.includes(name));
      if (strange !== undefined || Object.keys(body.values).length === 0)
        throw new HubError(
          "APP_FIELDS",
          "validation",
          `An app of ${connector.meta.name} has: ${fields.join(", ")}.`,
          strange === undefined ? "values" : `values.${strange}`,
        );
      return tenant(async (tx) => {
        await setOwnApp(tx, deps.vault, { provider: id, ...body, by: access.actor, now });
        return view(connector, await getOwnApp(tx, id));
      });
    },
  }),
  route.delete("/integrations/providers/:provider/app", {
    summary: "Remove your own app; channels connected with it sign in again with the operator's",
    params: provider,
    handler: async ({ params, tenant, deps }) => {
      const { meta } = withApps(connectorOf(deps, params.provider));
      await tenant((tx) => removeOwnApp(tx, meta.id));
    },
  }),
];

function withApps(connector: Connector): Connector {
  if (fieldsOf(connector).length > 0) return connector;
  throw new HubError("APP_NONE", "not_found", `${connector.meta.name} has no apps: connect it with keys of its own.`);
}
