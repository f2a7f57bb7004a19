/**
 * Which column of a marketplace's file is which field. Each marketplace has its own layout, and changes it: settings,
 * groups, labels, codes and an example above the rows. So nothing of it is fixed here: a row is a head where its cells
 * are codes or labels of the category's fields.
 */
import type { ListingField, ListingSchema } from "../../commerce/listing/schema.ts";

export interface Column {
  readonly at: number;
  /** As it stands in the file. */
  readonly head: string;
  readonly field: ListingField;
  /** The unit of the measure beside it. */
  readonly isUnit: boolean;
  /** Found by the attribute's code, not by a label. */
  readonly isCode: boolean;
  /** What the column is for where a file has several of one attribute: a language, a store. */
  readonly selector: string;
}

export interface Heads {
  /** The row behind the last head, counted among those given. */
  readonly dataFrom: number;
  readonly skuAt: number;
  readonly columns: readonly Column[];
  /** Columns with a head that is no field's. */
  readonly unknown: readonly { readonly at: number; readonly head: string }[];
}

export interface FieldIndex {
  readonly byCode: ReadonlyMap<string, ListingField | null>;
  readonly byLabel: ReadonlyMap<string, ListingField | null>;
  /** Labels without what stands in brackets behind them. */
  readonly byPlain: ReadonlyMap<string, ListingField | null>;
}

/** What the marketplace calls a field: its code, else its key without what the hub puts before it. */
export const codeOf = ({ key, code }: Pick<ListingField, "key" | "code">): string =>
  code ?? key.replace(/^[a-z]+:/i, "");

export function indexFields({ fields }: ListingSchema): FieldIndex {
  const byCode = new Map<string, ListingField | null>();
  const byLabel = new Map<string, ListingField | null>();
  const byPlain = new Map<string, ListingField | null>();
  // A name that two fields have is neither's.
  const put = (into: Map<string, ListingField | null>, name: string, field: ListingField) =>
    into.set(name, into.has(name) && into.get(name) !== field ? null : field);
  // An attribute's own code comes before the name that the channel's file has for a field of the offer.
  const owned = new Set(fields.flatMap((field) => (field.code === undefined ? codeOf(field).toLowerCase() : [])));
  for (const field of fields) {
    const code = codeOf(field).toLowerCase();
    if (field.code === undefined || !owned.has(code)) put(byCode, code, field);
    put(byLabel, labelOf(field.name), field);
    const plain = labelOf(field.name.replace(/\([^()]*\)\s*$/, ""));
    if (plain !== "") put(byPlain, plain, field);
  }
  for (const field of fields) byCode.set(field.key.toLowerCase(), field);
  return { byCode, byLabel, byPlain };
}

/** The field of a label: of the whole one, else of one without what stands in brackets behind it. */
const labelled = ({ byLabel, byPlain }: FieldIndex, label: string): ListingField | null | undefined =>
  byLabel.has(label) ? byLabel.get(label) : byPlain.get(label);

/** Labels are compared without capitals, spaces and the sign of a required field. */
function labelOf(text: string): string {
  const label = text.toLowerCase().replace(/[\s\u00a0]+/g, " ");
  let [from, to] = [0, label.length];
  while (from < to && " *".includes(label.charAt(from))) from++;
  while (to > from && " *:".includes(label.charAt(to - 1))) to--;
  return label.slice(from, to);
}

/** What a column is for, where a file has several of one attribute. */
const SELECTOR = /\[[^[\]]{0,100}\]/g;

interface Match {
  readonly field: ListingField;
  readonly isUnit: boolean;
  readonly isCode: boolean;
  /** By its code, letter for letter: labels differ from codes in capitals. */
  readonly isExact: boolean;
  readonly selector: string;
}

