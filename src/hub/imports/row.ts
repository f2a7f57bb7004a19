import { message } from "../../commerce/message.ts";
import { unguarded } from "../table-files/cells.ts";
import { splitAddresses, splitList } from "../table-files/lists.ts";
import { type Draft, emptyDraft, rowError, rowWarning } from "./draft.ts";
import { type FieldUse, fieldUse } from "./fields.ts";
import { type Mapping, rowKindOf } from "./mapping.ts";
import type { ImportOptions } from "./options.ts";
import type { FileRecord } from "./records.ts";
import {
  CellError,
  readAddress,
  readCode,
  readCoordinate,
  readCountry,
  readCurrency,
  readDecimal,
  readFlag,
  readGrams,
  readMillimetres,
  readObject,
  readRate,
  readStock,
  readText,
} from "./values.ts";

interface Cell {
  readonly text: string;
  readonly parameter: string;
  readonly column: string;
  readonly options: ImportOptions;
  /** The file has a column with the numbers of its rows. */
  readonly namesRows: boolean;
}

type Reader = (draft: Draft, cell: Cell) => void;

/** Cells that hold something, by field. */
const READERS: Readonly<Record<string, Reader>> = {
  handle: (draft, { text }) => {
    draft.handle = readText(text).trim();
  },
  rowId: (draft, { text }) => {
    draft.rowId = readText(text).trim();
  },
  parent: (draft, { text, namesRows }) => {
    const reported = readText(text).trim();
    const row = /^id:(\d+)$/i.exec(reported)?.[1];
    if (row !== undefined && namesRows) draft.parentRow = row;
    else draft.parentSku = parentOf(reported);
  },
  rowKind: (draft, { text }) => {
    draft.kind = rowKindOf(readText(text));
  },
  title: (draft, { text }) => {
    draft.product.title = readText(text).trim();
  },
  descriptionHtml: (draft, { text }) => {
    draft.product.descriptionHtml = readText(text);
  },
  brand: (draft, { text }) => {
    draft.product.brand = readText(text).trim();
  },
  productSku: (draft, { text }) => {
    draft.product.sku = readCode(text);
  },
  active: (draft, { text }) => {
    // A shown draft is none: of several columns all have to agree.
    draft.product.active = readFlag(text) && draft.product.active !== false;
  },
  categories: (draft, { text, options }) => {
    draft.categories = [
      ...(draft.categories ?? []),
      ...splitList(readText(text), options.listSeparator).map((path) => splitList(path, options.categorySeparator)),
    ];
  },
  tags: (draft, { text, options }) => {
    draft.tags = [...(draft.tags ?? []), ...splitList(readText(text), options.listSeparator)];
  },
  productAttributes: (draft, { text }) => {
    draft.productAttributes = readObject(text);
  },
  attribute: (draft, { text, parameter }) => {
    draft.attributeCells[parameter] = readText(text);
  },
  productCost: (draft, { text, options }) => {
    draft.productCost = readDecimal(text, options);
  },
  productWeight: (draft, { text, parameter, options }) => {
    draft.product.weightGrams = readGrams(text, parameter || options.weightUnit, options);
  },
  productLength: (draft, cell) => {
    draft.productSize = { ...draft.productSize, length: sizeOf(cell) };
  },
  productWidth: (draft, cell) => {
    draft.productSize = { ...draft.productSize, width: sizeOf(cell) };
  },
  productHeight: (draft, cell) => {
    draft.productSize = { ...draft.productSize, height: sizeOf(cell) };
  },
  taxClass: (draft, { text }) => {
    draft.product.taxClass = readText(text).trim();
  },
  hsn: (draft, { text }) => {
    draft.product.hsn = readCode(text);
  },
  gstRate: (draft, { text, options }) => {
    draft.product.gstRate = readRate(text, options);
  },
  originCountry: (draft, { text }) => {
    draft.product.originCountry = readCountry(text);
  },
  images: (draft, { text }) => {
    draft.images.push(...splitAddresses(readText(text)).map((url) => ({ url: readAddress(url) })));
  },
  imageUrl: (draft, { text }) => {
    draft.image.url = readAddress(text);
  },
  imageAlt: (draft, { text }) => {
    draft.image.alt = readText(text);
  },
  imagePosition: (draft, { text, options }) => {
    draft.image.position = readCoordinate(text, options);
  },
  imageSku: (draft, { text }) => {
    draft.image.sku = readCode(text);
  },
  sku: (draft, { text }) => {
    draft.sku = readCode(text);
  },
  barcode: (draft, { text }) => {
    draft.variant.barcode = readCode(text);
  },
  variantTitle: (draft, { text }) => {
    draft.variant.title = readText(text).trim();
  },
  optionName: () => undefined,
  optionValue: () => undefined,
  option: (draft, { text, parameter }) => {
    draft.options.push({ name: parameter, value: readText(text).trim(), place: 100 + draft.options.length });
  },
  price: (draft, { text, options }) => {
    draft.amounts.price = readDecimal(text, options);
  },
  compareAt: (draft, { text, options }) => {
    draft.amounts.compareAt = readDecimal(text, options);
  },
  regularPrice: (draft, { text, options }) => {
    draft.amounts.regularPrice = readDecimal(text, options);
  },
  salePrice: (draft, { text, options }) => {
    draft.amounts.salePrice = readDecimal(text, options);
  },
  cost: (draft, { text, options }) => {
    draft.amounts.cost = readDecimal(text, options);
  },
  currency: (draft, { text }) => {
    draft.variant.currency = readCurrency(text);
  },
  weight: (draft, { text, parameter, options }) => {
    draft.variant.weightGrams = readGrams(text, parameter || options.weightUnit, options);
  },
  length: (draft, cell) => {
    draft.size.length = sizeOf(cell);
  },
  width: (draft, cell) => {
    draft.size.width = sizeOf(cell);
  },
  height: (draft, cell) => {
    draft.size.height = sizeOf(cell);
  },
  variantActive: (draft, { text }) => {
    draft.variant.active = readFlag(text);
  },
  stockCounted: (draft, { text }) => {
    draft.variant.stockCounted = readFlag(text);
  },
  variantAttributes: (draft, { text }) => {
    draft.variant.attributes = readObject(text);
  },
  variantAttribute: (draft, { text, parameter }) => {
    draft.variantAttributeCells[parameter] = readText(text);
  },
  variantImage: (draft, { text }) => {
    draft.variantImage = readAddress(text);
  },
  stock: (draft, { text, parameter, column, options }) => {
    const { units, isCut } = readStock(text, options);
    draft.stock.push({ location: parameter.toLowerCase(), units });
    if (isCut)
      draft.issues.push(rowWarning("CELL_UNITS", message("cell.fraction", { units }), { column, value: text }));
  },
};

