/** Products whole: with their combinations, the names of option values, and their stock rows. */
import { decimalText, parseDecimal, plusDecimal, roundToUnits, timesDecimal } from "../../commerce/decimal.ts";
import type { ChannelProduct, ChannelVariant, Json, OptionValue } from "../../commerce/product.ts";
import { instantMicros } from "../../commerce/version.ts";
import type { Context } from "../kit/contract/contract.ts";
import { remembering } from "../kit/http/remembering.ts";
import { readDimensions } from "../kit/parse/dimensions.ts";
import type { PriceForm } from "../kit/parse/net-prices.ts";
import { priceRead } from "../kit/parse/net-prices.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { baseUrlOf, idOf, list, listByIds } from "./client.ts";
import { packOf } from "./product-packs.ts";
import type { Combination, Product, StockRow } from "./schemas.ts";
import { combinationSchema, optionSchema, optionValueSchema, ownTextIn, productSchema, textIn } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { timeOf, variantKey } from "./shop.ts";
import { stockRows } from "./stock-rows.ts";
import { ecotaxOf, priceForms } from "./tax-rates.ts";

export interface ProductReader {
  /** From rows of the list, told in full. */
  whole(rows: readonly Json[]): Promise<ChannelProduct[]>;
  /** `combinations`: as they were just read, where nothing has changed them since. */
  byId(id: string, combinations?: readonly Combination[]): Promise<ChannelProduct | null>;
  byIds(ids: readonly string[]): Promise<ChannelProduct[]>;
}

const PRODUCTS = { resource: "products", operation: "products.list" } as const;
const COMBINATIONS = { resource: "combinations", operation: "combinations.list", field: "id_product" } as const;

/** A reader for one run: names of options are asked for once. */
export function productReader(shop: ShopFacts, ctx: Context): ProductReader {
  const names = optionNames(shop, ctx);
  const whole = async (rows: readonly Json[], existing?: readonly Combination[]): Promise<ChannelProduct[]> => {
    const products = rows.map((row) => ({
      row,
      product: parseResponse(productSchema, row, { ctx, what: `product ${idOf(row)}` }),
    }));
    const ids = products.map(({ product }) => product.id);
    const withVariants = products.filter(({ product }) => product.associations.combinations.length > 0);
    const parents = withVariants.map(({ product }) => product.id);
    const combinations = existing ?? (await combinationsOf(parents, ctx));
    const options = await names(combinations.flatMap((one) => one.associations.product_option_values));
    const stock = await stockRows(ids, shop, ctx);
    const forms = await priceForms(shop, ctx);
    return products.map(({ row, product }) =>
      toProduct({
        row,
        product,
        combinations: combinations.filter((one) => one.id_product === product.id),
        options,
        stock,
        forms: (ecotax: string | null) => forms(product.id_tax_rules_group, ecotax),
        shop,
        ctx,
      }),
    );
  };
  const byIds = async (ids: readonly string[]) => {
    const rows = await listByIds(ctx, PRODUCTS, ids);
    return rows.length === 0 ? [] : whole(rows.sort((a, b) => Number(idOf(a)) - Number(idOf(b))));
  };
  return {
    whole: (rows) => whole(rows),
    byIds,
    async byId(id, existing) {
      if (!/^\d+$/.test(id)) return null;
      const rows = await list(ctx, { ...PRODUCTS, operation: "products.get", filters: [["id", `[${id}]`]] });
      const [product] = await whole(rows, existing);
      return product ?? null;
    },
  };
}

export async function combinationsOf(productIds: readonly string[], ctx: Context): Promise<Combination[]> {
  const rows = await listByIds(ctx, COMBINATIONS, productIds);
  return rows
    .map((row) => parseResponse(combinationSchema, row, { ctx, what: `combination ${idOf(row)}` }))
    .sort((a, b) => Number(a.id) - Number(b.id));
}

type OptionNames = ReadonlyMap<string, OptionValue>;

const RETENTION_MS = 10 * 60_000;

/** Names known so far; an id that is new is asked for. */
const existingNames = remembering(RETENTION_MS, async (_shop: ShopFacts) => ({
  values: new Map<string, OptionValue>(),
  groups: new Map<string, string>(),
}));

function optionNames(shop: ShopFacts, ctx: Context): (ids: readonly string[]) => Promise<OptionNames> {
  return async (ids) => {
    const { values: existing, groups } = await existingNames(shop, ctx);
    const values = (
      await listByIds(
        ctx,
        { resource: "product_option_values", operation: "option_values.list" },
        ids.filter((id) => !existing.has(id)),
      )
    ).map((row) => parseResponse(optionValueSchema, row, { ctx, what: "option value" }));
    const requested = values.map((one) => one.id_attribute_group).filter((id) => !groups.has(id));
    for (const row of await listByIds(ctx, { resource: "product_options", operation: "options.list" }, requested)) {
      const option = parseResponse(optionSchema, row, { ctx, what: "option" });
      groups.set(option.id, textIn(option.public_name, shop.idLang) || textIn(option.name, shop.idLang));
    }
    for (const { id, id_attribute_group: group, name } of values)
      existing.set(id, { name: groups.get(group) ?? "Option", value: textIn(name, shop.idLang) });
    return existing;
  };
}

