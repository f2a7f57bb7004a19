/** Hands out the files of a folder as they stood when it was asked to: only what is listed has an address. */
import { globSync } from "node:fs";
import { open } from "node:fs/promises";
import { extname, join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { takes } from "./compress.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

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
    const headers = {
      "content-type": TYPES[extname(name)] ?? "application/octet-stream",
      "cache-control": cacheControl(name),
      "accept-ranges": "bytes",
      vary: "accept-encoding",
    };
    app.get(`/${name}`, { schema: { hide: true } }, async (request, reply) => {
      const packed = PACKED.find(
        ({ encoding, extension }) => names.has(name + extension) && takes(request.headers["accept-encoding"], encoding),
      );
      const bytes = await readBytes(join(root, name + (packed?.extension ?? "")));
      // Built anew beside a running hub: what went is not there any more.
      if (bytes === undefined) return reply.callNotFound();
      reply.headers(headers);
      if (packed) reply.header("content-encoding", packed.encoding);
      return sendPart(request, reply, bytes);
    });
  }
}

interface Bytes {
  readonly content: Buffer;
  /** Of this very state of the file. */
  readonly tag: string;
}

async function readBytes(path: string): Promise<Bytes | undefined> {
  try {
    await using file = await open(path);
    const { size, mtimeMs } = await file.stat();
    return { content: await file.readFile(), tag: `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"` };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function sendPart(request: FastifyRequest, reply: FastifyReply, { content, tag }: Bytes): FastifyReply {
  reply.header("etag", tag);
  if (tagsOf(request.headers["if-none-match"]).includes(tag)) return reply.code(304).send();
  const { "if-range": condition = tag } = request.headers;
  const isSame = condition === tag;
  const range = isSame ? rangeOf(request.headers.range, content.length) : "all";
  if (range === "all") return reply.send(content);
  if (range === "none")
    return reply.code(416).removeHeader("content-encoding").header("content-range", `bytes */${content.length}`).send();
  return reply
    .code(206)
    .header("content-range", `bytes ${range.from}-${range.to}/${content.length}`)
    .send(content.subarray(range.from, range.to + 1));
}

const tagsOf = (header: string | undefined) => (header ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));

/** One range is answered; several, other units and what cannot be read are answered with the whole (RFC 9110, 14.2). */
export function rangeOf(
  header: string | undefined,
  size: number,
): "all" | "none" | { readonly from: number; readonly to: number } {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return "all";
  if (first !== "" && last !== "" && Number(first) > Number(last)) return "all";
  const from = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return from > to ? "none" : { from, to };
}
