import type { Json } from "../../commerce/product.ts";

export type PlanAction =
  | "link"
  | "create_here"
  | "create_there"
  | "update_here"
  | "update_there"
  | "conflict"
  | "ignore";
export type PlanEntity = "product" | "variant" | "category";

/** One thing a first sync would do; nothing is done before it is applied. */
export interface PlanItem {
  readonly id: string;
  readonly action: PlanAction;
  readonly entity: PlanEntity;
  readonly productListingId: string | null;
  readonly listingId: string | null;
  readonly productId: string | null;
  readonly variantId: string | null;
  /** The channel's key of a category. */
  readonly extKey: string | null;
  /** 0 to 100, of links. */
  readonly confidence: number | null;
  readonly title: string;
  readonly before: Json;
  readonly after: Json;
  readonly chosen: boolean;
  readonly state: "planned" | "done" | "failed";
  readonly error: string | null;
}

export const PLAN_COLUMNS = `id, action, entity, product_listing_id as "productListingId", listing_id as "listingId", product_id as "productId",
  variant_id as "variantId", ext_key as "extKey", confidence, title, before, after, chosen, state, error`;

/** The run that plans, and the store it plans for. */
export interface PlanTarget {
  readonly runId: string;
  readonly connectionId: string;
}

/** In this order items are applied: categories by depth, then what rests on them, updates after links. */
export const RANK = {
  category: 0,
  link: 100,
  product: 110,
  variant: 120,
  update: 130,
  conflict: 140,
  there: 150,
} as const;

export type StockFrom = "channel" | "hub" | "none";

/** What a chunk of items needs to know. */
export interface Chunk extends PlanTarget {
  readonly stockFrom: StockFrom;
  readonly now: Date;
}

/** What became of each item, by id; an error is what a person reads. */
export type Settled = ReadonlyMap<string, string | null>;
