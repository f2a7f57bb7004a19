import type { Connector } from "../../src/connectors/kit/contract.ts";
import { PRICE_TAX } from "../../src/connectors/kit/net-prices.ts";
import type { ChannelBook } from "./book.ts";

/** Settings of a channel about contents and prices; one price goes to every channel of a world, with tax or without. */
export function decided({ meta }: Connector, book: ChannelBook) {
  const asksTax = meta.settingsFields?.some(({ id }) => id === PRICE_TAX) ?? false;
  return { prices: { enabled: book.isPriced }, policy: book.policy, ...(asksTax && { [PRICE_TAX]: "with" }) };
}
