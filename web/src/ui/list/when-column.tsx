import { When } from "../when.tsx";
import type { Column } from "./columns.ts";

/** The moment a list is sorted by, newest first. */
export const whenColumn = <Row,>(
  id: string,
  header: string,
  at: (row: Row) => string,
  more: Partial<Column<Row>> = {},
): Column<Row> => ({ id, header, sort: "newest", sortUp: "oldest", cell: (row) => <When at={at(row)} />, ...more });
