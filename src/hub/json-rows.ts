import { storableJson } from "./json-column.ts";

/**
 * Rows as the one parameter of `json_to_recordset($1)`: one round trip whatever their number. Characters
 * PostgreSQL cannot store become U+FFFD. Give bigint columns as text: a replacer would cost more than the insert.
 */
export function jsonRows(rows: readonly object[]): string {
  return storableJson(JSON.stringify(rows));
}
