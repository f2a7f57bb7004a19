/** Answers as long as they may come, whatever is in them: beside what a connector reads stand rows it does not know. */
import { isConnectorError } from "../../src/connectors/kit/contract/errors.ts";
import { MOST_ROWS } from "../../src/connectors/kit/parse/parse.ts";
import type { TestConnection } from "../../src/connectors/kit/testing/connection.ts";
import { type Answer, replayed } from "./replay.ts";

export interface PaddedCase {
  readonly what: string;
  /** Tells whether it was read: some platforms may send less than others. */
  prepare(): () => Promise<boolean>;
}

/** So long that as many rows hold nearly as many values as an answer may; escapes and fractions take longest. */
const ROW = JSON.stringify({ words: 'a "platform\'s"\n own words é'.repeat(4), share: 1.5 });
/** Of a list; a record with more is not read. */
const ROWS = Array(MOST_ROWS).fill(ROW).join(",");
/** What most answers may have in bytes, and some platforms'. */
const SIZES = [20 * 1024 * 1024, 9 * 1024 * 1024];
const ROOM = 4_096;

/** The object with as many more members, each a list, as there is room for. */
function padded(body: string, bytes: number): string {
  const count = Math.floor((bytes - ROOM - body.length) / (ROWS.length + ROOM));
  const lists = Array.from({ length: count }, (_, n) => `"argosyPadding${n}":[${ROWS}]`);
  return `${body.slice(0, body.lastIndexOf("}"))},${lists.join(",")}}`;
}

const isFilled = ({ json }: Answer): boolean =>
  json !== null && typeof json === "object" && !Array.isArray(json) && Object.keys(json).length > 0;

async function isRead(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    if (isConnectorError(error)) return false;
    throw error;
  }
}

/** A reading's longest answer at each size, the largest first. */
export function paddedReadings(
  id: string,
  connection: TestConnection,
  reading: { readonly answers: readonly Answer[]; run(ctx: TestConnection["ctx"]): Promise<unknown> } | undefined,
): PaddedCase[] {
  const filled = (reading?.answers ?? []).filter(isFilled);
  const longest = filled.reduce<Answer | undefined>(
    (most, one) => (most && most.body.length >= one.body.length ? most : one),
    undefined,
  );
  if (!reading || !longest) return [];
  return SIZES.map((bytes) => ({
    what: `${id}: ${bytes / 1024 / 1024} MB`,
    prepare() {
      const body = padded(longest.body, bytes);
      const answers = reading.answers.map((one) => (one === longest ? { ...one, body } : one));
      return () => isRead(() => replayed(connection, answers, reading.run));
    },
  }));
}
