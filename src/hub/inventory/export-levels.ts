import type { Tx } from "../../db/database.ts";
import { MAX_PAGE } from "../paging.ts";
import { pagesOf, type Table } from "../tables/table.ts";
import { type Level, type LevelFilter, listLevels } from "./levels.ts";

/** These levels as a table, in the order of the list; each page is a transaction of its own. */
export function levelTable(
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  filter: LevelFilter,
): Table<Level> {
  return {
    columns: [
      { name: "sku", cell: (level) => level.sku },
      { name: "title", cell: (level) => level.title },
      { name: "location", cell: (level) => level.locationName },
      { name: "bin", cell: (level) => level.bin },
      { name: "onHand", cell: (level) => level.onHand },
      { name: "reserved", cell: (level) => level.reserved },
      { name: "available", cell: (level) => level.available },
      { name: "incoming", cell: (level) => level.incoming },
      { name: "reorderPoint", cell: (level) => level.reorderPoint },
      { name: "reorderQuantity", cell: (level) => level.reorderQuantity },
      { name: "updatedAt", cell: (level) => level.updatedAt },
      { name: "variantId", cell: (level) => level.variantId },
      { name: "locationId", cell: (level) => level.locationId },
    ],
    pieces: pagesOf((cursor) => transaction((tx) => listLevels(tx, { ...filter, cursor, limit: MAX_PAGE }))),
  };
}
