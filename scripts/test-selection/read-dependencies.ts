/** The dependencies of this repository's files, as they are in the working tree. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { allPaths } from "./changed-paths.ts";
import { type Dependencies, dependenciesOf } from "./dependencies.ts";

export function readDependencies(root: string): Dependencies {
  const paths = allPaths(root).filter((path) => existsSync(join(root, path)));
  const sources = paths
    .filter((file) => /\.(tsx?|mjs)$/.test(file))
    .map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
  return dependenciesOf(sources, paths);
}
