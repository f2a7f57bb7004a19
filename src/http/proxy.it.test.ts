/** The example for nginx, in front of the interface. Needs nginx on the PATH, or named by NGINX_PROGRAM. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { loadConfig } from "../config.ts";
import { testApp } from "./testing.ts";

const NGINX = process.env["NGINX_PROGRAM"] ?? "nginx";
const isThere = spawnSync(NGINX, ["-v"]).error === undefined;
if (!isThere)
  process.stderr.write("NOT TESTED: docs/proxies/nginx.conf, for there is no nginx here (NGINX_PROGRAM names one).\n");

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The example as it stands, but for its certificate and its ports. */
function configOf(folder: string, { port, hub }: { readonly port: number; readonly hub: number }): string {
  const example = readFileSync(join(import.meta.dirname, "../../docs/proxies/nginx.conf"), "utf8")
    .replace("listen 443 ssl;", `listen 127.0.0.1:${port};`)
    .replace(/^ *ssl_certificate.*$/gm, "")
    .replace("127.0.0.1:3000", `127.0.0.1:${hub}`);
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return `daemon off; pid ${folder}/pid; error_log stderr;\nevents {}\nhttp { access_log off; ${places.join(" ")}\n${example}}\n`;
}

test.skipIf(!isThere)("nginx's example hands on who calls, and keeps metrics to this machine", async () => {
  const config = loadConfig({ APP_URL: "https://hub.example.test", SIGN_UP: "open", TRUST_PROXY: "1" });
  await using hub = await testApp({ deps: { config } });
  await hub.signUp("ana@example.test");
  await hub.app.listen({ port: 0, host: "127.0.0.1" });
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "argosy-nginx-"));
  writeFileSync(
    join(folder, "nginx.conf"),
    configOf(folder, { port, hub: (hub.app.server.address() as AddressInfo).port }),
  );
  const nginx = spawn(NGINX, ["-p", folder, "-c", join(folder, "nginx.conf")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ask = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init);
  try {
    await expect
      .poll(async () => (await ask("/healthz").catch(() => undefined))?.status, { timeout: 20_000 })
      .toBe(200);
    expect((await ask("/metrics")).status).toBe(403);
    const wrong = await ask("/api/auth/sign-in/email", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        origin: "https://hub.example.test",
        "x-forwarded-for": "203.0.113.9",
      },
      body: JSON.stringify({ email: "ana@example.test", password: "wrong" }),
    });
    expect(wrong.status).toBe(401);
    const told = hub.logged.filter((line) => line.includes("sign-in.refused")).map((line) => JSON.parse(line).address);
    expect(told).toEqual(["127.0.0.1"]);
  } finally {
    const ended = new Promise((resolve) => nginx.once("exit", resolve));
    nginx.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
});
