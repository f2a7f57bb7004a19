import { z } from "zod";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import type { Answered } from "../answer-schemas.ts";
import { SIZE_UNITS, WEIGHT_UNITS } from "./fields.ts";

const MODES = ["both", "create", "update"] as const;

export const optionsFields = {
  /** What rows may do; those that would do something else are left out. */
  mode: z.enum(MODES),
  empty: z.enum(["leave", "clear"]).describe("what an empty cell says"),
  decimal: z.enum(["point", "comma"]),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, fieldMessage("field.currency"))
    .nullable()
    .describe("of prices in rows without one; null: the variant's, else the organization's"),
  categorySeparator: z.string().min(1).max(3).describe("between the levels of a category"),
  listSeparator: z.string().min(1).max(3).describe("between the values of a list"),
  /** Of weights whose column names no unit. */
  weightUnit: z.enum(WEIGHT_UNITS),
  /** Of lengths whose column names no unit. */
  sizeUnit: z.enum(SIZE_UNITS),
};

/** How the cells of a file are to be understood. */
export const importOptionsSchema = z.object(optionsFields);

export type ImportOptions = Answered<typeof importOptionsSchema>;

export const DEFAULT_OPTIONS: ImportOptions = {
  mode: "both",
  empty: "leave",
  decimal: "point",
  currency: null,
  categorySeparator: ">",
  listSeparator: ",",
  weightUnit: "g",
  sizeUnit: "mm",
};
