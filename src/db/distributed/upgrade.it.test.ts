import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { organizationId } from "../../commerce/ids.ts";
import { openDatabase } from "../database.ts";
import { migrate, readMigrations } from "../migrate.ts";
import { singleClient } from "../single-client.ts";
import { onNode } from "../test-server.ts";
import { type TestDatabase, testDatabase } from "../testing.ts";
import { openOwner } from "../testing-owner.ts";
import { type Tx, txOf } from "../tx.ts";
import { type Place, placesOf } from "./places.ts";
import { distributeOlder, isHeldBack } from "./testing-older.ts";

const MOST_MS = 900_000;
/** Always the same, so that every place has one. */
const ORGANIZATIONS = Array.from({ length: 24 }, (_, n) => `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`);

/** A shop with an order on its way, as the version before knew it. */
const FILL = [
  "insert into argosy.organization (organization_id, name, slug) values ($1::uuid, 'Old shop', $1::text)",
  "insert into argosy.location (organization_id, name, code, is_default) values ($1, 'Main', 'main', true)",
  `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key, order_prefix)
   values ($1, 'commerce', 'sample', 'old', 'Old channel', 'active', 'old', 'SH')`,
  `insert into argosy.sales_order (organization_id, connection_id, ext_key, ext_number, number, status, financial,
     fulfilment, currency, placed_at, shipping_address)
   select organization_id, id, 'o-1', '1', 'SH1', 'confirmed', 'paid', 'unfulfilled', 'EUR', now(),
     '{"country": "de", "postcode": "10115"}'
   from argosy.connection
   where organization_id = $1`,
  `insert into argosy.shipment (organization_id, order_id, connection_id, reference, idempotency_key, location_id,
     payment, value_minor, currency, tells_at, requested_by, created_at, updated_at)
   select o.organization_id, o.id, o.connection_id, 'S-1', 'k-1', l.id, 'prepaid', 1, 'EUR', 'booked', 'system',
     now(), now()
   from argosy.sales_order o
   join argosy.location l on l.organization_id = o.organization_id
   where o.organization_id = $1`,
];

/** A database of its own on every node, removed with them. */
async function olderDatabase(db: TestDatabase): Promise<{ ownerUrl: string } & AsyncDisposable> {
  const name = `argosy_older_${randomUUID().replaceAll("-", "")}`;
  const nodes = await db.owner.rows<{ node: string }>(
    "select nodename || ':' || nodeport as node from pg_dist_node where groupid <> 0",
  );
  const url = new URL(db.database.ownerUrl);
  url.pathname = `/${name}`;
  await db.owner.run(`create database ${name}`);
  await distributeOlder({ ownerUrl: url.href, keys: db.keys, nodes: nodes.map(({ node }) => node) });
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
async function factsOf(ownerUrl: string, place: Place): Promise<Record<string, string[]>> {
  const unchecked = await uncheckedOf(ownerUrl);
  const numberless = (text: string) =>
    text.replaceAll(/_\d{6}\b/gu, "").replaceAll(/argosy_place\d+/gu, "argosy_place");
  const plain = (text: string) => {
    const fact = numberless(text);
    return unchecked.some((name) => fact.startsWith(`${name} `)) ? fact.replace(/ NOT VALID$/u, "") : fact;
  };
  return at(onNode(ownerUrl, place.node), async (tx) => {
    const found: Record<string, string[]> = {};
    for (const [table, shard] of place.shards) {
      if (/^sync_log_\d/u.test(table)) continue;
      const facts = await tx.rows<{ fact: string }>(FACTS.join(" union all "), [`argosy.${shard}`]);
      found[table] = facts.map(({ fact }) => plain(fact)).sort();
    }
    const functions = await tx.rows<{ fact: string }>(
      `select concat_ws(' ', pg_get_functiondef(oid), proacl::text) as fact from pg_proc
       where pronamespace = $1::regnamespace and proname <> 'require_here' order by proname`,
      [place.schema],
    );
    found["functions"] = functions.map(({ fact }) => plain(fact));
    return found;
  });
}

test.runIf(process.env.TESTS_ON_CITUS)(
  "a distributed database of an earlier version is upgraded, also where that was cut short twice",
  async () => {
    await using db = await testDatabase();
    await using older = await olderDatabase(db);
    const { ownerUrl } = older;
    const places = await placesOf(ownerUrl);
    const { owner, close } = openOwner(ownerUrl, places);
    try {
      for (const organization of ORGANIZATIONS)
        for (const statement of FILL) await owner.run(statement, [organization]);

      // One place's rows cannot be changed, after those of the places before it were.
      const last = places.at(-1);
      const broken = `argosy.${last?.shards.get("shipment")}`;
      const atLast = <T>(work: (tx: Tx) => Promise<T>) => at(onNode(ownerUrl, last?.node ?? ""), work);
      await atLast((tx) => tx.run(`alter table ${broken} add constraint none check (false) not valid`));
      // A table of the name of one to come, behind a column that has been added then.
      await owner.run("create table argosy.traced_change (a int)");
      const upgrade = () => migrate({ ownerUrl, keys: db.keys });
      await expect(upgrade()).rejects.toThrow(/^Migration 1110-where-shipments-go.sql failed .* violates check/);
      await expect(placesOf(ownerUrl)).rejects.toThrow("not distributed to the end");
      await atLast((tx) => tx.run(`alter table ${broken} drop constraint none`));
      await expect(upgrade()).rejects.toThrow(/^Migration 1210-trace-places.sql failed .* already exists/);
      await owner.run("drop table argosy.traced_change");
      const left = (await readMigrations()).filter((each) => isHeldBack(each) && each.number >= 1210);
      expect((await upgrade()).applied).toHaveLength(left.length);
      expect((await upgrade()).applied).toEqual([]);
    } finally {
      await close();
    }

    const upgraded = await placesOf(ownerUrl);
    const fresh = await placesOf(db.database.ownerUrl);
    expect(upgraded.map(({ shards }) => [...shards.keys()].sort())).toEqual(
      fresh.map(({ shards }) => [...shards.keys()].sort()),
    );
    for (const [n, place] of upgraded.entries())
      expect(await factsOf(ownerUrl, place)).toEqual(await factsOf(db.database.ownerUrl, fresh[n] ?? place));

    const hub = await openDatabase({ ownerUrl, keys: db.keys, places: upgraded });
    try {
      for (const organization of ORGANIZATIONS)
        await hub.tenant(organizationId(organization), async (tx) => {
          expect(await tx.rows("select to_country, to_postcode from shipment")).toEqual([
            { to_country: "DE", to_postcode: "10115" },
          ]);
          await tx.run(`update sales_order set shipping_address = '{"country": "fr", "postcode": "75001"}'`);
          expect(await tx.rows("select to_country from shipment")).toEqual([{ to_country: "FR" }]);
        });
    } finally {
      await hub.close();
    }
  },
  MOST_MS,
);
