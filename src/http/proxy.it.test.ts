/** The examples for reverse proxies, in front of the interface. Each needs its program on the PATH, or named by a variable. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { freePort } from "../../test/support/start.ts";
import { loadConfig } from "../config.ts";
import { testApp } from "./testing.ts";

interface Proxy {
  readonly name: string;
  readonly program: string;
  readonly example: string;
  readonly variable: string;
  readonly version: string;
  /** Writes the example as it stands, but for its certificate and its ports, and says how it is started. */
  begin(folder: string, ports: { readonly own: number; readonly hub: number }): readonly string[];
}

const exampleOf = (name: string, hub: number): string =>
  readFileSync(join(import.meta.dirname, "../../docs/proxies", name), "utf8").replace(
    "127.0.0.1:3000",
    `127.0.0.1:${hub}`,
  );

const nginx: Proxy = {
  name: "nginx",
  program: process.env["NGINX_PROGRAM"] ?? "nginx",
  example: "docs/proxies/nginx.conf",
  variable: "NGINX_PROGRAM",
  version: "-v",
  begin(folder, { own, hub }) {
    const example = exampleOf("nginx.conf", hub)
      .replace("listen 443 ssl;", `listen 127.0.0.1:${own};`)
      .replace(/^ *ssl_certificate.*$/gm, "");
    const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const file = join(folder, "nginx.conf");
    writeFileSync(
      file,
      `daemon off; pid ${folder}/pid; error_log stderr;\nevents {}\nhttp { access_log off; ${places.join(" ")}\n${example}}\n`,
    );
    return ["-p", folder, "-c", file];
  },
};

const caddy: Proxy = {
  name: "Caddy",
  program: process.env["CADDY_PROGRAM"] ?? "caddy",
  example: "docs/proxies/Caddyfile",
  variable: "CADDY_PROGRAM",
  version: "version",
  begin(folder, { own, hub }) {
    const file = join(folder, "Caddyfile");
    const example = exampleOf("Caddyfile", hub).replace("hub.example.com {", `http://127.0.0.1:${own} {`);
    writeFileSync(file, `{\n\tadmin off\n\tlog {\n\t\tlevel ERROR\n\t}\n}\n${example}`);
    return ["run", "--adapter", "caddyfile", "--config", file];
  },
};

const proxies = [nginx, caddy].map((proxy) => {
  const isThere = spawnSync(proxy.program, [proxy.version]).error === undefined;
  if (!isThere)
    process.stderr.write(
      `NOT TESTED: ${proxy.example}, for there is no ${proxy.name} here (${proxy.variable} names one).\n`,
    );
  return { ...proxy, isThere };
});

describe.each(proxies)("$name's example", (proxy) => {
  test.skipIf(!proxy.isThere)("the proxy's example hands on who calls, and keeps metrics to this machine", async () => {
    const config = loadConfig({ APP_URL: "https://hub.example.test", SIGN_UP: "open", TRUST_PROXY: "127.0.0.1" });
    await using hub = await testApp({ deps: { config } });
    await hub.signUp("ana@example.test");
    await hub.app.listen({ port: 0, host: "127.0.0.1" });
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), "argosy-proxy-"));
    const hubPort = (hub.app.server.address() as AddressInfo).port;
    const running = spawn(proxy.program, proxy.begin(folder, { own: port, hub: hubPort }), {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    });
    const ended = new Promise((resolve) => running.once("exit", resolve));
    const ask = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init);
    try {
      await expect
        .poll(async () => (await ask("/healthz").catch(() => undefined))?.status, { timeout: 60_000 })
        .toBe(200);
      expect((await ask("/metrics")).status).toBe(403);
      const wrong = await ask("/api/auth/sign-in/email", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          origin: "https://hub.example.test",
          "x-forwarded-for": "203.0.113.9",
          "x-forwarded-host": "evil.example",
        },
        body: JSON.stringify({ email: "ana@example.test", password: "wrong" }),
      });
      expect(wrong.status).toBe(401);
      const reported = hub.logged
        .filter((line) => line.includes("sign-in.refused"))
        .map((line) => JSON.parse(line).address);
      expect(reported).toEqual(["127.0.0.1"]);
    } finally {
      running.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
