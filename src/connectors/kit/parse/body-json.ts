/** The JSON of a webhook body. A long one is read in turns before whoever needs it asks, and once for all of them. */
import type { Json } from "../../../commerce/product.ts";
import { hasMoreValues, MOST_VALUES, parseJson } from "./json.ts";
import { hasMoreValuesLong, parseLongJson } from "./long-json.ts";

/** Bytes that are read in one turn, some 10 ms. */
export const LONG_BODY = 256 * 1024;

type Read = { readonly value: Json } | { readonly problem: unknown };

interface Reading {
  readonly begun: Promise<Read>;
  done?: Read;
  /** What is still at work with it: behind the last, it is dropped. */
  users: number;
}

const readings = new WeakMap<Uint8Array, Reading>();

/** Does the work with the body's JSON at hand for `bodyJson`, if it is any. A short body is left to be read there. */
export async function withBodyRead<T>(bytes: Uint8Array, work: () => T | Promise<T>): Promise<T> {
  if (bytes.byteLength <= LONG_BODY || !beginsAsJson(bytes)) return work();
  const reading = readings.get(bytes) ?? { begun: readInTurns(bytes), users: 0 };
  readings.set(bytes, reading);
  reading.users += 1;
  try {
    reading.done = await reading.begun;
    return await work();
  } finally {
    reading.users -= 1;
    if (reading.users === 0) readings.delete(bytes);
  }
}

/** Throws TypeError, SyntaxError or RangeError for bytes that are not UTF-8 JSON, or hold too many values. */
export function bodyJson(bytes: Uint8Array): Json {
  const cached = readings.get(bytes)?.done;
  if (!cached) {
    const text = decoded(bytes);
    if (hasMoreValues(text)) throw tooMany();
    return parseJson(text);
  }
  if ("problem" in cached) throw cached.problem;
  return cached.value;
}

async function readInTurns(bytes: Uint8Array): Promise<Read> {
  try {
    const text = decoded(bytes);
    if (await hasMoreValuesLong(text, MOST_VALUES)) throw tooMany();
    return { value: await parseLongJson(text) };
  } catch (problem) {
    return { problem };
  }
}

const decoded = (bytes: Uint8Array): string => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

const tooMany = () => new RangeError(`The body has more than ${MOST_VALUES} values.`);

/** A token is none. */
const beginsAsJson = (bytes: Uint8Array): boolean =>
  /^\s{0,63}[[{]/.test(Buffer.from(bytes.subarray(0, 64)).toString("latin1"));
