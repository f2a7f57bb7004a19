/** Hands out the files of a folder as they stood when it was asked to: only what is listed has an address. */
import { globSync } from "node:fs";
import { extname, join } from "node:path";
import send from "@fastify/send";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
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

/** A route for each folder and each file beside them; the answers take ranges, and 304 where nothing changed. */
export function serveFiles(app: FastifyInstance, folder: Folder): void {
  const names = namesBelow(folder.root);
  const isPacked = (name: string) => PACKED.some(({ extension }) => name.endsWith(extension));
  const offered = new Set([...names].filter((name) => !isPacked(name) && folder.isOffered(name)));
  const answer = async (name: string, request: FastifyRequest, reply: FastifyReply) =>
    offered.has(name) ? sendFile({ ...folder, name, names }, request, reply) : reply.callNotFound();
  for (const name of offered)
    if (!name.includes("/"))
      app.get(`/${name}`, { schema: { hide: true } }, (request, reply) => answer(name, request, reply));
  // A route costs every start a fifth of a millisecond, and the dashboard is made of hundreds of files.
  const folders = [...offered].filter((name) => name.includes("/")).map((name) => name.slice(0, name.indexOf("/")));
  for (const below of new Set(folders))
    app.get<{ Params: { "*": string } }>(`/${below}/*`, { schema: { hide: true } }, (request, reply) =>
      answer(`${below}/${request.params["*"]}`, request, reply),
    );
}

function namesBelow(root: string): ReadonlySet<string> {
  const files = globSync("**/*", { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Set(
    files.map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll("\\", "/"),
    ),
  );
}

interface FileRequest extends Folder {
  readonly name: string;
  readonly names: ReadonlySet<string>;
}

async function sendFile(
  { root, name, names, cacheControl }: FileRequest,
  request: FastifyRequest,
  reply: FastifyReply,
) {
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
  const type = send.mime.getType(extname(name)) ?? "application/octet-stream";
  reply.header("content-type", send.isUtf8MimeType(type) ? `${type}; charset=utf-8` : type);
  if (packed) reply.header("content-encoding", packed.encoding);
  return reply.send(sent.stream);
}
