import { type Inspection, inspect, type ShapeInput } from "./detect.ts";
import { type FileRecord, recordsOf } from "./records.ts";
import type { Shape } from "./shape.ts";
import { type Cells, csvCells } from "./small-table.ts";

/** The file's bytes from the start, each time it is called. */
export type Bytes = () => AsyncIterable<Uint8Array>;

/** What makes records of a stranger's bytes. A hub that serves others has it done in processes behind a fence. */
export interface ImportReader {
  /** Reads the whole file. Throws HubError IMPORT_NOT_TEXT, IMPORT_EMPTY, IMPORT_TOO_MANY_ROWS, IMPORT_TOO_MANY_COLUMNS, FILE_UNREADABLE. */
  inspect(bytes: Bytes, input: ShapeInput): Promise<Inspection>;
  /** Throws HubError FILE_UNREADABLE. */
  records(bytes: Bytes, shape: Shape): AsyncIterable<FileRecord>;
  /** A small CSV whole; `sampleRows`: so many lines show what parts its cells. Throws HubError FILE_UNREADABLE. */
  cells(csv: string, sampleRows: number): Promise<Cells>;
}

/** Reads in this very process: for tests. */
export const readHere: ImportReader = {
  inspect,
  records: (bytes, shape) => recordsOf(bytes(), shape),
  cells: cellsHere,
};

/** In this very process: for tests, and for what is read sooner than a process is asked. */
export async function cellsHere(csv: string, sampleRows: number): Promise<Cells> {
  const all: (readonly string[])[] = [];
  for await (const { cells } of csvCells(csv, sampleRows)) all.push(cells);
  return all;
}
