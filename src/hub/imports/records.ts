/** A file as records: cells in the order of its columns, whatever its form. */

import { type Message, message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { joinList } from "../table-files/lists.ts";
import { csvRows } from "./csv.ts";
import { type JsonItem, jsonItems } from "./json-items.ts";
import type { Shape } from "./shape.ts";
import { textOf } from "./text.ts";

export interface FileRecord {
  /** As a spreadsheet counts: the header is row 1. In JSON the item's place, from 1. */
  readonly row: number;
  /** In the columns' order, "" where nothing stands. */
  readonly cells: readonly string[];
  /** Why the record cannot be used at all. */
  readonly problem?: Message | undefined;
}

type Cell = readonly [string, string];

/** The records of a file, header left out. */
export async function* recordsOf(bytes: AsyncIterable<Uint8Array>, shape: Shape): AsyncGenerator<FileRecord> {
  const text = textOf(bytes, shape.encoding);
  if (shape.format === "csv") yield* csvRecords(text, shape);
  else {
    const place = new Map(shape.columns.map((name, index) => [name, index]));
    for await (const { row, cells, problem } of itemRecords(text)) {
      const placed = shape.columns.map(() => "");
      for (const [name, value] of cells) {
        const index = place.get(name);
        if (index !== undefined) placed[index] = value;
      }
      yield { row, cells: placed, problem };
    }
  }
}

async function* csvRecords(text: AsyncIterable<string>, shape: Shape): AsyncGenerator<FileRecord> {
  let row = 0;
  for await (const { cells, problem } of csvRows(text, shape)) {
    if (row === 0 && isSeparatorLine(cells, shape.delimiter)) continue;
    row++;
    if (shape.header && row === 1) continue;
    if (problem === undefined && cells.every((cell) => cell.trim() === "")) continue;
    const wrong = problem ?? ragged(cells, shape.columns.length);
    // Nobody asks for the cells of a row that cannot be used.
    yield wrong === undefined ? { row, cells } : { row, cells: cells.slice(0, shape.columns.length), problem: wrong };
  }
}

/** Spreadsheets may say in the first line what separates: "sep=;". */
export function isSeparatorLine(cells: readonly string[], delimiter: string): boolean {
  return /^\ufeff?sep=.?$/i.test(cells.join(delimiter).slice(0, 8));
}

function ragged(cells: readonly string[], columns: number): Message | undefined {
  if (cells.length === columns) return undefined;
  if (cells.length > columns && cells.slice(columns).every((cell) => cell.trim() === "")) return undefined;
  return message(cells.length > columns ? "row.cellsMore" : "row.cellsFewer", { cells: cells.length, columns });
}

/** The records of JSON items by name: an item with `variants` is a record each, its pictures one each. */
export async function* itemRecords(
  text: AsyncIterable<string>,
): AsyncGenerator<{ readonly row: number; readonly cells: readonly Cell[]; readonly problem?: Message | undefined }> {
  let row = 0;
  for await (const item of jsonItems(text)) {
    row++;
    if (!item.ok) yield { row, cells: [], problem: item.problem };
    else for (const record of flattened(item, row)) yield { row, ...record };
  }
}

type Flat = { readonly cells: readonly Cell[]; readonly problem?: Message | undefined };

function flattened({ item }: Extract<JsonItem, { ok: true }>, row: number): Flat[] {
  const { variants: given, images, ...own } = item;
  // An empty list is none: the item is the product itself.
  const variants = Array.isArray(given) && given.length === 0 ? undefined : given;
  const pictures = Array.isArray(images) && images.some((image) => typeof image === "object") ? images : undefined;
  const whole = { ...own, ...(images !== undefined && !pictures && { images }) };
  if (!Array.isArray(variants) && !pictures) return [cellsOf(variants === undefined ? whole : { ...whole, variants })];
  const handle = ["Handle", "handle"].map((name) => item[name]).find((value) => value !== undefined) ?? `item ${row}`;
  const { sku, SKU, ...rest } = whole as Record<string, Json>;
  const first = Array.isArray(variants) ? { ...rest, ...productSku(sku ?? SKU) } : whole;
  const list = Array.isArray(variants) ? variants : [{}];
  const records = list.map((variant, index): Flat => {
    if (typeof variant !== "object" || variant === null || Array.isArray(variant))
      return { cells: [], problem: message("row.variantObject") };
    return cellsOf({ ...(index === 0 ? first : {}), ...variant, Handle: handle });
  });
  for (const image of pictures ?? []) records.push(cellsOf({ ...pictureOf(image), Handle: handle }));
  return records;
}

function productSku(sku: Json | undefined): Record<string, Json> {
  return sku === undefined ? {} : { "Product SKU": sku };
}

function pictureOf(image: Json): Record<string, Json> {
  if (typeof image !== "object" || image === null || Array.isArray(image)) return { "Image URL": image };
  const { url, src, alt } = image as Record<string, Json>;
  return { "Image URL": url ?? src ?? "", ...(alt !== undefined && alt !== null && { "Image alt": alt }) };
}

function cellsOf(item: Readonly<Record<string, Json>>): Flat {
  const cells: Cell[] = [];
  for (const [name, value] of Object.entries(item)) {
    const problem = typeof value === "number" ? unsafe(name, value) : undefined;
    if (problem !== undefined) return { cells: [], problem };
    const cell = cellOf(value);
    if (cell === undefined) return { cells: [], problem: message("row.itemJson") };
    cells.push([name, cell]);
  }
  return { cells };
}

function unsafe(name: string, value: number): Message | undefined {
  const isExact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
  return isExact ? undefined : message("row.number", { name });
}

/** Undefined of what nests deeper than can be written. */
function cellOf(value: Json): string | undefined {
  if (value === null) return "";
  if (Array.isArray(value) && value.every((each) => typeof each === "string"))
    return value.every((each) => /^https?:/i.test(each)) ? value.join("\n") : joinList(value, ",");
  if (typeof value !== "object") return String(value);
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
