/** How values of the database are read. */
import pg from "pg";

const { builtins } = pg.types;
const identity = (text: string) => text;
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, BigInt],
  [builtins.NUMERIC, identity],
  [builtins.DATE, identity],
]);
/** Parsers of our own pools only: other users of the driver keep its defaults. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    (format !== "binary" && parsers.get(oid)) || pg.types.getTypeParser(oid, format),
};
