/** A small tree of categories with what each asks for, in the form of v2.product.get_attribute_tree and get_item_limit. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { bodyOf, failure, number, ok, text } from "./replies.ts";
import type { State } from "./state.ts";

/** Leaves that ask for nothing but what every product has. */
export const LEAF = 100352;
/** Another such leaf, which Shopee suggests to nobody. */
export const OTHER_LEAF = 100353;
const ROOT = 100017;
const CLOTHES = 100018;
/** Asks for brand, GTIN, sizes and attributes. */
export const SHIRTS = 100401;

export interface SandboxAttribute {
  readonly id: number;
  readonly name: string;
  /** 1 drop-down, 2 combo box, 3 text, 4 drop-down of several, 5 combo box of several. */
  readonly input: 1 | 2 | 3 | 4 | 5;
  readonly validation?: 0 | 1 | 2 | 3 | 4;
  readonly units?: readonly string[];
  readonly most?: number;
  readonly values?: readonly SandboxValue[];
  readonly isSearched?: true;
}
interface SandboxValue {
  readonly id: number;
  readonly name: string;
  readonly children?: readonly { readonly attribute: SandboxAttribute; readonly isMandatory: boolean }[];
}

const values = (from: number, ...names: readonly string[]): readonly SandboxValue[] =>
  names.map((name, index) => ({ id: from + index, name }));

const BATTERY: SandboxAttribute = {
  ...{ id: 100_009, name: "Battery Type", input: 1 },
  values: values(901, "AA", "AAA", "Button Cell"),
};
const ATTRIBUTES: readonly SandboxAttribute[] = [
  { id: 100_001, name: "Material", input: 1, values: values(101, "Ceramic", "Cotton", "Glass", "Steel") },
  { id: 100_002, name: "Pattern", input: 2, values: values(201, "Plain", "Striped", "Dotted") },
  { id: 100_003, name: "Model Number", input: 3 },
  {
    id: 100_004,
    name: "Features",
    input: 4,
    most: 3,
    values: values(401, "Washable", "Foldable", "Handmade", "Light"),
  },
  { id: 100_005, name: "Capacity", input: 2, units: ["ml", "L"], values: [] },
  { id: 100_006, name: "Pieces", input: 3, validation: 1 },
  { id: 100_007, name: "Expiry Date", input: 3, validation: 4 },
  {
    ...{ id: 100_008, name: "Power Source", input: 1 },
    values: [
      ...values(801, "None", "Mains"),
      { id: 803, name: "Battery", children: [{ attribute: BATTERY, isMandatory: true }] },
    ],
  },
  {
    id: 100_010,
    name: "Country of Origin",
    input: 1,
    isSearched: true,
    values: values(1001, "China", "Portugal", "Vietnam"),
  },
  { id: 100_011, name: "Thickness", input: 3, validation: 3 },
  { id: 100_012, name: "Themes", input: 5, most: 2, values: values(1201, "Sea", "Forest") },
];

export interface SandboxCategory {
  readonly id: number;
  readonly parent: number;
  readonly name: string;
  readonly mandatory: readonly SandboxAttribute[];
  readonly optional: readonly SandboxAttribute[];
  readonly gtin: "Mandatory" | "Flexible" | "Optional";
  readonly needsBrand: boolean;
  readonly needsSize: boolean;
  readonly nameLength: readonly [least: number, most: number];
}

const plain = (id: number, name: string): SandboxCategory => ({
  ...{ id, parent: ROOT, name, mandatory: [], optional: [], gtin: "Optional", needsBrand: false, needsSize: false },
  nameLength: [1, 255],
});
const [MATERIAL, PATTERN, , FEATURES] = ATTRIBUTES;
const one = (attribute: SandboxAttribute | undefined) => (attribute ? [attribute] : []);

/** Every third asks for something else, so that all kinds of attributes are asked for somewhere. */
const made = (index: number): SandboxCategory => ({
  id: 100_500 + index,
  parent: CLOTHES,
  name: `Category ${index + 1}`,
  mandatory: ATTRIBUTES.filter((_, at) => (at + index) % 3 === 0),
  optional: ATTRIBUTES.filter((_, at) => (at + index) % 3 === 1),
  gtin: (["Mandatory", "Flexible", "Optional"] as const)[index % 3] ?? "Optional",
  needsBrand: index % 2 === 0,
  needsSize: index % 4 === 0,
  nameLength: [5, 100 + index],
});

const LEAVES: readonly SandboxCategory[] = [
  plain(LEAF, "Mugs"),
  plain(OTHER_LEAF, "Cups"),
  {
    ...{ id: SHIRTS, parent: CLOTHES, name: "T-shirts", gtin: "Flexible", needsBrand: true, needsSize: true },
    mandatory: [...one(MATERIAL), ...ATTRIBUTES.filter(({ name }) => name === "Power Source")],
    optional: [...one(PATTERN), ...one(FEATURES)],
    nameLength: [5, 120],
  },
  ...Array.from({ length: 20 }, (_, index) => made(index)),
];
export const MADE_CATEGORIES: readonly number[] = Array.from({ length: 20 }, (_, index) => 100_500 + index);

export const leafOf = (id: unknown): SandboxCategory | undefined => LEAVES.find((leaf) => leaf.id === Number(id));

const row = (id: number, parent: number, name: string, has_children: boolean): object => ({
  ...{ category_id: id, parent_category_id: parent, original_category_name: name, display_category_name: name },
  has_children,
});

