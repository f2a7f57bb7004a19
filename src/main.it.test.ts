import { spawn } from "node:child_process";
import { access, chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startEmbedded } from "./db/embedded.ts";
import { loadKeys } from "./db/keys.ts";
import { migrate } from "./db/migrate.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argosy-main-"));
  await chmod(folder, 0o755);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Starts the hub and waits for its end. */
function run(
  env: Record<string, string>,
  options: readonly string[] = [],
): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [...options, join(import.meta.dirname, "main.ts")], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATA_DIR: join(folder, "data"),
      LOG_LEVEL: "silent",
      ...env,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, stderr })));
}

/** A first start that is over once the database is set up. */
async function makeDatabase(): Promise<void> {
  const dataDir = join(folder, "data");
  const keys = await loadKeys({ previous: [], file: join(dataDir, "encryption.key") });
  const server = await startEmbedded({ dataDir, log: () => undefined, isThrowAway: true });
  await migrate({ ownerUrl: server.ownerUrl, keys });
  await server.stop();
}

/** Runs in the hub's process before the hub: complains when somebody is called before the compiled code is kept. */
const WATCHES_CALLS = `
import module, { syncBuiltinESMExports } from "node:module";
import net from "node:net";
const { flushCompileCache } = module;
const { connect } = net.Socket.prototype;
let isKept = false;
module.flushCompileCache = () => { flushCompileCache(); isKept = true; };
syncBuiltinESMExports();
net.Socket.prototype.connect = function (...options) {
  if (!isKept) process.stderr.write("called before the compiled code was kept\\n");
  return connect.apply(this, options);
};`;

async function expectMessage(
  env: Record<string, string>,
  expected: RegExp,
  options: readonly string[] = [],
): Promise<void> {
  const { code, stderr } = await run(env, options);
  expect(stderr).toMatch(expected);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(code).toBe(1);
}

describe("a start that cannot be says why in one sentence", () => {
  test("a malformed setting", () => expectMessage({ PORT: "http" }, /^PORT has to be a whole number/));

  test("a database that does not answer, asked only once nothing keeps the process from hearing it", () =>
    expectMessage(
      { DATABASE_URL: "postgresql://u:p@127.0.0.1:1/db" },
      /^The database at 127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)/,
      ["--import", `data:text/javascript,${encodeURIComponent(WATCHES_CALLS)}`],
    ));

  test("another service behind the database's address stops the start with one sentence", async () => {
    const server = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    await expectMessage(
      { DATABASE_URL: `postgresql://u:p@127.0.0.1:${port}/db` },
      /^The database at .* cannot be reached/,
    );
    server.close();
  });

  test("a key file that holds no key [I8.4]", async () => {
    await mkdir(join(folder, "data"), { mode: 0o711 });
    await writeFile(join(folder, "data/encryption.key"), "hello\n", { mode: 0o600 });
    await expectMessage({}, /^The encryption key file .* has to hold 64 hexadecimal digits/);
  });

  test("a key that is gone while the database is there [F22] [I8.4]", async () => {
    const data = join(folder, "data");
    await makeDatabase();
    await rm(join(data, "encryption.key"));
    await expectMessage(
      {},
      /set up with the encryption key [0-9a-f]{16}, but .*encryption\.key is missing; give the right key/,
    );
    await expect(access(join(data, "encryption.key"))).rejects.toThrow("ENOENT");
    await expectMessage({ ENCRYPTION_KEY: "ab".repeat(32) }, /but ENCRYPTION_KEY holds another one/);
  });

  test("a data folder that is a file", async () => {
    await writeFile(join(folder, "data"), "");
    await expectMessage({}, /cannot be (used|read) \((ENOTDIR|EEXIST)\)/);
  });
});
