/** The hub as a process of its own on a test's database, so that it can be stopped and killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import process from "node:process";
import type { TestDatabase } from "../../src/db/testing.ts";
import { until } from "./hub.ts";

/** Starts src/main.ts on the port of `at`; its public address is `url`. */
export function spawnHub(
  db: TestDatabase,
  { url, at = url, role = "all" }: { url: string; at?: string; role?: "all" | "web" | "worker" },
): ChildProcess {
  return spawn(process.execPath, [resolve(import.meta.dirname, "../../src/main.ts")], {
    env: {
      ...process.env,
      ROLE: role,
      PORT: new URL(at).port,
      APP_URL: url,
      ALLOW_PRIVATE_NETWORK: "true",
      LOG_LEVEL: "error",
      DATABASE_URL: db.database.ownerUrl,
      ENCRYPTION_KEY: Buffer.from(db.keys.current.bytes).toString("hex"),
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

export async function untilReady(url: string): Promise<void> {
  await until("the hub is ready", async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok === true, 30_000);
}
