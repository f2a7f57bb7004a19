/** Web orders picked up here: asked for and handed over at the hub, with a network. */
import { deviceId } from "./ids.ts";
import type { Register } from "./register.ts";

export const PICKUP_KINDS = ["cash", "card", "other"] as const;
export type PickupKind = (typeof PICKUP_KINDS)[number];

/** As GET /api/pos/pickups tells it. */
export interface PickupOrder {
  readonly orderId: string;
  readonly number: string;
  readonly platformNumber: string;
  readonly storeName: string | null;
  readonly customerName: string | null;
  readonly phone: string | null;
  readonly status: string;
  readonly pickup: "elsewhere" | "waiting" | "ready" | "handed" | "shipped";
  readonly units: number;
  readonly isShort: boolean;
  readonly isOverdue: boolean;
  readonly currency: string;
  /** Null: it cannot be known. */
  readonly dueMinor: number | null;
}

export interface PickupWhole extends PickupOrder {
  readonly note: string | null;
  readonly lines: readonly {
    readonly key: string;
    readonly sku: string | null;
    readonly title: string;
    readonly quantity: number;
    readonly left: number;
  }[];
  readonly payments: readonly {
    readonly id: string;
    readonly kind: PickupKind;
    readonly amountMinor: number;
    readonly roundingMinor: number;
  }[];
  readonly handOvers: readonly {
    readonly id: string;
    readonly takenBy: string;
    readonly handedAt: string;
    readonly state: string;
    readonly text: string;
  }[];
}

/** Throws as `ask`. */
export async function findPickups(register: Register, search: string): Promise<readonly PickupOrder[]> {
  const query = new URLSearchParams({ registerId: register.id, q: search });
  return (await register.online<{ items: readonly PickupOrder[] }>("GET", `/api/pos/pickups?${query}`)).items;
}

const at = (orderId: string, act = "") => `/api/pos/pickups/${orderId}${act}`;

export const readPickup = (register: Register, orderId: string): Promise<PickupWhole> =>
  register.online<PickupWhole>("GET", at(orderId));

export const pickupReady = (register: Register, orderId: string): Promise<PickupWhole> =>
  register.online<PickupWhole>("POST", at(orderId, "/ready"), {
    body: { registerId: register.id, staffId: register.state.staff?.id },
  });

/** The same id is the same payment, whatever is tried again. */
export const payPickup = (
  register: Register,
  of: {
    readonly orderId: string;
    readonly id: string;
    readonly kind: PickupKind;
    readonly amount: bigint;
    /** The card, as its terminal names it. */
    readonly reference?: string;
  },
): Promise<PickupWhole> => {
  const { session, staff } = register.state;
  const { orderId, amount, ...reported } = of;
  const body = { ...reported, sessionId: session?.id, staffId: staff?.id, amountMinor: amount };
  return register.online<PickupWhole>("POST", at(orderId, "/payments"), { body });
};

/** The same id is the same hand-over, whatever is tried again. */
export const handOverPickup = (
  register: Register,
  of: {
    readonly orderId: string;
    readonly id: string;
    readonly takenBy: string;
    readonly lines: readonly { readonly lineKey: string; readonly quantity: number }[];
  },
): Promise<PickupWhole> => {
  const { orderId, ...given } = of;
  const body = { ...given, registerId: register.id, staffId: register.state.staff?.id };
  return register.online<PickupWhole>("POST", at(orderId, "/hand-over"), { body });
};

/** Cancels an order nobody came for; its units are for sale again. */
export async function cancelPickup(register: Register, orderId: string): Promise<void> {
  await register.online("POST", `/api/orders/${orderId}/cancel`, { body: { restock: true }, key: deviceId() });
}
