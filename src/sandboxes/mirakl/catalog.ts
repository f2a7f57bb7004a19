/** What the emulated operator asks of products: categories, attributes and value lists, and what its check finds wrong. */

interface AttributeRules {
  readonly requirement: "REQUIRED" | "RECOMMENDED" | "OPTIONAL";
  readonly type: "TEXT" | "LONG_TEXT" | "LIST" | "LIST_MULTIPLE_VALUES" | "DECIMAL" | "INTEGER" | "DATE" | "MEDIA";
  /** LIST_CODE, PRECISION, UNIT, PATTERN, TYPE. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly validations?: string;
  readonly variant?: true;
  readonly role?: string;
}

export interface SandboxAttribute extends AttributeRules {
  readonly code: string;
  readonly label: string;
  /** Null: of all categories. */
  readonly category: string | null;
}

export interface SandboxCategory {
  readonly code: string;
  readonly label: string;
  readonly parent: string;
}

/** A field of offers that this operator has beside those of all (AF01). */
export interface SandboxCustomField {
  readonly code: string;
  readonly label: string;
  readonly type: "STRING" | "REGEX" | "LINK" | "LIST" | "NUMERIC";
  readonly required: boolean;
  readonly regex?: string;
  readonly accepted?: readonly string[];
}

export interface Catalog {
  readonly categories: readonly SandboxCategory[];
  readonly attributes: readonly SandboxAttribute[];
  /** Codes and names by list. */
  readonly lists: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly custom?: readonly SandboxCustomField[];
}

const common: readonly SandboxAttribute[] = [
  {
    ...{ code: "category", label: "Category", category: null, type: "LIST", requirement: "REQUIRED", role: "CATEGORY" },
    parameters: { LIST_CODE: "categories" },
  },
  { code: "shop_sku", label: "Shop SKU", category: null, type: "TEXT", requirement: "REQUIRED", role: "SHOP_SKU" },
  {
    ...{ code: "variant_group_code", label: "Variant group", category: null, type: "TEXT", requirement: "OPTIONAL" },
    role: "VARIANT_GROUP_CODE",
  },
  {
    ...{ code: "ean", label: "EAN", category: null, type: "TEXT", requirement: "REQUIRED" },
    validations: "PRODUCT_REFERENCE|EAN-8|UPC|EAN-13",
  },
  {
    ...{ code: "product_title", label: "Product title", category: null, type: "TEXT", requirement: "REQUIRED" },
    validations: "MIN_LENGTH|3,MAX_LENGTH|120",
  },
  { code: "long_description", label: "Description", category: null, type: "LONG_TEXT", requirement: "RECOMMENDED" },
  {
    ...{ code: "main_image", label: "Main image", category: null, type: "MEDIA", requirement: "REQUIRED" },
    parameters: { MAX_SIZE: "5000", TYPE: "IMAGE" },
  },
  {
    ...{ code: "image_2", label: "Second image", category: null, type: "MEDIA", requirement: "OPTIONAL" },
    parameters: { MAX_SIZE: "5000", TYPE: "IMAGE" },
  },
  {
    ...{ code: "brand", label: "Brand", category: null, type: "LIST", requirement: "REQUIRED" },
    parameters: { LIST_CODE: "brands" },
  },
];

const home: readonly SandboxAttribute[] = [
  {
    ...{ code: "material", label: "Material", category: "HOME", type: "LIST_MULTIPLE_VALUES", requirement: "REQUIRED" },
    parameters: { LIST_CODE: "materials" },
  },
  {
    ...{ code: "colour", label: "Colour", category: "MUGS", type: "LIST", requirement: "RECOMMENDED", variant: true },
    parameters: { LIST_CODE: "colours" },
  },
  {
    ...{ code: "item_weight", label: "Weight", category: "MUGS", type: "DECIMAL", requirement: "OPTIONAL" },
    parameters: { PRECISION: "2", UNIT: "kg" },
  },
  { code: "pieces", label: "Pieces in the set", category: "MUGS", type: "INTEGER", requirement: "OPTIONAL" },
  {
    ...{ code: "launched", label: "Launched on", category: "MUGS", type: "DATE", requirement: "OPTIONAL" },
    parameters: { PATTERN: "dd/MM/yyyy" },
  },
];

