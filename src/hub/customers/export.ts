import type { Tx } from "../../db/database.ts";
import { MAX_PAGE } from "../paging.ts";
import { pagesOf, type Table } from "../tables/table.ts";
import { type CustomerSummary, listCustomers } from "./customers.ts";

/** These customers as a table, in the order of the list; each page is a transaction of its own. */
export function customerTable(
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  filter: { readonly search?: string | undefined },
): Table<CustomerSummary> {
  return {
    columns: [
      { name: "id", cell: (row) => row.id },
      { name: "name", cell: (row) => row.name },
      { name: "email", cell: (row) => row.email },
      { name: "phone", cell: (row) => row.phone },
      { name: "orders", cell: (row) => row.orders },
      { name: "lastOrderAt", cell: (row) => row.lastOrderAt },
      { name: "createdAt", cell: (row) => row.createdAt },
      { name: "erased", cell: (row) => row.isErased },
    ],
    pieces: pagesOf((cursor) => transaction((tx) => listCustomers(tx, { ...filter, cursor, limit: MAX_PAGE }))),
  };
}
