/** The port of shops that hand their records over themselves. */
import type { Json } from "../../../commerce/product.ts";

export const PUSHED_KINDS = ["orders", "products", "stock"] as const;
export type PushedKind = (typeof PUSHED_KINDS)[number];

export interface Inbound {
  /** What is wrong with an item, field by field; nothing when it can be taken. */
  check(kind: PushedKind, item: Json): readonly string[];
}
