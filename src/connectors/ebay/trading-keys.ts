/** How listings made on eBay's site are named in the hub: by their item number, so that no SKU is taken for one. */

/** A listing, or one variation of it. */
export interface TradingAddress {
  readonly itemId: string;
  readonly sku?: string | undefined;
}

export const tradingKey = ({ itemId, sku }: TradingAddress): string =>
  sku === undefined ? `item:${itemId}` : `item:${itemId}:${sku}`;

/** Of a variation without a SKU, by what it differs in. Nothing can be written to it. */
export const unnamedVariationKey = (itemId: string, options: readonly { name: string; value: string }[]): string =>
  `item:${itemId}#${options.map(({ name, value }) => `${name}=${value}`).join(",")}`;

const KEY = /^item:(\d+)(?::([\s\S]+))?$/;

const isTradingKey = (key: string): boolean => /^item:\d/.test(key);

/** Null: no key of such a listing, or of a variation that has no SKU. */
export function tradingAddress(key: string): TradingAddress | null {
  const [, itemId, sku] = KEY.exec(key) ?? [];
  return itemId === undefined ? null : { itemId, sku };
}

/** What the Trading API writes, and what the Inventory API does. */
export function byCatalog<T extends { readonly key: string }>(
  items: readonly T[],
): { readonly trading: readonly T[]; readonly inventory: readonly T[] } {
  const [trading, inventory]: [T[], T[]] = [[], []];
  for (const item of items) (isTradingKey(item.key) ? trading : inventory).push(item);
  return { trading, inventory };
}
