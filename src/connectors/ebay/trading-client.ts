/**
 * Calls of the Trading API: XML over one address, the call's name and the site in headers. What failed comes with HTTP 200
 * and `Ack` Failure; Warning is a success (sheet sections 7 and 11).
 */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, type ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { anyJson, optionalText, parseOutcome, parseResponse } from "../kit/parse/parse.ts";
import { childOf, element, parseXml, type XmlNode, xmlText } from "../kit/parse/xml.ts";
import { xmlJson } from "../kit/parse/xml-json.ts";
import { api } from "./hosts.ts";
import { homeOf } from "./settings.ts";
import { tradingNumber } from "./trading-sites.ts";
import { message } from "./words.ts";

const NAMESPACE = "urn:ebay:apis:eBLBaseComponents";
/** The version of the reference the fields were read in. */
const COMPATIBILITY = "1423";

/** An element that may be missing, empty, alone or repeated. */
export const many = <S extends z.ZodType>(row: S) =>
  z.preprocess(
    (value) => (value === undefined || value === "" ? [] : Array.isArray(value) ? value : [value]),
    z.array(row),
  );

/** An element that may be missing or empty. */
export const group = <S extends z.ZodRawShape>(shape: S) =>
  z.preprocess((value) => (value === "" ? undefined : value), z.object(shape).optional());

const errorSchema = z.object({
  ErrorCode: optionalText,
  SeverityCode: optionalText,
  ShortMessage: optionalText,
  LongMessage: optionalText,
});
const answerSchema = z.object({ Ack: z.string(), Errors: many(errorSchema) });

export interface TradingError {
  readonly code: string;
  readonly text: string;
}

export interface TradingAnswer {
  /** The fields of the answer, as `xmlJson` tells them. */
  readonly fields: Json;
  /** Not all of what was asked was done. */
  readonly hasFailed: boolean;
  readonly errors: readonly TradingError[];
}

interface TradingCall {
  /** "GetItem" */
  readonly name: string;
  readonly content: readonly XmlNode[];
  readonly operation: string;
  /** Default true: it reads. */
  readonly safe?: boolean | undefined;
}

/** Throws ConnectorError for a token, a used-up limit or a fault of eBay's own; all other refusals are in the answer. */
export async function askTrading(
  { name, content, operation, safe = true }: TradingCall,
  ctx: Context,
): Promise<TradingAnswer> {
  const body = xmlText(element(`${name}Request`, [...content], { xmlns: NAMESPACE }));
  const response = await ctx.http.request({
    method: "POST",
    url: `${api(ctx)}/ws/api.dll`,
    headers: {
      "x-ebay-api-call-name": name,
      "x-ebay-api-siteid": tradingNumber(homeOf(ctx.connection)),
      "x-ebay-api-compatibility-level": COMPATIBILITY,
    },
    body: { bytes: Buffer.from(body), contentType: "text/xml" },
    operation,
    safe,
  });
  const fields = await fieldsOf(response, `${name}Response`, safe);
  const read = safe ? parseResponse : parseOutcome;
  const { Ack, Errors } = read(answerSchema, fields, { ctx, what: name });
  return {
    fields,
    hasFailed: Ack !== "Success" && Ack !== "Warning",
    errors: Errors.filter(({ SeverityCode }) => SeverityCode !== "Warning").map((one) => ({
      code: one.ErrorCode ?? "",
      text: one.LongMessage ?? one.ShortMessage ?? "",
    })),
  };
}

/** The code of an answer that is whole and holds more than is read at once. */
export const TOO_LARGE = "too_large";

/** An answer cut in the middle says nothing of what became of a change. */
async function fieldsOf({ text }: PlatformResponse, root: string, safe: boolean): Promise<Json> {
  try {
    const reported = z.object({ [root]: anyJson }).safeParse(await xmlJson(text)).data?.[root];
    if (reported !== undefined) return reported;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (safe && text.trimEnd().endsWith(`</${root}>`))
      throw new ConnectorError({ kind: "rejected", code: TOO_LARGE }, message("refused.noXml"), { cause: error });
  }
  throw new ConnectorError({ kind: safe ? "transient" : "ambiguous" }, message("refused.noXml"));
}

/** As eBay words it; ours where it gives no words. */
export const tradingRefusal = ({ errors }: TradingAnswer) =>
  errors
    .flatMap(({ text }) => text || [])
    .slice(0, 3)
    .join(" ") || message("refused.trading");

const NO_TOKEN = new Set(["930", "931", "932", "21916984", "21917053", "21917055"]);
const CALL_LIMIT = "518";
const HOUR_MS = 3_600_000;
/** Too many changes of one seller within seconds (eBay's knowledge base 2137: windows of 15 and 30 s). */
const BURST_LIMIT = "21919144";
const BURST_MS = 30_000;
/** Internal error; the call took longer than eBay lets it (knowledge base 534). */
const OWN_FAULTS = new Set(["10007", "219255"]);
/** A refusal is short; what is longer is an answer. */
const LONGEST_REFUSAL = 32_768;

/** What an answer with HTTP 200 means for the connection; null: it is the caller's to read. */
export function classifyTrading({ text }: PlatformResponse, { safe }: PlatformRequest): ErrorKind | null {
  if (text.length > LONGEST_REFUSAL || !/<Ack>\s*Failure/.test(text)) return null;
  const errors = errorsOf(text);
  const has = (code: string) => errors.some((one) => one.code === code);
  if (errors.some(({ code }) => NO_TOKEN.has(code))) return { kind: "auth_expired" };
  // Calls are counted by the day, whose midnight is eBay's: asked again by the hour.
  if (has(CALL_LIMIT)) return { kind: "throttled", waitMs: HOUR_MS };
  if (has(BURST_LIMIT)) return { kind: "throttled", waitMs: BURST_MS };
  // A change that eBay failed over may have been made.
  if (errors.some(isOwnFault)) return { kind: safe === false ? "ambiguous" : "transient" };
  return null;
}

interface Reported {
  readonly code: string;
  readonly classification: string;
}

/** "The request may be resent in its original form" (eBay's ErrorClassificationCodeType). */
const isOwnFault = ({ code, classification }: Reported): boolean =>
  classification === "SystemError" || OWN_FAULTS.has(code);

function errorsOf(text: string): readonly Reported[] {
  try {
    return parseXml(text)
      .children.filter((one) => one.name === "Errors" && textOf(one, "SeverityCode") !== "Warning")
      .map((one) => ({ code: textOf(one, "ErrorCode"), classification: textOf(one, "ErrorClassification") }));
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

const textOf = (node: XmlNode, name: string): string => childOf(node, name)?.text.trim() ?? "";
