import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { organizationId } from "../../commerce/ids.ts";
import { openDatabase } from "../database.ts";
import { type HomeInfo, homesOf } from "../home-list.ts";
import { migrate } from "../migrate.ts";
import { singleClient } from "../single-client.ts";
import { onNode } from "../test-server.ts";
import { type TestDatabase, testDatabase } from "../testing.ts";
import { openOwner } from "../testing-owner.ts";
import { type Tx, txOf } from "../tx.ts";
import { distribute } from "./distribute.ts";
import { distributeOlder } from "./testing-older.ts";

const MOST_MS = 900_000;
/** Always the same, so that every place has one. */
const ORGANIZATIONS = Array.from({ length: 24 }, (_, n) => `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`);

/** A shop with an order, as the version before knew it. */
const FILL = [
  "insert into argosy.organization (organization_id, name, slug) values ($1::uuid, 'Old shop', $1::text)",
  `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key, order_prefix)
   values ($1, 'commerce', 'sample', 'old', 'Old channel', 'active', 'old', 'SH')`,
  `insert into argosy.sales_order (organization_id, connection_id, ext_key, ext_number, number, status, financial,
     fulfilment, currency, placed_at, shipping_address)
   select organization_id, id, 'o-1', '1', 'SH1', 'confirmed', 'paid', 'unfulfilled', 'EUR', now(),
     '{"country": "de", "postcode": "10115"}'
   from argosy.connection
   where organization_id = $1`,
];

/** What migrations do: columns, rows, code, tables, indexes. */
const MIGRATIONS = {
  "9001-where-orders-go.sql": `
    alter table argosy.sales_order add column goes_to text check (goes_to <> '');
    alter table argosy.sales_order no force row level security;
    update argosy.sales_order set goes_to = upper(shipping_address ->> 'country');
    alter table argosy.sales_order force row level security;
    create function argosy.order_goes() returns trigger language plpgsql as $$
    begin
      new.goes_to := upper(new.shipping_address ->> 'country');
      return new;
    end
    $$;
    create trigger sales_order_goes before update of shipping_address on argosy.sales_order
      for each row execute function argosy.order_goes();`,
  "9002-visits.sql": `
    create table argosy.order_visit (
      organization_id uuid not null,
      order_id uuid not null,
      visits int not null default 0 check (visits >= 0),
      primary key (organization_id, order_id),
      foreign key (organization_id, order_id) references argosy.sales_order (organization_id, id) on delete cascade);
    alter table argosy.order_visit enable row level security;
    alter table argosy.order_visit force row level security;
    create policy tenant on argosy.order_visit for all to argosy_app
      using (organization_id = argosy.tenant()) with check (organization_id = argosy.tenant());
    grant select, insert, update, delete on argosy.order_visit to argosy_app;`,
  "9003-orders-by-country.concurrently.sql":
    "create index concurrently if not exists sales_order_goes_to on argosy.sales_order (organization_id, goes_to);",
};

/** A database of its own on every node, removed with them. */
async function distributedDatabase(
  db: TestDatabase,
  make: (ownerUrl: string, nodes: readonly string[]) => Promise<void>,
): Promise<{ ownerUrl: string } & AsyncDisposable> {
  const name = `argosy_older_${randomUUID().replaceAll("-", "")}`;
  const nodes = await db.owner.rows<{ node: string }>(
    "select nodename || ':' || nodeport as node from pg_dist_node where groupid <> 0",
  );
  const url = new URL(db.database.ownerUrl);
  url.pathname = `/${name}`;
  await db.owner.run(`create database ${name}`);
  await make(
    url.href,
    nodes.map(({ node }) => node),
  );
  return {
    ownerUrl: url.href,
    async [Symbol.asyncDispose]() {
      for (const server of db.servers) await server.run(`drop database if exists ${name} with (force)`);
    },
  };
}

async function at<T>(url: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = singleClient({
    connectionString: url,
    options:
      "-c search_path=public -c citus.override_table_visibility=off -c citus.enable_manual_changes_to_shards=on -c citus.enable_ddl_propagation=off",
  });
  await client.connect();
  try {
    return await work(txOf(client));
  } finally {
    await client.end();
  }
}

