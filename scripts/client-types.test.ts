import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { areClientTypesCurrent, CLIENT_TYPES, headOfClientTypes } from "./client-types.ts";

test.each([
  ["a source of the hub", "src/order.ts"],
  ["the script that generates them", "scripts/sdk.ts"],
  ["the part of it that leaves out what types do not need", "scripts/sdk-types.ts"],
])("the client's types are generated again once %s has changed", (_, file) => {
  const root = mkdtempSync(join(tmpdir(), "argosy-client-types-"));
  try {
    for (const folder of ["src", "sdk", "scripts"]) mkdirSync(join(root, folder));
    for (const script of ["build-server", "sdk", "sdk-types"]) writeFileSync(join(root, `scripts/${script}.ts`), "");
    writeFileSync(join(root, "package-lock.json"), "{}");
    writeFileSync(join(root, "src/order.ts"), "export const fields = 1;");
    expect(areClientTypesCurrent(root)).toBe(false);

    writeFileSync(join(root, CLIENT_TYPES), `${headOfClientTypes(root)}export interface paths {}\n`);
    expect(areClientTypesCurrent(root)).toBe(true);

    writeFileSync(join(root, file), "export const fields = 2;");
    expect(areClientTypesCurrent(root)).toBe(false);
  } finally {
    rmSync(root, { recursive: true });
  }
});
