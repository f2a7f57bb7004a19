/** Random acts on both sides, by a seed; then hub, shop and ledger are compared. */
import { createRandom, type Random } from "../../sim/random.ts";
import type { OpenShop, Purchase, TrueOrder } from "../driver.ts";
import type { World } from "../world.ts";
import { type Step, setHubStock } from "./acts.ts";

/** Of every shop. */
const KINDS = [
  "buy",
  "buy",
  "buy",
  "buy open",
  "pay",
  "ship there",
  "cancel there",
  "refund there",
  "count here",
  "ship here",
  "cancel here",
  "refund here",
  "kill the hub",
] as const;

/** Of shops whose back office can do it. */
const RETURNS = ["return there", "return there", "write off there"] as const;
const EDITS = ["edit there", "edit there"] as const;
const UNPAID = ["buy unpaid"] as const;
const SET_BACK = ["set back there"] as const;

type Kind = (typeof KINDS | typeof RETURNS | typeof EDITS | typeof UNPAID | typeof SET_BACK)[number];

const kindsOf = ({ returns, editLine, unpaid, setBack }: OpenShop): readonly Kind[] => [
  ...KINDS,
  ...(returns ? RETURNS : []),
  ...(editLine ? EDITS : []),
  ...(unpaid ? UNPAID : []),
  ...(setBack ? SET_BACK : []),
];

const PAYMENTS: Readonly<Partial<Record<Kind, Purchase["payment"]>>> = {
  buy: "paid",
  "buy open": "open",
  "buy unpaid": "unpaid",
};

/** One act as it was drawn: it can be played again in another copy of the shop. */
export interface RandomAct {
  readonly kind: Kind;
  /** Of an act on a line, the line's. */
  readonly sku: string;
  /** Key of the order it is done to, in the shop it was drawn in; empty where there was none. */
  readonly order: string;
  readonly quantity: number;
  /** The hub works so long afterwards. */
  readonly minutes: number;
  /** Key of the order it made. */
  readonly made?: string | undefined;
}

export interface RandomOptions {
  readonly seed: number;
  readonly count: number;
  /** After so many acts each time the two are compared, so that a difference is met near the act that made it. */
  readonly compareEvery: number;
  /** Hears of every random act. */
  readonly drawn: (act: RandomAct) => void;
}

export const randomActs = ({ seed, count, compareEvery, drawn }: RandomOptions): Step => ({
  isRandom: true,
  name: `${count} random actions on both sides (seed ${seed}): nothing lost, nothing duplicated`,
  async run(world) {
    const random = createRandom(seed);
    for (let index = 0; index < count; index += 1) {
      const act = await draw(random, world);
      drawn({ ...act, made: await played(world, act) });
      if ((index + 1) % compareEvery === 0 && index + 1 < count) {
        const found = await differencesAfter(world);
        if (found.length > 0) return found.map((text) => `after ${index + 1} acts: ${text}`);
      }
    }
    return differencesAfter(world);
  },
});

/** Time passes in the hub alone: what the shop keeps aside for unpaid orders is let go there when it is here. */
export async function differencesAfter(world: World): Promise<string[]> {
  const { shop } = world;
  for (const { key, paid, cancelled } of shop.unpaid ? await shop.orders() : [])
    if (paid === "0.00" && !cancelled) await shop.unpaid?.lapse(key);
  await world.settle(3);
  return world.differences();
}

/** Where acts are played again. */
export interface Replay {
  /** Keys of the orders that are there. */
  orders(): Promise<readonly string[]>;
  /** Answers with the key of the order it made. */
  play(act: RandomAct): Promise<string | undefined>;
}

/**
 * Plays some of the acts again in a shop that holds what it held before the first. An act on an order that is not there
 * this time, because the act that made it is left out, is left out too.
 */
export async function replay({ orders, play }: Replay, acts: readonly RandomAct[]): Promise<void> {
  const now = new Map((await orders()).map((key) => [key, key]));
  for (const act of acts) {
    const order = act.order === "" ? "" : now.get(act.order);
    if (order === undefined) continue;
    const made = await play({ ...act, order });
    if (act.made !== undefined && made !== undefined) now.set(act.made, made);
  }
}

export const textOf = ({ kind, sku, order, quantity, minutes }: RandomAct): string =>
  [
    kind,
    ...(/^(buy|count)/.test(kind) ? [sku, `x${quantity}`] : [order, quantity]),
    ...(/^(return|write off|edit)/.test(kind) ? [sku] : []),
    ...(minutes > 0 ? [`(then ${minutes} minutes)`] : []),
  ].join(" ");

async function draw(random: Random, { shop }: World): Promise<RandomAct> {
  const kind = random.pick(kindsOf(shop));
  // Sorted: each shop has an order of its own, and a new one every time.
  const skus = (await shop.items()).map((item) => item.sku).sort();
  const orders = (await shop.orders()).filter(({ cancelled }) => !cancelled);
  const sku = random.pick(skus);
  const order: TrueOrder | undefined = orders.length > 0 ? random.pick(orders) : undefined;
  const quantity = random.int(1, 3);
  const minutes = random.chance(0.5) ? random.int(1, 6) : 0;
  const isOfOrder = !/^(buy|count|kill)/.test(kind);
  const isOfLine = /^(return|write off|edit)/.test(kind);
  return {
    kind,
    sku: isOfLine ? (order?.lines[0]?.sku ?? "") : sku,
    order: isOfOrder ? (order?.key ?? "") : "",
    quantity,
    minutes,
  };
}

/** Answers with the key of the order it made. The shop's own no, and the hub's, are answers: what counts is what both say then. */
export async function played(world: World, act: RandomAct): Promise<string | undefined> {
  const payment = PAYMENTS[act.kind];
  const making = payment === undefined ? acted(world, act).then(() => undefined) : bought(world, act, payment);
  const made = await making.catch(() => undefined);
  if (act.minutes > 0) await world.pass(act.minutes);
  return made;
}

function bought(world: World, { sku, quantity }: RandomAct, payment: Purchase["payment"]): Promise<string> {
  const isSecondChannel = world.isSecondConnected() && quantity === 2;
  return world.shop.buy({ lines: [{ sku, quantity }], payment, isSecondChannel });
}

async function acted(world: World, { kind, sku, order, quantity }: RandomAct): Promise<void> {
  const { shop, seller, hub } = world;
  const here = async (what: string, body: object) => {
    await seller.post(`/orders/${(await world.hubOrder(order)).id}/${what}`, body);
  };
  switch (kind) {
    case "pay":
      return shop.pay(order);
    case "ship there":
      return shop.ship(order);
    case "cancel there":
      return shop.cancel(order);
    case "set back there":
      return shop.setBack?.(order);
    case "refund there":
      return shop.refund(order, `${quantity}.00`);
    case "return there":
      return shop.returns?.take(order, { sku, quantity: 1, isRestocked: true, isPaidBack: quantity > 1 });
    case "write off there":
      return shop.returns?.take(order, { sku, quantity: 1, isRestocked: false, isPaidBack: quantity > 1 });
    case "edit there":
      return shop.editLine?.(order, sku, quantity);
    case "count here":
      return setHubStock(world, sku, 20 + quantity * 7);
    case "ship here":
      return here("fulfil", { trackingNumbers: [`R-${order}-${quantity}`] });
    case "cancel here":
      return here("cancel", { restock: true });
    case "refund here":
      return here("refund", { amountMinor: quantity * 100, currency: shop.currency, lines: [], moveMoney: true });
    case "kill the hub":
      hub.life.seam.dieAtCall(quantity, "after");
  }
}
