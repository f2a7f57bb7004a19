import type { PageRequest } from "../paging.ts";

/** Which levels are listed. */
export interface LevelChoice extends PageRequest {
  readonly variantIds?: readonly string[] | undefined;
  readonly productId?: string | undefined;
  readonly locationId?: string | undefined;
  /** At or below the reorder point. */
  readonly low?: boolean | undefined;
  /** Available is zero or less. */
  readonly out?: boolean | undefined;
  /** On hand is more than zero. */
  readonly stocked?: boolean | undefined;
  /** Part of a SKU or title. */
  readonly search?: string | undefined;
}

/** A level as its tables have it. */
export interface LevelRow {
  readonly variantId: string;
  readonly productId: string;
  readonly sku: string;
  readonly title: string;
  readonly locationId: string;
  readonly locationName: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
  readonly reorderPoint: number | null;
  readonly reorderQuantity: number | null;
  /** Where at its location it lies; null: nobody said. */
  readonly bin: string | null;
  /** When somebody last counted what lies here. */
  readonly countedAt: Date | null;
  readonly updatedAt: Date;
}