/** "item_weight[store=1][language=en]#1.unit" is the attribute, what it is for, which of several, and its part. */
function matchOf(cell: string, index: FieldIndex): Match | undefined {
  const { byCode } = index;
  const text = cell.trim();
  if (text === "" || text.length > MOST_HEAD) return undefined;
  const selector = (text.match(SELECTOR) ?? []).join("");
  const written = text.replace(SELECTOR, "").replace(/#\d{1,3}/g, "");
  const bare = written.toLowerCase();
  const found = (field: ListingField, isCode: boolean, isUnit = false): Match => {
    const isExact = isCode && [codeOf(field), field.key].some((code) => written.startsWith(code));
    return { field, isUnit, isCode, isExact, selector };
  };
  const code = byCode.get(bare) ?? byCode.get(bare.replace(PART, ""));
  if (code) return found(code, true, code.kind === "measure" && bare.endsWith(".unit"));
  const unit = byCode.get(bare.replace(/[._ -]?unit(?:_of_measure)?$/, ""));
  if (unit?.kind === "measure") return found(unit, true, true);
  const numbered = byCode.get(bare.replace(/[._ -]?\d{1,3}$/, ""));
  if (numbered?.isMany) return found(numbered, true);
  const label = labelOf(text);
  const named = labelled(index, label);
  if (named) return found(named, false);
  const unitLabelled = labelled(index, label.replace(/ unit(?: of measure)?$/, ""));
  if (unitLabelled?.kind === "measure") return found(unitLabelled, false, true);
  const numberedLabel = labelled(index, label.replace(/ ?\d{1,3}$/, ""));
  return numberedLabel?.isMany ? found(numberedLabel, false) : undefined;
}

/** No head is longer: a cell that is holds a value. */
const MOST_HEAD = 500;
/** Of an attribute, what the field holds; its other parts are not the field's. */
const PART = /\.(?:value|unit|media_location)$/;

/** Heads of the seller's own number of an item, as marketplaces' files have them. */
const SKU_HEADS = new Set([
  "sku",
  "seller sku",
  "seller sku id",
  "item sku",
  "contribution sku",
  "shop sku",
  "merchant sku",
  "custom label (sku)",
  "custom label",
]);

function isSkuHead(cell: string): boolean {
  if (cell.length > MOST_HEAD) return false;
  const bare = cell
    .replace(SELECTOR, "")
    .replace(/#\d{1,3}/g, "")
    .replace(/\.value$/i, "")
    .replace(/[_-]+/g, " ");
  return SKU_HEADS.has(labelOf(bare));
}

/** Heads stand within so many rows of the one that names most fields: labels above codes. */
const NEAR = 3;

/** The heads among a sheet's first rows; null where none has a SKU and a field. */
export function findHeads(rows: readonly (readonly string[])[], index: FieldIndex): Heads | null {
  const matches = rows.map((cells) => cells.map((cell) => matchOf(cell, index)));
  const scores = matches.map((row) => new Set(row.flatMap((match) => match?.field.key ?? [])).size);
  const best = Math.max(0, ...scores);
  if (best === 0) return null;
  // Codes stand below labels: of rows that name as many fields the last counts.
  const bestAt = scores.lastIndexOf(best);
  const headRows = scores.flatMap((score, at) =>
    at === bestAt || (Math.abs(at - bestAt) <= NEAR && score >= 2 && score * 2 >= best) ? [at] : [],
  );
  const first = Math.min(...headRows);
  const above = [...headRows].reverse();
  const skuAt = skuColumn(rows.slice(Math.max(0, first - NEAR), bestAt + 1), matches[bestAt] ?? []);
  if (skuAt === null) return null;
  const codesAt = codeRow(headRows, matches);
  const width = Math.max(...headRows.map((at) => rows[at]?.length ?? 0));
  const columns: Column[] = [];
  const unknown: { at: number; head: string }[] = [];
  for (let at = 0; at < width; at++) {
    if (at === skuAt) continue;
    const code = codesAt === null ? undefined : matches[codesAt]?.[at];
    // A code that is no field's is another attribute's, whatever its label says.
    const isOther = codesAt !== null && !code && headAt(rows, codesAt, at) !== "";
    const found = isOther ? [] : above.flatMap((row) => matches[row]?.[at] ?? []);
    const match = code ?? found.find(({ isCode }) => isCode) ?? found[0];
    const heads = above.map((row) => headAt(rows, row, at)).filter((text) => text !== "");
    const head = (heads[0] ?? "").slice(0, MOST_HEAD);
    if (match) {
      const { field, isUnit, isCode, selector } = match;
      columns.push({ at, head, field, isUnit, isCode: codesAt === null ? isCode : match === code, selector });
    } else if (head !== "") unknown.push({ at, head });
  }
  return columns.length === 0 ? null : { dataFrom: Math.max(...headRows) + 1, skuAt, columns, unknown };
}

const headAt = (rows: readonly (readonly string[])[], row: number, at: number): string => rows[row]?.[at]?.trim() ?? "";

/** The row of codes: the head at least half of whose fields are named by them letter for letter, the lowest of several. */
function codeRow(headRows: readonly number[], matches: readonly (readonly (Match | undefined)[])[]): number | null {
  let [best, most]: [number | null, number] = [null, 1];
  for (const at of headRows) {
    const fields = (matches[at] ?? []).filter((match) => match !== undefined);
    const codes = fields.filter(({ isExact }) => isExact).length;
    if (codes * 2 >= fields.length && codes >= most) [best, most] = [at, codes];
  }
  return best;
}

/** By its head, else the field that takes the SKU. */
function skuColumn(heads: readonly (readonly string[])[], matches: readonly (Match | undefined)[]): number | null {
  for (const cells of [...heads].reverse()) {
    const at = cells.findIndex(isSkuHead);
    if (at >= 0) return at;
  }
  const at = matches.findIndex((match) => match?.field.source === "sku");
  return at < 0 ? null : at;
}
