/** Shapes of imports as the interface takes and gives them. */
import { z } from "zod";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import { ENCODINGS, FIELDS, MODES, SIZE_UNITS, WEIGHT_UNITS } from "../../hub/imports/index.ts";
import { RUN_STATES } from "../../hub/runs/runs.ts";
import { gaps, said } from "../../hub/answer-schemas.ts";
import { flag, id } from "../schemas.ts";

export const uploadQuery = z.object({
  name: z.string().trim().min(1).max(255).optional().describe("the file's name, as shown to people"),
  format: z.enum(["csv", "json"]).optional().describe("json: an array of objects, or an object a line"),
  encoding: z.enum(ENCODINGS).optional().describe("default found out"),
  delimiter: z.string().length(1).optional(),
  header: flag.optional().describe("whether the first row names the columns"),
});

const run = z
  .object({
    runId: id,
    state: z.enum(RUN_STATES),
    error: z.string().nullable(),
    counts: z
      .record(z.string(), z.int())
      .describe("rows, and by outcome create, update, unchanged, refused, skipped; errors and warnings"),
  })
  .nullable();

const separator = z.string().min(1).max(3);
const options = {
  mode: z.enum(MODES),
  empty: z.enum(["leave", "clear"]).describe("what an empty cell says"),
  decimal: z.enum(["point", "comma"]),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, fieldMessage("field.currency"))
    .nullable()
    .describe("of prices in rows without one; null: the variant's, else the organization's"),
  categorySeparator: separator.describe("between the levels of a category"),
  listSeparator: separator.describe("between the values of a list"),
  weightUnit: z.enum(WEIGHT_UNITS),
  sizeUnit: z.enum(SIZE_UNITS),
};

const summary = {
  id,
  name: z.string(),
  rows: z.int(),
  hasFile: z.boolean().describe("false: the file's time is over"),
  check: run,
  apply: run,
  requestedBy: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
};

const notice = z.object({ code: z.string().optional(), gaps: gaps.optional(), text: z.string() });

export const importSummary = z.object(summary).meta({ id: "ImportSummary" });
export const importWhole = z
  .object({
    ...summary,
    shape: z.object({
      format: z.enum(["csv", "json"]),
      encoding: z.enum(ENCODINGS),
      isUnsure: z.literal(true).optional().describe("the encoding is a guess: it has to be confirmed before applying"),
      delimiter: z.string(),
      newline: z.string(),
      header: z.boolean(),
      columns: z.array(z.string()),
    }),
    notices: z.array(notice).describe("what was guessed about the file, or looks odd"),
    sample: z.array(z.array(z.string())).describe("the first rows"),
    mapping: z.record(z.string(), z.string().nullable()).describe("the field of each column; null: not imported"),
    options: z.object(options),
  })
  .meta({ id: "Import" });

export const importPatch = z.strictObject({
  mapping: z
    .record(z.string().max(200), z.string().max(200).nullable())
    .optional()
    .describe("columns that are not named stay as they are"),
  options: z.strictObject(options).partial().optional(),
  encoding: z.enum(ENCODINGS).optional().describe("reads the file again with it; naming the guessed one confirms it"),
});

export const rowIssue = z
  .object({
    row: z.int().describe("as a spreadsheet counts: the header is row 1"),
    number: z.int(),
    severity: z.enum(["error", "warning"]),
    code: z.string(),
    column: z.string().nullable(),
    value: z.string().nullable(),
    message: z.string(),
    said: said.nullable().describe("the message for other languages; null: its code says it all"),
  })
  .meta({ id: "ImportIssue" });

export const issueGroup = z
  .object({
    severity: z.enum(["error", "warning"]),
    code: z.string(),
    column: z.string().nullable().describe("null: whole rows"),
    rows: z.int(),
    value: z.string().nullable().describe("of the first of these rows, as are the words"),
    message: z.string(),
    said: said.nullable(),
  })
  .meta({ id: "ImportIssueGroup" });

export const issueFilter = {
  severity: z.enum(["error", "warning"]).optional(),
  code: z.string().max(60).optional(),
  column: z.string().max(200).optional().describe("the column's header; empty: what concerns whole rows"),
};

export const fieldSchema = z.object({
  id: z.string(),
  label: z.string(),
  of: z.enum(["row", "product", "variant"]),
  kind: z.string(),
  repeats: z.boolean().optional(),
  parameter: z.string().optional().describe("what may stand after a colon: place, unit, name or location"),
  hint: z.string().optional(),
});

export const fields = FIELDS;
