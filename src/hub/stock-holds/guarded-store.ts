import type { StoreSettings } from "../stores/settings.ts";

/** The store a guard watches over, with its limits. */
export interface GuardedStore {
  readonly id: string;
  readonly name: string;
  readonly inventory: Pick<StoreSettings["inventory"], "holdPercent" | "holdLeast">;
}
