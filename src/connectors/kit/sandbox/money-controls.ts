/** What an emulated shop says of money beside its own interface, and the prices it keeps beside the connected ones. */
export interface MoneyControls {
  addGiftCard?(card: { readonly code: string; readonly balance: string }): void;
  /** What is left on a card, decimal text. */
  giftCardBalance?(code: string): string;
  /**
   * What the shop itself would still collect for an order: its total as it stands now, less what was paid and not given
   * back. Decimal text in the shop's currency, "0" or less where nothing is to come.
   */
  owedOn?(key: string): string;
  /** A part of what is owed comes in, where an order of the platform can be paid in parts. */
  payPart?(key: string): void;
  /** The shop begins to sell in other scopes as well, where the platform has such; before anybody connects. */
  openPriceScopes?(): PriceScopes;
}

/** Where the same goods have other prices: another website, market, channel, price list or currency of the shop. */
export interface PriceScopes {
  /** The merchant gives the item a price of its own in every other scope. */
  set(sku: string, price: string): void;
  /** What the item costs there now, by scope: decimal text and currency. */
  of(sku: string): Readonly<Record<string, string>>;
}
