import type { PageRequest } from "../paging.ts";
import { IS_UNDECIDED } from "./compared-stock.ts";

/** SQL, of variant `v`. */
export const HAS_UNDECIDED = `v.id in (select l.variant_id from argosy.listing l
  where l.organization_id = argosy.tenant() and ${IS_UNDECIDED})`;

/** Which levels are listed. */
export interface LevelChoice extends PageRequest {
  readonly variantIds?: readonly string[] | undefined;
  readonly productId?: string | undefined;
  readonly locationId?: string | undefined;
  /** At or below the reorder point; without one, too little for its pace. */
  readonly low?: boolean | undefined;
  /** Available is zero or less. */
  readonly out?: boolean | undefined;
  /** On hand is more than zero. */
  readonly stocked?: boolean | undefined;
  /** Left out of stock sync of a channel until it is decided whose number is right. */
  readonly undecided?: boolean | undefined;
  /** Part of a SKU or title. */
  readonly search?: string | undefined;
}
