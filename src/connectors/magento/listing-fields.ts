/** What a product of an attribute set is asked for: the fields of every product, and the set's own attributes. */
import type { ListingField } from "../../commerce/listing/schema.ts";
import type { Context } from "../kit/contract/contract.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { searchAll } from "./client.ts";
import { appliesTo, isAxis, labelOf, type SetAttribute } from "./listing-sets.ts";
import { SKU_LENGTH, TEXT_LENGTH } from "./product-save.ts";
import { categorySchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { english } from "./words.ts";

type Own = Omit<Partial<ListingField>, "key" | "name">;

/** The shop's own attributes that a product is filled in by, as captured (06 create-simple); all others it fills itself. */
const OWN: Readonly<Record<string, Own & Pick<ListingField, "kind" | "scope">>> = {
  name: { kind: "text", need: "required", scope: "product", maxLength: TEXT_LENGTH, source: "title" },
  sku: { kind: "text", need: "required", scope: "variant", maxLength: SKU_LENGTH, source: "sku", isUnique: true },
  price: { kind: "number", need: "required", scope: "variant", minimum: 0, source: "price" },
  weight: { kind: "measure", scope: "variant", minimum: 0, source: "weight" },
  description: { kind: "text", scope: "product", source: "description" },
  short_description: { kind: "text", scope: "product" },
  meta_title: { kind: "text", scope: "product", maxLength: TEXT_LENGTH },
  url_key: { kind: "text", scope: "product", pattern: "[a-z0-9]+(?:-[a-z0-9]+)*", maxLength: TEXT_LENGTH },
  tax_class_id: { kind: "choice", scope: "product" },
};

const isOwn = (code: string): boolean => Object.hasOwn(OWN, code);

/** Before the code of a merchant's attribute, which may be any word. */
const ATTRIBUTE = "attribute:";

/** The key of an attribute's field. */
export const keyOf = ({ attribute_code: code }: Pick<SetAttribute, "attribute_code">): string =>
  isOwn(code) ? code : ATTRIBUTE + code;

/** The attribute's code; null of a field that is no attribute. */
export const codeOfKey = (key: string): string | null =>
  key.startsWith(ATTRIBUTE) ? key.slice(ATTRIBUTE.length) : isOwn(key) ? key : null;

/**
 * Inputs of a merchant's attribute (magento2, Eav and Catalog `Inputtype`). Others are no text: a fixed product tax is a
 * list of countries, an image a role of the gallery.
 */
const KINDS: Readonly<Record<string, ListingField["kind"]>> = {
  text: "text",
  textarea: "text",
  texteditor: "text",
  pagebuilder: "text",
  date: "date",
  datetime: "date",
  boolean: "boolean",
  select: "choice",
  multiselect: "choice",
  price: "number",
};
const NUMBERS: ReadonlySet<string> = new Set(["int", "decimal"]);

/** All fields of a product of the set, in the order a seller fills them in. */
export async function fieldsOf(
  attributes: readonly SetAttribute[],
  shop: ShopFacts,
  ctx: Context,
): Promise<readonly ListingField[]> {
  const codes = new Set(attributes.map((one) => one.attribute_code));
  // The three the shop takes no product without are asked for whoever may not see them.
  const lacking = ["name", "sku", "price"].filter((code) => !codes.has(code)).map((code) => ownField(code, null, shop));
  const own = attributes.flatMap((one) => (isOwn(one.attribute_code) ? [ownField(one.attribute_code, one, shop)] : []));
  const others = attributes.filter((one) => !isOwn(one.attribute_code) && one.is_user_defined);
  return [
    ...ordered([...lacking, ...own]),
    imageField,
    ...(await categoryField(shop, ctx)),
    ...stockFields(shop),
    ...others.flatMap((one) => attributeField(one, shop) ?? []),
  ];
}

const ordered = (fields: readonly ListingField[]): readonly ListingField[] => {
  const keys = Object.keys(OWN);
  return fields.toSorted((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key));
};

function ownField(code: string, one: SetAttribute | null, { weightUnit }: ShopFacts): ListingField {
  const { kind, scope, ...own } = OWN[code] ?? { kind: "text", scope: "product" };
  return {
    key: code,
    name: one === null ? code : labelOf(one),
    ...(one === null ? {} : { ...presetOf(one), ...choicesOf(one) }),
    ...{ need: one?.is_required ? ("required" as const) : ("optional" as const), kind, scope },
    ...own,
    ...(code === "weight" ? { units: [UNITS[weightUnit]] } : {}),
    ...(code === "url_key" ? { help: english("listing.urlKey.help") } : {}),
  };
}

/** As sellers write the shop's unit. */
const UNITS = { lbs: "lb", kgs: "kg" } as const;

/** The shop takes bytes, so that any address the hub can load will do. */
const imageField: ListingField = {
  ...{ key: "images", name: english("listing.images"), kind: "image", need: "recommended", scope: "either" },
  ...{ help: english("listing.images.help"), isMany: true, isUploaded: true },
};

/** Null of an attribute no product gets, or one whose value no text can say. */
function attributeField(one: SetAttribute, shop: ShopFacts): ListingField | null {
  const kind = kindOf(one);
  if (kind === null || !one.is_visible || !appliesTo(one, "simple")) return null;
  const choices = choicesOf(one);
  // A merchant's list that is still empty keeps nobody from publishing.
  if (kind === "choice" && choices.choices?.length === 0 && !one.is_required) return null;
  return {
    key: keyOf(one),
    name: labelOf(one),
    kind,
    ...{ need: one.is_required ? "required" : "optional", scope: scopeOf(one) },
    ...(one.note === undefined ? {} : { help: one.note }),
    ...(isAxis(one) ? { isForAll: true } : {}),
    ...(kind === "choice" ? choices : {}),
    ...(one.frontend_input === "multiselect" ? { isMany: true } : {}),
    ...(kind === "number" && one.frontend_input === "price" ? { minimum: 0 } : {}),
    ...(kind === "text" && one.backend_type === "varchar" ? { maxLength: TEXT_LENGTH } : {}),
    ...(one.is_unique ? { isUnique: true } : {}),
    ...presetOf(one),
    ...(one.attribute_code === shop.barcodeAttribute ? { source: "barcode", scope: "variant" } : {}),
  };
}

function kindOf({ frontend_input: input = "", backend_type: backend = "" }: SetAttribute): ListingField["kind"] | null {
  const kind = KINDS[input] ?? null;
  return kind === "text" && NUMBERS.has(backend) ? "number" : kind;
}

/** What is one product's alone, or no configurable product has, is each variant's. */
const scopeOf = (one: SetAttribute): ListingField["scope"] => {
  if (isAxis(one)) return "either";
  return one.is_unique || !appliesTo(one, "configurable") ? "variant" : "product";
};

const choicesOf = ({ frontend_input: input, options }: SetAttribute): Pick<ListingField, "choices"> =>
  input === "select" || input === "multiselect"
    ? { choices: options.map(({ label, value }) => ({ value, name: label })) }
    : {};

/** What the shop itself puts where nothing is said, told before. */
function presetOf(one: SetAttribute): Pick<ListingField, "preset"> {
  const { default_value: value = "", options } = one;
  switch (kindOf(one)) {
    case "boolean":
      return value === "1" ? { preset: "true" } : value === "0" ? { preset: "false" } : {};
    case "choice":
      return options.some((option) => option.value === value) ? { preset: value } : {};
    case "text":
    case "number":
      return value === "" ? {} : { preset: value };
    default:
      return {};
  }
}

const PAGE_SIZE = 100;

/** The shop's categories below the website's root, by their path. */
async function categoryField(shop: ShopFacts, ctx: Context): Promise<readonly ListingField[]> {
  const list = { path: "/categories/list", operation: "listings.categories", size: PAGE_SIZE, sort: ["entity_id"] };
  const rows = (await searchAll(ctx, list)).map((row) => parseResponse(categorySchema, row, { ctx, what: "category" }));
  const root = String(shop.rootCategoryId);
  const names = new Map(rows.map(({ id, name }) => [id, name ?? id]));
  const choices = rows.flatMap(({ id, path }) => {
    const ids = path.split("/");
    if (id === root || !ids.includes(root)) return [];
    const below = ids.slice(ids.indexOf(root) + 1);
    return [{ value: id, name: below.map((one) => names.get(one) ?? one).join(" > ") }];
  });
  if (choices.length === 0) return [];
  return [
    {
      ...{ key: "categories", name: english("listing.categories"), kind: "choice", need: "recommended" },
      ...{ scope: "product", choices, isMany: true },
    },
  ];
}

/**
 * A configurable product saved before its children have units stays out of stock (2.4.7-p3): of several variants the
 * quantities go along. Shops without inventory sources have none to write.
 */
function stockFields({ hasSources, sources }: ShopFacts): readonly ListingField[] {
  const [first, ...others] = sources;
  if (!hasSources || first === undefined) return [];
  const quantity: ListingField = {
    ...{ key: "quantity", name: english("listing.quantity"), kind: "number", need: "recommended", scope: "variant" },
    ...{ isWhole: true, minimum: 0, source: "quantity", requiredIf: [[{ variants: "several" }]] },
  };
  if (others.length === 0) return [quantity];
  const choices = sources.map((source) => ({ value: source, name: source }));
  return [
    quantity,
    {
      ...{ key: "source", name: english("listing.source"), kind: "choice", need: "optional", scope: "product" },
      ...{ help: english("listing.source.help"), choices, preset: first },
    },
  ];
}
