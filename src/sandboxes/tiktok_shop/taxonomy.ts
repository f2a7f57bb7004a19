/** A small tree of categories with the attributes and rules of each, in the form of get-attributes and get-category-rules. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { ok, refusal } from "./replies.ts";
import type { State } from "./state.ts";

const HOME = "600001";
const FASHION = "600100";
/** Asks for attributes, dimensions and a size chart. */
export const SHIRTS = "600101";

export interface SandboxAttribute {
  readonly id: string;
  readonly name: string;
  readonly values?: readonly { readonly id: string; readonly name: string }[];
  readonly isCustom?: true;
  readonly isMany?: true;
  readonly isNumber?: true;
  /** Asked for where this value of that attribute is chosen. */
  readonly when?: { readonly attribute: string; readonly value: string };
}

const values = (from: number, ...names: readonly string[]) =>
  names.map((name, index) => ({ id: String(from + index), name }));

const BATTERIES = "100104";
const WITH_BATTERIES = "1000301";
const SOLD_BY: readonly SandboxAttribute[] = [
  { id: "100000", name: "Color", values: values(1_000_001, "Red", "Blue") },
  { id: "100007", name: "Size", values: values(1_000_011, "S", "M", "L") },
];
const ATTRIBUTES: readonly SandboxAttribute[] = [
  { id: "100101", name: "Material", values: values(1_000_101, "Cotton", "Wool", "Steel") },
  { id: "100102", name: "Pattern", values: values(1_000_111, "Plain", "Striped"), isCustom: true },
  { id: "100103", name: "Features", values: values(1_000_201, "Washable", "Foldable", "Handmade"), isMany: true },
  {
    ...{ id: BATTERIES, name: "Contains Batteries or Cells?" },
    values: [
      { id: WITH_BATTERIES, name: "Batteries" },
      { id: "1000302", name: "None" },
    ],
  },
  { id: "100106", name: "Model number", isCustom: true },
];
const CHILDREN: readonly SandboxAttribute[] = [
  {
    ...{ id: "100105", name: "Battery type", values: values(1_000_401, "Alkaline", "Lithium") },
    when: { attribute: BATTERIES, value: WITH_BATTERIES },
  },
  {
    ...{ id: "100107", name: "Battery capacity", isNumber: true, isCustom: true },
    when: { attribute: BATTERIES, value: WITH_BATTERIES },
  },
];

/** A paper asked for with batteries. */
export const BATTERY_CERTIFICATE = "7001";

export interface SandboxCategory {
  readonly id: string;
  readonly parent: string;
  readonly name: string;
  readonly mandatory: readonly SandboxAttribute[];
  readonly optional: readonly SandboxAttribute[];
  readonly needsSize: boolean;
  readonly needsChart: boolean;
  readonly needsPaper: boolean;
}

const plain = (id: string, name: string): SandboxCategory => ({
  ...{ id, parent: HOME, name, mandatory: [], optional: [], needsSize: false, needsChart: false, needsPaper: false },
});

const made = (index: number): SandboxCategory => ({
  ...{ id: String(600_200 + index), parent: FASHION, name: `Category ${index + 1}` },
  mandatory: ATTRIBUTES.filter((_, at) => (at + index) % 3 === 0),
  optional: ATTRIBUTES.filter((_, at) => (at + index) % 3 === 1),
  needsSize: index % 4 === 0,
  needsChart: index % 5 === 0,
  needsPaper: index % 7 === 0,
});

const LEAVES: readonly SandboxCategory[] = [
  plain("600003", "Mugs"),
  plain("600004", "Cups"),
  {
    ...{ id: SHIRTS, parent: FASHION, name: "T-shirts", needsSize: true, needsChart: true, needsPaper: false },
    mandatory: ATTRIBUTES.filter(({ name }) => name === "Material" || name.startsWith("Contains")),
    optional: ATTRIBUTES.filter(({ name }) => name === "Pattern" || name === "Features"),
  },
  ...Array.from({ length: 20 }, (_, index) => made(index)),
];
export const MADE_CATEGORIES: readonly string[] = Array.from({ length: 20 }, (_, index) => String(600_200 + index));

export const leafOf = (id: string | undefined): SandboxCategory | undefined => LEAVES.find((leaf) => leaf.id === id);

/** Asks for nothing but what every product has. */
export const isPlain = ({ parent }: SandboxCategory): boolean => parent === HOME;

export const nameOfAttribute = (id: string | undefined): string | undefined =>
  SOLD_BY.find((attribute) => attribute.id === id)?.name;

/** With the children of the values chosen: these are asked for with them alone. */
export function requiredOf({ mandatory, optional }: SandboxCategory, chosen: ReadonlySet<string>) {
  const ids = new Set([...mandatory, ...optional].map(({ id }) => id));
  const children = CHILDREN.filter(({ when }) => ids.has(when?.attribute ?? ""));
  return {
    mandatory,
    optional,
    children: children.filter(({ when }) => chosen.has(when?.value ?? "")),
    sales: SOLD_BY,
  };
}

const isOfRegion = (request: SandboxRequest, state: State): boolean =>
  ((request.query.get("category_version") ?? "v1") === "v2") === (state.shop.region === "US");

export function listCategories(request: SandboxRequest, state: State): SandboxReply {
  if (!isOfRegion(request, state)) return refusal(12052217, "Incorrect category version.");
  const row = (id: string, parent_id: string, local_name: string, is_leaf: boolean) => ({
    ...{ id, parent_id, local_name, is_leaf },
    permission_statuses: ["AVAILABLE"],
  });
  return ok({
    categories: [
      row(HOME, "0", "Home Supplies", false),
      row(FASHION, "0", "Fashion", false),
      ...LEAVES.map(({ id, parent, name }) => row(id, parent, name, true)),
    ],
  });
}

