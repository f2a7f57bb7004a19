/** Lists as files: streamed as they are read, so that their size costs no memory. */
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { type Table, type TableStyle, tableFormats, tableText } from "../hub/table-files/table.ts";

/** What an export's address may say of the file. */
export const tableQuery = {
  format: z.enum(tableFormats).optional().describe("csv (default), or jsonl: one JSON object a line"),
  bom: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional()
    .describe("begins the CSV with a byte order mark, so that Excel reads it as UTF-8"),
};

const TYPES = { csv: "text/csv; charset=utf-8; header=present", jsonl: "application/jsonl; charset=utf-8" };

/** For a route's `produces`: the types `tableAnswer` may send. */
export const tableTypes = ["text/csv", "application/jsonl"] as const;

/**
 * The answer of an export route: `return tableAnswer(reply, {...})`. `name` is the file's without its ending. A failure
 * before the first rows is an ordinary problem; one after them cuts the connection, so that no half file looks whole.
 */
export async function tableAnswer<Row>(
  reply: FastifyReply,
  file: {
    readonly name: string;
    readonly table: Table<Row>;
    readonly style: Omit<TableStyle, "format"> & { readonly format?: TableStyle["format"] | undefined };
  },
): Promise<Readable> {
  const { format = "csv", bom } = file.style;
  const text = tableText(await begun(file.table), { format, bom });
  reply
    .type(TYPES[format])
    .header("content-disposition", `attachment; filename="${file.name.replace(/[^A-Za-z0-9._-]+/g, "-")}.${format}"`);
  return Readable.from(text, { objectMode: false });
}

/** The same table with its first piece read: what is wrong with the question shows now. */
async function begun<Row>(table: Table<Row>): Promise<Table<Row>> {
  const pieces = table.pieces[Symbol.asyncIterator]();
  const first = await pieces.next();
  async function* all() {
    try {
      for (let piece = first; !piece.done; piece = await pieces.next()) yield piece.value;
    } finally {
      await pieces.return?.();
    }
  }
  return { columns: table.columns, pieces: all() };
}
