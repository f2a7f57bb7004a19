/** Hands out the files of a folder as they stood when it was asked to: only what is listed has an address. */
import { globSync } from "node:fs";
import { extname, join } from "node:path";
import send from "@fastify/send";
import type { FastifyInstance } from "fastify";
import { takes } from "./compress.ts";

/** Ways to pack, best first, with what a file packed so is called. */
const PACKED = [
  { encoding: "br", extension: ".br" },
  { encoding: "gzip", extension: ".gz" },
] as const;

interface Folder {
  readonly root: string;
  /** Whether this one, named as below the folder, is handed out; packed ones come in the place of what they hold. */
  readonly isOffered: (name: string) => boolean;
  readonly cacheControl: (name: string) => string;
}

/** A route for each file; the answers take ranges, and 304 where nothing changed. */
export function serveFiles(app: FastifyInstance, { root, isOffered, cacheControl }: Folder): void {
  const names = new Set(
    globSync("**/*", { cwd: root, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(root.length + 1)
          .replaceAll("\\", "/"),
      ),
  );
  for (const name of names) {
    if (PACKED.some(({ extension }) => name.endsWith(extension)) || !isOffered(name)) continue;
    const type = send.mime.getType(extname(name)) ?? "application/octet-stream";
    const contentType = send.isUtf8MimeType(type) ? `${type}; charset=utf-8` : type;
    app.get(`/${name}`, { schema: { hide: true } }, async (request, reply) => {
      const packed = PACKED.find(
        ({ encoding, extension }) => names.has(name + extension) && takes(request.headers["accept-encoding"], encoding),
      );
      const sent = await send(request.raw, encodeURI(`/${name}${packed?.extension ?? ""}`), {
        root,
        cacheControl: false,
        contentType: false,
        dotfiles: "allow",
      });
      // Built anew beside a running hub: what went is not there any more.
      if (sent.type !== "file" && sent.statusCode === 404) return reply.callNotFound();
      reply
        .code(sent.statusCode)
        .headers({ ...sent.headers, "cache-control": cacheControl(name), vary: "accept-encoding" });
      if (sent.statusCode >= 400) {
        // Its words would be a page of HTML.
        sent.stream.destroy();
        return reply.header("content-length", "0").removeHeader("content-type").send();
      }
      reply.header("content-type", contentType);
      if (packed) reply.header("content-encoding", packed.encoding);
      return reply.send(sent.stream);
    });
  }
}
