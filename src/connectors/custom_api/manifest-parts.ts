/** The pieces a manifest is made of: expressions, requests, pages, cursors, answers that mean something else. */
import { z } from "zod";
import { namesIn } from "./template.ts";

export const expression = z.string().trim().min(1).max(10_000).describe("a JSONata expression");

export type Mapping = string | { readonly [field: string]: Mapping };

/** One expression for the whole, or an object with one for each field, as deep as needed. */
export const mapping: z.ZodType<Mapping> = z.lazy(() =>
  z.union([expression, z.record(z.string().min(1).max(100), mapping)]),
);

/** Text with placeholders of these roots only. */
export const templateOf = (...roots: readonly string[]) =>
  z
    .string()
    .max(2_000)
    .refine((text) => !/[\r\n\0]/.test(text), { error: "has a line break" })
    .superRefine((text, context) => {
      for (const name of namesIn(text)) {
        const [root = ""] = name.split(".");
        if (!roots.includes(root))
          context.addIssue({
            code: "custom",
            message: `{{${name}}} is not available here; known are ${roots.map((one) => `{{${one}.…}}`).join(", ")}`,
          });
      }
    });

const filled = templateOf("input", "state", "conn", "record");
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

const requestSchema = z.strictObject({
  method: z.enum(METHODS).default("GET"),
  path: filled.refine((path) => path.startsWith("/") && !path.startsWith("//"), {
    error: "a path below the API address begins with one /",
  }),
  query: z.record(z.string().min(1), filled).default({}).describe("a parameter whose value is missing is left out"),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), filled).default({}),
  body: mapping.optional().describe("the body: expressions over {input, state, conn, page}"),
  bodyAs: z
    .enum(["json", "form"])
    .default("json")
    .describe("form: sent as a web form is; fields inside fields become a[b], lists a[0]"),
});

/** How a shop writes its answers. */
export const answerAs = z
  .enum(["json", "xml"])
  .describe(
    "xml: elements become fields, repeated ones lists, attributes fields that begin with @, text beside them #text",
  );

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Every path has to match: `{"status": [400, 409], "body.error.code": "taken"}`. */
const condition = z.record(
  z.string().regex(/^(?:status|(?:body|headers)\.[\w.-]+)$/, { error: "a path is status, body.… or headers.…" }),
  z.union([scalar, z.array(scalar), z.strictObject({ exists: z.boolean() })]),
);

export const ERROR_CLASSES = [
  "auth",
  "not_found",
  "validation",
  "duplicate",
  "throttled",
  "retryable",
  "fatal",
] as const;

export const errorRule = z.strictObject({
  when: condition,
  class: z.enum(ERROR_CLASSES),
});

/** What every call of the shop has. */
export const operationSchema = z.strictObject({
  request: requestSchema,
  success: expression.optional().describe("over {status, headers, body}: false means refused"),
  errors: z.array(errorRule).max(50).default([]),
  answers: answerAs.optional(),
});

const parameter = z.string().regex(/^[\w.[\]-]{1,60}$/);
const pageSize = z.int().min(1).max(10_000);
const placed = {
  in: z
    .enum(["query", "body"])
    .default("query")
    .describe("body: the request's body takes the parameters from page.<name>, as GraphQL does"),
};

const pagination = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({
    kind: z.literal("page"),
    param: parameter,
    ...placed,
    start: z.union([z.literal(0), z.literal(1)]).default(1),
    sizeParam: parameter.optional(),
    size: pageSize.default(100),
    stop: z.union([z.enum(["short_page", "empty"]), z.strictObject({ totalPages: expression })]).default("short_page"),
  }),
  z.strictObject({
    kind: z.literal("offset"),
    param: parameter,
    ...placed,
    sizeParam: parameter.optional(),
    size: pageSize.default(100),
  }),
  z.strictObject({
    kind: z.literal("cursor"),
    param: parameter,
    ...placed,
    sizeParam: parameter.optional(),
    size: pageSize.default(100),
    next: expression.describe("over {status, headers, body}: the next cursor, nothing on the last page"),
    alone: z.boolean().default(false).describe("true when the cursor travels without the other parameters"),
  }),
  z.strictObject({ kind: z.literal("link_header"), sizeParam: parameter.optional(), size: pageSize.default(100) }),
  z.strictObject({
    kind: z.literal("next_url"),
    sizeParam: parameter.optional(),
    size: pageSize.default(100),
    next: expression.describe("over {status, headers, body}: absolute or relative address on the same host"),
  }),
]);

const cursorSchema = z.strictObject({
  field: expression.describe("when the record last changed"),
  format: z
    .string()
    .regex(/^(?:iso|epoch|epoch_ms)$|yyyy/, {
      error: "iso, epoch, epoch_ms, or a pattern such as yyyy-MM-dd HH:mm:ss",
    })
    .default("iso"),
  timeZone: z.string().optional(),
  lookbackMs: z
    .int()
    .min(0)
    .max(7 * 86_400_000)
    .default(300_000),
  ascending: z.boolean().default(false).describe("the list tells the oldest change first"),
  start: z.iso.date().optional().describe("the day the first walk begins at; default 2000-01-01"),
  windowMs: z.int().min(60_000).optional().describe("longest range the shop takes; the end is {{state.until}}"),
});

/** A further call for each record, its answer put beside the record's own fields (order -> items). */
const detail = z.strictObject({
  as: z.string().regex(/^[A-Za-z_]\w{0,60}$/),
  request: requestSchema,
  value: expression.default("body").describe("over {status, headers, body}"),
});

const everyMinutes = z.int().min(1).max(10_080);

export const readSchema = operationSchema.extend({
  pagination: pagination.default({ kind: "none" }),
  cursor: cursorSchema.optional(),
  records: expression.describe("over {status, headers, body}: the array of records"),
  details: z.array(detail).max(5).default([]),
  map: mapping,
  everyMinutes: everyMinutes.optional(),
});

export const lookupSchema = operationSchema.extend({
  record: expression.default("body").describe("over {status, headers, body}: the one record, nothing when unknown"),
  details: z.array(detail).max(5).default([]),
  map: mapping.optional().describe("default that of the list of the same things"),
});

const idempotency = z.strictObject({
  header: z.string().regex(/^[A-Za-z0-9-]+$/),
  value: templateOf("input").default("{{input.idempotencyKey}}"),
});

export const writeSchema = operationSchema.extend({
  idempotency: idempotency.optional().describe("the shop does a call with the same key once"),
  result: mapping.optional().describe("over {status, headers, body, input}: what the call answers, in our words"),
});

export const batchWriteSchema = writeSchema.extend({
  batch: z
    .strictObject({
      maxItems: z.int().min(2).max(1_000),
      compares: z
        .boolean()
        .default(false)
        .describe("the shop sets an item only where it still shows input.items[].expected"),
      results: expression.describe("over {status, headers, body, input}: [{key, outcome, available, code, text}]"),
    })
    .optional(),
});

export type RequestSpec = z.output<typeof requestSchema>;
export type Operation = z.output<typeof operationSchema>;
export type Read = z.output<typeof readSchema>;
export type Lookup = z.output<typeof lookupSchema>;
export type Write = z.output<typeof writeSchema>;
export type BatchWrite = z.output<typeof batchWriteSchema>;
export type Pagination = z.output<typeof pagination>;
export type Condition = z.output<typeof condition>;
export type ErrorRule = z.output<typeof errorRule>;
