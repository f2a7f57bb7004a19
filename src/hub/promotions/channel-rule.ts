/** A channel's discount in the hub's own ids, so that its lines are worked out as those of the hub's discounts are. */
import type { DiscountRule, Promotion, Scope, Targets } from "../../commerce/promotions/promotion.ts";
import type { Tx } from "../../db/database.ts";

const KEYS = ["variants", "products", "categories"] as const;

/** Keys without a counterpart here name nothing in the basket: they fall away. */
export async function ownRule(
  tx: Tx,
  { connectionId, rule }: { readonly connectionId: string; readonly rule: DiscountRule },
): Promise<Pick<Promotion, "effect" | "scope" | "minimum">> {
  const scopes = rule.effect.kind === "buy_get" ? [rule.scope, rule.effect.of] : [rule.scope];
  const targets = scopes.flatMap(({ include, exclude }) => [...(include ? [include] : []), exclude]);
  const keys = Object.fromEntries(KEYS.map((kind) => [kind, [...new Set(targets.flatMap((one) => one[kind]))]]));
  const rows = await tx.rows<{ kind: (typeof KEYS)[number]; key: string; id: string }>(
    `select 'variants' as kind, l.ext_key as key, l.variant_id::text as id from argosy.listing l
     where l.organization_id = argosy.tenant() and l.connection_id = $1 and l.ext_key = any($2::text[])
       and l.variant_id is not null
     union
     select 'products', p.ext_key, v.product_id::text from argosy.product_listing p
     join argosy.listing l on l.organization_id = argosy.tenant() and l.product_listing_id = p.id
     join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
     where p.organization_id = argosy.tenant() and p.connection_id = $1 and p.ext_key = any($3::text[])
     union
     select 'categories', c.ext_key, c.category_id::text from argosy.category_listing c
     where c.organization_id = argosy.tenant() and c.connection_id = $1 and c.ext_key = any($4::text[])
       and c.category_id is not null`,
    [connectionId, keys["variants"], keys["products"], keys["categories"]],
  );
  const ids = (kind: (typeof KEYS)[number], of: readonly string[]) =>
    rows.flatMap((row) => (row.kind === kind && of.includes(row.key) ? [row.id] : []));
  const ofTargets = (reported: Targets): Targets => ({
    variants: ids("variants", reported.variants),
    products: ids("products", reported.products),
    categories: ids("categories", reported.categories),
  });
  const ofScope = ({ include, exclude, skipsReduced }: Scope): Scope => ({
    include: include && ofTargets(include),
    exclude: ofTargets(exclude),
    skipsReduced,
  });
  const { effect, minimum } = rule;
  const own = effect.kind === "buy_get" ? { ...effect, of: ofScope(effect.of) } : effect;
  return { effect: own, scope: ofScope(rule.scope), minimum };
}
