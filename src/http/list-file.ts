/** Any list as a table: its columns are the fields of its rows, as the interface describes them. */
import { z } from "zod";
import type { Cell } from "../hub/table-files/cells.ts";
import { type Column, pagesOf, type Table } from "../hub/table-files/table.ts";

type Row = Readonly<Record<string, unknown>>;

interface Page {
  readonly items: readonly Row[];
  /** Absent in a list that is answered whole. */
  readonly nextCursor?: string | null | undefined;
}

/**
 * `page` is the schema of the list's answer (`pageOf` or `list`). A field that is an object becomes a column for each of its own,
 * "customer.name"; several plain values stand in one cell, parted by "; "; what has no flat form stands there as JSON.
 */
export function listTable(page: z.ZodType, read: (cursor: string | undefined) => Promise<unknown>): Table<Row> {
  const pieces = pagesOf(async (cursor) => {
    const { items, nextCursor = null } = (await read(cursor)) as Page;
    return { items, nextCursor };
  });
  return { columns: columnsOf(itemOf(page), []), pieces };
}

function itemOf(page: z.ZodType): z.ZodObject {
  const items = page instanceof z.ZodObject ? page.shape.items : undefined;
  const item = items instanceof z.ZodArray ? items.element : undefined;
  if (!(item instanceof z.ZodObject)) throw new Error("Only lists of records can be a file.");
  return item;
}

function columnsOf(schema: z.ZodObject, path: readonly string[]): Column<Row>[] {
  return Object.entries(schema.shape).flatMap(([name, field]): Column<Row>[] => {
    const inner = [...path, name];
    const plain = bare(field as z.ZodType);
    if (plain instanceof z.ZodObject) return columnsOf(plain, inner);
    return [{ name: inner.join("."), cell: (row) => cellOf(valueAt(row, inner)) }];
  });
}

/** Without what says that it may be absent. */
function bare(field: z.ZodType): z.ZodType {
  const isWrapped = field instanceof z.ZodOptional || field instanceof z.ZodNullable;
  return isWrapped ? bare(field.unwrap() as z.ZodType) : field;
}

function valueAt(row: Row, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === "object" && value !== null ? (value as Row)[name] : undefined),
    row,
  );
}

function cellOf(value: unknown): Cell {
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
    case "undefined":
      return value;
  }
  if (value === null || value instanceof Date) return value;
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join("; ");
  return JSON.stringify(value);
}
