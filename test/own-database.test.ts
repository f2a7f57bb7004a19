/** A hub on an empty database of one's own, as docs/operations.md describes it: an ordinary user, web and worker apart. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectShop } from "../demo/connect.ts";
import { signUpSeller } from "../demo/seller.ts";
import { systemClock } from "../src/commerce/clock.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { roles } from "../src/db/roles.ts";
import { type TestDatabase, testDatabase } from "../src/db/testing.ts";
import { freePort, startSandboxOf, until } from "./support/hub.ts";
import { spawnHub, untilReady } from "./support/process.ts";

const USER = "shopkeeper";
const NAME = "shopkeepers_own";

let server: TestDatabase;
let sandbox: Sandbox | undefined;
const processes: ChildProcess[] = [];

beforeAll(async () => {
  server = await testDatabase();
  await server.owner.run(`create role ${USER} login createrole nosuperuser nobypassrls password 'harbour'`);
  // The server's roles are there already, made by somebody else; the README's first start would make them.
  await server.owner.run(`grant ${Object.values(roles).join(", ")} to ${USER} with admin option`);
  await server.owner.run(`create database ${NAME} owner ${USER}`);
});

afterAll(async () => {
  await Promise.all(
    processes.map(async (child) => {
      const ended = child.exitCode === null ? once(child, "exit") : undefined;
      child.kill("SIGTERM");
      await ended;
    }),
  );
  await sandbox?.close();
  await server.owner.run(`drop database if exists ${NAME} with (force)`);
  await server.owner.run(`drop owned by ${USER}`);
  await server.owner.run(`drop role ${USER}`);
  await server[Symbol.asyncDispose]();
});

test("web and worker start on an ordinary user's empty database and import a shop [A3.6]", async () => {
  const owner = new URL(server.database.ownerUrl);
  owner.pathname = `/${NAME}`;
  owner.username = USER;
  owner.password = "harbour";
  const own = { database: { ownerUrl: owner.href }, keys: server.keys };
  const url = `http://127.0.0.1:${await freePort()}`;
  processes.push(spawnHub(own, { url, role: "web" }), spawnHub(own, { url, role: "worker" }));
  await untilReady(url);
  const seller = await signUpSeller({ url, name: "Owner", organization: "Own database", slug: "own-database" });
  sandbox = await startSandboxOf("woocommerce", { clock: systemClock, seed: 5 });
  sandbox.shop.addProduct({
    title: "Soap",
    status: "active",
    variants: [{ sku: "SOAP-1", price: "6.00", stock: 12 }],
  });
  await connectShop(seller, sandbox, { sync: { importProducts: true, stockFrom: "channel" } });
  const onHand = async () => {
    const { items } = await seller.get<{ items: { onHand: number }[] }>("/inventory/levels");
    return items.map((level) => level.onHand);
  };
  await until("the worker has imported the shop", onHand, { wanted: (levels) => levels.includes(12) });
  expect(await onHand()).toEqual([12]);
});
