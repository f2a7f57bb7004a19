import { type Message, message } from "../../commerce/message.ts";
import { currencyExponent } from "../../commerce/money.ts";
import { HubError } from "../errors.ts";
import { type FieldKind, fieldUse } from "./fields.ts";
import type { Shape } from "./shape.ts";
import { fieldOfHead } from "./synonyms.ts";

/** The field of each column, null where it is not imported. */
export type Mapping = readonly (string | null)[];

const ROW_KINDS =
  /^(simple|variable|variation|product|variant|external|grouped|virtual|downloadable|variable subscription)$/i;

/** Whether a row is a product's own, a variant's, or both at once. */
export function rowKindOf(text: string): "product" | "variation" | "simple" {
  const terms = text
    .toLowerCase()
    .split(",")
    .map((word) => word.trim());
  if (terms.includes("variation") || terms.includes("variant")) return "variation";
  return terms.some((word) => word.startsWith("variable") || word === "product") ? "product" : "simple";
}

/**
 * A mapping by the columns' names; of several that mean the same the first that holds values is taken. Amounts and
 * quantities that differ are left to a person: none of them is.
 */
export function proposeMapping(columns: readonly string[], sample: readonly (readonly string[])[]): Mapping {
  const meant = columns.map((name, index) => {
    const id = meantBy(name);
    return id === "rowKind" && !holdsRowKinds(sample, index) ? "categories" : id;
  });
  const cells = (index: number) => sample.map((row) => (row[index] ?? "").trim());
  return meant.map((id, index) => {
    const use = id === null ? undefined : fieldUse(id);
    if (id === null || !use) return null;
    if (use.field.repeats) return id;
    const twins = meant.flatMap((other, at) => (other === id ? [at] : []));
    if (DECIDED_BY_PEOPLE.has(use.field.kind) && areDifferent(twins.map(cells))) return null;
    const taken = twins.find((at) => cells(at).some((cell) => cell !== "")) ?? twins[0];
    return taken === index ? id : null;
  });
}

const DECIDED_BY_PEOPLE: ReadonlySet<FieldKind> = new Set(["amount", "units"]);

const meantBy = (name: string): string | null => fieldOfHead(name.replace(/ \(\d+\)$/, ""));

/** Whether two of these columns hold something else in one row. */
const areDifferent = (columns: readonly (readonly string[])[]): boolean =>
  (columns[0] ?? []).some((_, row) => {
    const held = columns.map((cells) => cells[row] ?? "").filter((cell) => cell !== "");
    return new Set(held).size > 1;
  });

/** Columns that mean a field another column was taken for, that have to agree with one, or of which a person takes one. */
export function twinNotices(columns: readonly string[], mapping: Mapping): Message[] {
  const byField = Map.groupBy(
    columns.map((name, index) => ({ name, field: meantBy(name), taken: mapping[index] ?? null })),
    ({ field }) => field,
  );
  return [...byField].flatMap(([field, twins]) => {
    const use = field === null ? undefined : fieldUse(field);
    if (!use || twins.length < 2) return [];
    const names = twins.map(({ name }) => name).join(", ");
    const taken = twins.find((one) => one.taken === field);
    if (!taken)
      return DECIDED_BY_PEOPLE.has(use.field.kind) ? [message("import.fieldDiffers", { columns: names })] : [];
    if (field === "active") return [message("import.activeTwice", { columns: names })];
    return use.field.repeats ? [] : [message("import.fieldTwice", { columns: names, column: taken.name })];
  });
}

/** A text that cannot be told apart is not written without a person's choice. Throws HubError IMPORT_ENCODING. */
export function requireEncoding({ isUnsure, encoding }: Pick<Shape, "isUnsure" | "encoding">): void {
  if (isUnsure)
    throw new HubError(
      "IMPORT_ENCODING",
      "validation",
      `The encoding of the file is a guess (${encoding}). Compare the preview and choose the encoding.`,
      "encoding",
    );
}

function holdsRowKinds(sample: readonly (readonly string[])[], index: number): boolean {
  const values = sample.map((cells) => (cells[index] ?? "").trim()).filter((value) => value !== "");
  return values.length > 0 && values.every((value) => ROW_KINDS.test(value.split(",")[0]?.trim() ?? ""));
}

type Decimal = "point" | "comma";

interface ProposedDecimal {
  readonly decimal: Decimal;
  /** Two amounts that speak for different signs; null: nothing speaks against the one proposed. */
  readonly unclear: { readonly one: string; readonly other: string } | null;
}

