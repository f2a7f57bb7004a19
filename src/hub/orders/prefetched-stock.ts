import type { HeldLevels } from "../inventory/ledger.ts";
import type { OwnPlaces } from "../inventory/sale-places.ts";
import type { VariantParts } from "./line-parts.ts";

/** What is read for a store's new orders before their lines are matched with stock. */
export interface PrefetchedStock {
  readonly connectionId: string;
  readonly locations: OwnPlaces;
  readonly parts: VariantParts;
  readonly levels?: HeldLevels | undefined;
}
