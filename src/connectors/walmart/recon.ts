/**
 * Reconciliation files: what Walmart pays every two weeks and what that consists of, as a ZIP with one CSV. The same as
 * JSON ends after a thousand rows in production (sheet section 5.7).
 */
import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";
import { z } from "zod";
import { createSlices } from "../../commerce/slices.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { listOf, parseResponse } from "../kit/parse/parse.ts";
import { readOrNull } from "./client.ts";
import { message } from "./words.ts";

const VERSION = ["reportVersion", "v1"] as const;
const datesSchema = z.object({ availableApReportDates: listOf(z.string()) });

/** MMDDYYYY as YYYYMMDD, which sorts; undefined for what is no day. */
const sortable = (date: string): string | undefined => {
  const [, month, day, year] = /^(\d{2})(\d{2})(\d{4})$/.exec(date) ?? [];
  return year === undefined ? undefined : `${year}${month}${day}`;
};

/** Days of files, oldest first, as YYYYMMDD. */
async function reportDays(ctx: Context): Promise<readonly string[]> {
  const url = "/report/reconreport/availableReconFiles";
  const body = await readOrNull(ctx, { url, query: [VERSION], operation: "recon.list" });
  if (body === null) return [];
  const { availableApReportDates: dates } = parseResponse(datesSchema, body, { ctx, what: "the dates of reports" });
  return dates.flatMap((date) => sortable(date) ?? []).sort();
}

/** Days that were not told yet, each once: a file does not change. */
export async function daysAfter(
  cursor: string | null,
  since: string | undefined,
  ctx: Context,
): Promise<readonly string[]> {
  const first = since?.slice(0, 10).replaceAll("-", "") ?? "";
  return (await reportDays(ctx)).filter((day) => (cursor === null ? day >= first : day > cursor));
}

export type Row = Readonly<Record<string, string>>;

/** Rows by the names of the header. */
export async function reportRows(day: string, ctx: Context): Promise<readonly Row[]> {
  const date = `${day.slice(4)}${day.slice(0, 4)}`;
  const stream = await ctx.http.stream({
    method: "GET",
    url: "/report/reconreport/reconFile",
    query: [["reportDate", date], VERSION],
    // Anything else is refused.
    headers: { accept: "application/octet-stream" },
    operation: "recon.file",
  });
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  const [header = [], ...rows] = await readCsv(await csvIn(Buffer.concat(parts)));
  return rows.map((cells) => Object.fromEntries(header.map((name, at) => [name.trim(), (cells[at] ?? "").trim()])));
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;
/** Two weeks of a hundred thousand orders. */
const MOST_BYTES = 64 * 1024 * 1024;
const inflate = promisify(inflateRaw);

const strange = (): ConnectorError =>
  new ConnectorError({ kind: "drift", path: "reconFile" }, message("error.reconFile"));

/** The text of the first file in a ZIP, by its central directory; bytes that are none are the text itself. */
export async function csvIn(bytes: Buffer): Promise<string> {
  if (bytes.length < 4 || bytes.readUInt16LE(0) !== 0x4b50) return bytes.toString("utf8");
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END) throw strange();
  const at = bytes.readUInt32LE(end + 16);
  if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) throw strange();
  const [method, size, local] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)];
  if (local + 30 > bytes.length) throw strange();
  const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const packed = bytes.subarray(begin, begin + size);
  if (packed.length !== size) throw strange();
  if (method === STORED) return packed.toString("utf8");
  if (method !== DEFLATED) throw strange();
  return (await unpacked(packed)).toString("utf8");
}

async function unpacked(packed: Buffer): Promise<Buffer> {
  try {
    return await inflate(packed, { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    throw new ConnectorError({ kind: "drift", path: "reconFile" }, message("error.reconFile"), { cause });
  }
}

/** Rows of cells with commas between them; in quotes also commas, line ends and doubled quotes. In slices of the thread. */
export async function readCsv(text: string): Promise<string[][]> {
  const slice = createSlices();
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  const endCell = () => {
    row.push(cell);
    cell = "";
  };
  const endRow = () => {
    endCell();
    if (row.some((one) => one !== "")) rows.push(row);
    row = [];
  };
  for (let at = text.startsWith("\uFEFF") ? 1 : 0; at < text.length; at += 1) {
    const sign = text[at] ?? "";
    if (isQuoted && sign === '"' && text[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (sign === '"') isQuoted = !isQuoted;
    else if (isQuoted || (sign !== "," && sign !== "\n" && sign !== "\r")) cell += sign;
    else if (sign === ",") endCell();
    else if (sign === "\n") {
      endRow();
      await slice();
    }
  }
  endRow();
  return rows;
}
