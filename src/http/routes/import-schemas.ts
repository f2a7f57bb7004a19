/** Shapes of imports as the interface takes and gives them. */

import { z } from "zod";
import { ENCODINGS, FIELDS } from "../../hub/imports/index.ts";
import { optionsFields } from "../../hub/imports/options.ts";
import { flag } from "../schemas.ts";

export const uploadQuery = z.object({
  name: z.string().trim().min(1).max(255).optional().describe("the file's name, as shown to people"),
  format: z.enum(["csv", "json"]).optional().describe("json: an array of objects, or an object a line"),
  encoding: z.enum(ENCODINGS).optional().describe("default found out"),
  delimiter: z.string().length(1).optional(),
  header: flag.optional().describe("whether the first row names the columns"),
});

export const importPatch = z.strictObject({
  mapping: z
    .record(z.string().max(200), z.string().max(200).nullable())
    .optional()
    .describe("columns that are not named stay as they are"),
  options: z.strictObject(optionsFields).partial().optional(),
  encoding: z.enum(ENCODINGS).optional().describe("reads the file again with it; naming the guessed one confirms it"),
});

export const issueFilter = {
  severity: z.enum(["error", "warning"]).optional(),
  code: z.string().max(60).optional(),
  column: z.string().max(200).optional().describe("the column's header; empty: what concerns whole rows"),
};

export const fields = FIELDS;
