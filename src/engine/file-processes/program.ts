/**
 * The process in which files of strangers are read: CSV, JSON, workbooks, archives. It asks the hub for bytes and gives
 * rows in portions, each when it is asked for; how long and with how much memory it may work is the hub's word (file-reader.ts).
 */
import { constants, setPriority } from "node:os";
import process from "node:process";
import { announceStarted } from "../../connectors/kit/fenced-process.ts";
import { type TableRow, tableHead, tableRows, tableSources } from "../../hub/channel-files/rows.ts";
import { HubError } from "../../hub/errors.ts";
import { type Inspection, inspect } from "../../hub/imports/detect.ts";
import { type FileRecord, recordsOf } from "../../hub/imports/records.ts";
import { csvCells } from "../../hub/imports/small-table.ts";
import { type TemplateItem, templateItems } from "../../hub/listing-drafts/template-read.ts";
import { templateRows } from "../../hub/listing-drafts/template-rows.ts";
import type { Found, FromProcess, Job, ToProcess } from "./messages.ts";
import { refusalOf } from "./process-refusal.ts";

/** A portion ends with so many rows, cells or characters. */
const MAX_ROWS = 1_000;
const MAX_CELLS_AT_ONCE = 50_000;
const MAX_TEXT = 1_000_000;
/** Of a whole file: a million rows of fifty columns. */
const MAX_CELLS = 50_000_000;
const MAX_HEAD_CELL = 500;
const MAX_HEAD_TEXT = 10_000_000;

let answered: ((message: ToProcess) => void) | undefined;

function ask(message: FromProcess): Promise<ToProcess> {
  return new Promise((resolve) => {
    answered = resolve;
    process.send?.(message);
  });
}

async function* bytes(): AsyncGenerator<Uint8Array> {
  for (let again = true; ; again = false) {
    const given = await ask({ kind: "bytes", again });
    if (given.kind !== "bytes" || given.bytes === null) return;
    yield given.bytes;
  }
}

type Item = Inspection | FileRecord | TableRow | TemplateItem | Found["cells"];

async function* itemsOf(job: Job): AsyncGenerator<Item> {
  if (job.kind === "inspect") yield await inspect(bytes, job.shape);
  else if (job.kind === "cells") yield* csvCells(await wholeText(), job.sampleLines);
  else if (job.kind === "records") yield* recordsOf(bytes(), job.shape);
  else if (job.kind === "template") yield* templateItems(templateRows(tableSources(bytes)), job.schema);
  else yield* job.kind === "head" ? shortened(tableHead(bytes, job.maxRows)) : tableRows(bytes);
}

/** What shows what a file is: the hub holds all of it at once. */
async function* shortened(rows: AsyncIterable<TableRow>): AsyncGenerator<TableRow> {
  let text = 0;
  for await (const row of rows) {
    const cells = row.cells.map((cell) => cell.slice(0, MAX_HEAD_CELL));
    text += textOf(cells) + cells.length;
    if (text > MAX_HEAD_TEXT) throw unreadable(`its first rows have more than ${MAX_HEAD_TEXT} characters`);
    yield { ...row, cells };
  }
}

function textsOf(item: Item): readonly string[] {
  if ("cells" in item) return item.cells;
  return "line" in item ? Object.values(item.line.values).flat() : [];
}

const textOf = (texts: readonly string[]): number => texts.reduce((sum, { length }) => sum + length, 0);

const unreadable = (why: string) => new HubError("FILE_UNREADABLE", "validation", `The file cannot be read: ${why}.`);

async function wholeText(): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes()) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

async function work(job: Job): Promise<void> {
  let portion: unknown[] = [];
  let text = 0;
  let cells = 0;
  let before = 0;
  for await (const item of itemsOf(job)) {
    portion.push(item);
    const texts = textsOf(item);
    cells += texts.length;
    text += textOf(texts);
    if (cells > MAX_CELLS) throw unreadable(`it has more than ${MAX_CELLS} cells`);
    if (portion.length < MAX_ROWS && text < MAX_TEXT && cells - before < MAX_CELLS_AT_ONCE) continue;
    await ask({ kind: "found", items: portion, isEnd: false });
    portion = [];
    text = 0;
    before = cells;
  }
  process.send?.({ kind: "found", items: portion, isEnd: true } satisfies FromProcess);
}

process.on("message", (message: ToProcess) => {
  if (message.kind === "job") work(message.job).catch((error: unknown) => process.send?.(refusalOf(error)));
  else answered?.(message);
});
// The hub process has ended: there is no one to answer.
process.on("disconnect", () => process.exit(0));
// Those who wait for answers of the hub come before those who wait for a file.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
announceStarted();
