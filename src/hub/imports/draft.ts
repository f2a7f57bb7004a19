import { z } from "zod";
import type { Message } from "../../commerce/message.ts";
import type { ProblemCode } from "../../commerce/problem-codes.ts";
import type { Json } from "../../commerce/product.ts";
import { type Answered, answer, type FieldError, typed } from "../answer-schemas.ts";

/** What is wrong with a row, and what to do. An error keeps the row out, a warning does not. */
export const issueSchema = z.object({
  severity: z.enum(["error", "warning"]),
  code: typed<ProblemCode>(z.string()),
  column: z.string().nullable(),
  // The cell as it stands, cut.
  value: z.string().nullable(),
  message: z.string(),
  said: answer.nullable().describe("the message for other languages; null: its code says it all"),
});
export type Issue = Answered<typeof issueSchema>;

export interface OptionCell {
  readonly name: string | null;
  readonly value: string;
  /** From which columns: an option's name may stand in an earlier row of the same product. */
  readonly place: number;
}

export interface DraftImage {
  readonly url: string;
  readonly alt?: string | undefined;
  readonly position?: number | undefined;
  readonly sku?: string | undefined;
}

/** Texts of fields whose meaning needs the currency; null clears. */
export type Amounts = Partial<Record<"price" | "compareAt" | "regularPrice" | "salePrice" | "cost", string | null>>;

/** A row understood cell by cell, not yet compared with the catalog. Absent: the file says nothing; null: clear it. */
export interface Draft {
  readonly row: number;
  handle?: string;
  parentSku?: string;
  /** The number of its row in the file's own system, and that of its parent's. */
  rowId?: string;
  parentRow?: string;
  kind: "product" | "variation" | "simple";
  sku?: string;
  product: {
    title?: string;
    descriptionHtml?: string;
    brand?: string;
    sku?: string;
    active?: boolean;
    weightGrams?: number;
    taxClass?: string;
    hsn?: string;
    gstRate?: string;
    originCountry?: string;
  };
  productCost?: string;
  productSize?: { length?: number; width?: number; height?: number };
  productAttributes?: Readonly<Record<string, Json>>;
  attributeCells: Record<string, string>;
  tags?: string[];
  /** Names from the root on. */
  categories?: string[][];
  images: DraftImage[];
  /** Of a column with one picture a row, and what stands beside it. */
  image: { url?: string; alt?: string; position?: number; sku?: string };
  variant: {
    barcode?: string | null;
    title?: string;
    currency?: string;
    weightGrams?: number | null;
    active?: boolean;
    stockCounted?: boolean;
    attributes?: Readonly<Record<string, Json>>;
  };
  variantAttributeCells: Record<string, string | null>;
  amounts: Amounts;
  options: OptionCell[];
  size: { length?: number | null; width?: number | null; height?: number | null };
  variantImage?: string;
  /** By the location's code in lower case; "" is the default location. */
  stock: { readonly location: string; readonly units: number }[];
  /** True when a cell of a variant's field holds something. */
  hasVariant: boolean;
  readonly issues: Issue[];
}

export function emptyDraft(row: number): Draft {
  return {
    row,
    kind: "simple",
    product: {},
    attributeCells: {},
    images: [],
    image: {},
    variant: {},
    variantAttributeCells: {},
    amounts: {},
    options: [],
    size: {},
    stock: [],
    hasVariant: false,
    issues: [],
  };
}

const MOST_VALUE = 200;

function cut(value: string): string {
  return value.length > MOST_VALUE ? `${value.slice(0, MOST_VALUE)}…` : value;
}

interface CellPosition {
  readonly column?: string | undefined;
  readonly value?: string | undefined;
}

export function rowError(code: ProblemCode, text: string | Message, at: CellPosition = {}): Issue {
  return {
    severity: "error",
    code,
    column: at.column ?? null,
    value: at.value === undefined ? null : cut(at.value),
    ...(typeof text === "string"
      ? { message: text, said: null }
      : { message: text.text, said: { code: text.code, gaps: text.gaps } }),
  };
}

export function rowWarning(code: ProblemCode, text: string | Message, at: CellPosition = {}): Issue {
  return { ...rowError(code, text, at), severity: "warning" };
}

export const sizeIssue = (): Issue =>
  rowError("ROW_SIZE", "Length, width and height are given together, or none of them.");

export function issueOf(error: FieldError, column: string | null = null): Issue {
  return rowError(error.code, error.said ?? error.message, { column: column ?? undefined });
}

export function isRefused(draft: Draft): boolean {
  return draft.issues.some((issue) => issue.severity === "error");
}