/** What an empty cell clears where empty cells clear; fields of the product are cleared for the product as a whole. */
const CLEARERS: Readonly<Record<string, (draft: Draft, parameter: string) => void>> = {
  barcode: (draft) => {
    draft.variant.barcode = null;
  },
  price: (draft) => {
    draft.amounts.price = null;
  },
  compareAt: (draft) => {
    draft.amounts.compareAt = null;
  },
  regularPrice: (draft) => {
    draft.amounts.regularPrice = null;
  },
  salePrice: (draft) => {
    draft.amounts.salePrice = null;
  },
  cost: (draft) => {
    draft.amounts.cost = null;
  },
  weight: (draft) => {
    draft.variant.weightGrams = null;
  },
  length: (draft) => {
    draft.size.length = null;
  },
  width: (draft) => {
    draft.size.width = null;
  },
  height: (draft) => {
    draft.size.height = null;
  },
  variantAttributes: (draft) => {
    draft.variant.attributes = {};
  },
  variantAttribute: (draft, parameter) => {
    draft.variantAttributeCells[parameter] = null;
  },
};

function sizeOf({ text, parameter, options }: Cell): number {
  return readMillimetres(text, parameter || options.sizeUnit, options);
}

function parentOf(text: string): string {
  if (/^id:\d+$/i.test(text))
    throw new CellError(
      "CELL_PARENT",
      `The parent is named by a number of another system ("${text}"). Give the parent an SKU there and export again.`,
    );
  return readCode(text);
}

interface ReadColumn {
  readonly name: string;
  readonly use: FieldUse;
  readonly index: number;
}

