/**
 * Columns under the names the code has for them: `columns("o", "id placedAt")` is `o.id, o.placed_at as "placedAt"`. A
 * column is called as its field, in snake case; only what is put together or named otherwise has an alias of its own.
 */
export function columns(alias: string, fields: string | readonly string[]): string {
  const names = typeof fields === "string" ? fields.split(" ") : fields;
  return names.map((name) => named(alias === "" ? "" : `${alias}.`, name)).join(", ");
}

/** A field's column: placedAt -> placed_at. */
export const columnOf = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function named(prefix: string, field: string): string {
  const column = columnOf(field);
  return column === field ? `${prefix}${column}` : `${prefix}${column} as "${field}"`;
}

/** The SQL type of each column, held to a row by its type: the compiler names the column that is forgotten. */
type SqlTypes = Readonly<Record<string, string>>;

export const columnNames = (types: SqlTypes): string => Object.keys(types).join(", ");

/** The column definitions of json_to_recordset. */
export const recordColumns = (types: SqlTypes): string =>
  Object.entries(types)
    .map(([name, type]) => `${name} ${type}`)
    .join(", ");
