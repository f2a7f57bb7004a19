/**
 * A hub that has been at work on one server is spread over several, as docs/distributed.md says, with passwords and with an
 * owner who is no superuser: nothing of it is lost or changed, and it goes on.
 */
import { randomUUID } from "node:crypto";
import pino from "pino";
import { expect, test } from "vitest";
import { connectShop } from "../demo/connect.ts";
import { type Seller, signUpSeller } from "../demo/seller.ts";
import { systemClock } from "../src/commerce/clock.ts";
import { loadConfig } from "../src/config.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { distribute } from "../src/db/distributed/distribute.ts";
import { homesOf } from "../src/db/home-list.ts";
import { roles } from "../src/db/roles.ts";
import { singleClient } from "../src/db/single-client.ts";
import { type TestDatabase, testDatabase } from "../src/db/testing.ts";
import { quickHashing } from "../src/hub/accounts/testing-hashing.ts";
import { startHub } from "../src/start.ts";
import { firstSyncDone, freePort, startSandboxOf, until } from "./support/hub.ts";

const STARTS_MS = 900_000;

async function sendRequest<R>(ownerUrl: string, text: string): Promise<R[]> {
  const client = singleClient({ connectionString: ownerUrl });
  await client.connect();
  try {
    // As the server says it: nothing is lost to a number or a date of ours.
    return (await client.query({ text, types: { getTypeParser: () => (value: unknown) => value } })).rows as R[];
  } finally {
    await client.end();
  }
}

/** Of every table of the hub, by name. */
async function rowsOf(ownerUrl: string): Promise<Record<string, string[]>> {
  const tables = await sendRequest<{ name: string }>(
    ownerUrl,
    `select oid::regclass::text as name from pg_class
     where relnamespace in ('argosy'::regnamespace, 'auth'::regnamespace) and relkind in ('r', 'p')
       and not relispartition`,
  );
  const found: Record<string, string[]> = {};
  for (const { name } of tables)
    found[name] = (await sendRequest(ownerUrl, `select * from ${name}`)).map((row) => JSON.stringify(row)).sort();
  return found;
}

/** A condition made of another's text has fewer parentheses. */
const triggersOf = (ownerUrl: string) =>
  sendRequest<{ of: string; definition: string }>(
    ownerUrl,
    `select tgrelid::regclass::text as of, translate(pg_get_triggerdef(oid), '()', '') as definition
     from pg_trigger
     where not tgisinternal and tgparentid = 0
       and tgrelid in (select oid from pg_class where relnamespace = 'argosy'::regnamespace and relname !~ '_[0-9]{6}$')
     order by 1, 2`,
  );

interface Filled {
  readonly seller: Seller;
  readonly shops: readonly [Sandbox, Sandbox];
}

/** Two shops of one stock, with an order that has been applied. */
async function fill(seller: Seller): Promise<Filled> {
  const open = async (provider: string, seed: number) => {
    const sandbox = await startSandboxOf(provider, { clock: systemClock, seed });
    const stock = seed === 1 ? 50 : 7;
    const variants = [{ sku: "SOAP-1", price: "6.00", stock }];
    sandbox.shop.addProduct({ title: "Soap", status: "active", variants });
    const stockFrom = seed === 1 ? "channel" : "hub";
    const store = await connectShop(seller, sandbox, { name: provider, sync: { importProducts: true, stockFrom } });
    await firstSyncDone(seller, store);
    return sandbox;
  };
  const shops = [await open("woocommerce", 1), await open("shopify", 2)] as const;
  return { seller, shops };
}

async function sell({ seller, shops: [first, second] }: Filled, quantity: number, left: number): Promise<void> {
  first.shop.placeOrder({ lines: [{ sku: "SOAP-1", quantity }] });
  await until("the other shop shows what is left", async () => second.shop.stockOf("SOAP-1"), {
    wanted: (units) => units === left,
  });
  const { items } = await seller.get<{ items: { available: number }[] }>("/inventory/levels");
  expect(items.map(({ available }) => available)).toEqual([left]);
}

function hubOn(db: TestDatabase, ownerUrl: string, port: number) {
  return startHub({
    config: loadConfig({
      PORT: String(port),
      APP_URL: `http://127.0.0.1:${port}`,
      ALLOW_PRIVATE_NETWORK: "true",
      DATABASE_URL: ownerUrl,
      DATA_DIR: "/nonexistent/never-used",
      ENCRYPTION_KEY: Buffer.from(db.keys.current.bytes).toString("hex"),
    }),
    log: pino({ level: "silent" }),
    hashing: quickHashing,
    limits: {
      signIn: { most: 10_000, perMs: 60_000 },
      strangerAsks: { most: 100_000, perMs: 60_000 },
      api: { most: 100_000, perMs: 60_000 },
    },
  });
}

const OWNER_PASSWORD = "owner's \\ harbour";