export const tree = (_request: SandboxRequest, _state: State): SandboxReply =>
  ok({
    category_list: [
      row(ROOT, 0, "Home", true),
      row(CLOTHES, 0, "Fashion", true),
      ...LEAVES.map(({ id, parent, name }) => row(id, parent, name, false)),
    ],
  });

/** The leaf named in the words, else the first: Shopee proposes something for every name. */
export function recommend({ query }: SandboxRequest, _state: State): SandboxReply {
  const text = (query.get("item_name") ?? "").toLowerCase();
  const found = LEAVES.find(({ name, id }) => id !== OTHER_LEAF && text.includes(name.toLowerCase().replace(/s$/, "")));
  return ok({ category_id: [found?.id ?? LEAF] });
}

const noCategory = (id: unknown) => failure("error_invalid_category", `Invalid category ID ${String(id)}`);

const attributeView = (attribute: SandboxAttribute, isMandatory: boolean): object => ({
  attribute_id: attribute.id,
  mandatory: isMandatory,
  name: attribute.name,
  attribute_value_list: (attribute.isSearched ? [] : (attribute.values ?? [])).map(({ id, name, children = [] }) => ({
    value_id: id,
    name,
    value_unit: "",
    child_attribute_list: children.map((child) => attributeView(child.attribute, child.isMandatory)),
    multi_lang: [],
  })),
  attribute_info: {
    input_type: attribute.input,
    input_validation_type: attribute.validation ?? 2,
    format_type: attribute.units ? 2 : 1,
    date_format_type: 0,
    attribute_unit_list: attribute.units ?? [],
    max_value_count: attribute.most ?? 1,
    introduction: "",
    support_search_value: attribute.isSearched === true,
  },
  multi_lang: [],
});

export function attributeTree({ query }: SandboxRequest, _state: State): SandboxReply {
  const id = query.get("category_id_list");
  const leaf = leafOf(id);
  if (!leaf) return noCategory(id);
  const { mandatory, optional } = leaf;
  return ok({
    list: [
      {
        category_id: leaf.id,
        attribute_tree: [
          ...mandatory.map((attribute) => attributeView(attribute, true)),
          ...optional.map((attribute) => attributeView(attribute, false)),
        ],
        warning: "",
      },
    ],
  });
}

/** Two values a page, so that whoever reads one page alone misses some. */
export function searchValues(request: SandboxRequest, _state: State): SandboxReply {
  const body = bodyOf(request);
  const attribute = ATTRIBUTES.find(({ id }) => id === number(body.attribute_id));
  const phrase = text(body.value_name).toLowerCase();
  const all = (attribute?.values ?? []).filter(({ name }) => name.toLowerCase().includes(phrase));
  const from = number(body.cursor);
  const next = from + 2;
  return ok({
    value_list: all.slice(from, next).map(({ id, name }) => ({ value_id: id, value_name: name })),
    page_info: { cursor: next, has_next: next < all.length },
  });
}

export const BRANDS = [
  { id: 5001, name: "Argosy Pottery" },
  { id: 5002, name: "Sandbox Wear" },
] as const;

/** A brand a page. */
export function brandList({ query }: SandboxRequest, _state: State): SandboxReply {
  const leaf = leafOf(query.get("category_id"));
  if (!leaf) return noCategory(query.get("category_id"));
  if (query.get("status") !== "1") return failure("error_param", "status is required.");
  const from = Number(query.get("offset"));
  return ok({
    brand_list: BRANDS.slice(from, from + 1).map(({ id, name }) => ({
      brand_id: id,
      original_brand_name: name,
      display_brand_name: name,
    })),
    has_next_page: from + 1 < BRANDS.length,
    next_offset: from + 1,
    is_mandatory: leaf.needsBrand,
    input_type: "DROP_DOWN",
  });
}

export const LIMITS = {
  price: [0.1, 10_000_000],
  stock: [0, 10_000_000],
  description: [20, 3_000],
  days: [7, 30],
} as const;
export const TIER_LENGTHS = { name: 14, option: 20 } as const;

const range = ([min_limit, max_limit]: readonly [number, number]): object => ({ min_limit, max_limit });

export function itemLimit({ query }: SandboxRequest, _state: State): SandboxReply {
  const leaf = leafOf(query.get("category_id"));
  if (!leaf) return noCategory(query.get("category_id"));
  return ok(
    {
      price_limit: range(LIMITS.price),
      stock_limit: range(LIMITS.stock),
      item_name_length_limit: range(leaf.nameLength),
      item_image_count_limit: range([1, 9]),
      item_description_length_limit: range(isPlain(leaf) ? [1, 3_000] : LIMITS.description),
      tier_variation_name_length_limit: range([0, TIER_LENGTHS.name]),
      tier_variation_option_length_limit: range([0, TIER_LENGTHS.option]),
      item_count_limit: { max_limit: 5_000 },
      dts_limit: { days_to_ship_limit: range(LIMITS.days), non_pre_order_days_to_ship: 2 },
      weight_limit: { weight_mandatory: true },
      dimension_limit: { dimension_mandatory: leaf.needsSize },
      size_chart_limit: {
        size_chart_mandatory: false,
        support_image_size_chart: false,
        support_template_size_chart: leaf.id === SHIRTS,
      },
    },
    { gtin_limit: { gtin_validation_rule: leaf.gtin } },
  );
}

/** Asks for nothing but what every product has. */
export const isPlain = ({ id }: Pick<SandboxCategory, "id">): boolean => id === LEAF || id === OTHER_LEAF;

const CHART = "880001";
export const sizeCharts = (_request: SandboxRequest, _state: State): SandboxReply =>
  ok({ size_chart_list: [{ size_chart_id: CHART }], total_count: "1", next_cursor: "" });
