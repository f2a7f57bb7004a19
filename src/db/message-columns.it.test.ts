/** Every text a connector or the hub says of its work is kept with what it is made of, and told in the reader's language. */
import { randomUUID } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isSql, literals } from "../../scripts/sql-lines.ts";
import { testDatabase } from "./testing.ts";

/** Tables, the text and the column of its parts. */
const TOLD = [
  ["access_grant", "error", "error_said"],
  ["alert", "text", "said"],
  ["automation_run", "error", "error_said"],
  ["catalog_import_issue", "message", "said"],
  ["channel_file_issue", "message", "message_said"],
  ["command", "text", "text_said"],
  ["conversation_reply", "error", "error_said"],
  ["connection", "last_error", "last_error_said"],
  ["connection", "warnings", "warnings_said"],
  ["inbox_event", "error", "error_said"],
  ["listing_price", "error", "error_said"],
  ["listing_stock", "error", "error_said"],
  ["pickup", "text", "text_said"],
  ["plan_item", "error", "error_said"],
  ["product_listing", "error", "error_said"],
  ["record_push", "error", "error_said"],
  ["run", "error", "error_said"],
  ["sales_order", "push_error", "push_error_said"],
  ["shipment", "text", "text_said"],
  ["shipment", "why", "why_said"],
  ["sync_cursor", "error", "error_said"],
  ["sync_log", "text", "text_said"],
  ["timeline", "text", "said"],
  ["webhook_attempt", "error", "said"],
  ["webhook_delivery", "last_error", "last_said"],
  ["webhook_endpoint", "last_error", "last_said"],
] as const;

/** Texts of the same names that hold nobody's sentences, and why. */
const OTHERS: Readonly<Record<string, string>> = {
  "channel_fee.text": "the platform's own name of a fee",
  "conversation_reply.text": "a member's own words",
  "gift_card_use.error": "kept for support, answered by no route",
  "parked_work.error": "kept for support, answered by no route",
  "pos_terminal_payment.text": "the words of the terminal's provider",
  "settlement_line.text": "the statement's own words",
  "tracking_event.text": "a courier's own words of a scan",
};

const root = join(import.meta.dirname, "..");
const sources = globSync("{hub,engine}/**/*.ts", { cwd: root })
  .filter((path) => !/test\.ts$|testing/.test(path))
  .map((path) => readFileSync(join(root, path), "utf8"));
const statements = sources.flatMap((text) =>
  literals(text)
    .map(({ start, end }) => text.slice(start + 1, end - 1))
    .filter(isSql),
);

test("every table with such a text has a column for its parts", async () => {
  await using db = await testDatabase();
  const columns = await db.owner.rows<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'argosy' and data_type in ('text', 'ARRAY')
       and (column_name ~ '(^|_)error$' or column_name in ('text', 'message', 'warnings', 'why'))
       and table_name in (select c.relname from pg_class c
         where c.relnamespace = 'argosy'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition)
     order by name`,
  );
  const existing = new Set([...TOLD.map(([table, text]) => `${table}.${text}`), ...Object.keys(OTHERS)]);
  expect(columns.map(({ name }) => name).filter((name) => !existing.has(name))).toEqual([]);
  for (const [table, , text] of TOLD)
    expect(
      await db.owner.rows(
        `select data_type from information_schema.columns
         where table_schema = 'argosy' and table_name = $1 and column_name = $2`,
        [table, text],
      ),
      `${table}.${text}`,
    ).toEqual([{ data_type: "jsonb" }]);
});

test("a version that writes a text alone leaves no parts of the text before beside it", async () => {
  await using db = await testDatabase();
  const triggers = await db.owner.rows<{ owner: string }>(
    `select tgrelid::regclass::text as owner from pg_trigger
     where tgname like 'parts\\_of\\_another\\_%' and tgparentid = 0`,
  );
  expect(triggers).toHaveLength(17);
  const organization = randomUUID();
  await db.owner.run("insert into argosy.organization (organization_id, name, slug) values ($1, 'Ana', 'ana')", [
    organization,
  ]);
  const write = (text: string | null, parts: readonly object[] | null) =>
    db.owner.run("update argosy.connection set last_error = $1, last_error_said = $2::jsonb", [
      text,
      parts && JSON.stringify(parts),
    ]);
  const parts = async () => {
    const { said } = await db.owner.one<{ said: unknown }>("select last_error_said as said from argosy.connection");
    return said;
  };
  await db.owner.run(
    `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key)
     values ($1, 'commerce', 'shopify', 'shop', 'Shop', 'active', 'k')`,
    [organization],
  );
  await write("Sign in again.", [{ code: "one" }]);
  await db.owner.run("update argosy.connection set name = 'Other'");
  expect(await parts()).toEqual([{ code: "one" }]);
  await db.owner.run("update argosy.connection set last_error = 'The shop is away.'");
  expect(await parts()).toBeNull();
  await write("Sign in again.", [{ code: "two" }]);
  expect(await parts()).toEqual([{ code: "two" }]);
});

test.each(TOLD)("every writer of %s.%s writes %s", (table, text, message) => {
  const own = statements.filter((sql) =>
    new RegExp(`(?:insert into|update)\\s+(?:argosy\\.)?${table}\\b`, "i").test(sql),
  );
  expect(own.length).toBeGreaterThan(0);
  // A text that is taken away takes its parts along by being null; nobody reads them without it.
  const sets = new RegExp(`(?<![\\w."])${text}\\s*=\\s*(?!null\\b|''|excluded|case when state in)\\S`, "i");
  const inserts = new RegExp(`insert into\\s+(?:argosy\\.)?${table}\\b[^)]*[\\s,(]${text}[\\s,)]`, "i");
  const wrong = own.filter(
    (sql) => (changes(sql, sets) || inserts.test(sql)) && !new RegExp(`\\b${message}\\b`).test(sql),
  );
  expect(wrong).toEqual([]);
});

/** Whether the statement sets it: comparisons of its conditions do not count. */
function changes(sql: string, sets: RegExp): boolean {
  return [...sql.matchAll(/\bset\b([\s\S]*?)(?=\bwhere\b|\bfrom\b|$)/gi)].some(([, list = ""]) => sets.test(list));
}