/**
 * The decimal sign numbers of the sample are written with: amounts first, then weights and sizes, then columns nobody has
 * put to a field yet. A point where nothing speaks for a comma alone. `decimals`: of the amounts' currency.
 */
export function proposeDecimal(
  mapping: Mapping,
  sample: readonly (readonly string[])[],
  decimals: number,
): ProposedDecimal {
  const cellsOf = (isMeant: (id: string | null) => boolean) =>
    sample.flatMap((cells) => mapping.flatMap((id, index) => (isMeant(id) ? [(cells[index] ?? "").trim()] : [])));
  const isOfKind = (kind: FieldKind) => (id: string | null) => id !== null && fieldUse(id)?.field.kind === kind;
  const amounts = cellsOf(isOfKind("amount"));
  const sure = shortDecimals(amounts) ?? (decimals >= 3 ? groupedDecimals(amounts, decimals) : undefined);
  const [comma, point] =
    sure === undefined && decimals >= 3
      ? [longDecimal(amounts, ",", decimals), longDecimal(amounts, ".", decimals)]
      : [];
  if (comma !== undefined && point !== undefined) return { decimal: "point", unclear: { one: comma, other: point } };
  const long = comma !== undefined ? "comma" : point !== undefined ? "point" : undefined;
  const elsewhere = () => shortDecimals(cellsOf(isOfKind("number"))) ?? shortDecimals(cellsOf((id) => id === null));
  return { decimal: sure ?? long ?? elsewhere() ?? "point", unclear: null };
}

const SIGNS: readonly (readonly [Decimal, sign: string, group: string])[] = [
  ["point", ".", ","],
  ["comma", ",", "."],
];

/** By numbers with one or two digits after the sign. */
const shortDecimals = (cells: readonly string[]): Decimal | undefined =>
  SIGNS.find(([, sign]) => cells.some((cell) => new RegExp(`^-?[\\d.,]*\\d\\${sign}\\d{1,2}$`).test(cell)))?.[0];

/** By numbers with both signs, or with one that stands between thousands more than once. */
const groupedDecimals = (cells: readonly string[], decimals: number): Decimal | undefined =>
  SIGNS.find(([, sign, group]) => {
    const thousands = `(?:\\${group}\\d{3})`;
    const shape = new RegExp(`^-?\\d{1,3}(?:${thousands}+\\${sign}\\d{3,${decimals}}|${thousands}{2,})$`);
    return cells.some((cell) => shape.test(cell));
  })?.[0];

/** The first number with this sign once, before as many digits as thousands have too. */
const longDecimal = (cells: readonly string[], sign: string, decimals: number): string | undefined =>
  cells.find((cell) => new RegExp(`^-?\\d+\\${sign}\\d{3,${decimals}}$`).test(cell));

/** The most decimal places of the currencies a file names, or of the one that holds for rows without. */
export function decimalsOf(mapping: Mapping, sample: readonly (readonly string[])[], currency: string): number {
  const at = mapping.indexOf("currency");
  const named = at < 0 ? [] : sample.map((cells) => (cells[at] ?? "").trim().toUpperCase());
  const existing = named.filter((code) => /^[A-Z]{3}$/.test(code));
  return Math.max(...(existing.length > 0 ? existing : [currency]).map(currencyExponent));
}

/** Throws HubError IMPORT_MAPPING for a field that does not exist or stands twice. */
export function checkMapping(columns: readonly string[], mapping: Mapping): void {
  const seen = new Map<string, string>();
  for (const [index, id] of mapping.entries()) {
    if (id === null) continue;
    const use = fieldUse(id);
    const column = columns[index] ?? "";
    if (!use)
      throw refused(`There is no field "${id}" to put the column "${column}" into. GET /imports/fields lists them.`);
    const twin = seen.get(id);
    if (twin !== undefined && !use.field.repeats)
      throw refused(`The columns "${twin}" and "${column}" are both "${id}". Map one of them.`);
    seen.set(id, column);
  }
}

/** Throws HubError IMPORT_MAPPING when no column tells rows apart. */
export function requireSku(mapping: Mapping): void {
  if (!mapping.includes("sku"))
    throw refused('No column is the SKU. Rows are recognised by it: map one column to "sku".');
}

function refused(message: string): HubError {
  return new HubError("IMPORT_MAPPING", "validation", message, "mapping");
}