export function recommendCategory(request: SandboxRequest): SandboxReply {
  const { product_title: title } = (request.json() ?? {}) as { product_title?: string };
  if (!title) return refusal(12019064, "No matching categories.");
  const named = LEAVES.find(({ name }) => title.toLowerCase().includes(name.toLowerCase().replace(/s$/, "")));
  const { id, name } = named && named.name !== "Mugs" ? named : plain("600004", "Cups");
  return ok({ leaf_category_id: id, categories: [{ id, name, level: 2, is_leaf: true }] });
}

const conditionsOf = (when: SandboxAttribute["when"]): object[] =>
  when ? [{ condition_type: "VALUE_ID_MATCH", attribute_id: when.attribute, attribute_value_id: when.value }] : [];

const attributeView = (attribute: SandboxAttribute, type: string, isRequired: boolean): object => ({
  id: attribute.id,
  name: attribute.name,
  type,
  is_requried: isRequired,
  is_customizable: attribute.isCustom === true,
  is_multiple_selection: attribute.isMany === true,
  ...(attribute.isNumber ? { value_data_format: "POSITIVE_INT_OR_DECIMAL" } : {}),
  values: attribute.values ?? [],
  requirement_conditions: conditionsOf(attribute.when),
});

const noCategory = refusal(12052023, "Category does not exist");

export function listAttributes(request: SandboxRequest, state: State, id: string): SandboxReply {
  const leaf = leafOf(id);
  if (!leaf || !isOfRegion(request, state)) return noCategory;
  const { mandatory, optional, children, sales } = requiredOf(leaf, new Set([WITH_BATTERIES]));
  const views = (list: readonly SandboxAttribute[], type: string, isRequired: boolean) =>
    list.map((attribute) => attributeView(attribute, type, isRequired));
  return ok({
    attributes: [
      ...views(sales, "SALES_PROPERTY", false),
      ...views(mandatory, "PRODUCT_PROPERTY", true),
      ...views([...optional, ...children], "PRODUCT_PROPERTY", false),
    ],
  });
}

const EUROPE: ReadonlySet<string> = new Set(["DE", "FR", "IT", "ES", "IE"]);
export const isInEurope = ({ shop }: State): boolean => EUROPE.has(shop.region);

export function categoryRules(request: SandboxRequest, state: State, id: string): SandboxReply {
  const leaf = leafOf(id);
  if (!leaf || !isOfRegion(request, state)) return noCategory;
  const papers = {
    ...{
      id: BATTERY_CERTIFICATE,
      name: "Safety data sheet",
      is_required: false,
      document_details: "Of the battery's maker.",
    },
    requirement_conditions: conditionsOf({ attribute: BATTERIES, value: WITH_BATTERIES }),
    expiration_date: { is_required: true },
  };
  return ok({
    product_certifications: leaf.needsPaper ? [papers] : [],
    size_chart: { is_supported: !isPlain(leaf), is_required: leaf.needsChart },
    cod: { is_supported: state.shop.region === "MY" },
    package_dimension: { is_required: leaf.needsSize },
    epr: { is_required: false },
    responsible_person: { is_required: isInEurope(state) && !isPlain(leaf) },
    manufacturer: { is_required: isInEurope(state) && !isPlain(leaf) },
    allowed_special_product_types: [],
  });
}

export const requiresCertificate = ({ needsPaper }: SandboxCategory, chosen: ReadonlySet<string>): boolean =>
  needsPaper && chosen.has(WITH_BATTERIES);

const BRANDS = [
  { id: "7082427311584347905", name: "Acme" },
  { id: "7082427311584347906", name: "Sandbox Wear" },
];
export const hasBrand = (id: string): boolean => BRANDS.some((brand) => brand.id === id);

/** A brand a page, and one that takes an authorization the seller does not have. */
export function listBrands({ query }: SandboxRequest): SandboxReply {
  const name = (query.get("brand_name") ?? "").toLowerCase();
  const all = [
    ...BRANDS.map((brand) => ({ ...brand, authorized_status: "UNAUTHORIEZD", is_t1_brand: false })),
    { id: "7082427311584347907", name: "Famous", authorized_status: "UNAUTHORIEZD", is_t1_brand: true },
  ].filter((one) => one.name.toLowerCase().startsWith(name));
  const from = Number(query.get("page_token") ?? "0");
  const next = from + 1 < all.length ? String(from + 1) : "";
  return ok({ brands: all.slice(from, from + 1), total_count: all.length, next_page_token: next });
}

export const CHART = "880001";
export const sizeCharts = (): SandboxReply =>
  ok({ size_chart: [{ template_id: CHART, template_name: "Shirts" }], next_page_token: "", total_count: 1 });

export const MANUFACTURER = "990001";
export const manufacturers = (): SandboxReply =>
  ok({
    manufacturers: [{ id: MANUFACTURER, regional_profiles: [{ locale: "de-DE", name: "Argosy Pottery" }] }],
    total_count: 1,
    next_page_token: "",
  });

export const PERSON = "990002";
export const responsiblePersons = (): SandboxReply =>
  ok({
    responsible_persons: [{ id: PERSON, regional_profiles: [{ locale: "de-DE", name: "Argosy Europe" }] }],
    total_count: 1,
    next_page_token: "",
  });