export const usualCatalog: Catalog = {
  categories: [
    { code: "HOME", label: "Home", parent: "" },
    { code: "MUGS", label: "Mugs", parent: "HOME" },
    { code: "GARDEN", label: "Garden", parent: "" },
    { code: "POTS", label: "Flower pots", parent: "GARDEN" },
  ],
  attributes: [...common, ...home],
  lists: {
    brands: { b_1: "Argosy Pottery", b_2: "Other" },
    materials: { m_1: "Ceramic", m_2: "Glass", m_3: "Steel" },
    colours: { c_1: "Black", c_2: "Blue", c_3: "Green", c_4: "Red", c_5: "White" },
  },
};

const isLeaf = (code: string, { categories }: Catalog): boolean =>
  categories.some((one) => one.code === code) && !categories.some(({ parent }) => parent === code);

function attributesFor(category: string, { categories, attributes }: Catalog): readonly SandboxAttribute[] {
  const path = new Set<string | null>([null]);
  for (let at = categories.find(({ code }) => code === category); at; ) {
    path.add(at.code);
    const { parent } = at;
    at = categories.find(({ code }) => code === parent);
  }
  return attributes.filter((one) => path.has(one.category));
}

type Row = Readonly<Record<string, string>>;

/** What the check of the source file finds wrong with a row, as "code|words". */
export function faultsOf(row: Row, catalog: Catalog): readonly string[] {
  const column = catalog.attributes.find(({ role }) => role === "CATEGORY")?.code ?? "category";
  const category = row[column] ?? "";
  const own =
    category === "" ? catalog.attributes.filter((one) => one.category === null) : attributesFor(category, catalog);
  const existing = category === "" || isLeaf(category, catalog) ? [] : ["1001|Category could not be identified"];
  return [...existing, ...own.flatMap((attribute) => faultOf(attribute, row[attribute.code] ?? "", catalog))];
}

const titled = ({ code, label }: SandboxAttribute): string => `The attribute '${code}' (${label})`;

function faultOf(attribute: SandboxAttribute, value: string, catalog: Catalog): readonly string[] {
  if (value === "") return attribute.requirement === "REQUIRED" ? [`1000|${titled(attribute)} is required`] : [];
  const isWrong = WRONG[attribute.type](value, attribute.parameters ?? {}, catalog);
  if (attribute.role !== "CATEGORY" && isWrong) return [`2004|${titled(attribute)} has an invalid value`];
  // Rules stand between commas, but for those in quotes.
  const rules = (attribute.validations ?? "").split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  return rules.some((rule) => !isMet(rule, value)) ? [`2005|${titled(attribute)} does not meet its validation`] : [];
}

type Check = (value: string, parameters: Readonly<Record<string, string>>, catalog: Catalog) => boolean;

const isListed = (value: string, code: string | undefined, { lists }: Catalog): boolean =>
  Object.hasOwn(lists[code ?? ""] ?? {}, value);

const isUrl: Check = (value) => !value.startsWith("https://");
const isNothing: Check = () => false;

const WRONG: Readonly<Record<SandboxAttribute["type"], Check>> = {
  TEXT: isNothing,
  LONG_TEXT: isNothing,
  LIST: (value, { LIST_CODE: code }, catalog) => !isListed(value, code, catalog),
  LIST_MULTIPLE_VALUES: (value, { LIST_CODE: code }, catalog) =>
    value.split("|").some((each) => !isListed(each, code, catalog)),
  DECIMAL: (value, { PRECISION: locations = "10" }) =>
    !/^-?\d+(\.\d+)?$/.test(value) || (value.split(".")[1] ?? "").length > Number(locations),
  INTEGER: (value) => !/^-?\d+$/.test(value),
  DATE: (value, { PATTERN: pattern = "yyyy-MM-dd" }) =>
    !new RegExp(`^${pattern.replace("yyyy", "\\d{4}").replace("MM", "\\d{2}").replace("dd", "\\d{2}")}$`).test(value),
  MEDIA: isUrl,
};

