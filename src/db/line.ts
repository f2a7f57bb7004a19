/** How statements travel: what is sent in one breath leaves as one piece. */
import type { Duplex } from "node:stream";
import type pg from "pg";
import { send } from "./statement.ts";

/** Larger pieces are not copied into one. */
const MOST_JOINED_BYTES = 64 * 1024;

/**
 * What leaves in one breath leaves in one buffer: the driver writes every part of every statement by itself, and the
 * system takes fifty small pieces two to three times as dearly as one.
 */
export function joinWrites(stream: Duplex): void {
  const { _writev: inPieces } = stream;
  stream._writev = (chunks, done) => {
    const parts = chunks.map(({ chunk, encoding }) => (Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk, encoding)));
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    if (bytes > MOST_JOINED_BYTES && inPieces) inPieces.call(stream, chunks, done);
    // The name a stream itself gives what is bytes already; the types know only names of texts.
    else stream._write(Buffer.concat(parts, bytes), "buffer" as BufferEncoding, done);
  };
}

export interface Line {
  query(statement: string | pg.QueryConfig): Promise<pg.QueryResult>;
  /** A statement had values that cannot be written: the server knows nothing of it and would commit the others. */
  hasUnsent(): boolean;
}

/** Statements sent in one breath travel as one piece: what wakes the server, and costs most of a small statement, comes once. */
export function inOnePiece(client: pg.PoolClient): Line {
  const { stream } = client.connection;
  let isHeld = false;
  let isLacking = false;
  const query = (statement: string | pg.QueryConfig) => {
    let written = statement;
    try {
      // Before the driver begins to write: what fails then is not undone by the server.
      if (typeof statement !== "string" && statement.values)
        written = { ...statement, values: statement.values.map(toWrite) };
    } catch (error) {
      isLacking = true;
      throw error;
    }
    if (!isHeld) {
      isHeld = true;
      stream.cork();
      process.nextTick(() => {
        isHeld = false;
        stream.uncork();
      });
    }
    return send(client, typeof written === "string" ? { text: written } : written);
  };
  return { query, hasUnsent: () => isLacking };
}

/** Objects as JSON, as the driver writes them; all else it writes without fail. */
function toWrite(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date || ArrayBuffer.isView(value)) return value;
  return Array.isArray(value) ? value.map(toWrite) : JSON.stringify(value);
}
