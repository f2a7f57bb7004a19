/** What campaigns earned: orders that name theirs, and shares of those whose channel tells none. Pure and exact. */
import { spread, sumOf } from "./spread.ts";

/** What a day's orders of a channel brought that came by one campaign, by none ("none"), or nobody knows ("unknown"). */
export interface OriginDay {
  readonly day: string;
  readonly channelId: string;
  /** "c:" and the campaign in small letters, "none" or "unknown". */
  readonly origin: string;
  readonly orders: number;
  readonly revenueMinor: bigint;
  readonly cm2Minor: bigint;
}

export interface CampaignSpend {
  readonly day: string;
  /** Null: for all channels. */
  readonly channelId: string | null;
  /** Of the campaign in its account. */
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly spendMinor: bigint;
}

export interface CampaignSums {
  /** Of the campaign; null: orders name one nobody spent on in these days. */
  readonly id: string | null;
  /** As orders name it, where no spend does. */
  readonly word: string | null;
  /** Orders that name the campaign. */
  readonly orders: number;
  readonly namedRevenueMinor: bigint;
  /** With the share of orders nobody knows the campaign of. */
  readonly revenueMinor: bigint;
  readonly cm2Minor: bigint;
  readonly spendMinor: bigint;
}

interface Sums {
  id: string | null;
  word: string | null;
  orders: number;
  namedRevenueMinor: bigint;
  revenueMinor: bigint;
  cm2Minor: bigint;
  spendMinor: bigint;
}

/** The campaign a link's word means: by name or by the account's id; of several the one most was spent on. */
function textsOf(spends: readonly CampaignSpend[]): ReadonlyMap<string, string> {
  const total = new Map<string, bigint>();
  for (const { id, spendMinor } of spends) total.set(id, (total.get(id) ?? 0n) + spendMinor);
  const texts = new Map<string, string>();
  const dearest = [...spends].sort((a, b) => {
    const [left, right] = [total.get(a.id) ?? 0n, total.get(b.id) ?? 0n];
    if (left !== right) return left < right ? 1 : -1;
    return a.id < b.id ? -1 : 1;
  });
  for (const { id, key, name } of dearest)
    for (const word of [name, key].map((each) => each.trim().toLowerCase()))
      if (word !== "" && !texts.has(word)) texts.set(word, id);
  return texts;
}

const above0 = (amount: bigint) => (amount > 0n ? amount : 0n);

/**
 * Campaigns with what they brought and cost. Orders of a day whose channel tells no campaign are shared over those that
 * spent on that day for the channel: its own by their spend, those of all channels by the channel's part of what was
 * sold. What nobody spent for stays out, and so do orders known to have come by none.
 */
export function campaignSums(origins: readonly OriginDay[], spends: readonly CampaignSpend[]): CampaignSums[] {
  const texts = textsOf(spends);
  const sums = new Map<string, Sums>();
  const of = (id: string | null, word: string | null): Sums => {
    const key = id ?? `word ${word}`;
    const existing = sums.get(key);
    if (existing) return existing;
    const fresh = { id, word, orders: 0, namedRevenueMinor: 0n, revenueMinor: 0n, cm2Minor: 0n, spendMinor: 0n };
    sums.set(key, fresh);
    return fresh;
  };
  for (const { id, spendMinor } of spends) of(id, null).spendMinor += spendMinor;
  const sold = Map.groupBy(origins, ({ day }) => day);
  const spent = Map.groupBy(spends, ({ day }) => day);
  for (const row of origins) {
    if (row.origin === "none") continue;
    if (row.origin.startsWith("c:")) {
      const word = row.origin.slice(2);
      const id = texts.get(word) ?? null;
      addNamed(of(id, id === null ? word : null), row);
    } else addShares(row, { sold: sold.get(row.day) ?? [], spends: spent.get(row.day) ?? [], of });
  }
  return [...sums.values()].sort((a, b) => compare(b.cm2Minor - b.spendMinor, a.cm2Minor - a.spendMinor));
}

const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

function addNamed(sums: Sums, row: OriginDay): void {
  sums.orders += row.orders;
  sums.namedRevenueMinor += row.revenueMinor;
  sums.revenueMinor += row.revenueMinor;
  sums.cm2Minor += row.cm2Minor;
}

interface Day {
  readonly sold: readonly OriginDay[];
  readonly spends: readonly CampaignSpend[];
  readonly of: (id: string, word: null) => Sums;
}

function addShares(row: OriginDay, { sold, spends, of }: Day): void {
  const all = sumOf(sold.map(({ revenueMinor }) => above0(revenueMinor)));
  const here = sumOf(
    sold.filter(({ channelId }) => channelId === row.channelId).map((each) => above0(each.revenueMinor)),
  );
  const weights = spends.map(({ channelId, spendMinor }) => {
    if (channelId === null) return above0(spendMinor) * here;
    return channelId === row.channelId ? above0(spendMinor) * all : 0n;
  });
  if (sumOf(weights) === 0n) return;
  const [revenues, cm2s] = [spread(row.revenueMinor, weights), spread(row.cm2Minor, weights)];
  for (const [n, { id }] of spends.entries()) {
    const sums = of(id, null);
    sums.revenueMinor += revenues[n] ?? 0n;
    sums.cm2Minor += cm2s[n] ?? 0n;
  }
}
