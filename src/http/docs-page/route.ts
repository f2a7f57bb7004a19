/** The documentation at /docs: what the dashboard's help leads to, of the version that runs and without a network. */
import type { FastifyInstance } from "fastify";
import { compressAnswers } from "../compress.ts";
import { problemPages } from "../operations.ts";
import { sendPage, sendStyle } from "../reference-page/send.ts";
import { type DocsPages, docsPages } from "./pages.ts";

/** Registered beside the API, outside its access rules: the documentation is the same for everybody. */
export async function documentationPages(app: FastifyInstance): Promise<void> {
  let read: DocsPages | undefined;
  const pages = () => (read ??= docsPages());
  const schema = { hide: true };
  compressAnswers(app);
  problemPages(app);
  // A search reads every page.
  for (const url of ["/docs", "/docs/"])
    app.get<{ Querystring: { q?: unknown } }>(
      url,
      { schema, config: { stranger: "asks" } },
      ({ query: { q } }, reply) => sendPage(reply, pages().list(typeof q === "string" ? q : "")),
    );
  app.get("/docs/style.css", { schema }, (_request, reply) => sendStyle(reply));
  app.get<{ Params: { "*": string } }>("/docs/*", { schema }, ({ params }, reply) => {
    const page = pages().page(params["*"]);
    return page === undefined ? sendPage(reply.code(404), pages().missing()) : sendPage(reply, page);
  });
}
