import type { Tx } from "../../db/database.ts";
import { MAX_PAGE } from "../paging.ts";
import { fields, pagesOf, type Table } from "../table-files/table.ts";
import type { Level } from "./level-schema.ts";
import { type LevelFilter, listLevels } from "./levels.ts";

/** These levels as a table, in the order of the list; each page is a transaction of its own. */
export function levelTable(
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  filter: LevelFilter,
): Table<Level> {
  return {
    columns: [
      ...fields<Level>("sku", "title"),
      { name: "location", cell: (level) => level.locationName },
      ...fields<Level>(
        "bin",
        "onHand",
        "reserved",
        "available",
        "incoming",
        "reorderPoint",
        "reorderQuantity",
        "updatedAt",
        "variantId",
        "locationId",
      ),
    ],
    pieces: pagesOf((cursor) => transaction((tx) => listLevels(tx, { ...filter, cursor, limit: MAX_PAGE }))),
  };
}
