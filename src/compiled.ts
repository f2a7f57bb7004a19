/** The hub compiled ahead into a few files (scripts/build-server.ts): it starts with a third of the work, on less memory. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What is compiled stands here, and which of its folders is the current one. */
export const compiledIn = (root: string): string => join(root, "dist/server");
export const stampIn = (root: string): string => join(compiledIn(root), "current.json");

export interface SourceMarks {
  /** Of the files' names and contents. */
  readonly contents: string;
  /** Of their names, sizes and times: told in a fifth of the time, and only where they are edited in place. */
  readonly times: string;
}

export interface Compiled extends SourceMarks {
  readonly folder: string;
}

/** What is compiled, with what compiles it and the packages it is compiled with. */
const sourcesOf = (root: string): readonly string[] => [
  ...readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:ts|json)$/u.test(name) && !/\.test\.ts$|(?:^|[\\/])testing/u.test(name))
    .sort()
    .map((name) => join("src", name)),
  "scripts/build-server.ts",
  "package-lock.json",
];

export function timesOfSources(root: string): string {
  const hash = createHash("sha256");
  for (const file of sourcesOf(root)) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest("hex");
}

export function contentsOfSources(root: string): string {
  const hash = createHash("sha256");
  for (const file of sourcesOf(root))
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  return hash.digest("hex");
}

/** What was compiled last; undefined: nothing. */
export function lastCompiled(root: string): Compiled | undefined {
  const stamp = stampIn(root);
  return existsSync(stamp) ? (JSON.parse(readFileSync(stamp, "utf8")) as Compiled) : undefined;
}

/** What of a process's environment decides: both as Node and the hub read them. */
export type CompiledEnv = Readonly<Partial<Record<"CONNECTORS" | "NODE_ENV", string>>>;

/**
 * Whether it was compiled of these very sources. In production, as in an image, they may have been copied since, which
 * changes times: there their contents are read.
 */
export function isCurrent(root: string, compiled: SourceMarks, { NODE_ENV }: CompiledEnv): boolean {
  return NODE_ENV === "production"
    ? compiled.contents === contentsOfSources(root)
    : compiled.times === timesOfSources(root);
}

/**
 * The address of the compiled program; undefined where there is none of these very sources, and where connectors from
 * packages are loaded: they share the kit's files with the hub.
 */
export function compiledProgram(root: string, env: CompiledEnv): string | undefined {
  if (env.CONNECTORS) return undefined;
  const compiled = lastCompiled(root);
  if (compiled === undefined || !isCurrent(root, compiled, env)) return undefined;
  return pathToFileURL(join(compiledIn(root), compiled.folder, "run.mjs")).href;
}
