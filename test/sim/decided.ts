import type { Connector } from "../../src/connectors/kit/contract/contract.ts";
import { PRICE_TAX } from "../../src/connectors/kit/parse/net-prices.ts";
import type { ChannelBook } from "./book.ts";

/** Whose number counts where a channel shows one that no order explains; each as often as it stands here. */
export const DIFFERING = ["hub", "hub", "hub", "hub", "ask", "channel", "channel"] as const;
export type Differing = (typeof DIFFERING)[number];

/** Settings of a channel about contents and prices; one price goes to every channel of a world, with tax or without. */
export function decided({ meta, maximum }: Connector, book: ChannelBook, stock: Differing) {
  const asksTax = meta.settingsFields?.some(({ id }) => id === PRICE_TAX) ?? false;
  return {
    inventory: { intervalMinutes: 30 },
    ...(maximum.includes("prices") && { prices: { newItems: book.isPriced } }),
    policy: { ...book.policy, stock },
    ...(asksTax && { [PRICE_TAX]: "with" }),
  };
}
