import type { DecimalText } from "../../../commerce/money.ts";
import type { Json } from "../../../commerce/product.ts";

/** Deeper than any platform's payload; JSON.stringify and jsonb both recurse, so deeper input is refused. */
export const MAX_DEPTH = 200;

/**
 * What a delivery or an answer may hold: more than any seen (250 orders of 100 lines with 20 fields each), and what the
 * thread reads in a tenth of a second.
 */
export const MOST_VALUES = 500_000;

/** Escapes that PostgreSQL text cannot hold: NUL and (possibly lone) surrogates. */
const UNSTORABLE_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/;

/** What may follow a value; anything else makes the text no JSON. */
const ENDS_VALUE = /\s*(?:[,\]}]|$)/y;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Parses JSON so that no figure is lost: a number that is not a safe integer becomes its exact decimal
 * text ("12.50", "12345678901234567890"). NUL characters and lone surrogates become U+FFFD, because no
 * database text holds them. Throws SyntaxError on anything that is not JSON or nests deeper than 200; `depth`: levels
 * around it.
 */
export function parseJson(text: string, depth = 0): Json {
  return storableJson(text, JSON.parse(withQuotedNumbers(text, depth)));
}

/** Whether a JSON text holds more values than `most`; of what is no JSON, whether it has as many commas and brackets. */
export function hasMoreValues(text: string, most = MOST_VALUES): boolean {
  return text.length > most && countedValues(text, 0, { until: text.length, most }).values > most;
}

/** Values from `at` on, until there are more than `most` or a value ends at or behind `until`; and where that is. */
export function countedValues(
  text: string,
  from: number,
  { until, most }: { readonly until: number; readonly most: number },
): { readonly at: number; readonly values: number } {
  let [at, values] = [from, 0];
  for (; at < until && values <= most; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at);
    else if (code === 0x2c || code === 0x5b || code === 0x7b) values += 1;
  }
  return { at, values };
}

/** As `parseJson`, and null for what is no JSON: a cut body, or a proxy's page. */
export function jsonOrNull(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** By JSON.parse alone, and undefined for what is no JSON: of text whose figures do not count. */
export function plainJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** As `parseJson`, but numbers stay what JavaScript reads: for data that has been through `parseJson` once. */
export function parseOwnJson(text: string, depth = 0): Json {
  // Refuses what nests too deep.
  withQuotedNumbers(text, depth);
  return storableJson(text, JSON.parse(text));
}

const storableJson = (text: string, value: Json): Json =>
  UNSTORABLE_ESCAPE.test(text) || !text.isWellFormed() ? storable(value) : value;

/**
 * The text with every inexact number in quotes, so that the engine's own parser does the rest: three times as fast
 * as a reviver with source access (measured on order pages). Leaves what is not JSON for the parser to refuse.
 */
function withQuotedNumbers(text: string, around = 0): string {
  const pieces: string[] = [];
  let copied = 0;
  let depth = around;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new SyntaxError(`The JSON nests deeper than ${MAX_DEPTH} levels.`);
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
    else if (code === 0x2d || isDigit(code)) {
      const end = endOfNumber(text, at);
      if (!isShortInteger(text, at, end) && isInexact(text, at, end)) {
        pieces.push(`${text.slice(copied, at)}"${plainDecimal(text.slice(at, end))}"`);
        copied = end;
      }
      at = end - 1;
    }
  }
  return copied === 0 ? text : pieces.join("") + text.slice(copied);
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** Position after the run of characters numbers are made of. */
function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isPart = isDigit(code) || code === 0x2e || (code | 0x20) === 0x65 || code === 0x2b || code === 0x2d;
    if (!isPart) return at;
  }
  return at;
}

/** One that every double holds, as nearly all of them are. */
function isShortInteger(text: string, start: number, end: number): boolean {
  if (end - start > 15) return false;
  for (let at = start + 1; at < end; at += 1) if (!isDigit(text.charCodeAt(at))) return false;
  return true;
}

/** True for a well-formed number that a double may not hold, standing as a value: keys are for the parser to refuse. */
function isInexact(text: string, start: number, end: number): boolean {
  const number = text.slice(start, end);
  if (!NUMBER.test(number) || Number.isSafeInteger(Number(number))) return false;
  ENDS_VALUE.lastIndex = end;
  return ENDS_VALUE.test(text);
}

/** "1.5e3" -> "1500"; what has an absurd exponent, or none, stays as it is. */
export function plainDecimal(source: string): string {
  const match = /[eE]/.test(source) && /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/.exec(source);
  if (!match) return source;
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  const exponent = Number(power);
  if (Math.abs(exponent) > 40) return source;
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length)
    return `${sign}${digits}${"0".repeat(point - digits.length)}`.replace(/^(-?)0+(?=\d)/, "$1");
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`.replace(/^(-?)0+(?=\d)/, "$1");
}

function storable(value: Json): Json {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key), storable(inner)]));
}

function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}

/** Position of the closing quote of the string that opens at `start`; the text's end when there is none. */
export function endOfString(text: string, start: number): number {
  const quote = text.indexOf('"', start + 1);
  if (quote === -1) return text.length;
  let slashes = 0;
  while (text.charCodeAt(quote - 1 - slashes) === 0x5c) slashes += 1;
  if (slashes % 2 === 0) return quote;
  // Letter by letter: a search of its own for each of a million escaped quotes takes five times as long.
  for (let at = quote + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x22) return at;
  }
  return text.length;
}

/** JSON text of a value; numbers made by `jsonNumber` are printed digit by digit as given. */
export function stringifyJson(value: Json): string {
  return JSON.stringify(value);
}

interface RawJson {
  rawJSON(text: string): Json;
}

/**
 * A decimal that must travel as a bare JSON number, with exactly these digits (platforms that refuse
 * text for prices). Opaque: only `stringifyJson` reads it. Throws SyntaxError on anything but a decimal.
 */
export function jsonNumber(decimal: DecimalText): Json {
  if (!/^-?(0|[1-9]\d*)(\.\d+)?$/.test(decimal)) throw new SyntaxError(`"${decimal}" is not a plain decimal number.`);
  return (JSON as typeof JSON & RawJson).rawJSON(decimal);
}
