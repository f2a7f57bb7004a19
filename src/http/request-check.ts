/** Checks requests against their schemas, and says what is wrong field by field in the hub's own sentences. */
import type { FastifySchemaCompiler } from "fastify";
import { z } from "zod";
import { type $ZodIssue, safeParse } from "zod/v4/core";
import { type Said, type Sentence, say } from "../commerce/sentence.ts";
import { type FieldSentence, fieldSentences } from "../commerce/sentences/checks.ts";

export interface RequestDetail {
  readonly field: string;
  readonly message: string;
  readonly said?: Said;
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
    const { data: value, error } = checked(schema, data);
    if (!error) return { value };
    const known = httpPart === "querystring" && schema instanceof z.ZodObject ? Object.keys(schema.shape) : null;
    const details = error.issues.flatMap((issue) => (known && unknownParameters(issue, known)) ?? detailOf(issue));
    return { error: new RequestRefusal(details) };
  };

const checked = (schema: z.ZodType, data: unknown) => safeParse(schema, data, { error: () => OURS, reportInput: true });

/** What is wrong with a body, by field; undefined where nothing is. */
export function refusalOf(schema: z.ZodType, body: unknown): RequestRefusal | undefined {
  const { error } = checked(schema, body);
  return error && new RequestRefusal(error.issues.map(detailOf));
}

/** Each parameter this address does not know, with those it knows; null for what else is wrong with a question. */
function unknownParameters(issue: $ZodIssue, known: readonly string[]): RequestDetail[] | null {
  if (issue.code !== "unrecognized_keys" || issue.path.length > 0) return null;
  return issue.keys.map((field) => {
    const { text, code, gaps } =
      known.length > 0 ? say("query.unknown", { known: known.join(", ") }) : say("query.none");
    return { field, message: text, said: { code, gaps } };
  });
}

function detailOf(issue: $ZodIssue): RequestDetail {
  const field = issue.path.join(".");
  const sentence = issue.message === OURS ? sentenceOf(issue) : ownSentence(issue.message);
  return sentence
    ? { field, message: sentence.text, said: { code: sentence.code, gaps: sentence.gaps } }
    : { field, message: issue.message };
}

function ownSentence(message: string): Sentence | undefined {
  const code = fieldSentences.find((each) => each === message);
  return code && say(code);
}

function sentenceOf(issue: $ZodIssue): Sentence {
  if (issue.input === undefined || issue.input === null) {
    if (issue.code !== "unrecognized_keys" && issue.code !== "custom") return say("field.required");
  }
  switch (issue.code) {
    case "invalid_type":
      return say(TYPES[issue.expected] ?? "field.shape");
    case "invalid_format":
      return say(FORMATS[issue.format] ?? "field.shape");
    case "invalid_value":
      return say("field.choice", { choices: issue.values.join(", ") });
    case "invalid_union":
      return choiceOf(issue);
    case "unrecognized_keys":
      return say("field.unknown", { names: issue.keys.join(", ") });
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return tooBig(issue);
    default:
      return say("field.shape");
  }
}

/** What says which of several kinds of things it is has its choices, which zod's types do not tell. */
function choiceOf(issue: $ZodIssue): Sentence {
  const options = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
  return options.length > 0 ? say("field.choice", { choices: options.join(", ") }) : say("field.shape");
}

const TYPES: Readonly<Record<string, FieldSentence>> = {
  string: "field.text",
  number: "field.number",
  bigint: "field.whole",
  int: "field.whole",
  boolean: "field.flag",
  array: "field.list",
};

const FORMATS: Readonly<Record<string, FieldSentence>> = {
  email: "field.email",
  url: "field.url",
  date: "field.day",
  datetime: "field.moment",
  uuid: "field.id",
};

function tooSmall({ origin, minimum, exact, inclusive }: Extract<$ZodIssue, { code: "too_small" }>): Sentence {
  const count = Number(minimum);
  if (origin === "string") {
    if (exact) return say("field.length", { count });
    return count === 1 ? say("field.required") : say("field.tooShort", { count });
  }
  if (origin === "array" || origin === "set") return say("field.tooFew", { count });
  return say(inclusive === false ? "field.above" : "field.atLeast", { least: count });
}

function tooBig({ origin, maximum, exact, inclusive }: Extract<$ZodIssue, { code: "too_big" }>): Sentence {
  const count = Number(maximum);
  if (origin === "string") return say(exact ? "field.length" : "field.tooLong", { count });
  if (origin === "array" || origin === "set") return say("field.tooMany", { count });
  return say(inclusive === false ? "field.below" : "field.atMost", { most: count });
}
