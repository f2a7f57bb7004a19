/** What helps to write a form field of type `json`: its schema and examples. */
import { z } from "zod";
import { HubError } from "../../hub/errors.ts";
import { wordsOf } from "../language.ts";
import { type Api, route } from "../route.ts";
import { list } from "../schemas.ts";
import { connectorOf, provider } from "./integrations.ts";

export function describedFieldRoutes(api: Api): void {
  schemaRoute(api);
  examplesRoute(api);
}

/** JSON Schemas of descriptions, for editors, which read them without signing in. */
function schemaRoute(api: Api): void {
  route(api, {
    method: "GET",
    url: "/schemas/:provider/:field",
    permission: "public",
    tag: "integrations",
    summary: "The JSON Schema of what a form field holds",
    params: provider.extend({ field: z.string().max(60) }),
    response: z.record(z.string(), z.unknown()),
    handler: async ({ params }) => {
      const schema = connectorOf(api, params.provider).schemas?.[params.field];
      if (!schema) throw new HubError("SCHEMA_NONE", "not_found", "There is no schema of this name.");
      return schema();
    },
  });
}

/** What a field of type `json` may begin with. */
function examplesRoute(api: Api): void {
  route(api, {
    method: "GET",
    url: "/integrations/providers/:provider/examples/:field",
    permission: "view",
    tag: "integrations",
    summary: "Examples of what a form field holds, to begin with",
    params: provider.extend({ field: z.string().max(60) }),
    response: list(
      z.object({ id: z.string(), label: z.string(), help: z.string(), value: z.record(z.string(), z.unknown()) }),
    ),
    handler: async ({ params, language }) => {
      const { examples = {} } = connectorOf(api, params.provider);
      const words = wordsOf(api.deps.connectors, { provider: params.provider, language });
      const told = (examples[params.field] ?? []).map(({ label, help, ...rest }) => ({
        ...rest,
        label: words(label),
        help: words(help),
      }));
      return { items: told };
    },
  });
}
