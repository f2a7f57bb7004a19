import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { thisProcess } from "../../src/db/processes.ts";
import { until } from "../support/until.ts";
import type { StandingDriver } from "./driver.ts";
import { type Copy, isRestoreDue, restoreCopy, saveCopy, unlockCopy } from "./dump.ts";
import { refusalOf } from "./standing.ts";

/** Shops keep their data in a server of their own, which not every machine has. */
const hasServer = ["mariadbd", "mariadb", "mariadb-dump"].every((name) => !spawnSync(name, ["--version"]).error);

const folder = mkdtempSync(join(tmpdir(), "argosy-dump-"));
const socket = join(folder, "s.sock");
const at = { host: "localhost", port: 0, socket, name: "shop", user: "root", password: "" };
const shop = join(folder, "copy");
const data = join(folder, "data");
const copy: Copy = { database: at, prefix: "wp_", added: [join(shop, "added.php"), join(shop, "images")] };

const sql = (statement: string) =>
  String(spawnSync("mariadb", ["-S", socket, "-u", "root", "--batch", "-N", "-e", statement, "shop"]).stdout).trim();

let stop = async () => undefined as unknown;
beforeAll(async () => {
  if (!hasServer) return;
  for (const path of [shop, data]) mkdirSync(path);
  const options = ["--no-defaults", "--skip-networking", "--skip-grant-tables", `--socket=${socket}`];
  const server = spawn("mariadbd", [...options, `--datadir=${data}`, "--user=root"], { stdio: "ignore" });
  stop = async () => {
    const exit = once(server, "exit");
    server.kill("SIGKILL");
    await exit;
  };
  const isUp = async () =>
    spawnSync("mariadb", ["-S", socket, "-u", "root", "-e", "create database shop"]).status === 0;
  await until("the database server answers", isUp);
}, 120_000);
afterAll(async () => {
  await stop();
  unlockCopy(shop);
  rmSync(folder, { recursive: true, force: true });
});

function filled(): void {
  sql("drop table if exists wp_posts, wp_made, other; create table wp_posts (id int primary key, body blob)");
  sql("insert into wp_posts values (1, x'00ff27'), (2, 'a ''quoted'' 🌷'); create table other (id int)");
}

/** What a run does to a shop. */
function played(): void {
  sql("update wp_posts set body = 'sold'; delete from wp_posts where id = 2; create table wp_made (id int)");
  sql("insert into other values (7)");
  writeFileSync(join(shop, "added.php"), "");
  mkdirSync(join(shop, "images"));
}

const asBefore = () => {
  expect(sql("select id, hex(body) from wp_posts order by id")).toBe(
    `1\t00FF27\n2\t${Buffer.from("a 'quoted' 🌷").toString("hex").toUpperCase()}`,
  );
  expect(sql("show tables").split("\n")).toEqual(["other", "wp_posts"]);
  // Not the shop's.
  expect(sql("select id from other")).toBe("7");
  expect([existsSync(join(shop, "added.php")), existsSync(join(shop, "images"))]).toEqual([false, false]);
  expect(isRestoreDue(shop)).toBe(false);
};

test.skipIf(!hasServer)("a copy of a shop is put back: its rows, its tables, its files, and nothing else's", () => {
  filled();
  saveCopy(shop, copy, null);
  expect(isRestoreDue(shop)).toBe(true);
  played();
  restoreCopy(shop, copy);
  asBefore();
});

/** A shop that nobody opens, and what was in it when somebody looked. */
function checked() {
  const seen: string[] = [];
  const driver: StandingDriver = {
    provider: "shop",
    name: "Shop",
    copyOf: () => copy,
    async countOrders() {
      seen.push(sql("select count(*) from wp_posts"));
      return 0;
    },
    open: async () => {
      throw new Error("not opened");
    },
  };
  return { driver, seen };
}

test.skipIf(!hasServer)("a copy in which a run plays is refused to a second one, and not touched", async () => {
  filled();
  saveCopy(shop, copy, await thisProcess());
  played();
  const { driver, seen } = checked();
  const place = { at: shop, url: "http://127.0.0.1:1", isCopy: true };
  expect(await refusalOf(driver, place)).toContain("Another run plays in");
  expect(seen).toEqual([]);
  expect(sql("select body from wp_posts")).toBe("sold");
  restoreCopy(shop, copy);
  expect(await refusalOf(driver, place)).toBeNull();
  asBefore();
});

test.skipIf(!hasServer)("a copy whose run was killed is put back before the next run looks at it", async () => {
  filled();
  const killed = spawnSync(process.execPath, ["--version"]);
  saveCopy(shop, copy, { pid: killed.pid, startedAt: "1" });
  played();
  const { driver, seen } = checked();
  expect(await refusalOf(driver, { at: shop, url: "http://127.0.0.1:1", isCopy: false })).toBeNull();
  expect(seen).toEqual(["2"]);
  asBefore();
});

test.skipIf(!hasServer)("a shop that cannot be dumped is not touched, and no restore is due", () => {
  filled();
  expect(() => saveCopy(shop, { ...copy, prefix: "none_" }, null)).toThrow(/no table/);
  expect(() => saveCopy(shop, { ...copy, database: { ...at, name: "away" } }, null)).toThrow();
  expect(isRestoreDue(shop)).toBe(false);
});

test.skipIf(!hasServer)(
  "a shop whose tables have no common beginning has its database for itself: all of it is put back",
  () => {
    filled();
    const whole = { ...copy, prefix: "" };
    saveCopy(shop, whole, null);
    played();
    restoreCopy(shop, whole);
    expect(sql("select count(*) from other")).toBe("0");
    sql("insert into other values (7)");
    asBefore();
  },
);