export interface RowShape {
  readonly columns: readonly string[];
  readonly mapping: Mapping;
  readonly options: ImportOptions;
  /** Texts were guarded against being run as formulas, as this program's own CSV is. */
  readonly guarded: boolean;
}

/** Makes the function that understands the records of one file. */
export function rowReader(shape: RowShape): (record: FileRecord) => Draft {
  const columns = shape.columns.flatMap((name, index): ReadColumn[] => {
    const use = fieldUse(shape.mapping[index] ?? "");
    return use ? [{ name, use, index }] : [];
  });
  const pairs = optionPairs(columns);
  const clears = shape.options.empty === "clear";
  const namesRows = shape.mapping.includes("rowId");
  return (record) => {
    const draft = emptyDraft(record.row);
    if (record.problem !== undefined) {
      draft.issues.push(rowError("ROW_BROKEN", record.problem));
      return draft;
    }
    const textAt = (index: number) => {
      const cell = record.cells[index] ?? "";
      return shape.guarded ? unguarded(cell) : cell;
    };
    for (const column of columns) {
      const text = textAt(column.index);
      if (text.trim() === "") {
        if (clears) CLEARERS[column.use.field.id]?.(draft, column.use.parameter);
        continue;
      }
      read(draft, column, {
        text,
        parameter: column.use.parameter,
        column: column.name,
        options: shape.options,
        namesRows,
      });
    }
    for (const pair of pairs) readOption(draft, pair, textAt);
    if (draft.image.url !== undefined) draft.images.push({ ...draft.image, url: draft.image.url });
    if (draft.kind === "variation") showVariant(draft);
    return draft;
  };
}

/** Pictures in a variation's row are the variant's. */
function showVariant(draft: Draft): void {
  const [first] = draft.images;
  if (first && draft.variantImage === undefined) draft.variantImage = first.url;
  draft.images = [];
}

function read(draft: Draft, column: ReadColumn, cell: Cell): void {
  const { field } = column.use;
  if (field.of === "variant" && field.id !== "stock") draft.hasVariant = true;
  guardedRead(draft, column.name, cell.text, () => READERS[field.id]?.(draft, cell));
}

/** Notes what is wrong with a cell as the row's; anything else than a cell's fault goes on. */
function guardedRead(draft: Draft, column: string, text: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    draft.issues.push(rowError(error.code, error.userMessage, { column, value: text.replaceAll("\0", "\ufffd") }));
  }
}

interface OptionPair {
  readonly place: number;
  readonly name: ReadColumn | undefined;
  readonly value: ReadColumn;
}

function optionPairs(columns: readonly ReadColumn[]): OptionPair[] {
  const named = (id: string, place: string) =>
    columns.find(({ use }) => use.field.id === id && use.parameter === place);
  return columns
    .filter(({ use }) => use.field.id === "optionValue")
    .map((value) => ({
      place: Number(value.use.parameter),
      name: named("optionName", value.use.parameter),
      value,
    }))
    .sort((a, b) => a.place - b.place);
}

function readOption(draft: Draft, { place, name, value }: OptionPair, textAt: (index: number) => string): void {
  const text = textAt(value.index).trim();
  const nameText = name ? textAt(name.index).trim() : "";
  if (text === "" && nameText === "") return;
  guardedRead(draft, value.name, text, () => {
    draft.options.push({ place, name: readText(nameText) || null, value: readText(text) });
  });
}

/** The column a field of the catalog came from, for telling where an error is. */
export function columnOf(shape: RowShape, field: string | undefined): string | null {
  if (field === undefined) return null;
  const name =
    field
      .split(".")
      .at(-1)
      ?.replace(/Minor$|Grams$|Ids$/, "") ?? "";
  const requested = field === "sku" ? "productSku" : (ALIASES[name] ?? name);
  const index = shape.mapping.findIndex((id) => id !== null && id.split(":")[0] === requested);
  return index < 0 ? null : (shape.columns[index] ?? null);
}

const ALIASES: Readonly<Record<string, string>> = {
  url: "imageUrl",
  images: "images",
  dimensions: "length",
  options: "optionValue",
  category: "categories",
  variantSku: "imageSku",
};
