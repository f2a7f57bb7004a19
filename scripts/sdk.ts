/**
 * npm run sdk: writes the client package's types (sdk/schema.d.ts) from the interface's own description.
 * `--check` writes nothing and says with its exit code whether they are the ones of this code.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { OpenAPI3 } from "openapi-typescript";
import pino from "pino";
import { loadConfig } from "../src/config.ts";
import { startTestServer } from "../src/db/test-server.ts";
import { databaseOn } from "../src/db/testing-database.ts";
import { startHub } from "../src/start.ts";
import { freePort } from "../test/support/start.ts";
import { sdkTypes } from "./sdk-types.ts";

const FILE = join(import.meta.dirname, "../sdk/schema.d.ts");

async function description(): Promise<OpenAPI3> {
  const server = await startTestServer();
  try {
    await using db = await databaseOn(server);
    const config = loadConfig({
      PORT: String(await freePort()),
      DATABASE_URL: db.database.ownerUrl,
      DATA_DIR: "/nonexistent/never-used",
      ENCRYPTION_KEY: Buffer.from(db.keys.current.bytes).toString("hex"),
      ROLE: "web",
    });
    const hub = await startHub({ config, log: pino({ level: "error" }) });
    try {
      const answer = await fetch(`${hub.url}/api/openapi.json`);
      return (await answer.json()) as OpenAPI3;
    } finally {
      await hub.stop();
    }
  } finally {
    await server.stop();
  }
}

const text = await sdkTypes(await description());
if (process.argv.includes("--check")) {
  if (readFileSync(FILE, "utf8") !== text) {
    process.stderr.write("sdk/schema.d.ts is not what the interface describes: run npm run sdk.\n");
    process.exitCode = 1;
  }
} else {
  writeFileSync(FILE, text);
  process.stdout.write(`${FILE}: ${text.split("\n").length} lines\n`);
}
