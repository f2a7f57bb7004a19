/** The connectors' own conformance tests, of all or of those asked for by id; ends the program where there are none. */
import { globSync } from "node:fs";
import process from "node:process";
import { kindOf } from "./test-kinds.ts";

export function conformanceTests(root: string, requested: readonly string[]): string[] {
  const files = globSync("src/connectors/*/*.test.ts", { cwd: root })
    .filter((file) => kindOf(file) === "conformance")
    .filter((file) => requested.length === 0 || requested.some((id) => file.split(/[\\/]/).includes(id)));
  if (files.length > 0) return files;
  process.stderr.write(`No connector has a conformance test named ${requested.join(", ")}.\n`);
  process.exit(1);
}
