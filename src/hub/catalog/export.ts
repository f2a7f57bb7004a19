/** The catalog as a table that imports back unchanged: a row per variant, and one for each picture beyond them. */

import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { MAX_PAGE } from "../paging.ts";
import { amount, type Cell } from "../table-files/cells.ts";
import { joinList } from "../table-files/lists.ts";
import type { Column, Table } from "../table-files/table.ts";
import { categoryPaths } from "./category-paths.ts";
import { listProducts, type ProductFilter } from "./list.ts";
import { type StoredProduct, type StoredVariant, storedProducts } from "./stored.ts";

interface ExportedVariant extends StoredVariant {
  /** Whether it is counted was said here, not by its channels. */
  readonly counted_set: boolean;
  /** By location. */
  readonly levels: Readonly<Record<string, number>>;
}

interface ExportRow {
  readonly product: StoredProduct;
  readonly variant: ExportedVariant | undefined;
  readonly image: StoredProduct["images"][number] | undefined;
  readonly isFirst: boolean;
  readonly currency: string;
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

type Transaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** These products as a table, in the order of the list; each piece is a transaction of its own. */
export async function productTable(
  transaction: Transaction,
  filter: Omit<ProductFilter, "cursor" | "limit">,
  { showsCosts = true }: { readonly showsCosts?: boolean } = {},
): Promise<Table<ExportRow>> {
  const { options, locations, currency } = await transaction(frame);
  return {
    columns: [
      ...[...PRODUCT_COLUMNS, ...VARIANT_COLUMNS].filter(({ name }) => showsCosts || !COST_COLUMNS.includes(name)),
      ...optionColumns(options),
      ...IMAGE_COLUMNS,
      ...locations.map(
        ({ id, code }): Column<ExportRow> => ({ name: `Stock: ${code}`, cell: ({ variant }) => variant?.levels[id] }),
      ),
    ],
    pieces: pieces(transaction, filter, currency),
  };
}

async function frame(tx: Tx) {
  const { options, currency } = await tx.one<{ options: number; currency: string }>(
    `select currency, (select coalesce(max(jsonb_array_length(options)), 0)::int from variant
       where organization_id = argosy.tenant() and deleted_at is null) as options
     from organization where organization_id = argosy.tenant()`,
  );
  const locations = await tx.rows<{ id: string; code: string }>(
    "select id, code from location where organization_id = argosy.tenant() and active order by is_default desc, code",
  );
  return { options: Math.max(3, options), locations, currency };
}

async function* pieces(
  transaction: Transaction,
  filter: ProductFilter,
  currency: string,
): AsyncGenerator<readonly ExportRow[]> {
  for (let cursor: string | undefined; ; ) {
    const { rows, nextCursor } = await transaction(async (tx) => {
      const page = await listProducts(tx, { ...filter, cursor, limit: MAX_PAGE });
      const ids = page.items.map((product) => product.id);
      return { rows: await rowsOf(tx, ids, currency), nextCursor: page.nextCursor };
    });
    yield rows;
    if (nextCursor === null) return;
    cursor = nextCursor;
  }
}

async function rowsOf(tx: Tx, ids: readonly string[], currency: string): Promise<ExportRow[]> {
  const products = await storedProducts(tx, ids);
  const variants = await tx.rows<ExportedVariant>(VARIANTS, [ids]);
  const paths = products.some((product) => product.categories.length > 0)
    ? await categoryPaths(tx)
    : new Map<string, string[]>();
  const byProduct = Map.groupBy(variants, (variant) => variant.product_id);
  return products.flatMap((product) => {
    const own = byProduct.get(product.id) ?? [];
    return Array.from({ length: Math.max(own.length, product.images.length) }, (_, index) => ({
      product,
      variant: own[index],
      image: product.images[index],
      isFirst: index === 0,
      currency,
      paths,
    }));
  });
}

const VARIANTS = `
  select v.id, v.product_id, v.sku, v.barcode, v.title, v.options, v.currency, v.price_minor, v.compare_at_minor,
    v.cost_minor, v.weight_grams, v.dimensions, v.active, v.counted as stock_counted, v.counted_set, v.attributes,
    coalesce((select jsonb_object_agg(l.location_id, l.on_hand) from level l
      where l.organization_id = v.organization_id and l.variant_id = v.id), '{}') as levels
  from variant v
  where v.organization_id = argosy.tenant() and v.product_id = any($1) and v.deleted_at is null
  order by v.position, v.id`;

const ofProduct = (name: string, cell: (row: ExportRow) => Cell): Column<ExportRow> => ({
  name,
  cell: (row) => (row.isFirst ? cell(row) : null),
});
const ofVariant = (name: string, cell: (variant: ExportedVariant) => Cell): Column<ExportRow> => ({
  name,
  cell: ({ variant }) => variant && cell(variant),
});

const COST_COLUMNS: readonly string[] = ["Product cost", "Cost"];

const PRODUCT_COLUMNS: readonly Column<ExportRow>[] = [
  { name: "Handle", cell: ({ product }) => product.id },
  { name: "Title", cell: ({ product, variant }) => (variant ? product.title : null) },
  ofProduct("Description", ({ product }) => product.description_html),
  ofProduct("Brand", ({ product }) => product.brand),
  ofProduct("Product SKU", ({ product }) => product.sku),
  ofProduct("Active", ({ product }) => product.active),
  ofProduct("Categories", ({ product, paths }) =>
    joinList(
      product.categories.map((id) => joinList(paths.get(id) ?? [], ">")),
      ",",
    ),
  ),
  ofProduct("Tags", ({ product }) => joinList(tagsOf(product.attributes) ?? [], ",")),
  ofProduct("Product attributes", ({ product }) => attributeText(product.attributes)),
  ofProduct("Product cost", ({ product, currency }) => amount(product.cost_minor, currency)),
  ofProduct("Product weight (g)", ({ product }) => product.weight_grams),
  ofProduct("Product length (mm)", ({ product }) => product.dimensions?.length),
  ofProduct("Product width (mm)", ({ product }) => product.dimensions?.width),
  ofProduct("Product height (mm)", ({ product }) => product.dimensions?.height),
  ofProduct("Tax class", ({ product }) => product.tax_class),
  ofProduct("HSN", ({ product }) => product.hsn),
  ofProduct("GST rate", ({ product }) => (product.gst_rate === null ? null : { decimal: product.gst_rate })),
  ofProduct("Country of origin", ({ product }) => product.origin_country),
];

const VARIANT_COLUMNS: readonly Column<ExportRow>[] = [
  ofVariant("SKU", (variant) => variant.sku),
  ofVariant("Barcode", (variant) => variant.barcode),
  ofVariant("Variant title", (variant) => variant.title),
  ofVariant("Price", (variant) => amount(variant.price_minor, variant.currency)),
  ofVariant("Compare-at price", (variant) => amount(variant.compare_at_minor, variant.currency)),
  ofVariant("Cost", (variant) => amount(variant.cost_minor, variant.currency)),
  ofVariant("Currency", (variant) => variant.currency),
  ofVariant("Weight (g)", (variant) => variant.weight_grams),
  ofVariant("Length (mm)", (variant) => variant.dimensions?.length),
  ofVariant("Width (mm)", (variant) => variant.dimensions?.width),
  ofVariant("Height (mm)", (variant) => variant.dimensions?.height),
  ofVariant("Variant active", (variant) => variant.active),
  // Empty where it is counted as most are: read elsewhere, it follows from the channels there.
  ofVariant("Stock counted", (variant) =>
    variant.stock_counted && !variant.counted_set ? null : variant.stock_counted,
  ),
  ofVariant("Variant attributes", (variant) =>
    Object.keys(variant.attributes).length > 0 ? JSON.stringify(variant.attributes) : null,
  ),
];

function optionColumns(most: number): Column<ExportRow>[] {
  return Array.from({ length: most }, (_, index) => [
    ofVariant(`Option ${index + 1} name`, (variant) => variant.options[index]?.name),
    ofVariant(`Option ${index + 1} value`, (variant) => variant.options[index]?.value),
  ]).flat();
}

const IMAGE_COLUMNS: readonly Column<ExportRow>[] = [
  { name: "Image URL", cell: ({ image }) => image?.url },
  { name: "Image alt", cell: ({ image }) => image?.alt },
  { name: "Image of SKU", cell: ({ image }) => image?.sku },
];

/** Tags that a list in a cell can hold; others stay among the attributes. */
function tagsOf(attributes: Readonly<Record<string, Json>>): readonly string[] | undefined {
  const { tags } = attributes;
  const isList = Array.isArray(tags) && tags.length > 0;
  if (!isList || !tags.every((tag) => typeof tag === "string" && tag !== "" && tag === tag.trim())) return undefined;
  return tags.filter((tag) => typeof tag === "string");
}

function attributeText(attributes: Readonly<Record<string, Json>>): string | null {
  const { tags, ...rest } = attributes;
  const stored = tagsOf(attributes) || tags === undefined ? rest : { ...rest, tags };
  return Object.keys(stored).length > 0 ? JSON.stringify(stored) : null;
}
