/** Every row of every table. Tables of keys and values count as one column for each key. */
import type { Tables } from "../driver.ts";
import type { Row, ShopDatabase } from "./database.ts";

/** Whose record a row of these belongs to. */
const OWNERS = ["post_id", "comment_id", "user_id", "term_id", "order_id", "order_item_id", "fulfillment_id"];

export async function allTables(database: ShopDatabase, prefix: string): Promise<Tables> {
  const names = await database.rows<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = database() and table_name like ? and table_type = 'BASE TABLE' order by 1`,
    [`${prefix.replace(/_/g, "\\_")}%`],
  );
  const keys = await database.rows<{ name: string; key: string }>(
    `select table_name as name, group_concat(column_name order by ordinal_position) as \`key\`
     from information_schema.key_column_usage
     where table_schema = database() and constraint_name = 'PRIMARY' group by 1`,
  );
  const keyOf = new Map(keys.map(({ name, key }) => [name, key.split(",")]));
  const tables = new Map<string, ReadonlyMap<string, string>>();
  for (const { name } of names) {
    const rows = await database.rows(`select * from \`${name}\``);
    const own = keyOf.get(name);
    tables.set(name.slice(prefix.length), new Map(rows.map((row) => entryOf(row, own))));
  }
  return tables;
}

function entryOf(row: Row, key: readonly string[] | undefined): readonly [string, string] {
  const id = JSON.stringify(key ? key.map((column) => row[column]) : row);
  if ("option_name" in row)
    return [String(row["option_name"]), JSON.stringify({ [String(row["option_name"])]: row["option_value"] })];
  if (!("meta_key" in row)) return [id, JSON.stringify(row)];
  const owner = OWNERS.find((column) => column in row);
  return [
    `${owner === undefined ? "" : row[owner]} ${row["meta_key"]} ${id}`,
    JSON.stringify({ [String(row["meta_key"])]: row["meta_value"] }),
  ];
}
