/** eBay's categories and what each asks for (official description of the Taxonomy API), by the application's own token. */
import { z } from "zod";
import type { ListingField } from "../../commerce/listing/schema.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ListingCategory, ListingTree } from "../kit/contract/listings.ts";
import { idText, listOf, optionalText, parseResponse, texts, wholeNumber } from "../kit/parse/parse.ts";
import { api } from "./hosts.ts";
import { homeOf } from "./settings.ts";
import { withAppToken } from "./tokens-app.ts";

const TAXONOMY = "/commerce/taxonomy/v1";

const caller =
  (ctx: Context) =>
  (path: string, query: readonly (readonly [string, string])[], operation: string): Promise<Json> =>
    withAppToken(ctx, async (token) => {
      const { body } = await ctx.http.json({
        method: "GET",
        url: `${api(ctx)}${TAXONOMY}${path}`,
        query,
        headers: { authorization: `Bearer ${token}` },
        operation,
        authenticated: false,
      });
      return body;
    });

const treeIdSchema = z.object({ categoryTreeId: idText, categoryTreeVersion: optionalText });

async function homeTree(ctx: Context) {
  const ask = caller(ctx);
  const query = [["marketplace_id", homeOf(ctx.connection).id]] as const;
  const body = await ask("/get_default_category_tree_id", query, "taxonomy.site");
  const { categoryTreeId } = parseResponse(treeIdSchema, body, { ctx, what: "the site's categories" });
  return { ask, tree: `/category_tree/${encodeURIComponent(categoryTreeId)}` };
}

interface Node {
  readonly category: { readonly categoryId: string; readonly categoryName: string };
  readonly leafCategoryTreeNode?: boolean | null | undefined;
  readonly childCategoryTreeNodes: readonly Node[];
}
const nodeSchema: z.ZodType<Node> = z.object({
  category: z.object({ categoryId: idText, categoryName: z.string() }),
  leafCategoryTreeNode: z.boolean().nullish(),
  get childCategoryTreeNodes() {
    return listOf(nodeSchema);
  },
});
const treeSchema = z.object({ categoryTreeVersion: optionalText, rootCategoryNode: nodeSchema });

/** The root itself is no category. */
export async function readTree(ctx: Context): Promise<ListingTree> {
  const { ask, tree } = await homeTree(ctx);
  const body = await ask(tree, [], "taxonomy.list");
  const { rootCategoryNode, categoryTreeVersion } = parseResponse(treeSchema, body, { ctx, what: "the categories" });
  const categories: ListingCategory[] = [];
  const open = rootCategoryNode.childCategoryTreeNodes.map((node) => ({
    node,
    parentKey: undefined as string | undefined,
  }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, parentKey } = next;
    const { categoryId: key, categoryName: name } = node.category;
    categories.push({ key, name, parentKey, isLeaf: node.leafCategoryTreeNode === true });
    for (const child of node.childCategoryTreeNodes) open.push({ node: child, parentKey: key });
  }
  return { version: categoryTreeVersion ?? "", categories };
}

const suggestionsSchema = z.object({
  categorySuggestions: listOf(z.object({ category: z.object({ categoryId: idText }) })),
});

export async function suggestCategories(title: string, ctx: Context): Promise<readonly string[]> {
  const { ask, tree } = await homeTree(ctx);
  const body = await ask(`${tree}/get_category_suggestions`, [["q", title]], "taxonomy.suggest");
  const reported = parseResponse(suggestionsSchema, body, { ctx, what: "category suggestions" });
  return reported.categorySuggestions.map(({ category }) => category.categoryId);
}

const aspectSchema = z.object({
  localizedAspectName: z.string().min(1),
  aspectConstraint: z.object({
    ...texts("aspectDataType", "aspectFormat", "aspectMode", "aspectUsage", "itemToAspectCardinality"),
    ...texts("expectedRequiredByDate"),
    aspectRequired: z.boolean().nullish(),
    aspectEnabledForVariations: z.boolean().nullish(),
    aspectMaxLength: wholeNumber.nullish(),
  }),
  aspectValues: listOf(z.object({ localizedValue: optionalText })),
});
type Aspect = z.output<typeof aspectSchema>;
const aspectsSchema = z.object({ aspects: listOf(aspectSchema) });

/** The official description names this many for an aspect that takes several. */
const MOST_VALUES = 30;

export const ASPECT = "aspect:";

export async function readAspects(categoryKey: string, ctx: Context): Promise<readonly ListingField[]> {
  const { ask, tree } = await homeTree(ctx);
  const query = [["category_id", categoryKey]] as const;
  const body = await ask(`${tree}/get_item_aspects_for_category`, query, "taxonomy.aspects");
  return parseResponse(aspectsSchema, body, { ctx, what: "item specifics" }).aspects.map(toField);
}

function toField({ localizedAspectName: name, aspectConstraint: rule, aspectValues }: Aspect): ListingField {
  const choices = aspectValues.flatMap(({ localizedValue: value }) =>
    value === undefined ? [] : [{ value, name: value }],
  );
  const isClosed = rule.aspectMode === "SELECTION_ONLY";
  const isNumber = !isClosed && rule.aspectDataType === "NUMBER" && choices.length === 0;
  return {
    key: `${ASPECT}${name}`,
    name,
    kind: choices.length > 0 ? "choice" : isNumber ? "number" : "text",
    // The usage of a required aspect says that it is recommended.
    need: rule.aspectRequired === true ? "required" : rule.aspectUsage === "RECOMMENDED" ? "recommended" : "optional",
    scope: rule.aspectEnabledForVariations === true ? "either" : "product",
    ...(rule.expectedRequiredByDate === undefined ? {} : { requiredFrom: rule.expectedRequiredByDate }),
    ...(choices.length > 0 ? { choices } : {}),
    ...(choices.length > 0 && !isClosed ? { isOpen: true } : {}),
    ...(rule.itemToAspectCardinality === "MULTI" ? { isMany: true, most: MOST_VALUES } : {}),
    ...(isNumber && rule.aspectFormat === "int32" ? { isWhole: true } : {}),
    ...(rule.aspectMaxLength === null || rule.aspectMaxLength === undefined ? {} : { maxLength: rule.aspectMaxLength }),
  };
}
