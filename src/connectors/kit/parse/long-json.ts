/**
 * Long JSON texts, read in many short turns of the event loop: JSON.parse of 20 MB holds the thread for a third of a second,
 * and everybody's requests with it. A text is cut where rows of its lists, or members of its objects, end; the pieces are
 * read by `parseJson`, so that what comes out, and what is refused, is the same.
 */
import { setImmediate } from "node:timers/promises";
import type { Json } from "../../../commerce/product.ts";
import { countedValues, endOfString, MAX_DEPTH, parseJson, parseOwnJson } from "./json.ts";

/** Letters read in one turn, some 10 ms, and those of the one row or member that goes beyond. */
const SLICE_LENGTH = 256 * 1024;
/** Letters looked at for each of the text's: containers in containers are looked at once more each. */
const MAX_CHECKS = 8;

type Parse = (text: string, depth?: number) => Json;

/** As `parseJson`, `sliceLength` letters at a time. Throws SyntaxError as it does. */
export const parseLongJson = (text: string, sliceLength = SLICE_LENGTH): Promise<Json> =>
  inSlices(text, sliceLength, parseJson);

/** As `parseOwnJson`, in turns. */
export const parseOwnLongJson = (text: string): Promise<Json> => inSlices(text, SLICE_LENGTH, parseOwnJson);

async function inSlices(text: string, sliceLength: number, parse: Parse): Promise<Json> {
  if (text.length <= sliceLength) return parse(text);
  const begin = afterBlank(text, 0);
  const reading = { text, turn: sliceLength, parse, looks: text.length * MAX_CHECKS };
  if (endWithin(reading, begin) !== null) return parse(text);
  const read = await container(reading, begin, 1);
  if (afterBlank(text, read.end) < text.length) throw refused(text, read.end);
  return read.value;
}

/** As `hasMoreValues`. */
export async function hasMoreValuesLong(text: string, most: number): Promise<boolean> {
  if (text.length <= most) return false;
  let [at, values] = [0, 0];
  while (at < text.length && values <= most) {
    const counted = countedValues(text, at, { until: Math.min(text.length, at + SLICE_LENGTH), most: most - values });
    at = counted.at;
    values += counted.values;
    if (at < text.length) await setImmediate();
  }
  return values > most;
}

interface Reading {
  readonly text: string;
  readonly turn: number;
  readonly parse: Parse;
  /** Letters that may still be looked at. */
  looks: number;
}

interface Read {
  readonly value: Json;
  /** Behind it. */
  readonly end: number;
}

/** A list or object that is longer than a turn. */
async function container(reading: Reading, begin: number, depth: number): Promise<Read> {
  const { text, turn, parse } = reading;
  const isObject = text[begin] === "{";
  const [open, close] = isObject ? ["{", "}"] : ["[", "]"];
  if (depth > MAX_DEPTH) throw new SyntaxError(`The JSON nests deeper than ${MAX_DEPTH} levels.`);
  const parts: Json[] = [];
  const read = (from: number, to: number) => {
    if (from < to) parts.push(parse(`${open}${text.slice(from, to)}${close}`, depth - 1));
  };
  let at = afterBlank(text, begin + 1);
  if (text[at] === close) return { value: isObject ? {} : [], end: at + 1 };
  for (let from = at; ; ) {
    const value = isObject ? afterName(text, at) : at;
    const short = endWithin(reading, value);
    reading.looks -= short === null ? turn : short - at;
    if (reading.looks < 0) throw new SyntaxError("The JSON nests too many long lists.");
    let end = short ?? 0;
    if (short === null) {
      read(from, lastEnd(text, from, at));
      await setImmediate();
      const long = await container(reading, value, depth + 1);
      const name = isObject ? Object(parse(`{${text.slice(at, value)}0}`)) : null;
      parts.push(name === null ? [long.value] : Object.fromEntries([[Object.keys(name)[0] ?? "", long.value]]));
      end = long.end;
    }
    const next = afterBlank(text, end);
    const isLast = text[next] === close;
    if (!isLast && text[next] !== ",") throw refused(text, next);
    if (short === null || isLast || end - from > turn) {
      if (short !== null) read(from, end);
      if (isLast) return { value: together(parts, isObject), end: next + 1 };
      await setImmediate();
      from = afterBlank(text, next + 1);
    }
    at = afterBlank(text, next + 1);
    if (text[at] === close) throw refused(text, at);
  }
}

const together = (parts: readonly Json[], isObject: boolean): Json =>
  isObject ? Object.fromEntries(parts.flatMap((part) => Object.entries(Object(part)))) : parts.flat();

/** Before the comma that stands in front of `at`. */
function lastEnd(text: string, from: number, at: number): number {
  return at > from ? text.lastIndexOf(",", at) : from;
}

const refused = (text: string, at: number) =>
  new SyntaxError(at < text.length ? `Unexpected token in JSON at position ${at}` : "Unexpected end of JSON input");

const isBlank = (code: number) => code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0b && code !== 0x0c);

function afterBlank(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** Behind a member's name and its colon. */
function afterName(text: string, at: number): number {
  if (text[at] !== '"') throw refused(text, at);
  const colon = afterBlank(text, endOfString(text, at) + 1);
  if (text[colon] !== ":") throw refused(text, colon);
  return afterBlank(text, colon + 1);
}

/** Behind the value that begins here; null for a list or object longer than a turn. */
function endWithin({ text, turn }: Reading, begin: number): number | null {
  const first = text[begin];
  if (first === '"') return endOfString(text, begin) + 1;
  if (first !== "[" && first !== "{") return afterScalar(text, begin);
  let depth = 0;
  for (let at = begin; at < text.length; at += 1) {
    if (at - begin > turn) return null;
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) depth += 1;
    else if (code === 0x5d || code === 0x7d) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function afterScalar(text: string, begin: number): number {
  let at = begin;
  while (at < text.length && !isBlank(text.charCodeAt(at)) && !',[]{}"'.includes(text.charAt(at))) at += 1;
  if (at === begin) throw refused(text, begin);
  return at;
}
