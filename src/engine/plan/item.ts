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
  /** The field that differs: stock, price, or a content field; null of everything else. */
  readonly field: string | null;
  /** 0 to 100, of links. */
  readonly confidence: number | null;
  readonly title: string;
  readonly before: Json;
  readonly after: Json;
  readonly chosen: boolean;
  /** Somebody said so, for this and every later plan. */
  readonly ignored: boolean;
  /** It stood in the plan before and was not chosen there. */
  readonly passedOver: boolean;
  /** skipped: something of it has changed since it was planned. */
  readonly state: "planned" | "done" | "failed" | "skipped";
  readonly error: string | null;
}

export const PLAN_COLUMNS = `id, action, entity, product_listing_id as "productListingId", listing_id as "listingId", product_id as "productId",
  variant_id as "variantId", ext_key as "extKey", field, confidence, title, before, after, chosen, ignored, passed_over as "passedOver", state, error`;

/** The run that plans, and the store it plans for. */
export interface PlanTarget {
  readonly runId: string;
  readonly connectionId: string;
}

/** In this order items are applied: categories by depth, then what rests on them, updates after links. */
export const RANK = {
  category: 0,
  stock: 90,
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

/** Why an item was not applied, as a person reads it. */
export interface Unapplied {
  readonly state: "failed" | "skipped";
  readonly text: string;
}

/** What became of each item, by id; null where it was applied. */
export type Settled = ReadonlyMap<string, Unapplied | null>;

export const failed = (text: string): Unapplied => ({ state: "failed", text });
export const skipped = (text: string): Unapplied => ({ state: "skipped", text });

export const CHANGED_SINCE = "It was changed since the plan was made. Plan again to see how it differs now.";
