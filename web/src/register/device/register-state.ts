/** What a register at work shows of itself, and what it begins with. */
import type { TillSale } from "../../../../src/commerce/till/types.ts";
import { type Basket, emptyBasket } from "./basket.ts";
import { deviceId } from "./ids.ts";
import type { Setup, StaffMember } from "./setup.ts";
import type { Outbound, ParkedBasket } from "./store.ts";

export interface OpenSession {
  readonly id: string;
  readonly openedAt: string;
  readonly float: bigint;
}

export interface RegisterState {
  /** `unready`: the hub cannot be reached and this device has never been set up. */
  readonly phase: "loading" | "ready" | "unready" | "elsewhere" | "signed_out" | "unknown";
  readonly setup: Setup | null;
  readonly staff: StaffMember | null;
  readonly session: OpenSession | null;
  readonly basket: Basket;
  readonly parked: readonly ParkedBasket[];
  readonly network: "online" | "offline" | "signed_out";
  readonly waiting: number;
  readonly refused: readonly Outbound[];
  readonly products: number;
  readonly isLoadingProducts: boolean;
  readonly catalogAt: string | null;
  /** The browser may delete what is kept here when the disk is full. */
  readonly isEvictable: boolean;
  /** `full`: there was no room for what was done last. */
  readonly storage: "ok" | "full";
  /** Entries put back after the browser deleted what was kept here; null: it did not, or it was read. */
  readonly restored: number | null;
  /** Rises with every change of the catalog, for what is drawn from the index. */
  readonly catalogTurn: number;
  readonly lastSale: TillSale | null;
  /** Closed on this device and not left yet: its Z report is shown. */
  readonly closedSession: string | null;
}

export const stateAtStart = (): RegisterState => ({
  phase: "loading",
  setup: null,
  staff: null,
  session: null,
  basket: emptyBasket(deviceId()),
  parked: [],
  network: navigator.onLine ? "online" : "offline",
  waiting: 0,
  refused: [],
  products: 0,
  isLoadingProducts: false,
  catalogAt: null,
  isEvictable: false,
  storage: "ok",
  restored: null,
  catalogTurn: 0,
  lastSale: null,
  closedSession: null,
});
