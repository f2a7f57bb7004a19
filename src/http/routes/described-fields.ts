/** What helps to write a form field of type `json`: its schema and examples. */
import { z } from "zod";
import { HubError } from "../../hub/errors.ts";
import { messagesFor } from "../language.ts";
import { type Route, routes } from "../route.ts";
import { list } from "../schemas.ts";
import { connectorOf, provider } from "./integrations.ts";

const route = routes({ tag: "integrations", reads: "public" });

export const describedFieldRoutes: readonly Route[] = [
  // JSON Schemas of descriptions, for editors, which read them without signing in.
  route.get("/schemas/:provider/:field", {
    summary: "The JSON Schema of what a form field holds",
    params: provider.extend({ field: z.string().max(60) }),
    response: z.record(z.string(), z.unknown()),
    handler: async ({ params, deps }) => {
      const schema = connectorOf(deps, params.provider).schemas?.[params.field];
      if (!schema) throw new HubError("SCHEMA_NONE", "not_found", "There is no schema of this name.");
      return schema();
    },
  }),
  // What a field of type `json` may begin with.
  route.get("/integrations/providers/:provider/examples/:field", {
    permission: "view",
    summary: "Examples of what a form field holds, to begin with",
    params: provider.extend({ field: z.string().max(60) }),
    response: list(
      z.object({ id: z.string(), label: z.string(), help: z.string(), value: z.record(z.string(), z.unknown()) }),
    ),
    handler: async ({ params, language, deps }) => {
      const { examples = {} } = connectorOf(deps, params.provider);
      const texts = messagesFor(deps.connectors, { provider: params.provider, language });
      const reported = (examples[params.field] ?? []).map(({ label, help, ...rest }) => ({
        ...rest,
        label: texts(label),
        help: texts(help),
      }));
      return { items: reported };
    },
  }),
];
