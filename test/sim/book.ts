/** What people decided and typed about titles, descriptions and prices; the checks compare hub and channels with it. */
import { parseMoney } from "../../src/commerce/money.ts";
import type { SandboxShop } from "../../src/connectors/kit/sandbox/sandbox.ts";
import type { Random } from "./random.ts";
import type { Channel, World } from "./world.ts";

type Policy = "hub" | "channel" | "newest" | "ask";

/** Something a person typed. */
export interface Edit {
  readonly field: "title" | "description" | "price";
  /** The product's id; of a price the SKU. */
  readonly subject: string;
  /** Where; null: in the hub, or by letting the channel's value win. */
  readonly channel: Channel | null;
  /** The item it was typed at, on a channel. */
  readonly sku?: string;
  /** Prices in minor units. */
  readonly value: string;
  readonly at: number;
}

export interface PriceRule {
  readonly id: string;
  readonly priority: number;
  readonly markupPercent: number;
  readonly fixedMinor: number;
  readonly stepMinor: number;
  readonly endingMinor: number;
  readonly direction: "up" | "down" | "nearest";
}

/** One channel's part of the book. */
export interface ChannelBook {
  readonly policy: { readonly content: Policy; readonly price: Policy };
  /** Items get their price from here as soon as they are known. */
  readonly isPriced: boolean;
  /** Price rules, the first tried first. */
  rules: PriceRule[];
  /** Prices of their own set for items, by SKU. */
  readonly overrides: Map<string, number>;
  /** Items whose price sync, and products whose content sync, was on at some time. */
  readonly pricedOnce: Set<string>;
  readonly describedOnce: Set<string>;
  /** Products whose links people changed: what stood on both sides at the last link is nobody's decision. */
  readonly relinked: Set<string>;
  /** Prices (`sku price`) and fields (`field product`) of this channel that a person settled for one side. */
  readonly taken: Set<string>;
  readonly settled: Set<string>;
  /** What the shop had when its items came to it. */
  readonly first: Map<string, { readonly title: string; readonly priceMinor: number }>;
}

const POLICIES: readonly Policy[] = ["hub", "hub", "channel", "newest", "ask"];

export function drawBook(random: Random): ChannelBook {
  return {
    policy: { content: random.pick(POLICIES), price: random.pick(POLICIES) },
    isPriced: random.chance(0.5),
    rules: [],
    overrides: new Map(),
    pricedOnce: new Set(),
    describedOnce: new Set(),
    relinked: new Set(),
    taken: new Set(),
    settled: new Set(),
    first: new Map(),
  };
}

/** Hundredths; about as much of the one as of the other, so that prices there stay in what its shops ask. */
export const drawRate = (random: Random) => random.int(20, 150);

export async function putRate(world: Pick<World, "ask" | "rates">, quote: string, hundredths: number): Promise<void> {
  await world.ask("PUT", "/fx-rates", { rates: [{ base: "USD", quote, rate: (hundredths / 100).toFixed(2) }] });
  world.rates.set(quote, hundredths);
}

function drawPriceRule(random: Random, { priceStepMinor }: SandboxShop): Omit<PriceRule, "id" | "priority"> {
  const isWhole = priceStepMinor !== undefined && random.chance(0.8);
  const stepMinor = isWhole ? priceStepMinor : random.pick([1, 10, 100]);
  return {
    markupPercent: random.int(-20, 40),
    fixedMinor: random.pick([0, 0, 150]),
    stepMinor,
    endingMinor: !isWhole && stepMinor === 100 && random.chance(0.5) ? 99 : 0,
    direction: random.pick(["up", "down", "nearest"] as const),
  };
}

/** A new price rule of the store, or another in place of `old`. */
export async function setPriceRule(
  world: Pick<World, "ask">,
  { book, storeId, sandbox }: Channel,
  random: Random,
  old?: PriceRule,
): Promise<string> {
  const drawn = drawPriceRule(random, sandbox.shop);
  const priority = old?.priority ?? book.rules.reduce((most, one) => Math.max(most, one.priority), 0) + 1;
  const body = { ...drawn, name: "Rule", priority, markupPercent: String(drawn.markupPercent) };
  const [method, url] = old ? ["PUT", `/price-rules/${old.id}`] : ["POST", `/stores/${storeId}/price-rules`];
  const { id } = await world.ask<{ id: string }>(method, url, body);
  book.rules = [...book.rules.filter((one) => one !== old), { ...drawn, id, priority }];
  book.rules.sort((a, b) => a.priority - b.priority);
  return JSON.stringify(drawn);
}

/** Whether a channel's edits may come into the hub by themselves. */
export const takesOver = (policy: Policy) => policy === "channel" || policy === "newest";

export function typed({ hub }: Pick<World, "hub">, edit: Omit<Edit, "at">): Edit {
  return { ...edit, at: hub.clock.now() };
}

export function priceMinorOf(shop: SandboxShop, sku: string, currency: string): number {
  return Number(parseMoney(shop.priceOf(sku), currency).minor);
}

/** Writes down how items that are new in the shop look before anybody edits them. */
export function noteFirst(shop: SandboxShop, book: ChannelBook, currency: string): void {
  for (const sku of shop.skus())
    if (!book.first.has(sku))
      book.first.set(sku, { title: shop.titleOf(sku), priceMinor: priceMinorOf(shop, sku, currency) });
}
