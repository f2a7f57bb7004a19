import type { FastifyInstance } from "fastify";

/** Of every answer of the interface: nothing in it is a page, so nothing in it may load, run, or be framed. */
const HEADERS = {
  "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "origin-agent-cluster": "?1",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
};

/** Sets them when a request comes in; a page of the interface replaces what it needs otherwise. */
export function guardAnswers(app: FastifyInstance): void {
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers(HEADERS);
  });
}
