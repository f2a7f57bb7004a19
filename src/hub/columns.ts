/**
 * SQL from objects that a type holds to a row (`satisfies Record<keyof Row, string>`): the compiler names the column
 * that is forgotten. A list of pairs may lack one, whose value is then lost without an error.
 */
type SqlByName = Readonly<Record<string, string>>;

export const columnNames = (types: SqlByName): string => Object.keys(types).join(", ");

/** The column definitions of json_to_recordset, from each column's SQL type. */
export const recordColumns = (types: SqlByName): string =>
  Object.entries(types)
    .map(([name, type]) => `${name} ${type}`)
    .join(", ");