/** The hub's database, whose owner is no superuser, and where its roles need passwords on every server. */
async function ownedDatabase(db: TestDatabase, name: string): Promise<string> {
  const [first] = db.servers;
  await first?.run(`create role ${name} login createrole password ${literal(OWNER_PASSWORD)}`);
  await first?.run(`create database ${name} owner ${name}`);
  const names = [name, ...Object.values(roles)].join(",");
  const line = `host ${name} ${names} 127.0.0.1/32 scram-sha-256\n`;
  for (const server of db.servers) {
    const [hba] = await server.rows<{ text: string }>("select pg_read_file(current_setting('hba_file')) as text");
    if (hba?.text.startsWith(line)) continue;
    const { file } = await server.one<{ file: number }>("select lo_from_bytea(0, convert_to($1, 'UTF8')) as file", [
      `${line}${hba?.text ?? ""}`,
    ]);
    await server.rows("select lo_export($1::oid, current_setting('hba_file'))", [file]);
    await server.rows("select lo_unlink($1::oid), pg_reload_conf()", [file]);
  }
  const url = new URL(db.database.ownerUrl);
  Object.assign(url, { pathname: `/${name}`, username: name, password: encodeURIComponent(OWNER_PASSWORD) });
  return url.href;
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** What the handbook has an operator do on every server, where the hub's user is another than who distributes. */
async function tellOwnersPassword(superuserUrl: string, nodes: readonly string[], name: string): Promise<void> {
  const hosts = [new URL(superuserUrl).host, ...nodes];
  const text = `password='${OWNER_PASSWORD.replace(/[\\']/gu, "\\$&")}'`;
  for (const host of new Set(hosts)) {
    const at = new URL(superuserUrl);
    at.host = host;
    await sendRequest(
      at.href,
      `insert into pg_dist_authinfo (nodeid, rolename, authinfo) values (0, ${literal(name)}, ${literal(text)})
       on conflict (rolename, nodeid) do update set authinfo = excluded.authinfo`,
    );
  }
}

test.runIf(process.env.TESTS_ON_CITUS)(
  "a hub with orders and stock is distributed, also where that was cut short, and works on with the same rows",
  async () => {
    await using db = await testDatabase();
    const name = `argosy_filled_${randomUUID().replaceAll("-", "")}`;
    const url = new URL(db.database.ownerUrl);
    url.pathname = `/${name}`;
    const superuserUrl = url.href;
    const port = await freePort();
    const sellers: Filled[] = [];
    const nodes = [...new Set((await homesOf(db.database.ownerUrl)).map(({ node }) => node))];
    const spread = (log: (message: string) => void) =>
      distribute({ ownerUrl: superuserUrl, key: db.keys.current, nodes, places: 4, log });
    try {
      const ownerUrl = await ownedDatabase(db, name);
      const ordinary = await hubOn(db, ownerUrl, port);
      try {
        for (const slug of ["lisbon", "porto", "braga"]) {
          const setup = slug === "lisbon" ? (ordinary.setupToken ?? undefined) : undefined;
          sellers.push(
            await fill(await signUpSeller({ url: ordinary.url, name: "Owner", organization: slug, slug, setup })),
          );
        }
        for (const each of sellers) await sell(each, 3, 47);
        await expect(spread(() => undefined)).rejects.toThrow("Stop all its processes first");
        await expect(
          distribute({ ownerUrl, key: db.keys.current, nodes, places: 4, log: () => undefined }),
        ).rejects.toThrow("Only a superuser can distribute a database");
      } finally {
        await ordinary.stop();
      }
      const before = await rowsOf(superuserUrl);
      for (const table of ["organization", "connection", "sales_order", "order_line", "level", "movement", "listing"])
        expect(before[`argosy.${table}`] ?? [], table).not.toEqual([]);
      const triggers = await triggersOf(superuserUrl);

      let tables = 0;
      const cut = () => {
        if (++tables === 60) throw new Error("the power failed");
      };
      await expect(spread(cut)).rejects.toThrow("the power failed");
      await expect(homesOf(ownerUrl)).rejects.toThrow("not distributed to the end");
      expect(await spread(() => undefined)).toMatchObject({ places: 4, nodes: 2 });
      await tellOwnersPassword(superuserUrl, nodes, name);

      expect(await rowsOf(superuserUrl)).toEqual(before);
      expect(await triggersOf(superuserUrl)).toEqual(triggers);
      expect(
        await sendRequest(
          superuserUrl,
          `select logicalrelid from pg_dist_partition where pg_relation_size(logicalrelid) > 0
             and logicalrelid::text like 'argosy.%'`,
        ),
      ).toEqual([]);

      const distributed = await hubOn(db, ownerUrl, port);
      try {
        for (const each of sellers) await sell(each, 4, 43);
      } finally {
        await distributed.stop();
      }
    } finally {
      for (const sandbox of sellers.flatMap(({ shops }) => shops)) await sandbox.close();
      for (const server of db.servers) await server.run(`drop database if exists ${name} with (force)`);
      for (const server of db.servers) await server.run(`drop role if exists ${name}`);
    }
  },
  STARTS_MS,
);
