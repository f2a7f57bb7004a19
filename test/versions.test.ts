/** A version beside the one before it: its schema under the other's code, its backups, its data. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "../src/commerce/actor.ts";
import { organizationId } from "../src/commerce/ids.ts";
import { restoreBackup } from "../src/db/backup/restore.ts";
import { writeBackup } from "../src/db/backup/write.ts";
import { BASELINE } from "../src/db/baseline.ts";
import { openDatabase, type Tx, txOf } from "../src/db/database.ts";
import { migrate, readMigrations } from "../src/db/migrate.ts";
import { singleClient } from "../src/db/single-client.ts";
import { type TestDatabase, testDatabase } from "../src/db/testing.ts";
import { listLevels } from "../src/hub/inventory/levels.ts";
import { adjustStock } from "../src/hub/inventory/stock-changes.ts";
import { missedBy, readSchema, type Schema } from "./support/schema-compat.ts";
import { missedOnTheWay } from "./support/schema-walk.ts";

/** What an older version would miss although it may run on, and why that harms nobody. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  [[
    "unique index argosy.automation_event argosy.automation_event_of_product is new:",
    "btree (organization_id, made_in, subject_id)",
    "WHERE (trigger = ANY (ARRAY['product.created'::text, 'product.changed'::text]))",
  ].join(" ")]: "no older process notes these two: database triggers do, which came with the index and heed it",
};
const ORGANIZATION = "00000000-0000-4000-8000-000000000001";
const OLD = "argosy_version_before";
const RESTORED = "argosy_version_restored";
const PLANTED = "argosy_version_planted";

let db: TestDatabase;
let folder: string;

beforeAll(async () => {
  db = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), "argosy-versions-"));
  for (const name of [OLD, RESTORED, PLANTED]) await db.owner.run(`create database ${name}`);
});
afterAll(async () => {
  for (const name of [OLD, RESTORED, PLANTED]) await db.owner.run(`drop database if exists ${name} with (force)`);
  await db[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function addressOf(name: string): string {
  const address = new URL(db.database.ownerUrl);
  address.pathname = `/${name}`;
  return address.href;
}

async function on<T>(ownerUrl: string, work: (owner: Tx) => Promise<T>): Promise<T> {
  const client = singleClient({ connectionString: ownerUrl, options: "-c search_path=" });
  await client.connect();
  try {
    return await work(txOf(client));
  } finally {
    await client.end();
  }
}

const schemaOf = (ownerUrl: string) => on(ownerUrl, readSchema);

/** Rows of every table, in an order of their own; of tables that have other columns too, only these. */
async function rowsOf(owner: Tx, like?: ReadonlyMap<string, ReadonlySet<string>>): Promise<Map<string, string[]>> {
  const tables = await owner.rows<{ name: string }>(
    `select c.oid::regclass::text as name
     from pg_class c
     where c.relnamespace in ('argosy'::regnamespace, 'auth'::regnamespace)
       and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const rows = new Map<string, string[]>();
  for (const { name } of tables) {
    const found = await owner.rows<{ row: Record<string, unknown> }>(`select to_jsonb(t) as row from ${name} t`);
    const stored = found.map(({ row }) =>
      JSON.stringify(Object.entries(row).filter(([column]) => like?.get(name)?.has(column) ?? true)),
    );
    if (stored.length > 0) rows.set(name, stored.sort());
  }
  return rows;
}

/** A small shop as the oldest version whose backups are restored knew it. */
const FILL = `
  insert into argosy.organization (organization_id, name, slug) values ('${ORGANIZATION}', 'Old shop', 'old-shop');
  set local argosy.organization = '${ORGANIZATION}';
  insert into argosy.location (organization_id, name, code, is_default)
  values ('${ORGANIZATION}', 'Main', 'main', true);
  insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key, order_prefix)
    values ('${ORGANIZATION}', 'commerce', 'sample', 'old', 'Old channel', 'active', 'old', 'SH');
  insert into argosy.secret (organization_id, owner_kind, owner_id, name, ciphertext, iv, tag, key_id)
    select organization_id, 'connection', id, 'token', '\\x01', '\\x02', '\\x03', 'k' from argosy.connection;
  insert into argosy.product (organization_id, title) values ('${ORGANIZATION}', 'Soap');
  insert into argosy.variant (organization_id, product_id, sku, currency)
  select organization_id, id, 'SOAP-1', 'EUR'
  from argosy.product;
  insert into argosy.level (organization_id, variant_id, location_id, on_hand)
    select v.organization_id, v.id, l.id, 12 from argosy.variant v, argosy.location l;
  insert into argosy.product_listing (organization_id, connection_id, ext_key, title)
  select organization_id, id, 'p', 'Soap'
  from argosy.connection;
  insert into argosy.listing (organization_id, connection_id, product_listing_id, ext_key, variant_id, state)
    select p.organization_id, p.connection_id, p.id, 'v', v.id, 'mapped'
    from argosy.product_listing p, argosy.variant v;
  insert into argosy.listing_stock (organization_id, listing_id, connection_id, desired, expected)
    select organization_id, id, connection_id, 12, 12 from argosy.listing;
  insert into argosy.sales_order (organization_id, connection_id, ext_key, ext_number, number, status, financial,
    fulfilment, currency, placed_at)
    select organization_id, id, 'o-1', '1', 'SH1', 'confirmed', 'paid', 'unfulfilled', 'EUR', '2026-11-20T12:00:00Z'
    from argosy.connection`;

/** What a restored hub is told to look at again. */
const LOOKED_AT_AGAIN = ["argosy.hub_state", "argosy.listing_stock"];

test("a backup of the oldest version that may be restored becomes a hub of this version, with all it held [F22]", async () => {
  const [old, restored] = [addressOf(OLD), addressOf(RESTORED)];
  const file = join(folder, "old.backup");
  await migrate({ ownerUrl: old, keys: db.keys, only: [BASELINE] });
  const list = await readFile(join(import.meta.dirname, "../src/db/testing-replaced-migrations.json"), "utf8");
  const replaced = JSON.parse(list) as Record<string, string>;
  await on(old, async (owner) => {
    await owner.run("truncate argosy_setup.migration");
    // Its schema was made by migrations, and its backup names them.
    for (const [name, checksum] of Object.entries(replaced))
      await owner.run("insert into argosy_setup.migration (number, name, checksum) values ($1, $2, $3)", [
        Number(name.slice(0, 4)),
        name,
        checksum,
      ]);
    await owner.run(`begin; ${FILL}; commit`);
  });
  await writeBackup({ ownerUrl: old, file });
  await restoreBackup({ ownerUrl: restored, keys: db.keys, file });
  const { applied } = await migrate({ ownerUrl: restored, keys: db.keys });
  expect(applied).toEqual((await readMigrations()).map(({ name }) => name));
  expect(await schemaOf(restored)).toEqual(await schemaOf(db.database.ownerUrl));
  const before = await on(old, (owner) => rowsOf(owner));
  const columns = await on(old, (owner) =>
    owner.rows<{ name: string; columns: string[] }>(
      `select attrelid::regclass::text as name, array_agg(attname::text) as columns from pg_attribute
       join pg_class c on c.oid = attrelid
       where c.relnamespace in ('argosy'::regnamespace, 'auth'::regnamespace) and attnum > 0
       group by 1`,
    ),
  );
  const like = new Map(columns.map((table) => [table.name, new Set(table.columns)]));
  const after = await on(restored, (owner) => rowsOf(owner, like));
  for (const name of LOOKED_AT_AGAIN) for (const rows of [before, after]) rows.delete(name);
  expect(Object.fromEntries(after)).toMatchObject(Object.fromEntries(before));
  const hub = await openDatabase({ ownerUrl: restored, keys: db.keys });
  try {
    const units = await hub.tenant(organizationId(ORGANIZATION), async (tx) => {
      await adjustStock(tx, { items: [{ sku: "SOAP-1", delta: -2 }], actor: systemActor, now: new Date(0) });
      return (await listLevels(tx, {})).items.map(({ onHand }) => onHand);
    });
    expect(units).toEqual([10]);
  } finally {
    await hub.close();
  }
});

/** Walks through the migrations of a folder on an empty database. */
const walk = (name: string, migrations?: string) =>
  missedOnTheWay({
    ownerUrl: addressOf(name),
    keys: db.keys,
    folder: migrations,
    look: (work) => on(addressOf(name), work),
  });

describe("an older version", () => {
  test("a version of any state between two migrations finds all it reads in this version's schema: its processes go on while the new ones start [F21]", async () => {
    await db.owner.run(`drop database ${OLD} with (force)`);
    await db.owner.run(`create database ${OLD}`);
    const missed = await walk(OLD);
    const unexplained = [...missed].filter(([what]) => !(what in EXCEPTIONS));
    expect(unexplained.map(([what, where]) => `${what} (known before ${where})`)).toEqual([]);
    expect(Object.keys(EXCEPTIONS).filter((what) => !missed.has(what))).toEqual([]);
  });

  test("a version between migrations misses a column that one of them adds and a later one drops", async () => {
    const files = {
      "9001-pets.sql": "create table argosy.pet (organization_id uuid not null, name text)",
      "9002-ages.sql": "alter table argosy.pet add column age int",
      "9003-colours.sql": "alter table argosy.pet add column colour text",
      "9004-no-ages.sql": "alter table argosy.pet drop column age",
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    expect([...(await walk(PLANTED, folder))]).toEqual([
      ["column argosy.pet.age is gone", "9003-colours.sql to 9004-no-ages.sql"],
    ]);
  });

  let now: Schema | undefined;
  const missedAfter = (change: string) =>
    on(db.database.ownerUrl, async (owner) => {
      now ??= await readSchema(owner);
      await owner.run("begin");
      await owner.run(change);
      const after = await readSchema(owner);
      await owner.run("rollback");
      return missedBy(now, after);
    });

  test.each([
    ["alter table argosy.customer drop column name cascade", "column argosy.customer.name is gone"],
    ["alter table argosy.customer rename to buyer", "table argosy.customer is gone"],
    [
      "alter table argosy.movement alter note type varchar",
      "column argosy.movement.note is character varying, was text",
    ],
    ["alter table argosy.customer add column age int not null", "column argosy.customer.age needs a value"],
    ["alter table argosy.customer alter name set not null", "column argosy.customer.name needs a value"],
    [
      "alter table argosy.customer add constraint short check (length(name) < 9)",
      "constraint argosy.customer short is new: CHECK ((length(name) < 9))",
    ],
    [
      "create unique index one_name on argosy.customer (organization_id, name)",
      "unique index argosy.customer argosy.one_name is new: btree (organization_id, name)",
    ],
    ["drop function argosy.new_id cascade", "function argosy.new_id() is gone"],
    ["revoke insert on argosy.customer from argosy_app", "right argosy_app INSERT argosy.customer.name is gone"],
    ["drop policy tenant on argosy.customer", "policy argosy.customer tenant is gone"],
    ["drop trigger level_captured_update on argosy.level", "trigger argosy.level level_captured_update is gone"],
  ])("an older version would not go on after: %s", async (change, missed) => {
    expect(await missedAfter(change)).toContain(missed);
  });

  test.each([
    "alter table argosy.customer add column age int",
    "alter table argosy.customer add column age int not null default 0 check (age >= 0)",
    `alter table argosy.customer add column shop uuid,
     add foreign key (organization_id, shop) references argosy.connection (organization_id, id)`,
    "create table argosy.pet (organization_id uuid not null, name text not null unique)",
  ])("an older version goes on after: %s", async (change) => {
    expect(await missedAfter(change)).toEqual([]);
  });
});
