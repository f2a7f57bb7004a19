import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testApp } from "../src/http/testing.ts";
import { sdkTypes } from "./sdk-types.ts";

test("sdk/schema.d.ts has the types of this API", async () => {
  await using hub = await testApp();
  const { json } = await hub.anonymous.call("GET", "/api/openapi.json");
  const kept = readFileSync(join(import.meta.dirname, "../sdk/schema.d.ts"), "utf8").split("\n");
  const written = (await sdkTypes(json)).split("\n");
  // The first line that differs says what is old; the whole file would be thirty thousand lines of output.
  const line = written.findIndex((each, at) => each !== kept[at]);
  expect(kept[line], `sdk/schema.d.ts is old at line ${line + 1}: npm run sdk writes it`).toBe(written[line]);
  expect(kept.length, "sdk/schema.d.ts is old: npm run sdk writes it").toBe(written.length);
});
