import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { contentsOfSources } from "../src/compiled.ts";
import { areClientTypesCurrent, CLIENT_TYPES } from "./client-types.ts";
import { headOf } from "./sdk-types.ts";

test("the client's types are generated again once a source of the hub has changed", () => {
  const root = mkdtempSync(join(tmpdir(), "argosy-client-types-"));
  try {
    for (const folder of ["src", "sdk", "scripts"]) mkdirSync(join(root, folder));
    writeFileSync(join(root, "scripts/build-server.ts"), "");
    writeFileSync(join(root, "package-lock.json"), "{}");
    writeFileSync(join(root, "src/order.ts"), "export const fields = 1;");
    expect(areClientTypesCurrent(root)).toBe(false);

    writeFileSync(join(root, CLIENT_TYPES), `${headOf(contentsOfSources(root))}export interface paths {}\n`);
    expect(areClientTypesCurrent(root)).toBe(true);

    writeFileSync(join(root, "src/order.ts"), "export const fields = 2;");
    expect(areClientTypesCurrent(root)).toBe(false);
  } finally {
    rmSync(root, { recursive: true });
  }
});
