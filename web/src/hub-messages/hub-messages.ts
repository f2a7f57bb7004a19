/**
 * What the hub says, in the language shown. It comes as English with a code and its parameters; what has no code, or
 * one without words here, stays as the hub wrote it.
 */

import type { MessagePart } from "../../../src/commerce/message.ts";
import { Problem } from "../data/hub.ts";
import { isMissingPart } from "../data/missing-part.ts";
import type { HubMessageFolder } from "../i18n/folders.ts";
import { type Format, useFormat } from "../i18n/format.ts";
import { languageShown } from "../i18n/language.ts";
import { directionOf } from "../i18n/languages.ts";
import { textOf } from "../i18n/texts.ts";
import { useTranslation } from "../i18n/translation.ts";
import { fieldWord } from "./field-word.ts";

type Params = Readonly<Record<string, string | number>>;

interface MessageRef {
  readonly code: string;
  readonly gaps: Params;
}

export interface HubMessages {
  /** One message; `text` is the hub's own English. */
  message(ref: MessageRef, text: string): string;
  /** Several, with what others said between them. */
  parts(parts: readonly MessagePart[] | null | undefined, text: string): string;
}

/** Whoever uses it has the words loaded: of all the hub says, or of its alerts alone. */
export function useHubMessages(folder: HubMessageFolder = "hub-messages"): HubMessages {
  useTranslation(folder);
  const format = useFormat();
  const message = ({ code, gaps: params }: MessageRef, text: string) =>
    textsOf(code, formatParams(params, format)) ?? text;
  return {
    message,
    parts: (parts, text) => (parts ? joined(parts, text, format) : text),
  };
}

function joined(parts: readonly MessagePart[], text: string, format: Format | undefined): string {
  const given = parts.map(({ code, gaps: params = {}, text: quoted = "" }) =>
    // A connector's code comes with words of its own.
    code === undefined
      ? apart(quoted)
      : (textsOf(code, formatParams(params, format)) ?? (quoted === "" ? undefined : quoted)),
  );
  // A part nobody has words for would leave a hole: better the whole in English.
  return given.includes(undefined) ? text : given.join(" ");
}

/** A refusal's words. In English the hub's own, which name what they are about. */
export function problemText(error: unknown, format?: Format): string {
  if (isMissingPart(error)) return textOf(languageShown(), "ui", "problem.missingPart", {}) ?? error.message;
  if (!(error instanceof Problem)) return error instanceof Error ? error.message : String(error);
  const { said, code, message } = error;
  const exact = said === null ? undefined : textsOf(said.code, formatParams(said.gaps, format));
  return exact ?? fieldsText(error, format) ?? codeText(code, message);
}

/** What is wrong with one field: the words of its message, else of its code, else the hub's own. */
export function detailText({ said, code, message }: FieldDetail, format?: Format): string {
  return (said && textsOf(said.code, formatParams(said.gaps, format))) ?? codeText(code, message);
}

export interface FieldDetail {
  readonly field: string;
  readonly message: string;
  readonly code?: string;
  readonly said?: MessageRef;
}

/** What a refusal says of single fields. */
export function detailsOf({ details }: Problem): readonly FieldDetail[] {
  return Array.isArray(details) ? details.filter(isFieldDetail) : [];
}

function isFieldDetail(detail: unknown): detail is FieldDetail {
  if (typeof detail !== "object" || detail === null) return false;
  const { field, message }: { readonly field?: unknown; readonly message?: unknown } = detail;
  return typeof field === "string" && typeof message === "string";
}

/** A refusal that says no more than its first field's does: all of them, in the language shown. */
function fieldsText(error: Problem, format: Format | undefined): string | undefined {
  const details = detailsOf(error);
  const [first] = details;
  if (!first || !error.message.endsWith(first.message)) return undefined;
  // The check of requests writes the field's path before its words.
  if (!first.said && error.code !== "REQUEST_INVALID") return undefined;
  return details.map((detail) => `${named(detail.field)}${detailText(detail, format)}`).join(" ");
}

/** The field before what is said of it; nothing where it has no word. */
function named(field: string): string {
  const word = fieldWord(field, languageShown());
  return word === undefined ? "" : `${apart(word)}: `;
}

/** The words of a refusal's code, for those that come by item: in bulk answers, imports and plans. */
export function codeText(code: string | null | undefined, message: string, value?: string | null): string {
  if (code === null || code === undefined) return message;
  return textsOf(code, { text: apart(message), value: apart(value ?? "") }) ?? message;
}

function textsOf(code: string, params: Params): string | undefined {
  const count = params["count"];
  const { count: _count, ...others } = params;
  const filling = { ...others, ...(typeof count === "number" && { count }) };
  return (
    textOf(languageShown(), "hub-messages", code, filling) ??
    textOf(languageShown(), "hub-messages/alerts", code, filling)
  );
}

/** Numbers and moments as the language writes them, names and codes kept from turning in right-to-left text. */
function formatParams(params: Params, format: Format | undefined): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (name === "count") return [name, value];
      if (typeof value === "number") return [name, format ? format.number(value) : value];
      return [name, format && name.endsWith("At") ? format.dateTime(value) : apart(value)];
    }),
  );
}

/** Between marks that keep its direction to itself; a bare word of a table, a status, needs none. */
function apart(text: string): string {
  const isBare = /^[a-z_]*$/.test(text) || directionOf(languageShown()) === "ltr";
  return isBare ? text : `\u2068${text}\u2069`;
}