const FACTS = [
  `select attname || ' ' || format_type(atttypid, atttypmod) || attnotnull || coalesce(pg_get_expr(adbin, adrelid), '')
     as fact
   from pg_attribute
   left join pg_attrdef on adrelid = attrelid and adnum = attnum
   where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
  "select conname || ' ' || pg_get_constraintdef(oid) as fact from pg_constraint where conrelid = $1::regclass",
  "select pg_get_indexdef(indexrelid) || indisvalid as fact from pg_index where indrelid = $1::regclass",
  "select pg_get_triggerdef(oid) as fact from pg_trigger where tgrelid = $1::regclass and not tgisinternal",
  `select concat_ws(' ', polname, polcmd, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) as fact
   from pg_policy
   where polrelid = $1::regclass`,
  `select concat_ws(' ', relrowsecurity, relforcerowsecurity, acl.grantee::regrole, acl.privilege_type) as fact
   from pg_class, aclexplode(relacl) acl
   where oid = $1::regclass`,
];

/** Conditions that were never held against the rows of before, on one server as on several. */
async function uncheckedOf(ownerUrl: string): Promise<string[]> {
  const found = await at(ownerUrl, (tx) =>
    tx.rows<{ name: string }>(
      `select conname as name from pg_constraint
       where not convalidated and connamespace = 'argosy'::regnamespace and conname !~ '_[0-9]{6}$'`,
    ),
  );
  return found.map(({ name }) => name);
}

/**
 * What is known of each shard of a place and of its functions, without their numbers; its guard is numbers. Citus copies a
 * table with its unchecked conditions as checked ones: those are the same.
 */
async function factsOf(ownerUrl: string, home: HomeInfo): Promise<Record<string, string[]>> {
  const unchecked = await uncheckedOf(ownerUrl);
  const numberless = (text: string) =>
    text.replaceAll(/_\d{6}\b/gu, "").replaceAll(/argosy_place\d+/gu, "argosy_place");
  const plain = (text: string) => {
    const fact = numberless(text);
    return unchecked.some((name) => fact.startsWith(`${name} `)) ? fact.replace(/ NOT VALID$/u, "") : fact;
  };
  return at(onNode(ownerUrl, home.node), async (tx) => {
    const found: Record<string, string[]> = {};
    for (const [table, shard] of home.shards) {
      if (/^sync_log_\d/u.test(table)) continue;
      const facts = await tx.rows<{ fact: string }>(FACTS.join(" union all "), [`argosy.${shard}`]);
      found[table] = facts.map(({ fact }) => plain(fact)).sort();
    }
    const functions = await tx.rows<{ fact: string }>(
      `select concat_ws(' ', pg_get_functiondef(oid), proacl::text) as fact from pg_proc
       where pronamespace = $1::regnamespace and proname <> 'require_here' order by proname`,
      [home.schema],
    );
    found["functions"] = functions.map(({ fact }) => plain(fact));
    return found;
  });
}

test.runIf(process.env.TESTS_ON_CITUS)(
  "a distributed database of an earlier version is upgraded, also where that was cut short twice",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "argosy-upgrade-"));
    for (const [name, text] of Object.entries(MIGRATIONS)) await writeFile(join(folder, name), text);
    await using db = await testDatabase();
    const { keys } = db;
    await using older = await distributedDatabase(db, (ownerUrl, nodes) => distributeOlder({ ownerUrl, keys, nodes }));
    await using newer = await distributedDatabase(db, async (ownerUrl, nodes) => {
      await migrate({ ownerUrl, keys, folder });
      await distribute({ ownerUrl, key: keys.current, nodes, places: 2 * nodes.length, log: () => undefined });
    });
    const { ownerUrl } = older;
    const homes = await homesOf(ownerUrl);
    const { owner, close } = openOwner(ownerUrl, homes);
    try {
      for (const organization of ORGANIZATIONS)
        for (const statement of FILL) await owner.run(statement, [organization]);

      // One place's rows cannot be changed, after those of the places before it were.
      const last = homes.at(-1);
      const broken = `argosy.${last?.shards.get("sales_order")}`;
      const atLast = <T>(work: (tx: Tx) => Promise<T>) => at(onNode(ownerUrl, last?.node ?? ""), work);
      await atLast((tx) => tx.run(`alter table ${broken} add constraint none check (false) not valid`));
      // A table of the name of one to come, behind a column that has been added then.
      await owner.run("create table argosy.order_visit (a int)");
      const upgrade = () => migrate({ ownerUrl, keys, folder });
      await expect(upgrade()).rejects.toThrow(/^Migration 9001-where-orders-go.sql failed .* violates check/);
      await expect(homesOf(ownerUrl)).rejects.toThrow("not distributed to the end");
      await atLast((tx) => tx.run(`alter table ${broken} drop constraint none`));
      await expect(upgrade()).rejects.toThrow(/^Migration 9002-visits.sql failed .* already exists/);
      await owner.run("drop table argosy.order_visit");
      expect((await upgrade()).applied).toEqual(Object.keys(MIGRATIONS).slice(1));
      expect((await upgrade()).applied).toEqual([]);
    } finally {
      await close();
    }

    const upgraded = await homesOf(ownerUrl);
    const fresh = await homesOf(newer.ownerUrl);
    expect(upgraded.map(({ shards }) => [...shards.keys()].sort())).toEqual(
      fresh.map(({ shards }) => [...shards.keys()].sort()),
    );
    for (const [n, home] of upgraded.entries())
      expect(await factsOf(ownerUrl, home)).toEqual(await factsOf(newer.ownerUrl, fresh[n] ?? home));

    const hub = await openDatabase({ ownerUrl, keys, places: upgraded });
    try {
      for (const organization of ORGANIZATIONS)
        await hub.tenant(organizationId(organization), async (tx) => {
          expect(await tx.rows("select goes_to from sales_order")).toEqual([{ goes_to: "DE" }]);
          await tx.run(`update sales_order set shipping_address = '{"country": "fr", "postcode": "75001"}'`);
          expect(await tx.rows("select goes_to from sales_order")).toEqual([{ goes_to: "FR" }]);
        });
    } finally {
      await hub.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
  MOST_MS,
);
