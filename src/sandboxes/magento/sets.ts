/** Attribute sets: what a product of each is asked for, and what the shop says of one that lacks it. */
import type { ListingValues } from "../../commerce/listing/schema.ts";
import type { SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import type { StoredAttribute } from "./attribute-books.ts";
import type { Doc } from "./replies.ts";
import { docsIn, refuse, textIn } from "./replies.ts";
import type { State, StoredProduct } from "./state.ts";

const ofStore = { scope: "store", isSystem: true } as const;

/** Those of every product that the captures name; the scope of the price follows a setting (SwitchPriceAttributeScopeOnConfigChange). */
export const systemAttributes = ({ hasWebsitePrices }: State): readonly StoredAttribute[] =>
  [
    { id: 73, code: "name", label: "Product Name", input: "text", isRequired: true, backend: "varchar" },
    { id: 74, code: "sku", label: "SKU", input: "text", isRequired: true, scope: "global", backend: "static" },
    { id: 75, code: "description", label: "Description", input: "textarea", backend: "text" },
    { id: 76, code: "short_description", label: "Short Description", input: "textarea", backend: "text" },
    {
      ...{ id: 77, code: "price", label: "Price", input: "price", isRequired: true, backend: "decimal" },
      scope: hasWebsitePrices ? "website" : "global",
    },
    { id: 82, code: "weight", label: "Weight", input: "weight", scope: "global", backend: "decimal" },
    { id: 84, code: "meta_title", label: "Meta Title", input: "text", backend: "varchar" },
    { id: 119, code: "url_key", label: "URL Key", input: "text", backend: "varchar" },
    {
      ...{ id: 131, code: "tax_class_id", label: "Tax Class", input: "select", scope: "website", defaultValue: "2" },
      options: [
        { value: "0", label: "None" },
        { value: "2", label: "Taxable Goods" },
      ],
    },
  ].map((one) => ({ ...ofStore, options: [], ...one }));

const SHIRTS = 9;
const SIZES = ["S", "M", "L", "XL", "XXL"];
const SIZE = 9_100;
const MATERIAL = 9_200;
const CARE = 9_300;

const optionsFrom = (first: number, labels: readonly string[]) =>
  labels.map((label, index) => ({ value: String(first + index), label }));

/** What a merchant who sells shirts made in the admin: a set with one attribute of each kind. */
const SHIRT_ATTRIBUTES: readonly StoredAttribute[] = [
  {
    ...{ id: 9_001, code: "shirt_size", label: "Shirt size", input: "select", scope: "global" },
    options: optionsFrom(SIZE, SIZES),
  },
  {
    ...{ id: 9_002, code: "shirt_fabric", label: "Fabric", input: "select", scope: "global", isRequired: true },
    options: optionsFrom(MATERIAL, ["Cotton", "Linen", "Wool"]),
  },
  {
    ...{ id: 9_003, code: "shirt_care", label: "Care", input: "multiselect", scope: "store", backend: "text" },
    options: optionsFrom(CARE, ["Hand wash", "No bleach", "Iron low"]),
  },
  {
    ...{ id: 9_004, code: "shirt_fit", label: "Fit", input: "text", scope: "store", backend: "varchar" },
    ...{ isRequired: true, note: "Slim, regular or loose.", options: [] },
  },
  {
    ...{ id: 9_005, code: "shirt_organic", label: "Organic", input: "boolean", scope: "global", defaultValue: "0" },
    options: [],
  },
  {
    ...{ id: 9_006, code: "shirt_season", label: "Season begins", input: "date", scope: "global", backend: "datetime" },
    options: [],
  },
  {
    ...{ id: 9_007, code: "shirt_label_cost", label: "Label cost", input: "price", scope: "global" },
    ...{ backend: "decimal", applyTo: ["simple", "virtual", "downloadable"], options: [] },
  },
  {
    ...{ id: 9_008, code: "shirt_serial", label: "Serial number", input: "text", scope: "global", backend: "varchar" },
    ...{ isUnique: true, options: [] },
  },
  {
    ...{ id: 9_009, code: "shirt_eco_fee", label: "Eco fee", input: "weee", scope: "global", backend: "static" },
    options: [],
  },
];

/** The set "Shirts", beside the shop's own. */
export function addShirts(state: State): void {
  for (const one of SHIRT_ATTRIBUTES) state.attributes.set(one.code, { ...one, options: [...one.options] });
  state.sets.set(SHIRTS, { id: SHIRTS, name: "Shirts", codes: new Set(SHIRT_ATTRIBUTES.map(({ code }) => code)) });
}

/** A shop as installed, without what a merchant made. */
export function removeShirts(state: State): void {
  for (const { code } of SHIRT_ATTRIBUTES) state.attributes.delete(code);
  state.sets.delete(SHIRTS);
}

/** A complete shirt; several differ in their size. */
export function listingSample(
  skus: readonly string[],
  url: string,
): ReturnType<NonNullable<SandboxShop["listingSample"]>> {
  const variant = (sku: string, index: number): ListingValues => ({
    ...{ sku: [sku], price: ["12.50"], quantity: ["5"] },
    ...(skus.length === 1 ? {} : { "attribute:shirt_size": [String(SIZE + index)] }),
  });
  return {
    categoryKey: String(SHIRTS),
    listing: {
      product: {
        name: ["Shirt of the suite"],
        description: ["<p>Soft cotton, washed before it is sewn.</p>"],
        short_description: ["A soft shirt."],
        images: [`${url}/image/shirt.gif`],
        "attribute:shirt_fabric": [String(MATERIAL)],
        "attribute:shirt_fit": ["regular"],
        "attribute:shirt_care": [String(CARE), String(CARE + 2)],
        "attribute:shirt_organic": ["true"],
      },
      variants: skus.map(variant),
    },
  };
}

export const emptyValue = (name: string) =>
  refuse(400, `The "${name}" attribute value is empty. Set the attribute and try again.`);

const appliesTo = ({ applyTo = [] }: StoredAttribute, type: string): boolean =>
  applyTo.length === 0 || applyTo.includes(type);

/**
 * A product whose set requires an attribute that is empty is refused as one without a name is, with the attribute's label
 * (06 create-without-name); a value that is to be the only one, as Adobe's knowledge base prints it. The attributes in
 * which the children of a configurable product differ are empty on itself (Configurable::beforeSave).
 */
export function requireAttributes(state: State, doc: Doc, existing: StoredProduct | undefined, setId: number): void {
  const { codes } = state.sets.get(setId) ?? { codes: new Set<string>() };
  const type = textIn(doc, "type_id") ?? existing?.typeId ?? "simple";
  const sent = new Map(docsIn(doc, "custom_attributes").map((one) => [one.attribute_code, one.value]));
  const options = JSON.stringify(doc.extension_attributes ?? null);
  for (const attribute of [...state.attributes.values()].filter((one) => codes.has(one.code))) {
    if (!appliesTo(attribute, type)) continue;
    const { code, label } = attribute;
    const value = sent.has(code) ? sent.get(code) : existing?.attributes.get(code);
    const isEmpty = value === undefined || value === null || value === "";
    const isOption =
      options.includes(`"attribute_id":"${attribute.id}"`) ||
      existing?.options.some((one) => one.attributeId === String(attribute.id)) === true;
    if (attribute.isRequired && isEmpty && !isOption) throw emptyValue(label);
    if (!attribute.isUnique || isEmpty) continue;
    const isTaken = [...state.products.values()].some(
      (one) => one.id !== existing?.id && String(one.attributes.get(code)) === String(value),
    );
    if (isTaken)
      throw refuse(400, `The value of the "${label}" attribute isn't unique. Set a unique value and try again.`);
  }
}
