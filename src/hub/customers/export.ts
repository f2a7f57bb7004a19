import type { Tx } from "../../db/database.ts";
import { MAX_PAGE } from "../paging.ts";
import { fields, pagesOf, type Table } from "../table-files/table.ts";
import { type CustomerFilter, type CustomerSummary, listCustomers } from "./customers.ts";

/** These customers as a table, in the order of the list; each page is a transaction of its own. */
export function customerTable(
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  filter: Omit<CustomerFilter, "cursor" | "limit">,
): Table<CustomerSummary> {
  return {
    columns: [
      ...fields<CustomerSummary>("id", "name", "email", "phone", "orders", "lastOrderAt", "createdAt"),
      { name: "erased", cell: (row) => row.isErased },
    ],
    pieces: pagesOf((cursor) => transaction((tx) => listCustomers(tx, { ...filter, cursor, limit: MAX_PAGE }))),
  };
}
