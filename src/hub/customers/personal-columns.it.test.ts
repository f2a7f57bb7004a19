/** Every column says what it holds of people, and erasing a person empties each that holds something of them. */
import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { actor, noon, testShop } from "../orders/testing.ts";
import { indexAllDue } from "../search/index-due.ts";
import { listCustomers } from "./customers.ts";
import { ERASERS } from "./erasers.ts";
import { exportCustomer } from "./person-export.ts";
import { columnsOfTables } from "./personal-columns.ts";
import { eraseCustomer } from "./privacy.ts";
import { whereWordsStand } from "./testing.ts";
import { hala, leaveTraces } from "./testing-traces.ts";

const db = fixture(testDatabase);

/** Types that hold no words about people: their columns need no name here. */
const TYPES_WITHOUT_WORDS: readonly string[] = [
  "uuid",
  "uuid[]",
  "boolean",
  "smallint",
  "integer",
  "integer[]",
  "bigint",
  "numeric",
  "timestamp with time zone",
  "xid8",
];

const split = (names = "") => names.split(" ").filter(Boolean);
/** Into which a test can write a name. */
type Texts = "text" | "text[]" | "json" | "jsonb";
const inTables = (columns: (table: (typeof columnsOfTables)[string]) => readonly string[]) =>
  Object.entries(columnsOfTables).flatMap(([table, declared]) => columns(declared).map((name) => `${table}.${name}`));

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly isGenerated: boolean;
}

const readColumns = () =>
  db.owner.rows<Column>(
    `select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type,
       a.attgenerated <> '' as "isGenerated"
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'argosy'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and format_type(a.atttypid, null) <> all($1)
       and exists (select from pg_attribute o where o.attrelid = c.oid and o.attname = 'organization_id')
     order by 1, a.attnum`,
    [TYPES_WITHOUT_WORDS],
  );

test("every column that may hold words of an organization's tables says in personal-columns.ts what it holds of people [E5.3]", async () => {
  const there = (await readColumns()).map(({ table, column }) => `${table}.${column}`);
  const declared = inTables(({ person, words, members, kept = {}, derived, none }) => [
    ...[person, words, members, derived, none].flatMap(split),
    ...Object.keys(kept),
  ]);
  expect(declared.toSorted()).toEqual(there.toSorted());
});

test("a table with a buyer's own data is part of the copy they may ask for, or says why not [E5.4]", () => {
  const unsaid = Object.entries(columnsOfTables).filter(
    ([, { person, order, customer, notCopied }]) => person !== undefined && !order && !customer && !notCopied,
  );
  expect(unsaid.map(([table]) => table)).toEqual([]);
});

/** Tables about orders that hold something of buyers. */
const ofOrders = Object.entries(columnsOfTables).flatMap(([table, { order }]) => (order ? [table] : []));

