import type { ProductSelection } from "./settings.ts";

/** Condition on a product `p`: the store may have it. Parameters from `from` on are `selectionParameters`. */
export const SELECTED = (
  from: number,
) => `($${from}::boolean or p.id = any($${from + 1}::uuid[]) or p.brand = any($${from + 2}::text[])
  or (jsonb_typeof(p.attributes->'tags') = 'array' and p.attributes->'tags' ?| $${from + 4}::text[])
  or exists (
    with recursive chosen as (
      select c.id from category c where c.organization_id = argosy.tenant() and c.id = any($${from + 3}::uuid[])
      union select c.id
      from category c
      join chosen on c.parent_id = chosen.id
      where c.organization_id = argosy.tenant())
    select 1
    from product_category k
    where k.organization_id = argosy.tenant() and k.product_id = p.id and k.category_id in (select id from chosen)))`;

export function selectionParameters(select: ProductSelection): readonly unknown[] {
  const { categoryIds, brands, tags, productIds } = select;
  const isEvery = [categoryIds, brands, tags, productIds].every((each) => each.length === 0);
  return [isEvery, productIds, brands, categoryIds, tags];
}
