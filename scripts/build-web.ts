/**
 * Builds the dashboard into web/dist unless the one there is of these very sources. `npm start`, the demo and the
 * browser tests call it; it says nothing when there is nothing to do.
 */
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { brotliCompressSync, gzipSync, constants as zlib } from "node:zlib";
import { oneAtATime } from "./one-at-a-time.mjs";
import { hashOfWebSources } from "./web-sources.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "web/dist");
const stamp = join(dist, ".built-from");

/** How much memory compresses best differs from file to file by up to half a percent. */
function smallestGzip(bytes: Buffer): Buffer {
  const sizes = [6, 7, 8, 9].map((memLevel) => gzipSync(bytes, { level: 9, memLevel }));
  return sizes.reduce((least, each) => (each.length < least.length ? each : least));
}

/** Compressed once here, so that no request pays for it. */
function compress(): void {
  for (const file of globSync(join(dist, "**/*.{js,css,svg,json,webmanifest}"))) {
    const bytes = readFileSync(file);
    writeFileSync(`${file}.gz`, smallestGzip(bytes));
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [zlib.BROTLI_PARAM_QUALITY]: 9 } }));
  }
}

const requested = hashOfWebSources(root);
const isBuilt = () => existsSync(stamp) && readFileSync(stamp, "utf8") === requested;

function build(): void {
  process.stderr.write("Building the dashboard; this takes a moment the first time ...\n");
  const vite = join(root, "node_modules/vite/bin/vite.js");
  // The register's goes into a folder of the dashboard's, which empties its own first.
  for (const config of ["vite.config.ts", "vite.register.config.ts"]) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [vite, "build", "--config", join(root, "web", config), "--logLevel", "warn"],
      { cwd: join(root, "web"), encoding: "utf8", env: { ...process.env, NODE_ENV: "production" } },
    );
    if (status !== 0)
      throw new Error(`${stdout}${stderr}\nThe dashboard could not be built; the lines above tell why.`);
  }
  compress();
  writeFileSync(stamp, requested);
}

try {
  if (!isBuilt()) oneAtATime(join(root, "web/.building"), isBuilt, build);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
