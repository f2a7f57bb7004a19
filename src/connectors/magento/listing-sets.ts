/** The shop's attribute sets as categories of listings, and the attributes in each. */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import type { ListingTree } from "../kit/contract/listings.ts";
import { idText, listOf, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { eq, request, searchAll } from "./client.ts";
import { percentEncode } from "./oauth1.ts";
import { attributeSchema, flag } from "./schemas.ts";
import { message } from "./words.ts";

const SETS_A_PAGE = 100;
const setsSchema = z.array(z.object({ attribute_set_id: idText, attribute_set_name: optionalText }));

/** Attribute sets of products (captures, 05 attribute-sets). They stand side by side. */
export async function readSets(ctx: Context): Promise<ListingTree> {
  const rows = await searchAll(ctx, {
    path: "/eav/attribute-sets/list",
    operation: "listings.sets",
    groups: [[eq("entity_type_code", "catalog_product")]],
    size: SETS_A_PAGE,
  });
  const sets = parseResponse(setsSchema, rows, { ctx, what: "attribute sets" });
  const categories = sets.map(({ attribute_set_id: key, attribute_set_name: name }) => ({
    ...{ key, name: name ?? key, isLeaf: true },
  }));
  return { version: "", categories };
}

const isOn = flag.nullish();

/** `catalog-data-product-attribute-interface` of the shop's own description. */
const setAttributeSchema = attributeSchema.extend({
  is_required: isOn.transform((value) => value ?? false),
  is_unique: isOn.transform((value) => value ?? false),
  is_user_defined: isOn.transform((value) => value ?? false),
  is_visible: isOn.transform((value) => value ?? true),
  apply_to: listOf(z.string()),
  backend_type: optionalText,
  default_value: optionalText,
  frontend_labels: listOf(z.object({ label: optionalText })),
  note: optionalText,
});
export type SetAttribute = z.output<typeof setAttributeSchema>;

/** The attributes of a set. Throws not_found where the shop has no such set. */
export async function readSetAttributes(set: string, ctx: Context): Promise<readonly SetAttribute[]> {
  const path = `/products/attribute-sets/${percentEncode(set)}/attributes`;
  const body = await nullIfNotFound(request(ctx, { method: "GET", path, operation: "listings.attributes" }));
  if (body === null) throw new ConnectorError({ kind: "not_found" }, message("refused.noAttributeSet"));
  return parseResponse(z.array(setAttributeSchema), body, { ctx, what: "attributes of a set" });
}

/** What the merchant calls it. */
export const labelOf = ({
  attribute_code: code,
  default_frontend_label: label,
  frontend_labels: labels,
}: SetAttribute) => label ?? labels.find((one) => one.label !== undefined)?.label ?? code;

/** Products of all types have an attribute that names none. */
export const appliesTo = ({ apply_to: types }: SetAttribute, type: "simple" | "configurable"): boolean =>
  types.length === 0 || types.includes(type);

/**
 * What children of a configurable product may differ in: a visible dropdown of the merchant's own, with global values
 * (sheet section 5.1; Magento_ConfigurableProduct, Configurable::canUseAttribute).
 */
export const isAxis = (one: SetAttribute): boolean =>
  one.frontend_input === "select" && one.scope === "global" && one.is_user_defined && one.is_visible;
