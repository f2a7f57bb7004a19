/**
 * Files as a channel: where a platform has no API, the seller carries its reports to the hub and the hub's stock file back.
 * The hub opens files (CSV, XLSX, also inside a ZIP); a connector sees rows of cells and says what they mean.
 */

import type { HubText } from "../../../commerce/message.ts";
import type { OrderPart } from "../../../commerce/order.ts";
import type { ChannelProduct, Json } from "../../../commerce/product.ts";
import type { DateSystem } from "../../../commerce/workbook-date.ts";
import type { ConnectionInfo, Context } from "./context.ts";
import type { Fee } from "./fees.ts";

/** A row as it stands in the file, with what its workbook counts dates from. */
export interface FileRow extends DateSystem {
  /** The workbook's sheet; "" in a file that has none. */
  readonly sheet: string;
  /** From 1, as a spreadsheet counts; the header is a row too. */
  readonly row: number;
  /** Text as stored: a number keeps its digits, also in scientific notation; a formula is its last value. */
  readonly cells: readonly string[];
  /** Why its cells are not to be trusted: an open quote. */
  readonly problem?: string | undefined;
}

export interface RowProblem extends Pick<FileRow, "sheet" | "row"> {
  readonly severity: "error" | "warning";
  /** Small letters and underscores: missing_column, bad_date, bad_number, scientific_notation_id, unknown_status. */
  readonly code: string;
  readonly column?: string | undefined;
  readonly value?: string | undefined;
  /** What is wrong and what to do. */
  readonly message: HubText;
}

/** What some rows of a file say. Everything in it is applied in one transaction. */
export interface FilePage {
  /** Rows of the whole file read so far, those that say nothing included. */
  readonly through: number;
  readonly orders?: readonly OrderPart[] | undefined;
  /** Items known only from the rows; their content is not the channel's whole word. */
  readonly products?: readonly ChannelProduct[] | undefined;
  readonly fees?: readonly Fee[] | undefined;
  /** What is said of parts of orders no file has told whole yet: kept, and handed back by `known`. */
  readonly waiting?: readonly { readonly partKey: string; readonly raw: Json }[] | undefined;
  readonly problems: readonly RowProblem[];
}

export interface OpenFile {
  readonly name: string;
  /** ISO 8601 UTC: when the seller handed it over. */
  readonly receivedAt: string;
  /** The rows from the start, each time it is called. */
  rows(): AsyncIterable<FileRow>;
}

export interface FileContext extends Pick<Context, "connection" | "clock" | "log" | "drift" | "signal"> {
  /**
   * `raw` of the order parts of these keys as last applied, or as they wait: reports tell an order piece by piece (its
   * lines, its return, its money), in any order, and a part is always told whole.
   */
  known(partKeys: readonly string[]): Promise<ReadonlyMap<string, Json>>;
}

export interface FileImport {
  /** "orders" brings what was sold: its rows that cannot be read keep stock files from raising a quantity. */
  readonly kind: string;
  readonly label: string;
  /** Where the seller finds it on the platform. */
  readonly help: string;
  /**
   * Looks at the first rows: `yes`, or what keeps it from being this kind ("no column Sub Order No"), in words for the
   * seller. The kind whose `lacks` is shortest explains a file nobody recognises.
   */
  recognise(
    head: readonly FileRow[],
  ): { readonly is: "yes" } | { readonly is: "no"; readonly lacks: readonly string[] };
  /**
   * What the file says, page by page, the same pages for the same bytes. Rows that cannot be read become problems and hold
   * up no other. Throws ConnectorError rejected when the file as a whole cannot be understood (an ambiguous date format).
   */
  read(file: OpenFile, ctx: FileContext): AsyncIterable<FilePage>;
}

/** A listing of the store and the number the channel should show. */
export interface StockLine {
  readonly key: string;
  readonly sku: string | null;
  readonly title: string;
  readonly quantity: number;
  /** As the connector gave it with the item. */
  readonly ext: Json;
}

/** The stock file a seller uploads on the platform. */
export interface StockFile {
  readonly label: string;
  readonly help: string;
  /** Without folder, with ending. */
  name(at: Date): string;
  header(connection: ConnectionInfo): readonly string[];
  cells(line: StockLine, connection: ConnectionInfo): readonly string[];
}

export interface Files {
  readonly imports: readonly FileImport[];
  readonly stock?: StockFile | undefined;
}
