import { type Sentence, say } from "../../commerce/sentence.ts";

/**
 * Reads CSV row by row, and goes on after a broken one: a quote that is not closed ends its own row and no other. (The
 * csv-parse package swallows the rows that follow; see docs/decisions/37.)
 */
export interface CsvRow {
  readonly cells: readonly string[];
  /** What is wrong with the row as text; its cells are then not to be trusted. */
  readonly problem?: Sentence | undefined;
}

export interface CsvShape {
  readonly delimiter: string;
  /** Ends of lines; "\n" takes "\r\n" too. */
  readonly newline: "\n" | "\r";
}

// A description may hold 500,000 characters; a row beyond this is an open quote.
const MOST_ROW = 2_000_000;

const OPEN_QUOTE = say("row.openQuote");
const AFTER_QUOTE = say("row.afterQuote");

type Found =
  | { readonly kind: "row"; readonly cells: readonly string[]; readonly end: number }
  | { readonly kind: "bad"; readonly problem: Sentence }
  /** The text ends before the row does. */
  | { readonly kind: "more" };

/** The rows of a text that comes in pieces. Lines without any text are left out but counted by their place. */
export async function* csvRows(text: AsyncIterable<string>, shape: CsvShape): AsyncGenerator<CsvRow> {
  let held = "";
  for await (const piece of text) {
    held += piece;
    let from = 0;
    for (;;) {
      const found = rowAt(held, from, shape);
      if (found.kind === "more" && held.length - from <= MOST_ROW) break;
      if (found.kind === "row") {
        yield { cells: found.cells };
        from = found.end;
      } else {
        const end = lineEnd(held, from, shape);
        if (end === undefined && held.length - from <= MOST_ROW) break;
        yield { cells: [], problem: found.kind === "bad" ? found.problem : OPEN_QUOTE };
        from = end ?? held.length;
      }
    }
    held = held.slice(from);
  }
  yield* lastRows(held, shape);
}

function* lastRows(held: string, shape: CsvShape): Generator<CsvRow> {
  const whole = held.endsWith(shape.newline) || held === "" ? held : held + shape.newline;
  for (let from = 0; from < whole.length; ) {
    const found = rowAt(whole, from, shape);
    if (found.kind === "row") yield { cells: found.cells };
    else yield { cells: [], problem: found.kind === "bad" ? found.problem : OPEN_QUOTE };
    from = found.kind === "row" ? found.end : (lineEnd(whole, from, shape) ?? whole.length);
  }
}

/** Where the line after this one begins. */
function lineEnd(text: string, from: number, { newline }: CsvShape): number | undefined {
  const at = text.indexOf(newline, from);
  return at < 0 ? undefined : at + 1;
}

function rowAt(text: string, from: number, shape: CsvShape): Found {
  const end = lineEnd(text, from, shape);
  if (end === undefined) return { kind: "more" };
  const line = withoutReturn(text.slice(from, end - 1));
  if (!line.includes('"')) return { kind: "row", cells: line.split(shape.delimiter), end };
  return quotedRow(text, from, shape);
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

function quotedRow(text: string, from: number, { delimiter, newline }: CsvShape): Found {
  const cells: string[] = [];
  for (let at = from; ; ) {
    if (text[at] === '"') {
      const cell = quotedCell(text, at);
      if (cell === undefined) return { kind: "more" };
      cells.push(cell.text);
      at = cell.end;
      const isReturn = text[at] === "\r" && newline === "\n";
      if (at + (isReturn ? 1 : 0) >= text.length) return { kind: "more" };
      if (isReturn && text[at + 1] === "\n") at++;
      if (text[at] === newline) return { kind: "row", cells, end: at + 1 };
      if (text[at] !== delimiter) return { kind: "bad", problem: AFTER_QUOTE };
      at++;
      continue;
    }
    const stop = lineEnd(text, at, { delimiter, newline });
    if (stop === undefined) return { kind: "more" };
    const rest = text.slice(at, stop - 1);
    const next = rest.indexOf(delimiter);
    if (next < 0) {
      cells.push(withoutReturn(rest));
      return { kind: "row", cells, end: stop };
    }
    cells.push(rest.slice(0, next));
    at += next + 1;
  }
}

function quotedCell(text: string, open: number): { readonly text: string; readonly end: number } | undefined {
  let close = open;
  do {
    close = text.indexOf('"', close + 1);
    if (close < 0) return undefined;
    // Whether a quote at the very end closes or doubles is told by what comes next.
    if (close + 1 >= text.length) return undefined;
  } while (text[close + 1] === '"' && ++close);
  return { text: text.slice(open + 1, close).replaceAll('""', '"'), end: close + 1 };
}
