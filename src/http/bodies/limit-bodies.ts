/**
 * What bounds the bodies of requests, in the order a request meets it:
 *
 * | bound | what for | where |
 * | --- | --- | --- |
 * | bytes of large bodies an address sends in a minute, of public routes | traffic | stranger-bytes.ts |
 * | the route's own limit | what one request may hold | `bodyLimit` of the route |
 * | bytes of all bodies in memory at once | memory | held-bodies.ts |
 * | depth and number of fields | time of the thread | json-body.ts, csv-body.ts |
 * | what nobody reads any more | traffic | unread.ts |
 */
import type { FastifyInstance } from "fastify";
import type { CallerLimiter } from "../caller-limiter.ts";
import type { Limits } from "../deps.ts";
import { boundBodies } from "./held-bodies.ts";
import { countStrangerBytes, type StrangerBytes } from "./stranger-bytes.ts";
import { leaveUnread } from "./unread.ts";

/** Has to be asked for before routes are registered. Answers the count of what strangers send. */
export function limitBodies(
  app: FastifyInstance,
  { limiter, limits }: { readonly limiter: CallerLimiter; readonly limits: Limits },
): StrangerBytes {
  leaveUnread(app);
  // What is registered without parsers of its own (pages, files, what stands nowhere) has no use for a body.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  boundBodies(app, limits.bodies);
  return countStrangerBytes(limiter, limits);
}
