/** The clauses and the tests of this repository. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { interfaceClauses } from "./requirement-clauses-interface.ts";
import { providersClauses } from "./requirement-clauses-providers.ts";
import { sellingClauses } from "./requirement-clauses-selling.ts";
import { storesClauses } from "./requirement-clauses-stores.ts";
import { tradeClauses } from "./requirement-clauses-trade.ts";
import { type Clauses, type Proof, proofsIn } from "./requirements-table.ts";

const root = join(import.meta.dirname, "..");

export const clauses: Clauses = {
  ...storesClauses,
  ...providersClauses,
  ...tradeClauses,
  ...sellingClauses,
  ...interfaceClauses,
};

/** What every test says it proves, by file. */
export function readProofs(): Proof[] {
  const patterns = [
    "{src,test,scripts,web,demo}/**/*.test.{ts,tsx}",
    "test/**/*.ts",
    "src/connectors/kit/conformance/**/*.ts",
  ];
  const files = patterns
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .map((file) => file.replaceAll("\\", "/"));
  return [...new Set(files)]
    .filter((file) => !file.startsWith("scripts/requirements"))
    .sort()
    .flatMap((file) => proofsIn(file, readFileSync(join(root, file), "utf8")));
}
