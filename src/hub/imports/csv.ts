import { type Message, message } from "../../commerce/message.ts";

/**
 * Reads CSV row by row, and goes on after a broken one: a quote that is not closed ends its own row and no other. (The
 * csv-parse package swallows the rows that follow; see decision 37.) The time it takes grows with the text alone: a row that
 * is cut by the end of a piece is gone on with, not begun again.
 */
export interface CsvRow {
  readonly cells: readonly string[];
  /** What is wrong with the row as text; its cells are then not to be trusted. */
  readonly problem?: Message | undefined;
}

export interface CsvShape {
  readonly delimiter: string;
  /** Ends of lines; "\n" takes "\r\n" too. */
  readonly newline: "\n" | "\r";
}

// A description may hold 500,000 characters; a row beyond this is an open quote.
const MOST_ROW = 2_000_000;

const QUOTE = 0x22;
const OPEN_QUOTE = message("row.openQuote");
const AFTER_QUOTE = message("row.afterQuote");

/** The rows of a text that comes in pieces. Lines without any text are left out but counted by their place. */
export async function* csvRows(text: AsyncIterable<string>, shape: CsvShape): AsyncGenerator<CsvRow> {
  let held = "";
  let from = 0;
  let open = rowAt(from);
  const take = function* (isEnd: boolean): Generator<CsvRow> {
    while (from < held.length) {
      const row = nextRow(held, open, shape, isEnd);
      if (row === undefined) return;
      yield row;
      from = open.end;
      open = rowAt(from);
    }
  };
  for await (const piece of text) {
    held = held.slice(from) + piece;
    open = moved(open, from);
    from = 0;
    yield* take(false);
  }
  if (from === held.length) return;
  held = held.endsWith(shape.newline) ? held : held + shape.newline;
  yield* take(true);
}

/** A row under way; places are in the text held. */
interface OpenRow {
  readonly start: number;
  readonly cells: string[];
  /** Where the cell under way begins. */
  at: number;
  /** Up to here its end was not found. */
  searched: number;
  /** The first end of a line behind `at`; -1 while it is not known. */
  line: number;
  /** Behind the first line of the row, where to go on after a broken one; -1 while it is not known. */
  afterFirstLine: number;
  /** Behind the row, once it is whole. */
  end: number;
  isBroken: boolean;
}

const rowAt = (start: number): OpenRow => ({
  start,
  cells: [],
  at: start,
  searched: start,
  line: -1,
  afterFirstLine: -1,
  end: start,
  isBroken: false,
});

/** The same row in a text whose first characters are gone. */
function moved(row: OpenRow, by: number): OpenRow {
  const place = (at: number) => (at < 0 ? at : at - by);
  return {
    ...row,
    start: place(row.start),
    at: place(row.at),
    searched: place(row.searched),
    line: place(row.line),
    afterFirstLine: place(row.afterFirstLine),
    end: place(row.end),
  };
}

/** The row as far as the text goes; undefined where more of it is needed. */
function nextRow(text: string, row: OpenRow, shape: CsvShape, isEnd: boolean): CsvRow | undefined {
  const found = row.isBroken ? "broken" : readCells(text, row, shape);
  if (found === "whole") return { cells: row.cells };
  const isTooLong = text.length - row.start > MOST_ROW;
  if (found === "more" && !isEnd && !isTooLong) return undefined;
  // A broken row ends with its first line.
  if (row.afterFirstLine < 0 && !lineEndKnown(text, row, shape) && !isEnd && !isTooLong) return undefined;
  row.end = row.afterFirstLine < 0 ? text.length : row.afterFirstLine;
  return { cells: [], problem: found === "broken" ? AFTER_QUOTE : OPEN_QUOTE };
}

/** Looks for the end of the line, from where it was looked for last. */
function lineEndKnown(text: string, row: OpenRow, { newline }: CsvShape): boolean {
  if (row.line >= row.at) return true;
  row.line = text.indexOf(newline, Math.max(row.at, row.searched));
  if (row.line < 0) {
    row.searched = text.length;
    return false;
  }
  if (row.afterFirstLine < 0) row.afterFirstLine = row.line + 1;
  return true;
}

function readCells(text: string, row: OpenRow, shape: CsvShape): "whole" | "more" | "broken" {
  for (;;) {
    if (row.at >= text.length) return "more";
    const isQuoted = text.charCodeAt(row.at) === QUOTE;
    const state = isQuoted ? quotedCell(text, row, shape) : plainCells(text, row, shape);
    if (state !== "next") return state;
  }
}

/** All cells up to the end of the line, or to one in quotes. */
function plainCells(text: string, row: OpenRow, shape: CsvShape): "whole" | "more" | "next" {
  if (!lineEndKnown(text, row, shape)) return "more";
  const line = text.slice(row.at, row.line);
  for (let from = 0; ; ) {
    const next = line.indexOf(shape.delimiter, from);
    if (next < 0) {
      row.cells.push(withoutReturn(line.slice(from)));
      row.end = row.line + 1;
      return "whole";
    }
    row.cells.push(line.slice(from, next));
    from = next + 1;
    if (line.charCodeAt(from) !== QUOTE) continue;
    row.at += from;
    row.searched = row.at;
    return "next";
  }
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

function quotedCell(text: string, row: OpenRow, shape: CsvShape): "whole" | "more" | "broken" | "next" {
  const close = closingQuote(text, row, shape);
  if (close === undefined) return "more";
  let after = close + 1;
  const isReturn = text[after] === "\r" && shape.newline === "\n";
  if (isReturn && after + 1 >= text.length) {
    row.searched = close;
    return "more";
  }
  if (isReturn && text[after + 1] === "\n") after++;
  const isEnd = text[after] === shape.newline;
  if (!isEnd && text[after] !== shape.delimiter) {
    row.isBroken = true;
    row.searched = after;
    return "broken";
  }
  row.cells.push(text.slice(row.at + 1, close).replaceAll('""', '"'));
  row.at = after + 1;
  row.searched = row.at;
  row.end = row.at;
  return isEnd ? "whole" : "next";
}

/** Whether a quote at the very end closes or doubles is told by what comes next. */
function closingQuote(text: string, row: OpenRow, { newline }: CsvShape): number | undefined {
  for (let at = Math.max(row.at + 1, row.searched); ; ) {
    const quote = text.indexOf('"', at);
    const stop = quote < 0 ? text.length : quote;
    if (row.afterFirstLine < 0) {
      const line = text.slice(at, stop).indexOf(newline);
      if (line >= 0) row.afterFirstLine = at + line + 1;
    }
    if (quote < 0 || quote + 1 >= text.length) {
      row.searched = stop;
      return undefined;
    }
    if (text.charCodeAt(quote + 1) !== QUOTE) return quote;
    at = quote + 2;
  }
}
