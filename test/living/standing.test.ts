import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { afterAll, expect, test } from "vitest";
import { processInfo } from "../../src/db/processes.ts";
import type { StandingDriver } from "./driver.ts";
import { filesOf, isPlayedIn, lockCopy, unlockCopy } from "./dump.ts";
import { isLoopback } from "./loopback.ts";
import { readSettings as readMagento } from "./magento/settings.ts";
import { databaseOf, requireLocal } from "./php/database-of.ts";
import { requireOwnServers } from "./php/shared.ts";
import { readSettings as readPrestashop } from "./prestashop/settings.ts";
import { refusalOf } from "./standing.ts";
import { readSettings as readWoocommerce } from "./woocommerce/settings.ts";

const folder = mkdtempSync(join(tmpdir(), "argosy-standing-"));
afterAll(() => {
  unlockCopy(folder);
  rmSync(folder, { recursive: true, force: true });
});

function shopWith(orders: number): StandingDriver {
  const nobody = async () => {
    throw new Error("a refused shop is not opened");
  };
  const database = { host: "localhost", port: 3306, socket: null, name: "shop", user: "shop", password: "" };
  return {
    provider: "shop",
    name: "Shop",
    copyOf: () => ({ database, prefix: "wp_", added: [] }),
    countOrders: async () => orders,
    open: nobody,
  };
}

test("a shop that somebody else may reach is refused, whatever its address says of this machine", async () => {
  for (const url of [
    "https://shop.example",
    "http://127.0.0.1.shop.example:8080",
    "http://localhost@shop.example",
    "http://0.0.0.0",
    "http://192.168.0.5",
    "https://127.0.0.1",
    "127.0.0.1:80",
    "",
  ])
    expect(await refusalOf(shopWith(0), { at: folder, url, isCopy: true }), url).toContain("is not an http address");
  expect(["127.0.0.1", "127.12.0.9", "localhost", "LOCALHOST", "[::1]", "::1"].every(isLoopback)).toBe(true);
  expect(["10.0.0.1", "1127.0.0.1", "localhost.example", "127.0.0.1.example", ""].some(isLoopback)).toBe(false);
});

test("a shop with orders is played in only if its owner says that it is a copy", async () => {
  const place = { at: folder, url: "http://127.0.0.1:8080", isCopy: false };
  expect(await refusalOf(shopWith(0), place)).toBeNull();
  expect(await refusalOf(shopWith(3), place)).toContain("The shop holds 3 orders");
  expect(await refusalOf(shopWith(3), { ...place, isCopy: true })).toBeNull();
  expect(await refusalOf(shopWith(0), { ...place, at: `${folder}/none` })).toContain("There is no folder");
});

test("a second run that starts in a copy before the first has dumped it is refused until that one has ended", async () => {
  const copy = join(folder, "shared");
  mkdirSync(copy);
  const other = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] });
  await once(other, "spawn");
  const pid = other.pid ?? 0;
  const startedAt = (await processInfo(pid))?.startedAt ?? "";
  const here = { at: copy, url: "http://127.0.0.1:8080", isCopy: true };
  try {
    expect(await lockCopy(copy, { pid, startedAt })).toBe(true);
    expect(await refusalOf(shopWith(0), here)).toContain("Another run plays in");
    const ended = once(other, "exit");
    other.stdin.end();
    await ended;
    expect(await refusalOf(shopWith(0), here)).toBeNull();
    // A run that is refused leaves the copy to the next.
    expect(await refusalOf(shopWith(3), { ...here, isCopy: false })).toContain("The shop holds 3 orders");
    expect(existsSync(filesOf(copy).lock)).toBe(false);
  } finally {
    other.kill("SIGKILL");
    unlockCopy(copy);
  }
});

test("a copy that a run of an older version left to be put back is not taken for one that is played in", async () => {
  const { note } = filesOf(folder);
  mkdirSync(dirname(note), { recursive: true });
  writeFileSync(note, JSON.stringify({ added: [] }));
  try {
    expect(await isPlayedIn(folder)).toBe(false);
  } finally {
    rmSync(note);
  }
});

test("a folder without a shop is told as such, and a database elsewhere is refused", () => {
  expect(() => readWoocommerce(folder)).toThrow(/holds no WordPress|needs PHP/);
  expect(() => readPrestashop(folder)).toThrow(/holds no PrestaShop|needs PHP/);
  expect(() => readMagento(folder)).toThrow(/holds no Magento|needs PHP/);
  const at = (host: string) => databaseOf({ host, name: "n", user: "u", password: "p" });
  expect(at("127.0.0.1:3399")).toMatchObject({ host: "127.0.0.1", port: 3399, socket: null });
  expect(at("localhost")).toMatchObject({ host: "localhost", port: 3306, socket: null });
  expect(at("localhost:/run/mysqld.sock")).toMatchObject({ socket: "/run/mysqld.sock" });
  expect(at("[::1]:3307")).toMatchObject({ host: "[::1]", port: 3307 });
  expect(() => requireLocal(at("db.example"))).toThrow("The shop's database is on db.example");
  expect(() => requireLocal(at("localhost:/run/mysqld.sock"))).not.toThrow();
});

/** A folder with these files, as PHP. */
function copyWith(name: string, files: Readonly<Record<string, string>>): string {
  for (const [file, text] of Object.entries(files)) {
    const path = join(folder, name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `<?php\n${text}`);
  }
  return join(folder, name);
}

test("a copy that keeps its cache on a server, which the real shop may read, is refused until that is switched off", () => {
  const constants = ["NAME", "USER", "PASSWORD"].map((name) => `define('DB_${name}', 'shop');`).join("");
  const wordpress = {
    "wp-config.php": `${constants} define('DB_HOST', 'localhost'); $table_prefix = 'wp_'; require ABSPATH . 'wp-settings.php';`,
    "wp-load.php": "",
  };
  expect(() => readWoocommerce(copyWith("plain", wordpress))).not.toThrow(/cache server/);
  const cached = copyWith("cached", { ...wordpress, "wp-content/object-cache.php": "" });
  expect(() => readWoocommerce(cached)).toThrow(/object-cache\.php.*Delete that file in the copy|needs PHP/);

  const prestashop = (name: string, caching: string, isOn: boolean) =>
    copyWith(name, {
      "config/config.inc.php": "",
      "app/config/parameters.php": `return ['parameters' => ['database_host' => 'localhost', 'database_port' => '', 'database_name' => 's', 'database_user' => 's', 'database_password' => 's', 'database_prefix' => 'ps_', 'ps_caching' => '${caching}', 'ps_cache_enable' => ${isOn}]];`,
    });
  expect(() => readPrestashop(prestashop("off", "CacheMemcached", false))).not.toThrow(/cache server/);
  expect(() => readPrestashop(prestashop("own", "CacheApc", true))).not.toThrow(/cache server/);
  expect(() => readPrestashop(prestashop("on", "CacheMemcached", true))).toThrow(/ps_cache_enable to false|needs PHP/);
});

test("a copy that names a queue on another machine is refused, and one on this machine is not", () => {
  expect(() => requireOwnServers({ MESSENGER_TRANSPORT_DSN: "127.0.0.1", LOCK_DSN: "localhost" })).not.toThrow();
  expect(() => requireOwnServers({ MESSENGER_TRANSPORT_DSN: "queue.example", LOCK_DSN: "localhost" })).toThrow(
    "MESSENGER_TRANSPORT_DSN (queue.example)",
  );
});
