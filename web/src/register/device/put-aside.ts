/** Baskets put aside: parked on the device and at the hub, quotes and layaways at the hub alone. */
import type { TillPayment } from "../../../../src/commerce/till/types.ts";
import { holdsMoney, withoutMoney } from "./awaited.ts";
import { type Basket, emptyBasket } from "./basket.ts";
import { HubAway, Refused, SignedOut } from "./hub.ts";
import { deviceId } from "./ids.ts";
import { packed, unpacked } from "./packed.ts";
import type { Register } from "./register.ts";
import { enqueue, type ParkedBasket, waitingEntries } from "./store.ts";

/** As GET /api/pos/baskets tells it. */
export interface AsideBasket {
  readonly id: string;
  readonly kind: "parked" | "quote" | "layaway";
  readonly number: string | null;
  readonly staffName: string;
  readonly name: string;
  readonly totalMinor: number;
  readonly depositMinor: number;
  readonly deposits: readonly {
    readonly id: string;
    readonly kind: "cash" | "card" | "other";
    readonly amountMinor: number;
  }[];
  readonly createdAt: string;
}

const nameOf = ({ customer }: Basket) => customer?.name ?? customer?.email ?? customer?.phone ?? "";

function asideOf(register: Register, basket: Basket) {
  const counted = register.counted(basket);
  return {
    id: basket.id,
    name: nameOf(basket),
    basket: packed(withoutMoney(basket)),
    lines: counted?.lines ?? [],
    totalMinor: counted?.totals.total ?? 0n,
  };
}

/**
 * Keeps the basket here at once, and at the hub as soon as it is reached, where the location's registers find it. One
 * that holds money stays on the page.
 */
export async function parkBasket(register: Register): Promise<void> {
  const { basket, staff, parked } = register.state;
  if (basket.lines.length === 0 || staff === null || holdsMoney(basket)) return;
  const at = new Date().toISOString();
  const { payments } = basket;
  const entry: ParkedBasket = { id: basket.id, basket: { ...withoutMoney(basket), payments }, at, by: staff.name };
  const next = emptyBasket(deviceId());
  const body = { ...asideOf(register, basket), kind: "parked", registerId: register.id, staffId: staff.id };
  const isStored = await register.keep(async (store) => {
    const work = store.transaction(["parked", "facts"], "readwrite");
    const facts = work.objectStore("facts");
    await Promise.all([work.objectStore("parked").put(entry), facts.put(next, "basket"), work.done]);
    // A quote or layaway is at the hub already, and stays there.
    if (basket.asideId == null) await enqueue(store, { kind: "park", id: basket.id, body });
  });
  if (!isStored) return;
  register.show({ basket: next, parked: [...parked, entry] });
  await register.queued();
}

async function goOnWith(register: Register, basket: Basket, gone: string): Promise<void> {
  if (register.state.basket.lines.length > 0) await parkBasket(register);
  await register.keep(async (store) => {
    const work = store.transaction(["parked", "facts"], "readwrite");
    const [parked, facts] = [work.objectStore("parked"), work.objectStore("facts")];
    await Promise.all([parked.delete(gone), facts.put(basket, "basket"), work.done]);
  });
  register.show({ basket, parked: register.state.parked.filter(({ id }) => id !== gone) });
}

/** Goes on with a basket of this device; not while the one on the page holds money. */
export async function fetchParked(register: Register, id: string): Promise<void> {
  const found = register.state.parked.find((each) => each.id === id);
  if (!found || holdsMoney(register.state.basket)) return;
  // Sold under an id of its own: the hub knows this one as the parked basket.
  await goOnWith(register, { ...found.basket, id: deviceId(), asideId: found.basket.asideId ?? id }, id);
  const take = { kind: "take", id: deviceId(), basketId: id } as const;
  if (found.basket.asideId == null) await register.keep((store) => enqueue(store, take));
  await register.queued();
}

