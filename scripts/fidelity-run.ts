/** Compares sandboxes with captures of real shops; see fidelity.ts. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Fidelity } from "../src/connectors/kit/testing/fidelity.ts";

const sandboxes = join(import.meta.dirname, "../src/sandboxes");

/** The connectors that have captures to compare with: those whose sandbox has a file fidelity.ts. */
export function comparable(requested: readonly string[]): string[] {
  return readdirSync(sandboxes).filter(
    (id) => existsSync(join(sandboxes, id, "fidelity.ts")) && (requested.length === 0 || requested.includes(id)),
  );
}

/** Compares one connector's sandbox with the captures below `specsDir`. */
export async function fidelityOf(id: string, specsDir: string): Promise<Fidelity> {
  const module = (await import(join(sandboxes, id, "fidelity.ts"))) as {
    measureFidelity(specs: string): Promise<Fidelity>;
  };
  return module.measureFidelity(specsDir);
}