interface Whole {
  readonly row: Json;
  readonly product: Product;
  readonly combinations: readonly Combination[];
  readonly options: OptionNames;
  readonly stock: ReadonlyMap<string, StockRow>;
  readonly forms: (ecotax: string | null) => PriceForm;
  readonly shop: ShopFacts;
  readonly ctx: Context;
}

function toProduct(whole: Whole): ChannelProduct {
  const { row, product, combinations, shop, ctx } = whole;
  const host = baseUrlOf(ctx.connection).replace(/\/api$/, "");
  return {
    key: product.id,
    version: { kind: "time", value: instantMicros(timeOf(shop, ctx.shopNow()).toUtc(product.date_upd)) },
    title: textIn(product.name, shop.idLang),
    descriptionHtml: ownTextIn(product.description, shop.idLang),
    shortDescriptionHtml: ownTextIn(product.description_short, shop.idLang),
    brand: product.manufacturer_name,
    // State 0 is a draft the back office hides.
    status: product.active && product.state !== "0" ? "active" : "draft",
    categoryKeys: product.associations.categories,
    images: product.associations.images.map((id, position) => ({ key: id, url: imageUrl(host, id), position })),
    variants:
      combinations.length === 0 ? [simpleVariant(whole)] : combinations.map((one) => combinationVariant(whole, one)),
    ext: null,
    raw: row,
  };
}

/** The picture's own file: its number's digits are the folders. */
function imageUrl(host: string, id: string): string {
  return `${host}/img/p/${id.split("").join("/")}/${id}.jpg`;
}

function simpleVariant(whole: Whole): ChannelVariant {
  const { product } = whole;
  return {
    ...common(whole, "0", product),
    options: [],
    price: priceRead(product.price, whole.forms(ecotaxOf(product.ecotax))),
  };
}

/** A combination's price and weight are what it adds to the product's. */
function combinationVariant(whole: Whole, one: Combination): ChannelVariant {
  const { product, options, shop } = whole;
  const values = one.associations.product_option_values
    .map((id) => options.get(id))
    .filter((value) => value !== undefined);
  return {
    ...common(whole, one.id, one),
    title: values.map(({ value }) => value).join(" / ") || undefined,
    options: values,
    price: priceRead(
      decimalText(plusDecimal(parseDecimal(product.price), parseDecimal(one.price))),
      whole.forms(ecotaxOf(product.ecotax, one.ecotax)),
    ),
    weightGrams: gramsOf([product.weight, one.weight], shop),
  };
}

function common(whole: Whole, combination: string, owner: Product | Combination) {
  const { product, stock, shop } = whole;
  const key = variantKey(product.id, combination);
  const pack = packOf(product, shop);
  const row = stock.get(key);
  const cost = owner.wholesale_price;
  return {
    key,
    inventoryKey: row?.id,
    sku: owner.reference,
    barcode: owner.ean13 ?? owner.upc,
    cost: cost && Number(cost) !== 0 ? shortest(cost) : undefined,
    currency: shop.currency,
    weightGrams: gramsOf([owner.weight], shop),
    dimensionsMm: sizeOf(product, shop),
    // Of a pack that is sold from its contents nobody looks at the pack's own row.
    levels: row && (pack?.takesOwn ?? true) ? [{ location: "", available: row.quantity }] : undefined,
    contents: pack?.parts,
    ext: null,
  };
}

/** Of the product: combinations have none of their own. */
export function sizeOf({ depth, width, height }: Product, shop: ShopFacts): ChannelVariant["dimensionsMm"] {
  return readDimensions({ length: depth, width, height }, shop.dimensionUnit);
}

function shortest(text: string): string {
  return decimalText(parseDecimal(text));
}

const GRAMS: Readonly<Record<string, string>> = { kg: "1000", g: "1", lb: "453.59237", oz: "28.349523125" };

export function gramsPerUnit(shop: ShopFacts): string | undefined {
  return GRAMS[shop.weightUnit.toLowerCase()];
}

/** Undefined when nothing is said, or the shop's unit is not known. */
export function gramsOf(weights: readonly (string | null | undefined)[], shop: ShopFacts): number | undefined {
  const unit = gramsPerUnit(shop);
  if (unit === undefined) return undefined;
  const sum = weights.reduce((total, one) => plusDecimal(total, parseDecimal(one || "0")), parseDecimal("0"));
  return sum.digits === 0n ? undefined : Number(roundToUnits(timesDecimal(sum, parseDecimal(unit)), 0));
}
