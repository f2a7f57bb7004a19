/**
 * Conditions a category takes (official description of the Metadata API, getItemConditionPolicies). It tells numbers; the
 * Inventory API takes words, which eBay's guide "Item condition ID and name values" has beside them. Read with the
 * seller's own token: refurbished ones are told to those alone who may use them.
 */
import { z } from "zod";
import type { ListingField } from "../../commerce/listing/schema.ts";
import type { Context } from "../kit/contract/contract.ts";
import { parseLongJson } from "../kit/parse/long-json.ts";
import { idText, listOf, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { homeOf } from "./settings.ts";
import { english } from "./words.ts";

/** By number; one that the guide no longer has comes last. */
const CONDITIONS = [
  ["1000", "NEW", english("listing.condition.NEW")],
  ["2750", "LIKE_NEW", english("listing.condition.LIKE_NEW")],
  ["1500", "NEW_OTHER", english("listing.condition.NEW_OTHER")],
  ["1750", "NEW_WITH_DEFECTS", english("listing.condition.NEW_WITH_DEFECTS")],
  ["2000", "CERTIFIED_REFURBISHED", english("listing.condition.CERTIFIED_REFURBISHED")],
  ["2010", "EXCELLENT_REFURBISHED", english("listing.condition.EXCELLENT_REFURBISHED")],
  ["2020", "VERY_GOOD_REFURBISHED", english("listing.condition.VERY_GOOD_REFURBISHED")],
  ["2030", "GOOD_REFURBISHED", english("listing.condition.GOOD_REFURBISHED")],
  ["2500", "SELLER_REFURBISHED", english("listing.condition.SELLER_REFURBISHED")],
  ["3000", "USED_EXCELLENT", english("listing.condition.USED_EXCELLENT")],
  ["4000", "USED_VERY_GOOD", english("listing.condition.USED_VERY_GOOD")],
  ["5000", "USED_GOOD", english("listing.condition.USED_GOOD")],
  ["6000", "USED_ACCEPTABLE", english("listing.condition.USED_ACCEPTABLE")],
  ["2990", "PRE_OWNED_EXCELLENT", english("listing.condition.PRE_OWNED_EXCELLENT")],
  ["3010", "PRE_OWNED_FAIR", english("listing.condition.PRE_OWNED_FAIR")],
  ["7000", "FOR_PARTS_OR_NOT_WORKING", english("listing.condition.FOR_PARTS_OR_NOT_WORKING")],
  ["", "MANUFACTURER_REFURBISHED", english("listing.condition.MANUFACTURER_REFURBISHED")],
] as const;

const policiesSchema = z.object({
  itemConditionPolicies: listOf(
    z.object({
      categoryId: idText,
      itemConditionRequired: z.boolean().nullish(),
      itemConditions: listOf(z.object({ conditionId: idText, conditionDescription: optionalText })),
    }),
  ),
});

/** All of eBay's conditions where it tells nothing of the category. */
export async function conditionField(categoryKey: string, ctx: Context): Promise<ListingField> {
  const { status, text } = await ctx.http.request({
    method: "GET",
    url: `/sell/metadata/v1/marketplace/${homeOf(ctx.connection).id}/get_item_condition_policies`,
    query: [["filter", `categoryIds:{${categoryKey}}`]],
    operation: "metadata.conditions",
  });
  // Nothing to tell is an answer without a body (204).
  const body = status === 204 || text === "" ? {} : await parseLongJson(text);
  const { itemConditionPolicies } = parseResponse(policiesSchema, body, { ctx, what: "conditions of a category" });
  const policy = itemConditionPolicies.find(({ categoryId }) => categoryId === categoryKey);
  const allowed = (policy?.itemConditions ?? []).flatMap(({ conditionId, conditionDescription }) => {
    const [, value, name] = CONDITIONS.find(([id]) => id === conditionId) ?? [];
    if (value !== undefined) return [{ value, name: conditionDescription ?? name }];
    ctx.drift({ path: "conditionId", problem: "a condition this connector does not know", value: conditionId });
    return [];
  });
  return {
    key: "condition",
    name: english("listing.condition"),
    kind: "choice",
    need: policy?.itemConditionRequired === false ? "recommended" : "required",
    scope: "product",
    choices: allowed.length > 0 ? allowed : CONDITIONS.map(([, value, name]) => ({ value, name })),
  };
}
