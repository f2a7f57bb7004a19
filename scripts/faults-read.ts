/** The tests of this repository that name faults. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AT_LENGTH } from "./fault-settings.ts";
import { type Holder, holdersIn } from "./faults-table.ts";

const root = join(import.meta.dirname, "..");

/** What every test says it holds, by file, with the numbers `npm run faults` plays it with. */
export function readHolders(): Holder[] {
  const files = ["{src,web/src,demo}/**/*.test.ts", "test/**/*.ts"]
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .map((file) => file.replaceAll("\\", "/"));
  return [...new Set(files)]
    .sort()
    .flatMap((file) => holdersIn(file, readFileSync(join(root, file), "utf8"), AT_LENGTH));
}
