/** Reading a platform's answer where it comes in: only the fields used, everything unexpected named. */

import { z } from "zod";
import { message } from "../../../commerce/message.ts";
import type { Json } from "../../../commerce/product.ts";
import { isInstant } from "../../../commerce/version.ts";
import type { Context } from "../contract/context.ts";
import { ConnectorError, isConnectorError } from "../contract/errors.ts";
import { bodyJson } from "./body-json.ts";
import { plainDecimal } from "./json.ts";
import { parseTolerantly, problemOf, toleratedNote, valueAt } from "./tolerant.ts";

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

/** Decimal text from a platform's string or number: "12.50", 12, "-8.0E-5". Refuses grouping and empty text. */
export const decimal = z
  .union([z.string(), z.number()])
  .transform((value) => plainDecimal(String(value).trim()))
  .refine((text) => DECIMAL.test(text), { error: "not a decimal number" });

/** As `decimal`; null, absent and empty text become undefined ("no price set"). */
export const optionalDecimal = z
  .union([z.literal(""), decimal])
  .nullish()
  .transform((value) => (value === "" || value === null ? undefined : value));

/** An id as text, whether the platform prints a number or a string. Never empty. */
export const idText = z.union([z.string().min(1), z.number().int()]).transform((value) => String(value));

/** As `idText`; null, absent, empty text and 0, also as text ("none" on many platforms), become undefined. */
export const optionalId = z
  .union([z.literal(""), z.literal(0), idText])
  .nullish()
  .transform((value) => (value === "" || value === 0 || value === "0" || value === null ? undefined : value));

/** Text that may be null, absent or blank: trimmed, or undefined. A number, as some print codes and phones, is its text. */
export const optionalText = z
  .preprocess((value) => (typeof value === "number" ? String(value) : value), z.string().nullish())
  .transform((value) => value?.trim() || undefined);

/** A moment as text (RFC 3339, or without its zone where the platform tells none); null, absent and blank are none. */
export const optionalTime = optionalText.refine((text) => text === undefined || isInstant(text), {
  error: "not a date with a time",
});

/** As `optionalTime`, where there has to be one. */
export const time = z.string().refine(isInstant, { error: "not a date with a time" });

/** Paths of fields within the records at a place: `within("lines.*", "id")` is `lines.*.id`. */
export const within = (place: string, ...fields: readonly string[]): readonly string[] =>
  fields.map((field) => `${place}.${field}`);

/** Fields of an object that are read alike: `...each(amount, "tax", "shipping")`. */
export const each = <S extends z.ZodType, K extends string>(schema: S, ...names: readonly K[]): Record<K, S> =>
  Object.fromEntries(names.map((name) => [name, schema])) as Record<K, S>;

/** As `each`, of texts that may be null, absent or blank. */
export const texts = <K extends string>(...names: readonly K[]): Record<K, typeof optionalText> =>
  each(optionalText, ...names);

/** Rows of a list that may be null or absent: then there are none. */
export const listOf = <S extends z.ZodType>(row: S) =>
  z
    .array(row)
    .nullish()
    .transform((rows) => rows ?? []);

/** A whole number from a number or its text ("7", "7.0" from plugins), else a failure. */
export const wholeNumber = z
  .union([z.number(), z.string().regex(/^[+-]?\d+(?:\.0*)?$/)])
  .transform((value) => Number(value))
  .refine((value) => Number.isSafeInteger(value), { error: "not a whole number" });

/** Any JSON value, kept as it is. */
export const anyJson: z.ZodType<Json> = z.custom<Json>((value) => value !== undefined);

/** What JSON holds as a text; empty where it is none: an object may bring a `toString` that JavaScript cannot call. */
export const textOf = (value: Json | undefined): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

export interface ParseOptions {
  /** Where drift is reported; absent in pure code (webhook handlers), where the error alone speaks. */
  readonly ctx?: Pick<Context, "drift"> | undefined;
  /** What is being read, for people: "order 1042". */
  readonly what: string;
  /**
   * Paths of the fields without which it cannot be read (`*`: each row of a list). All others are decoration: one of a
   * strange form is read as text or left out, and told as drift. Absent: each field of the schema is essential.
   */
  readonly essential?: readonly string[] | undefined;
}

/**
 * Parses a platform's value with a schema of the fields used. On failure the first wrong field is reported
 * through `ctx.drift` and a ConnectorError drift with its path is thrown: the payload is kept, not guessed.
 */
