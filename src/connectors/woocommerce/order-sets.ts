/** Sets of extensions whose sets and parts are both lines: the set has the money, its parts are the goods. */
import { textOf } from "../kit/parse/parse.ts";
import { metaOf } from "./order-source.ts";
import type { ShopLine, ShopOrder } from "./schemas.ts";

/**
 * Meta in which a part names its set by the set's key in the cart, and where the set has that. Product Bundles and YITH
 * Product Bundles share the first; only newer versions of Product Bundles and Composite Products tell ids of lines too.
 */
const BY_CART_KEY = [
  { part: "_bundled_by", set: ["_bundle_cart_key", "_yith_bundle_cart_key"] },
  { part: "_composite_parent", set: ["_composite_cart_key"] },
  // Mix and Match.
  { part: "_mnm_container", set: ["_mnm_cart_key"] },
] as const;

/** Meta in which a part names the product that is its set, as WPC Product Bundles and WPC Composite Products do. */
const BY_PRODUCT = ["_woosb_parent_id", "wooco_parent_id"] as const;

/** The set's line by the line that is a part of it. */
export function membersOf({ line_items: lines }: Pick<ShopOrder, "line_items">): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line, index) => {
      const set = byId(line, lines) ?? byCartKey(line, lines) ?? byProduct(line, lines.slice(0, index));
      return set === undefined || set.id === line.id ? [] : [[line.id, set.id] as const];
    }),
  );
}

const told = (line: ShopLine, key: string): string => textOf(metaOf(line.meta_data, key));

function byId(line: ShopLine, lines: readonly ShopLine[]): ShopLine | undefined {
  const set = line.bundled_by ?? line.composite_parent;
  return set === undefined ? undefined : lines.find(({ id }) => id === set);
}

function byCartKey(line: ShopLine, lines: readonly ShopLine[]): ShopLine | undefined {
  for (const { part, set } of BY_CART_KEY) {
    const key = told(line, part);
    const found = key === "" ? undefined : lines.find((one) => set.some((name) => told(one, name) === key));
    if (found) return found;
  }
  return undefined;
}

/** The nearest line before it: an order may hold one set twice. */
function byProduct(line: ShopLine, before: readonly ShopLine[]): ShopLine | undefined {
  const product = BY_PRODUCT.map((key) => told(line, key)).find((key) => key !== "");
  return product === undefined ? undefined : before.findLast(({ product_id: id }) => id === product);
}

/** Lines that are sets, not goods. */
export const setsOf = (order: Pick<ShopOrder, "line_items">): ReadonlySet<string> => new Set(membersOf(order).values());
