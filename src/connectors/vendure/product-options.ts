/** Options of a product: a variant needs one value of every group its product has. */
import { z } from "zod";
import type { VariantForChannel } from "../../commerce/product.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { idText } from "../kit/parse/parse.ts";
import { slugOf } from "../kit/parse/slugs.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import type { Putting } from "./product-work.ts";
import type { VendureProduct } from "./schemas.ts";
import { message } from "./words.ts";

type Group = VendureProduct["optionGroups"][number];

const groupSchema = z.object({
  id: idText,
  name: z.string(),
  options: z.array(z.object({ id: idText, name: z.string() })),
});

/** Ids of the values of each of our variants, by our id; groups and values the shop lacks are made. */
export async function optionIdsFor(
  own: VendureProduct,
  missing: readonly VariantForChannel[],
  work: Putting,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const groups: Group[] = own.optionGroups.map((group) => ({ ...group, options: [...group.options] }));
  const requested = valuesOf(missing);
  // A group that is added to a product with variants would leave those without a value of it.
  if (own.variants.length === 0)
    for (const [name, values] of requested)
      if (!groups.some((group) => group.name === name)) groups.push(await addGroup(own, name, values, work));
  for (const group of groups)
    for (const value of requested.get(group.name) ?? [])
      if (!group.options.some(({ name }) => name === value)) group.options.push(await addValue(group, value, work));
  return new Map(missing.map((variant) => [variant.id, idsOf(variant, groups)]));
}

function valuesOf(variants: readonly VariantForChannel[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const { name, value } of variants.flatMap(({ options }) => options)) {
    const cached = values.get(name) ?? [];
    if (!cached.includes(value)) cached.push(value);
    values.set(name, cached);
  }
  return values;
}

function idsOf(variant: VariantForChannel, groups: readonly Group[]): string[] {
  return groups.map((group) => {
    const value = variant.options.find(({ name }) => name === group.name)?.value;
    const option = group.options.find(({ name }) => name === value);
    if (option) return option.id;
    throw new ConnectorError(
      { kind: "rejected", field: "options", code: "option_values" },
      message("error.shopProductNeedsValueEach", { option: group.name, sku: variant.sku }),
    );
  });
}

async function addGroup(
  own: VendureProduct,
  name: string,
  values: readonly string[],
  { shop, ctx }: Putting,
): Promise<Group> {
  const named = (text: string) => [{ languageCode: shop.language, name: text }];
  const { createProductOptionGroup: made } = await graphql(ctx, documents.CREATE_GROUP, {
    variables: {
      input: {
        code: `${own.slug}-${slugOf(name)}`,
        translations: named(name),
        options: values.map((value) => ({ code: slugOf(value), translations: named(value) })),
      },
    },
    schema: z.object({ createProductOptionGroup: groupSchema }),
    what: `the option "${name}"`,
  });
  await graphql(ctx, documents.ADD_GROUP, {
    variables: { productId: own.id, groupId: made.id },
    schema: z.object({ addOptionGroupToProduct: z.object({ id: idText }) }),
    what: `the option "${name}"`,
  });
  return made;
}

async function addValue(group: Group, value: string, { shop, ctx }: Putting): Promise<Group["options"][number]> {
  const { createProductOption: made } = await graphql(ctx, documents.CREATE_OPTION, {
    variables: {
      input: {
        productOptionGroupId: group.id,
        code: slugOf(value),
        translations: [{ languageCode: shop.language, name: value }],
      },
    },
    schema: z.object({ createProductOption: z.object({ id: idText, name: z.string() }) }),
    what: `the value "${value}"`,
  });
  return made;
}
