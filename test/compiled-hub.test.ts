/** The hub compiled ahead is the hub: what it reads beside its modules is found from there too. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { signUpSeller } from "../demo/seller.ts";
import { compiledProgram } from "../src/compiled.ts";
import { testDatabase } from "../src/db/testing.ts";
import { freePort } from "./support/hub.ts";
import { spawnHub, untilReady } from "./support/process.ts";

const ROOT = join(import.meta.dirname, "..");

test("a compiled hub serves pages, pictures and sandboxes, and refuses passwords everybody uses", async () => {
  const built = spawnSync(process.execPath, [join(ROOT, "scripts/build-server.ts")], { encoding: "utf8" });
  expect(built.status, built.stderr).toBe(0);
  expect(compiledProgram(ROOT, {})).toMatch(/dist\/server\/\w+\/run\.mjs$/);
  await using db = await testDatabase();
  const url = `http://127.0.0.1:${await freePort()}`;
  const hub = spawnHub(db, { url });
  try {
    await untilReady(url);
    const seen = async (path: string) => {
      const answer = await fetch(url + path);
      return { status: answer.status, bytes: (await answer.arrayBuffer()).byteLength > 200 };
    };
    for (const path of ["/docs", "/docs/listing", "/api/reference", "/logos/shopify.svg", "/api/openapi.json"])
      expect({ path, ...(await seen(path)) }).toEqual({ path, status: 200, bytes: true });
    const account = { email: "ada@example.test", name: "Ada", password: "password1234" };
    const weak = await fetch(`${url}/api/auth/sign-up/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: url },
      body: JSON.stringify(account),
    });
    expect(weak.status).toBe(400);
    const seller = await signUpSeller({ url, name: "Owner", organization: "Compiled", slug: "compiled" });
    const { items } = await seller.post<{ items: { ok: boolean }[] }>("/sandboxes", { providers: ["shopify", "wix"] });
    expect(items.map(({ ok }) => ok)).toEqual([true, true]);
  } finally {
    hub.kill("SIGTERM");
    await once(hub, "exit");
  }
});
