/** What Shopee refuses of a new item, in the words of the error lists of v2.product.add_item and init_tier_variation. */
import { isBarcode } from "../../commerce/product-codes.ts";
import type { SandboxReply } from "../../connectors/kit/sandbox/server.ts";
import type { Body } from "./replies.ts";
import { badParam, failure, number, rows, text } from "./replies.ts";
import type { State } from "./state.ts";
import {
  BRANDS,
  isPlain,
  LIMITS,
  leafOf,
  type SandboxAttribute,
  type SandboxCategory,
  TIER_LENGTHS,
} from "./taxonomy.ts";

type Problem = SandboxReply | null;
type Check = (body: Body, leaf: SandboxCategory, state: State) => Problem;

const unless = (is: boolean, error: string, text: string): Problem => (is ? null : failure(error, text));
const isWithin = (value: number, [least, most]: readonly [number, number]): boolean => value >= least && value <= most;
const objectOf = (value: unknown): Body =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Body) : {};

/** Null: it is taken. */
export function itemProblem(body: Body, state: State): Problem {
  const leaf = leafOf(body.category_id);
  if (!leaf) return failure("error_invalid_category", `Invalid category ID ${String(body.category_id)}`);
  for (const check of CHECKS) {
    const problem = check(body, leaf, state);
    if (problem) return problem;
  }
  return null;
}

const name: Check = ({ item_name }, { nameLength: [least, most] }) => {
  const { length } = text(item_name);
  if (length === 0) return failure("product.error_item_name_empty", "Item name could not be empty.");
  if (length < least) return failure("error_item_name_is_too_short", "Item_name length is less than min limit.");
  return unless(length <= most, "error_title_exceeds_max_length", "The length of item_name is bigger than max limit.");
};

const description: Check = ({ description: reported }, leaf) => {
  const { length } = text(reported);
  if (length === 0) return badParam("description is required");
  const least = isPlain(leaf) ? 1 : LIMITS.description[0];
  if (length < least) return failure("error_desc_length_min_limit", "Description length is less than the min limit.");
  return unless(length <= LIMITS.description[1], "error_param", "Parameter is not match the constraints, description.");
};

const images: Check = ({ image }, _leaf, state) => {
  const ids = objectOf(image).image_id_list;
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > 9)
    return failure("error_image_num_min", "The item needs 1 to 9 images.");
  return unless(
    ids.every((id) => state.pictures.has(String(id))),
    "error_param",
    "Image not exist.",
  );
};

const offer: Check = ({ original_price: price, weight, seller_stock: stock }) => {
  if (!(number(weight) > 0)) return failure("error_param", "Invalid Weight.");
  if (!(number(price) > 0)) return failure("error_invalid_price", "Invalid price, please use the correct format");
  if (number(price) < LIMITS.price[0])
    return failure("error_price_exceed_min_limitt", "Original_price is less than min price limit.");
  if (number(price) > LIMITS.price[1])
    return failure("error_price_exceed_max_limitt", "Original_price is bigger than max price limit.");
  if (rows(stock).length === 0) return badParam("seller_stock is required");
  const isWhole = rows(stock).every(
    (one) => Number.isInteger(number(one.stock)) && isWithin(number(one.stock), LIMITS.stock),
  );
  return unless(isWhole, "error_param", "Parameter is not match the constraints, seller_stock.");
};

const channels: Check = ({ logistic_info: reported }) =>
  unless(
    rows(reported).some(({ enabled, logistic_id: id }) => enabled === true && number(id) === 10_001),
    "error_invalid_logistic_info",
    "invalid logistic info",
  );

const size: Check = ({ dimension }, { needsSize }) => {
  if (dimension === undefined) return unless(!needsSize, "error_param", "dimension is required");
  const sides = ["package_length", "package_width", "package_height"];
  const wrong = sides.find((side) => {
    const value = number(objectOf(dimension)[side]);
    return !Number.isInteger(value) || value <= 0;
  });
  return unless(wrong === undefined, "error_param", `Parameter is not match the constraints, ${wrong}.`);
};

const brand: Check = ({ brand: reported }, { needsBrand }) => {
  const { brand_id: id, original_brand_name: texts } = objectOf(reported);
  const isNone = number(id) === 0;
  if (needsBrand && isNone) return failure("error_invalid_brand", "Brand information required");
  return unless(
    isNone || BRANDS.some((each) => each.id === number(id) && each.name === texts),
    "error_invalid_brand",
    "Invalid brand",
  );
};

