/** What TikTok refuses of a product, by the codes of create-product, in categories that ask for more than the usual. */
import type { SandboxReply } from "../../connectors/kit/sandbox/server.ts";
import type { ProductBody } from "./bodies.ts";
import { refusal } from "./replies.ts";
import type { State } from "./state.ts";
import {
  BATTERY_CERTIFICATE,
  CHART,
  hasBrand,
  isInEurope,
  isPlain,
  leafOf,
  MANUFACTURER,
  PERSON,
  requiredOf,
  requiresCertificate,
  type SandboxAttribute,
  type SandboxCategory,
} from "./taxonomy.ts";

export interface ListingBody extends ProductBody {
  readonly product_attributes?: readonly {
    readonly id: string;
    readonly values: readonly { readonly id?: string; readonly name?: string }[];
  }[];
  readonly certifications?: readonly {
    readonly id: string;
    readonly images?: readonly object[];
    readonly expiration_date?: number;
  }[];
  readonly size_chart?: { readonly template?: { readonly id: string } };
  readonly manufacturer_ids?: readonly string[];
  readonly responsible_person_ids?: readonly string[];
}

type Problem = SandboxReply | null;
type Check = (body: ListingBody, leaf: SandboxCategory, state: State) => Problem;

const unless = (is: boolean, code: number, text: string): Problem => (is ? null : refusal(code, text));

/** Null: it is taken, or its category asks for nothing of its own. */
export function listingProblem(reported: ProductBody, state: State): Problem {
  const body: ListingBody = reported;
  const leaf = leafOf(body.category_id);
  if (!leaf || isPlain(leaf)) return null;
  for (const check of CHECKS) {
    const problem = check(body, leaf, state);
    if (problem) return problem;
  }
  return null;
}

const texts: Check = ({ title = "", description = "" }) => {
  if (title === "") return refusal(12052261, "product name is empty");
  if (description === "") return refusal(12052015, "The product description is required");
  return unless(description.length <= 10_000, 12052013, "The product description cannot exceed maximum characters");
};

const images: Check = ({ main_images: main = [] }) => {
  if (main.length === 0) return refusal(12052028, "Main product image is required");
  return unless(main.length <= 9, 12052306, "main product images count exceed limit");
};

const parcel: Check = ({ package_weight: weight, package_dimensions: size }, { needsSize }) => {
  if (!(Number(weight?.value) > 0)) return refusal(12052181, "The package weight of the product can not be zero.");
  if (!/^\d+(?:\.\d{1,3})?$/.test(weight?.value ?? "")) return refusal(12019011, "product package weight is invalid");
  if (!size) return unless(!needsSize, 12019012, "product package size is invalid");
  const codes = { length: 12052005, width: 12052004, height: 12052003 } as const;
  for (const side of ["length", "width", "height"] as const)
    if (!/^[1-9]\d*$/.test(size[side])) return refusal(codes[side], `Incorrect parcel ${side} format`);
  return null;
};

const offers: Check = ({ skus = [] }) => {
  for (const { price, inventory = [] } of skus) {
    if (!(Number(price?.amount ?? price?.sale_price) > 0)) return refusal(12052073, "The product price is invalid");
    if (inventory.length === 0) return refusal(12052516, "Missing inventory details.");
    if (inventory.some(({ quantity }) => !(quantity >= 1 && quantity <= 99_999)))
      return refusal(12052055, "The SKU inventory quantity for the warehouse must be within allowed limits.");
  }
  return null;
};

const codes: Check = ({ skus = [] }) => {
  const reported = skus.flatMap(({ identifier_code: code }) => code?.code ?? []);
  if (reported.some((code) => !/^(?:\d{8}|\d{12,14})$/.test(code)))
    return refusal(12052591, "Invalid number of digits of identifier code");
  return unless(
    new Set(reported).size === reported.length,
    12052592,
    "Identifier code already entered, cannot enter the same code twice",
  );
};

