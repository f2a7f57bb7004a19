/** The hub compiled ahead into a few files (scripts/build-server.ts): it starts with a third of the work, on less memory. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What is compiled stands here, and which of its folders is the current one. */
export const compiledIn = (root: string): string => join(root, "dist/server");
export const stampIn = (root: string): string => join(compiledIn(root), "current.json");

/**
 * What tells these sources from others without reading them: each file's name and size and, where files are edited in
 * place, when it was written. A copy of the files, as in an image, is as good as they.
 */
export interface SourceMarks {
  readonly copied: string;
  readonly edited: string;
}

export interface Compiled extends SourceMarks {
  readonly folder: string;
}

export function marksOfSources(root: string): SourceMarks {
  const names = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !/\.test\.ts$|(?:^|[\\/])testing/u.test(name))
    .sort();
  const files = [...names.map((name) => join("src", name)), "package-lock.json"];
  const stats = files.map((file) => statSync(join(root, file)));
  return {
    copied: stats.map(({ size }, at) => `${files[at] ?? ""} ${size}`).join("\n"),
    edited: stats.map(({ mtimeMs }) => mtimeMs).join(" "),
  };
}

/** What was compiled last; undefined: nothing. */
export function lastCompiled(root: string): Compiled | undefined {
  const stamp = stampIn(root);
  return existsSync(stamp) ? (JSON.parse(readFileSync(stamp, "utf8")) as Compiled) : undefined;
}

/** What of a process's environment decides: both as Node and the hub read them. */
export type CompiledEnv = Readonly<Partial<Record<"CONNECTORS" | "NODE_ENV", string>>>;

/** Whether it was compiled of these very sources; in production they may have been copied since. */
export function isOf(compiled: SourceMarks, { copied, edited }: SourceMarks, env: CompiledEnv): boolean {
  return compiled.copied === copied && (env.NODE_ENV === "production" || compiled.edited === edited);
}

/**
 * The address of the compiled program; undefined where there is none of these very sources, and where connectors from
 * packages are loaded: they share the kit's files with the hub.
 */
export function compiledProgram(root: string, env: CompiledEnv): string | undefined {
  if (env.CONNECTORS) return undefined;
  const compiled = lastCompiled(root);
  if (compiled === undefined || !isOf(compiled, marksOfSources(root), env)) return undefined;
  return pathToFileURL(join(compiledIn(root), compiled.folder, "run.mjs")).href;
}