const order: Check = ({ pre_order: reported }) => {
  const { is_pre_order: is, days_to_ship: days } = objectOf(reported);
  const isRight = is !== true || isWithin(number(days), LIMITS.days);
  return unless(isRight, "error_invalid_days_to_ship", "Invalid days_to_ship.");
};

/** "00" says that there is none. */
function gtinProblem({ gtin_code: reported }: Body, { gtin }: SandboxCategory): Problem {
  const code = text(reported);
  if (code === "" && gtin !== "Optional")
    return failure("product.error_busi", "The GTIN code is mandatory, please check and upload again.");
  const isRight = code === "" || isBarcode(code) || (code === "00" && gtin !== "Mandatory");
  return unless(isRight, "error_param_validate", "This is not a valid GTIN. Please, inform a valid number.");
}

const attributes: Check = ({ attribute_list: reported }, { mandatory, optional }) => {
  const given = new Map(rows(reported).map((one) => [number(one.attribute_id), rows(one.attribute_value_list)]));
  const existing = new Map<number, SandboxAttribute>();
  const isMissing = (attribute: SandboxAttribute): boolean => (given.get(attribute.id) ?? []).length === 0;
  for (const { attribute, isMandatory } of sendRequest(mandatory, optional, given)) {
    existing.set(attribute.id, attribute);
    if (isMandatory && isMissing(attribute))
      return failure("error_busi_attribute_error", `Attribute ${attribute.name} is mandatory`);
  }
  for (const [id, values] of given) {
    const attribute = existing.get(id);
    if (!attribute) return failure("error_invalid_category_attribute", "Category and attribute not match.");
    if (values.length > (attribute.most ?? 1) || !values.every((value) => isTaken(attribute, value)))
      return failure("error_busi_attribute_error", `Attribute ${attribute.name} value is invalid`);
  }
  return null;
};

/** With the children of the values chosen. */
function sendRequest(
  mandatory: readonly SandboxAttribute[],
  optional: readonly SandboxAttribute[],
  given: ReadonlyMap<number, readonly Body[]>,
): { readonly attribute: SandboxAttribute; readonly isMandatory: boolean }[] {
  const top = [
    ...mandatory.map((attribute) => ({ attribute, isMandatory: true })),
    ...optional.map((attribute) => ({ attribute, isMandatory: false })),
  ];
  const chosen = new Set([...given.values()].flat().map(({ value_id: id }) => number(id)));
  const children = top.flatMap(({ attribute }) =>
    (attribute.values ?? []).flatMap(({ id, children: more = [] }) => (chosen.has(id) ? more : [])),
  );
  return [...top, ...children];
}

function isTaken(
  attribute: SandboxAttribute,
  { value_id: id, original_value_name: texts, value_unit: unit }: Body,
): boolean {
  if (number(id) !== 0) return (attribute.values ?? []).some((value) => value.id === number(id));
  const own = text(texts);
  // Drop-downs take Shopee's values alone.
  if (own === "" || attribute.input === 1 || attribute.input === 4) return false;
  if (attribute.units && !attribute.units.includes(text(unit))) return false;
  if (attribute.units || attribute.validation === 3) return /^\d+(?:\.\d+)?$/.test(own);
  if (attribute.validation === 4) return /^\d{9,10}$/.test(own);
  return attribute.validation !== 1 || /^\d+$/.test(own);
}

const CHECKS: readonly Check[] = [
  name,
  description,
  images,
  offer,
  channels,
  size,
  brand,
  order,
  gtinProblem,
  attributes,
];

/** Of an item's tiers and models. */
export function tiersProblem(body: Body, leaf: SandboxCategory | undefined): Problem {
  if (!leaf || isPlain(leaf)) return null;
  for (const tier of rows(body.standardise_tier_variation)) {
    if (text(tier.variation_name).length > TIER_LENGTHS.name)
      return failure("error_tier_var_name_too_long", "tier variation name is too long");
    if (
      rows(tier.variation_option_list).some((option) => text(option.variation_option_name).length > TIER_LENGTHS.option)
    )
      return failure("error_tier_opt_val_too_long", "tier variation option is too long");
  }
  for (const model of rows(body.model)) {
    if (!(number(model.original_price) > 0))
      return failure("error_invalid_price", "Invalid price, please use the correct format");
    const problem = gtinProblem(model, leaf);
    if (problem) return problem;
  }
  return null;
}
