/** Which test files a change can reach. */
import { type Dependencies, isTest } from "./dependencies.ts";

/** What is installed, how a test run starts, and the database every integration test is a copy of. */
const AFFECTS_ALL = /^(package\.json|package-lock\.json|\.npmrc|tsconfig\.json|scripts\/launch\.mjs)$|\.sql$/;

/** Folders whose files run in a test; those of all others are only read or listed. */
const RUN = /^(web|src\/connectors\/\w+)\/$/;

/** Test files that depend on one of the changed paths, directly or through others. */
export function affectedTests(changed: readonly string[], dependencies: Dependencies): string[] {
  const tests = [...dependencies.keys()].filter(isTest);
  if (changed.some((path) => AFFECTS_ALL.test(path))) return tests;
  const dependents = new Map<string, string[]>();
  for (const [file, all] of dependencies)
    for (const one of all) {
      const some = dependents.get(one);
      if (some) some.push(file);
      else dependents.set(one, [file]);
    }
  const first = new Set(changed);
  const affected = new Set(changed);
  for (const path of affected) {
    // Others read the text of a test file and do not run it.
    if (isTest(path) && !first.has(path)) continue;
    const folders = foldersOf(path).filter((folder) => first.has(path) || RUN.test(folder));
    for (const one of [path, ...folders]) for (const file of dependents.get(one) ?? []) affected.add(file);
  }
  return tests.filter((file) => affected.has(file));
}

/** Every folder a path is in, from the project's root, "". */
function foldersOf(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) =>
    parts
      .slice(0, index)
      .map((part) => `${part}/`)
      .join(""),
  );
}
