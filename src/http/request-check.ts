/** Checks requests against their schemas, and says what is wrong field by field in the hub's own messages. */
import type { FastifySchemaCompiler } from "fastify";
import { z } from "zod";
import { $ZodAsyncError, type $ZodIssue, config, type ParseContextInternal, util } from "zod/v4/core";
import { type Message, type MessageRef, message } from "../commerce/message.ts";
import { type FieldMessage, fieldMessages } from "../commerce/messages/checks.ts";

export interface RequestDetail {
  readonly field: string;
  readonly message: string;
  readonly said?: MessageRef;
}

/** A request that does not fit the schema of its route. */
export class RequestRefusal extends Error {
  override readonly name = "RequestRefusal";
  readonly details: readonly RequestDetail[];

  constructor(details: readonly RequestDetail[]) {
    const [first] = details;
    super(first ? `${first.field || "The request"}: ${first.message}` : "The request is not valid.");
    this.details = details;
  }
}

// Whatever a schema says itself stands in place of it.
const OURS = "";

export const requestCheck: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (data) => {
    const { data: value, issues } = checked(schema, data);
    if (!issues) return { value };
    const existing = httpPart === "querystring" && schema instanceof z.ZodObject ? Object.keys(schema.shape) : null;
    const details = issues.flatMap((issue) => (existing && unknownParameters(issue, existing)) ?? detailOf(issue));
    return { error: new RequestRefusal(details) };
  };

/** Of what is wrong with a request: a body of nothing else has a million faults, and telling each takes seconds. */
const MAX_REPORTED = 100;

/** As `safeParse`, with the first faults alone, and none of its errors, whose message holds all of them. */
function checked(
  schema: z.ZodType,
  data: unknown,
): { readonly data?: unknown; readonly issues?: readonly $ZodIssue[] } {
  const context: ParseContextInternal = { async: false, error: () => OURS, reportInput: true };
  const result = schema._zod.run({ value: data, issues: [] }, context);
  if (result instanceof Promise) throw new $ZodAsyncError();
  if (result.issues.length === 0) return { data: result.value };
  return { issues: result.issues.slice(0, MAX_REPORTED).map((issue) => util.finalizeIssue(issue, context, config())) };
}

/** What is wrong with a body, by field; undefined where nothing is. */
export function refusalOf(schema: z.ZodType, body: unknown): RequestRefusal | undefined {
  const { issues } = checked(schema, body);
  return issues && new RequestRefusal(issues.map(detailOf));
}

/** Each parameter this address does not know, with those it knows; null for what else is wrong with a question. */
function unknownParameters(issue: $ZodIssue, existing: readonly string[]): RequestDetail[] | null {
  if (issue.code !== "unrecognized_keys" || issue.path.length > 0) return null;
  return issue.keys.map((field) => {
    const { text, code, gaps } =
      existing.length > 0 ? message("query.unknown", { known: existing.join(", ") }) : message("query.none");
    return { field, message: text, said: { code, gaps } };
  });
}

function detailOf(issue: $ZodIssue): RequestDetail {
  const field = issue.path.join(".");
  const text = issue.message === OURS ? messageOf(issue) : ownMessage(issue.message);
  return text
    ? { field, message: text.text, said: { code: text.code, gaps: text.gaps } }
    : { field, message: issue.message };
}

function ownMessage(text: string): Message | undefined {
  const code = fieldMessages.find((each) => each === text);
  return code && message(code);
}

function messageOf(issue: $ZodIssue): Message {
  if (issue.input === undefined || issue.input === null) {
    if (issue.code !== "unrecognized_keys" && issue.code !== "custom") return message("field.required");
  }
  switch (issue.code) {
    case "invalid_type":
      return message(TYPES[issue.expected] ?? "field.shape");
    case "invalid_format":
      return message(FORMATS[issue.format] ?? "field.shape");
    case "invalid_value":
      return message("field.choice", { choices: issue.values.join(", ") });
    case "invalid_union":
      return choiceOf(issue);
    case "unrecognized_keys":
      return message("field.unknown", { names: issue.keys.join(", ") });
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return tooBig(issue);
    default:
      return message("field.shape");
  }
}

/** What says which of several kinds of things it is has its choices, which zod's types do not tell. */
function choiceOf(issue: $ZodIssue): Message {
  const options = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
  return options.length > 0 ? message("field.choice", { choices: options.join(", ") }) : message("field.shape");
}

const TYPES: Readonly<Record<string, FieldMessage>> = {
  string: "field.text",
  number: "field.number",
  bigint: "field.whole",
  int: "field.whole",
  boolean: "field.flag",
  array: "field.list",
};

const FORMATS: Readonly<Record<string, FieldMessage>> = {
  email: "field.email",
  url: "field.url",
  date: "field.day",
  datetime: "field.moment",
  uuid: "field.id",
};

function tooSmall({ origin, minimum, exact, inclusive }: Extract<$ZodIssue, { code: "too_small" }>): Message {
  const count = Number(minimum);
  if (origin === "string") {
    if (exact) return message("field.length", { count });
    return count === 1 ? message("field.required") : message("field.tooShort", { count });
  }
  if (origin === "array" || origin === "set") return message("field.tooFew", { count });
  return message(inclusive === false ? "field.above" : "field.atLeast", { least: count });
}

function tooBig({ origin, maximum, exact, inclusive }: Extract<$ZodIssue, { code: "too_big" }>): Message {
  const count = Number(maximum);
  if (origin === "string") return message(exact ? "field.length" : "field.tooLong", { count });
  if (origin === "array" || origin === "set") return message("field.tooMany", { count });
  return message(inclusive === false ? "field.below" : "field.atMost", { most: count });
}
