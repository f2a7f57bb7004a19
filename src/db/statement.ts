/** One statement as the driver carries it: the driver's own class, spared what every statement of a kind repeats. */
import pg from "pg";

/** What the driver works out of the columns of an answer, for every answer anew: a twentieth of a sale's way. */
interface Columns {
  readonly fields: readonly pg.FieldDef[];
  readonly _parsers: unknown;
  readonly _prebuiltEmptyResultObject: unknown;
}

declare module "pg" {
  // The driver's types leave out what its client calls and keeps.
  interface Query {
    name?: string | undefined;
    callback: (error: Error | null, result: pg.QueryResult) => void;
    _result: Columns;
    _accumulateRows: boolean;
    handleRowDescription(message: { readonly fields: readonly pg.FieldDef[] }): void;
  }
}

/** By the names of kept statements, of which there are few. */
const columns = new Map<string, Columns>();

const isSameColumn = (one: pg.FieldDef, other: pg.FieldDef | undefined) =>
  one.name === other?.name && one.dataTypeID === other.dataTypeID && one.format === other.format;

class Statement extends pg.Query {
  override handleRowDescription(message: { readonly fields: readonly pg.FieldDef[] }): void {
    const existing = this.name === undefined ? undefined : columns.get(this.name);
    // Another connection may have prepared it after a migration, with more columns or others.
    const exists =
      existing?.fields.length === message.fields.length &&
      existing.fields.every((field, n) => isSameColumn(field, message.fields[n]));
    if (existing && exists) {
      Object.assign(this._result, existing);
      this._accumulateRows = true;
      return;
    }
    super.handleRowDescription(message);
    const { fields, _parsers, _prebuiltEmptyResultObject } = this._result;
    if (this.name !== undefined) columns.set(this.name, { fields, _parsers, _prebuiltEmptyResultObject });
  }
}

/** Sends a statement; with a name, its plan and its columns are kept. Fails with what the driver says. */
export function send(client: pg.PoolClient, { text, values, name }: pg.QueryConfig): Promise<pg.QueryResult> {
  // By its parts: what is given as one object the driver copies, property by property.
  const statement = new Statement(text, values);
  if (name !== undefined) statement.name = name;
  return new Promise<pg.QueryResult>((resolve, reject) => {
    statement.callback = (error, result) => (error ? reject(error) : resolve(result));
    client.query(statement);
  }).catch((error: Error) => {
    // The stack as it was made leads to the socket.
    Error.captureStackTrace(error);
    throw error;
  });
}
