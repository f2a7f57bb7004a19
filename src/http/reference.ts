/** OpenAPI 3.1 of the interface and its reference page, served by this process. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { message } from "../commerce/message.ts";
import { actions, may, roles } from "../hub/accounts/permissions.ts";
import { compressAnswers, takes } from "./compress.ts";
import { completeDocument } from "./document/complete.ts";
import type { Document } from "./document/openapi.ts";
import { type ErrorType, titles } from "./problem.ts";
import { describedProblem } from "./problem-schema.ts";
import { type ReferencePages, referencePages } from "./reference-page/pages.ts";
import { sendPage, sendStyle } from "./reference-page/send.ts";

const pack = promisify(gzip);

const roleTable = [
  `| role | ${actions.join(" | ")} |`,
  `| --- |${" --- |".repeat(actions.length)}`,
  ...roles.map((role) => `| ${role} | ${actions.map((action) => (may(role, action) ? "yes" : "")).join(" | ")} |`),
].join("\n");

const description = `One API over every channel: connections, catalog, stock, orders.

Programs send an API key (\`Authorization: Bearer argosy_...\`); browsers use the session cookie and, when the user belongs
to several organizations, the header \`X-Organization\`. Errors are RFC 9457 problem details. Lists are paged by \`cursor\`
and \`limit\`. Send an \`Idempotency-Key\` with every POST in an organization: a repeat gets the first answer. Money is in minor units of its
currency, times are ISO 8601 UTC. What connectors say is answered as \`Accept-Language\` asks: in English or Arabic.

Each operation names the action it needs in \`x-permission\`: ${actions
  .map((action) => `\`${action}\` (${message(`action.${action}`).text})`)
  .join(", ")}.

${roleTable}

What a register does needs \`act_on_orders\` alone, also giving money back: a sale with lines that come back refunds an order or,
without a receipt, goods. What the register does not allow its staff is kept and noted as a breach. Give keys and roles of
registers to nobody who may not refund.`;

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

/** The document as it goes out. It is the same until the process ends, so it is written and packed once. */
interface Written {
  /** One for all who ask: copied, two megabytes for each would cost as much as reading them. */
  readonly plain: Buffer;
  readonly packed: Buffer;
  readonly tag: string;
  readonly pages: ReferencePages;
}

/** Has to be registered beside the API, outside its access rules. */
export async function referencePage(app: FastifyInstance): Promise<void> {
  let written: Promise<Written> | undefined;
  const write = async (): Promise<Written> => {
    const document = app.swagger() as unknown as Document;
    const text = JSON.stringify(document);
    const tag = `"${createHash("sha256").update(text).digest("base64url")}"`;
    return { plain: Buffer.from(text), packed: await pack(text), tag, pages: referencePages(document) };
  };
  const drawn = () => (written ??= write());
  compressAnswers(app);
  // Two megabytes, or a search, for each request: of these nobody needs hundreds a second.
  const options = { schema: { hide: true }, config: { stranger: "asks" } } as const;
  app.get("/openapi.json", options, async (request, reply) => {
    const { plain, packed, tag } = await drawn();
    reply.headers({ etag: tag, "cache-control": "no-cache", vary: "Accept-Encoding" });
    if (request.headers["if-none-match"] === tag) return reply.code(304).send();
    reply.type("application/json; charset=utf-8");
    if (!takes(request.headers["accept-encoding"], "gzip")) return reply.send(plain);
    return reply.header("content-encoding", "gzip").send(packed);
  });
  for (const url of ["/reference", "/reference/"])
    app.get<{ Querystring: { q?: unknown } }>(url, options, async ({ query: { q } }, reply) =>
      sendPage(reply, (await drawn()).pages.list(typeof q === "string" ? q : "")),
    );
  app.get<{ Params: { id: string } }>("/reference/:id", options, async ({ params }, reply) => {
    const page = (await drawn()).pages.operation(params.id);
    return page === undefined ? reply.callNotFound() : sendPage(reply, page);
  });
  app.get("/reference/style.css", { schema: { hide: true } }, (_request, reply) => sendStyle(reply));
}
