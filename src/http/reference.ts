/** OpenAPI 3.1 of the interface and its reference page, served by this process. */
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { say } from "../commerce/sentence.ts";
import { actions, may, roles } from "../hub/accounts/permissions.ts";
import { completeDocument } from "./document/complete.ts";
import type { Document } from "./document/openapi.ts";
import { type ErrorType, titles } from "./problem.ts";
import { describedProblem } from "./problem-schema.ts";

const roleTable = [
  `| role | ${actions.join(" | ")} |`,
  `| --- |${" --- |".repeat(actions.length)}`,
  ...roles.map((role) => `| ${role} | ${actions.map((action) => (may(role, action) ? "yes" : "")).join(" | ")} |`),
].join("\n");

const description = `One API over every channel: stores, catalogue, stock, orders.

Programs send an API key (\`Authorization: Bearer argosy_...\`); browsers use the session cookie and, when the user belongs
to several organizations, the header \`X-Organization\`. Errors are RFC 9457 problem details. Lists are paged by \`cursor\`
and \`limit\`. Send an \`Idempotency-Key\` with every POST in an organization: a repeat gets the first answer. Money is in minor units of its
currency, times are ISO 8601 UTC. What connectors say is answered as \`Accept-Language\` asks: in English or Arabic.

Each operation names the action it needs in \`x-permission\`: ${actions
  .map((action) => `\`${action}\` (${say(`action.${action}`).text})`)
  .join(", ")}.

${roleTable}`;

/** Has to be registered before the routes it describes. */
export async function describeApi(app: FastifyInstance, appUrl: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Argosy", version: "1", description },
      servers: [{ url: appUrl }],
      components: {
        schemas: { Problem: describedProblem() },
        securitySchemes: {
          apiKey: { type: "http", scheme: "bearer", description: "An API key: argosy_..." },
          session: {
            type: "apiKey",
            in: "cookie",
            name: "argosy.session_token",
            description: "On https its name is __Host-argosy.session_token.",
          },
        },
      },
      security: [{ apiKey: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (drawn) =>
      // The document's own shapes stand in document/openapi.ts, narrower than the library's.
      completeDocument(
        jsonSchemaTransformObject(drawn) as unknown as Document,
        (type) => titles[type as ErrorType],
      ) as never,
  });
}

// The page's own script, style and pictures. One inline style of an icon is refused; nothing is missed (seen in Chromium).
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Has to be registered beside the API, outside its access rules. */
export async function referencePage(app: FastifyInstance): Promise<void> {
  app.get("/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  await app.register(swaggerUi, {
    routePrefix: "/reference",
    staticCSP: PAGE_POLICY,
    theme: { title: "Argosy API" },
    uiConfig: {
      layout: "BaseLayout",
      url: "/api/openapi.json",
      deepLinking: true,
      docExpansion: "none",
      tryItOutEnabled: false,
      validatorUrl: null,
    },
  });
}
