import { existsSync } from "node:fs";
import { join } from "node:path";
import { CLIENT_TYPES, ensureClientTypes } from "../../scripts/client-types.ts";

const root = join(import.meta.dirname, "../..");

/** Vitest's global set-up: some tests read the client's types. Those of older sources do, where single files run. */
export async function setup(): Promise<void> {
  if (!existsSync(join(root, CLIENT_TYPES))) await ensureClientTypes(root);
}
