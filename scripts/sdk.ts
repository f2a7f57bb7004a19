/** npm run sdk: writes the client package's types (sdk/schema.d.ts) from the interface's own description. */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { OpenAPI3 } from "openapi-typescript";
import pino from "pino";
import { loadConfig } from "../src/config.ts";
import { startTestServer } from "../src/db/test-server.ts";
import { databaseOn } from "../src/db/testing-database.ts";
import { startHub } from "../src/start.ts";
import { freePort } from "../test/support/start.ts";
import { CLIENT_TYPES, headOfClientTypes } from "./client-types.ts";
import { sdkTypes } from "./sdk-types.ts";

const root = join(import.meta.dirname, "..");

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

const head = headOfClientTypes(root);
const text = head + (await sdkTypes(await description()));
const file = join(root, CLIENT_TYPES);
// Whole for whoever reads it meanwhile.
const written = `${file}.${process.pid}`;
writeFileSync(written, text);
renameSync(written, file);
process.stdout.write(`${CLIENT_TYPES}: ${text.split("\n").length} lines\n`);
