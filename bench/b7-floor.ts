/** B7's floor: a page of React that says one word, built and served as the dashboard is. */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import process from "node:process";
import { gzipSync } from "node:zlib";

export interface EmptyPage {
  readonly url: string;
  /** Bytes of its scripts as they travel. */
  readonly scriptBytes: number;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** Builds it into the folder. Throws what the build said. */
export async function servePage(folder: string): Promise<EmptyPage> {
  const root = join(import.meta.dirname, "..");
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const { status, stderr } = spawnSync(
    process.execPath,
    [vite, "build", join(import.meta.dirname, "empty-page"), "--outDir", folder, "--logLevel", "warn"],
    { cwd: root, encoding: "utf8", env: { ...process.env, NODE_ENV: "production" } },
  );
  if (status !== 0) throw new Error(`The empty page could not be built:\n${stderr}`);
  const files = new Map(
    globSync("**/*.{html,js,css}", { cwd: folder }).map((file) => [
      `/${file}`,
      gzipSync(readFileSync(join(folder, file)), { level: 9 }),
    ]),
  );
  const server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : (request.url ?? "");
    const body = files.get(path);
    if (!body) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain", "content-encoding": "gzip" });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    scriptBytes: [...files].reduce((sum, [path, body]) => sum + (path.endsWith(".js") ? body.length : 0), 0),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