/** As `fetchParked`, a basket of the hub; what was paid of it stands as a deposit. Throws as `ask`. */
export async function fetchAside(register: Register, { id }: AsideBasket): Promise<void> {
  if (holdsMoney(register.state.basket)) return;
  const taken = await register.online<AsideBasket & { readonly basket: unknown }>(
    "POST",
    `/api/pos/baskets/${id}/take`,
    { body: { registerId: register.id } },
  );
  const deposit: TillPayment[] =
    taken.depositMinor === 0 ? [] : [{ key: deviceId(), kind: "deposit", amount: BigInt(taken.depositMinor) }];
  await goOnWith(register, { ...unpacked<Basket>(taken.basket), id: deviceId(), asideId: id, payments: deposit }, id);
}

/** Makes a quote or layaway of the basket, which is empty then. Throws as `ask`. */
export async function putAside(register: Register, kind: "quote" | "layaway", validUntil?: Date): Promise<AsideBasket> {
  const { basket, staff } = register.state;
  const stored = await register.online<AsideBasket>("POST", "/api/pos/baskets", {
    body: {
      ...asideOf(register, basket),
      ...{ kind, registerId: register.id, staffId: staff?.id },
      ...(validUntil && { validUntil: validUntil.toISOString() }),
    },
  });
  register.change(() => emptyBasket(deviceId()));
  return stored;
}

/** A deposit of a layaway, below zero one given back; the same id again is the same deposit. Throws as `ask`. */
export function moveDeposit(
  register: Register,
  of: {
    readonly id: string;
    readonly basketId: string;
    readonly kind: "cash" | "card" | "other";
    readonly amount: bigint;
    /** The card, as its terminal names it. */
    readonly reference?: string;
  },
): Promise<AsideBasket> {
  const { session, staff } = register.state;
  const { basketId, amount, ...reported } = of;
  return register.online("POST", `/api/pos/baskets/${basketId}/deposits`, {
    body: { ...reported, sessionId: session?.id, staffId: staff?.id, amountMinor: amount },
  });
}

/** What is still to go back of deposits, each the way it was paid. */
export function depositsBack(deposits: AsideBasket["deposits"]): AsideBasket["deposits"] {
  return [...Map.groupBy(deposits, ({ kind }) => kind).values()].flatMap((ofKind) => {
    let back = ofKind.reduce((all, { amountMinor }) => all - Math.min(0, amountMinor), 0);
    return ofKind.flatMap((deposit) => {
      const gone = Math.min(back, Math.max(0, deposit.amountMinor));
      back -= gone;
      return deposit.amountMinor > gone ? [{ ...deposit, amountMinor: deposit.amountMinor - gone }] : [];
    });
  });
}

/** Ends a basket that is not bought; its deposits have gone back before. Throws as `ask`. */
export const giveUp = (register: Register, { id }: AsideBasket): Promise<AsideBasket> =>
  register.online("POST", `/api/pos/baskets/${id}/give-up`);

/**
 * What the hub has of the location; null without network. Parked baskets of this device that another register went on
 * with leave it.
 */
export async function asideAtHub(register: Register): Promise<readonly AsideBasket[] | null> {
  try {
    const query = new URLSearchParams({ registerId: register.id });
    const { items } = await register.online<{ items: readonly AsideBasket[] }>("GET", `/api/pos/baskets?${query}`);
    const waiting = new Set((await register.read(waitingEntries)).map(({ what }) => what.id));
    const there = new Set(items.map(({ id }) => id));
    const isHere = ({ id, basket }: ParkedBasket) => basket.asideId != null || waiting.has(id) || there.has(id);
    const { parked } = register.state;
    for (const { id } of parked.filter((each) => !isHere(each)))
      await register.keep((store) => store.delete("parked", id));
    register.show({ basket: register.state.basket, parked: parked.filter(isHere) });
    return items;
  } catch (error) {
    if (error instanceof HubAway || error instanceof SignedOut || error instanceof Refused) return null;
    throw error;
  }
}