export function parseResponse<T extends z.ZodType>(
  schema: T,
  value: Json | undefined,
  options: ParseOptions,
): z.output<T> {
  // What has essential fields is one record: an order, a product.
  const long = options.essential && longList(value, []);
  if (long) throw tooLong(long, options);
  const result = parseTolerantly(schema, value, options.essential);
  if ("data" in result) {
    for (const one of result.leftOut)
      options.ctx?.drift({ path: one.path, problem: toleratedNote(one), value: shortened(one.value) });
    return result.data;
  }
  const { issue } = result;
  const path = issue.path.length > 0 ? issue.path.map(String).join(".") : "(whole)";
  const problem = problemOf(issue);
  options.ctx?.drift({ path, problem: `${options.what}: ${problem}`, value: shortened(valueAt(value, issue.path)) });
  throw new ConnectorError(
    { kind: "drift", path, problem },
    message("platform.changed", { what: options.what, path, problem }),
    { cause: new Error(issue.message) },
  );
}

/** As many rows as one record is read with: more than the longest list seen (Shopify: 2,048 variants), read in some 65 ms. */
export const MOST_ROWS = 2_100;
/** A record's lists lie no deeper: `order.lineItems.nodes`. */
const DEEPEST_LIST = 4;

/** The way to a list of the record that is too long; null: none is. Of the rows of a list, the first stands for all. */
function longList(value: Json | undefined, path: readonly string[]): readonly string[] | null {
  if (value === null || typeof value !== "object") return null;
  if (Array.isArray(value)) return value.length > MOST_ROWS ? path : longList(value[0], [...path, "0"]);
  if (path.length >= DEEPEST_LIST) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = longList(inner, [...path, key]);
    if (found) return found;
  }
  return null;
}

/** The record cannot be read, and by what. */
export function tooLong(at: readonly string[], { what, ctx }: Pick<ParseOptions, "what" | "ctx">): ConnectorError {
  const path = at.join(".");
  const problem = `has more than ${MOST_ROWS} rows`;
  ctx?.drift({ path, problem: `${what}: ${problem}` });
  return new ConnectorError(
    { kind: "drift", path, problem },
    message("platform.tooLong", { what, path, most: MOST_ROWS }),
  );
}

/**
 * A record that decides nothing, as an order's customer: what of it can be read. Undefined, and told as drift, where it
 * cannot be read at all.
 */
export function parseDecoration<T extends z.ZodType>(
  schema: T,
  value: Json | undefined,
  options: Omit<ParseOptions, "essential">,
): z.output<T> | undefined {
  try {
    return parseResponse(schema, value, { ...options, essential: [] });
  } catch (error) {
    if (!isConnectorError(error) || error.info.kind !== "drift") throw error;
    // Told as drift by the reading.
    return undefined;
  }
}

/**
 * As `parseResponse`, for the answer to a call that must not be made twice: strange as the answer is, it may have been
 * carried out. Throws ConnectorError ambiguous.
 */
export function parseOutcome<T extends z.ZodType>(
  schema: T,
  value: Json | undefined,
  options: ParseOptions,
): z.output<T> {
  try {
    return parseResponse(schema, value, options);
  } catch (cause) {
    if (!isConnectorError(cause) || cause.info.kind !== "drift") throw cause;
    const { path, problem = "" } = cause.info;
    throw new ConnectorError(
      { kind: "ambiguous" },
      message("platform.changed", { what: options.what, path, problem }),
      {
        cause,
      },
    );
  }
}

/**
 * A webhook body as the platform's JSON. Throws ConnectorError rejected when the bytes are not UTF-8 JSON
 * of the expected shape: somebody else's body, not drift.
 */
export function readBody<T extends z.ZodType>(schema: T, bytes: Uint8Array, what: string): z.output<T> {
  const result = schema.safeParse(readJsonBody(bytes, what));
  if (result.success) return result.data;
  const path = result.error.issues[0]?.path.map(String).join(".") || "(whole)";
  throw new ConnectorError(
    { kind: "rejected", code: "body", field: path },
    message("platform.strangeBody", { what, path }),
    { cause: result.error },
  );
}

/** JSON of a webhook body. Throws ConnectorError rejected when the bytes are not UTF-8 JSON, or hold too many values. */
export function readJsonBody(bytes: Uint8Array, what: string): Json {
  try {
    return bodyJson(bytes);
  } catch (cause) {
    throw new ConnectorError({ kind: "rejected", code: "body" }, message("platform.noJson", { what }), {
      cause,
    });
  }
}

/** So that a drift report shows what came instead. */
function shortened(value: Json | undefined): Json | undefined {
  const text = JSON.stringify(value) ?? "";
  return text.length > 500 ? `${text.slice(0, 500)}...` : value;
}
