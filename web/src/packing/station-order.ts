import type { OrderState } from "../../../src/commerce/order-states.ts";
import type { TooMuch } from "../../../src/commerce/packed-item.ts";
import type { Packing } from "../shipping/scanned.ts";

/** An order as the station handles it. */
export interface StationOrder extends Packing {
  readonly id: string;
  readonly number: string;
  readonly platformNumber: string;
  readonly state: OrderState;
  /** False: its units are not counted here. */
  readonly usesStock: boolean;
  readonly batchNumber: string | null;
  readonly tote: number | null;
  /** Numbers of the orders that go in the same parcel. */
  readonly togetherWith: readonly string[];
  /** In its closed parcels, and no longer wanted. */
  readonly tooMuch: readonly TooMuch[];
}