function isMet(rule: string, value: string): boolean {
  const [name, most = ""] = rule.split("|");
  if (name === "MAX_LENGTH") return value.length <= Number(most);
  if (name === "MIN_LENGTH") return value.length >= Number(most);
  if (name === "FORBIDDEN_WORDS")
    return !most
      .replaceAll('"', "")
      .split(",")
      .some((word) => value.toLowerCase().includes(word.toLowerCase()));
  return name !== "PRODUCT_REFERENCE" || (/^(\d{8}|\d{12}|\d{13})$/.test(value) && isChecked(value));
}

/** The last digit of an EAN or UPC checks the others, which count three times and once in turn from the right. */
const isChecked = (code: string): boolean =>
  [...code].reverse().reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) % 10 === 0;

/** What an offer says of the operator's own fields that it may not. */
export function customFaultOf(
  reported: readonly { readonly code: string; readonly value: string | readonly string[] }[],
  { custom = [] }: Catalog,
): string | null {
  for (const { code, label, required, ...rules } of custom) {
    const value = reported.find((one) => one.code === code)?.value;
    const named = `The additional field '${code}' (${label})`;
    if (value === undefined && required) return `${named} is required`;
    if (value !== undefined && !isTaken(String(value), rules)) return `${named} has an invalid value`;
  }
  return null;
}

function isTaken(
  value: string,
  { type, regex, accepted = [] }: Omit<SandboxCustomField, "code" | "label" | "required">,
) {
  switch (type) {
    case "REGEX":
      return new RegExp(`^(?:${regex})$`).test(value);
    case "LIST":
      return accepted.includes(value);
    case "LINK":
      return URL.canParse(value);
    case "NUMERIC":
      return value.trim() !== "" && Number.isFinite(Number(value));
    case "STRING":
      return value.length <= 2_000;
  }
}

export const customView = ({ custom = [] }: Catalog): object => ({
  additional_fields: custom.map(({ accepted, ...rest }) => ({
    ...rest,
    editable: true,
    entity: "OFFER",
    ...(accepted === undefined ? {} : { accepted_values: accepted }),
  })),
  total_count: custom.length,
});

const translated = (value: string) => [{ locale: "en", value }];

export const hierarchiesView = ({ categories }: Catalog): object => ({
  hierarchies: categories.map(({ code, label, parent }) => ({
    code,
    label,
    label_translations: translated(label),
    level: parent === "" ? 1 : 2,
    parent_code: parent,
  })),
});

export const attributesView = ({ attributes }: Catalog): object => ({
  attributes: attributes.map(({ code, label, category, type, requirement, parameters = {}, ...rest }) => ({
    code,
    label,
    description_translations: [],
    label_translations: translated(label),
    ...(category === null ? {} : { hierarchy_code: category }),
    required: requirement === "REQUIRED",
    requirement_level: requirement,
    roles: rest.role === undefined ? [] : [{ type: rest.role, parameters: [] }],
    type,
    type_parameter: parameters.LIST_CODE ?? "",
    type_parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
    ...(rest.validations === undefined ? {} : { validations: rest.validations }),
    variant: rest.variant === true,
  })),
});

export const valuesView = ({ lists }: Catalog): object => ({
  values_lists: Object.entries(lists).map(([code, values]) => ({
    code,
    label: code,
    label_translations: translated(code),
    values: Object.entries(values).map(([value, label]) => ({
      code: value,
      label,
      label_translations: translated(label),
    })),
  })),
});