test("every table about orders that holds something of buyers is part of the copy they may ask for [E5.4]", async () => {
  const tables = await db.owner.rows<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'order_id'
     where c.relnamespace = 'argosy'::regnamespace and c.relkind = 'r' and not c.relispartition`,
  );
  const holds = tables
    .map(({ name }) => name)
    .filter((name) => {
      const { person, words } = columnsOfTables[name] ?? {};
      return person !== undefined || words !== undefined;
    });
  expect(holds.filter((name) => !ofOrders.includes(name))).toEqual([]);
});

test("every column with something of a buyer has its eraser [E5.3]", () => {
  const erased = ERASERS.flatMap(({ columns }) =>
    Object.entries(columns).flatMap(([table, names]) => names.map((name) => `${table}.${name}`)),
  );
  const personal = inTables(({ person, words }) => [person, words].flatMap(split));
  expect([...new Set(erased)].toSorted()).toEqual(personal.toSorted());
});

/** Texts a table's checks allow in a column: `kind = ANY (ARRAY['a'::text, ...` */
const ALLOWED = /\(?(\w+) = ANY \(ARRAY\['([^']+)'::text/gu;
const FIRST_OF_TYPE: Readonly<Record<string, string>> = {
  uuid: "gen_random_uuid()",
  text: "'x'",
  "text[]": "'{x}'",
  "timestamp with time zone": "now()",
  date: "now()",
  jsonb: "'{}'",
  bytea: "''",
  boolean: "false",
  character: "'EUR'",
};

/** A row in a table that has none, which hangs on the order, the customer and the store where it names them. */
async function addRow(table: string, existing: Readonly<Record<string, string>>): Promise<void> {
  const columns = await db.owner.rows<{ name: string; type: string }>(
    `select a.attname as name, format_type(a.atttypid, null) as type from pg_attribute a
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
       and a.attgenerated = '' and a.attidentity = ''
       and (a.attnotnull and not a.atthasdef or a.attname = any($2))`,
    [`argosy.${table}`, Object.keys(existing)],
  );
  const checks = await db.owner.rows<{ text: string }>(
    "select pg_get_constraintdef(oid) as text from pg_constraint where conrelid = $1::regclass and contype = 'c'",
    [`argosy.${table}`],
  );
  const allowed = new Map(
    checks.flatMap(({ text }) =>
      [...text.matchAll(ALLOWED)].map(([, column, value]) => [column, `'${value}'`] as const),
    ),
  );
  const values = columns.map(({ name, type }) =>
    name in existing ? `'${existing[name]}'` : (allowed.get(name) ?? FIRST_OF_TYPE[type] ?? "1"),
  );
  // As a replica: what else it names need not be there.
  await db.owner.run(
    `begin; set local session_replication_role = replica;
     insert into argosy.${table} (${columns.map(({ name }) => name).join(", ")}) values (${values.join(", ")}); commit`,
  );
}

test("a person named in any column with something of buyers is nowhere once erased, and the report names each place [E5.3]", async () => {
  const shop = await testShop(db);
  const store = await shop.newStore();
  const order = await leaveTraces({ shop, store }, hala, "H1");
  await indexAllDue(shop.run);
  const [customer] = (await shop.run((tx) => listCustomers(tx, {}))).items;
  if (!customer) throw new Error("The order has no customer.");
  const existing = {
    organization_id: shop.organization,
    connection_id: store.id,
    order_id: order,
    customer_id: customer.id,
    one_id: customer.id,
    survivor_id: customer.id,
    url: "https://shop.example.test/",
  };
  const personal = new Set(inTables(({ person, words }) => [person, words].flatMap(split)));
  const named = new Set(await whereWordsStand(db.owner, shop.organization, [hala.name]));
  const values: Readonly<Record<Texts, string>> = {
    text: "$2",
    "text[]": "array[$2]",
    json: "to_json($2::text)",
    jsonb: "to_jsonb($2::text)",
  };
  const refused: string[] = [];
  const isWords = (type: string): type is Texts => type in values;
  const mayName = (await readColumns()).flatMap(({ table, column, type, isGenerated }) =>
    personal.has(`${table}.${column}`) && !isGenerated && isWords(type) ? [{ table, column, type }] : [],
  );
  for (const { table, column, type } of mayName) {
    const place = `${table}.${column}`;
    if (named.has(`argosy.${place}`)) continue;
    const { found } = await db.owner.one<{ found: boolean }>(
      `select exists (select from argosy.${table} where organization_id = $1) as found`,
      [shop.organization],
    );
    try {
      if (!found) await addRow(table, existing);
      await db.owner.run(`update argosy.${table} set ${column} = ${values[type]} where organization_id = $1`, [
        shop.organization,
        hala.name,
      ]);
    } catch (error) {
      refused.push(`${place}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  expect(refused).toEqual([]);
  await db.owner.run("update argosy.settlement_line set order_id = $2 where organization_id = $1", [
    shop.organization,
    order,
  ]);
  await db.owner.run(
    `update argosy.order_return_line l set return_id = r.id from argosy.order_return r
     where l.organization_id = $1 and r.organization_id = $1 and r.order_id = $2`,
    [shop.organization, order],
  );
  const { records } = (await shop.run((tx) => exportCustomer(tx, customer.id))) as {
    readonly records: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  };
  const isCopied = (table: string, column: string) =>
    records[table]?.some((row) => JSON.stringify(row[column] ?? null).includes(hala.name)) === true;
  const missing = mayName.flatMap(({ table, column }) =>
    table in records && !isCopied(table, column) ? [`${table}.${column}`] : [],
  );
  // A case of a line nobody knows hangs on no order.
  expect(missing).toEqual(["settlement_case.note"]);
  const { places } = await shop.run((tx) => eraseCustomer(tx, customer.id, { actor, now: noon }));
  expect(places.map(({ what }) => what).toSorted()).toEqual([...new Set(ERASERS.map(({ what }) => what))].toSorted());
  expect(await whereWordsStand(db.owner, shop.organization, [hala.name])).toEqual([]);
});
