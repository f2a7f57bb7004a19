import type { HeldLevels } from "../inventory/ledger.ts";
import type { OwnLocations } from "../inventory/sale-locations.ts";
import type { VariantParts } from "./line-parts.ts";

/** What is read for a store's new orders before their lines are matched with stock. */
export interface PrefetchedStock {
  readonly connectionId: string;
  readonly locations: OwnLocations;
  readonly parts: VariantParts;
  readonly levels?: HeldLevels | undefined;
}