const variations: Check = ({ skus = [] }) => {
  const all = skus.map(({ sales_attributes: reported = [] }) => reported);
  if (skus.length > 1 && all.some((reported) => reported.length === 0))
    return refusal(12052550, "SKU property must contain all properties");
  if (all.some((reported) => reported.length > 3)) return refusal(12052525, "The attribute max num cannot exceed 3.");
  if (all.flat().some(({ name = "" }) => name.length > 20))
    return refusal(12052242, " The attribute name characters cannot exceed max_limit");
  const long = all.flat().find(({ value_name: value = "" }) => value.length > 50);
  if (long)
    return refusal(
      12052249,
      ` The sale_property value name characters cannot exceed 50, attribute value name is :${long.value_name}.`,
    );
  const seen = all.map((reported) => reported.map(({ value_name: value }) => value).join("|"));
  return unless(new Set(seen).size === seen.length, 12052560, "The SKU contains duplicate sales attribute.");
};

const chosenOf = ({ product_attributes: reported = [] }: ListingBody): ReadonlySet<string> =>
  new Set(reported.flatMap(({ values }) => values.flatMap(({ id }) => id ?? [])));

const attributes: Check = (body, leaf) => {
  const given = new Map((body.product_attributes ?? []).map(({ id, values }) => [id, values]));
  const requested = requiredOf(leaf, chosenOf(body));
  const isMissing = ({ id }: SandboxAttribute): boolean => (given.get(id) ?? []).length === 0;
  if (requested.mandatory.some(isMissing)) return refusal(12052104, "property is required");
  const child = requested.children.find(isMissing);
  if (child)
    return refusal(
      12052182,
      `The '${child.name}' field is required as you've selected 'Batteries' for 'Contains Batteries or Cells?'.`,
    );
  const existing = new Map(
    [...requested.mandatory, ...requested.optional, ...requested.children].map((one) => [one.id, one]),
  );
  for (const [id, values] of given) {
    const attribute = existing.get(id);
    const problem = attribute
      ? valuesProblem(attribute, values)
      : refusal(12052245, "The product attributes contained invalid characters.");
    if (problem) return problem;
  }
  return null;
};

function valuesProblem(
  { id, name, values: own = [], isMany, isCustom, isNumber }: SandboxAttribute,
  reported: readonly { readonly id?: string; readonly name?: string }[],
): Problem {
  if (reported.length > 1 && !isMany)
    return refusal(12052246, `The product_property not support multi selected, attribute id is :${id}.`);
  for (const value of reported) {
    if (value.id !== undefined) {
      if (!own.some((one) => one.id === value.id)) return refusal(12052529, " The property value id not exist.");
      continue;
    }
    if (!value.name) return refusal(12052248, "The product_property  value name or attribute value id is empty.");
    if (!isCustom) return refusal(12052247, "Do not support custom product attribute.");
    if (value.name.length > 2_000)
      return refusal(12052249, ` The product_property value name characters cannot exceed 2000.`);
    if (isNumber && !(Number(value.name) > 0))
      return refusal(12052256, `The  '${name}'  value need to be positive integers or positive decimals .`);
  }
  return null;
}

const papers: Check = (body, leaf, state) => {
  const reported = body.certifications?.find(({ id }) => id === BATTERY_CERTIFICATE);
  if (requiresCertificate(leaf, chosenOf(body)) && (reported?.images ?? []).length === 0)
    return refusal(12052105, "required qualification miss");
  if (reported && !(Number(reported.expiration_date) > 0))
    return refusal(12052385, "Please enter valid certificate expiration date");
  if (isInEurope(state) && !body.manufacturer_ids?.includes(MANUFACTURER))
    return refusal(12052282, "Product manufacturer is required.");
  if (isInEurope(state) && !body.responsible_person_ids?.includes(PERSON))
    return refusal(12052287, "Product responsible person is required");
  return null;
};

const further: Check = ({ size_chart: chart, brand_id: brand }, { needsChart }) => {
  if (brand !== undefined && !hasBrand(brand)) return refusal(12052026, "Brand does not exist");
  const id = chart?.template?.id;
  if (id === undefined) return unless(!needsChart, 12052673, "Product sizechart  image is required");
  return unless(id === CHART, 12052128, "Size chart not found");
};

const CHECKS: readonly Check[] = [texts, images, parcel, offers, codes, variations, attributes, papers, further];
