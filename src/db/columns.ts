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
