import type { SIZE_UNITS, WEIGHT_UNITS } from "./fields.ts";

export const MODES = ["both", "create", "update"] as const;

/** How the cells of a file are to be understood. */
export interface ImportOptions {
  /** What rows may do; those that would do something else are left out. */
  readonly mode: (typeof MODES)[number];
  /** What an empty cell says: leave what is there, or clear it. */
  readonly empty: "leave" | "clear";
  readonly decimal: "point" | "comma";
  /** Of prices in rows without a currency; null: that of the variant, else of the organization. */
  readonly currency: string | null;
  /** Between the levels of a category's path. */
  readonly categorySeparator: string;
  /** Between several values of a cell: categories, tags. */
  readonly listSeparator: string;
  /** Of weights whose column names no unit. */
  readonly weightUnit: (typeof WEIGHT_UNITS)[number];
  /** Of lengths whose column names no unit. */
  readonly sizeUnit: (typeof SIZE_UNITS)[number];
}

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
