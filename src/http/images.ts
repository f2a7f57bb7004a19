/** Uploaded images under their own addresses, for channels to fetch: outside the interface, without a session. */
import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { createFiles } from "../hub/files/files.ts";
import { servedImage } from "../hub/images/images.ts";
import type { Deps } from "./deps.ts";

const YEAR_S = 31_536_000;

/** GET and HEAD of an image; an address never shows anything else, so it may be kept by whoever fetched it. */
export function serveImages(
  app: FastifyInstance,
  { db, clock, fileStorage }: Pick<Deps, "db" | "clock" | "fileStorage">,
): void {
  const storing = { db, files: createFiles(db, fileStorage) };
  app.get("/images/:owner/:name", { schema: { hide: true } }, async (request, reply) => {
    const { owner, name } = request.params as { readonly owner: string; readonly name: string };
    const found = await servedImage(storing, `/images/${owner}/${name}`, new Date(clock.now()));
    if (found === null) return reply.callNotFound();
    reply.headers({
      "cache-control": `public, max-age=${YEAR_S}, immutable`,
      "content-length": found.size,
      "content-security-policy": "default-src 'none'; sandbox",
      "content-type": found.type,
      "cross-origin-resource-policy": "cross-origin",
      "referrer-policy": "no-referrer",
    });
    return reply.send(request.method === "HEAD" ? undefined : Readable.from(found.bytes));
  });
}
