/** For tests: channels that keep what they are told. */

import type { OrderPart } from "../../commerce/order.ts";
import type { ChannelProduct, ProductForChannel } from "../../commerce/product.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type {
  Categories,
  Orders,
  Products,
  PushItem,
  PushResult,
  Stock,
  Sweep,
} from "../../connectors/kit/contract/ports.ts";
import { applied } from "../../connectors/kit/contract/results.ts";
import { observeLevels } from "../../hub/listings/levels.ts";
import { channelProduct, channelVariant } from "../../hub/listings/samples.ts";
import type { TestEngine } from "../testing.ts";
import { fullSweep, readOnlyOrders } from "../testing-ports.ts";

/** A channel that is nothing but a shelf, with a number an item. */
export interface FakeChannel {
  /** What the channel shows, by item. */
  readonly shown: Map<string, number>;
  readonly stock: Stock;
  /** Happens between a number being read and its answer being heard. */
  onRead: () => Promise<unknown>;
  /** Takes part in every write before it is answered; an answer of its own writes nothing. */
  onSend: (items: readonly PushItem<number>[]) => Promise<readonly PushResult<number>[] | undefined>;
  reads: number;
  sends: number;
}

/** `how`: what its connector would say of its stock. */
export function fakeChannel(how: Partial<Pick<Stock, "basis" | "compareAndSet" | "takesAt">> = {}): FakeChannel {
  const made: FakeChannel = {
    shown: new Map(),
    onRead: async () => undefined,
    onSend: async () => undefined,
    reads: 0,
    sends: 0,
    stock: {
      basis: "available",
      compareAndSet: "none",
      takesAt: "",
      multiLocation: false,
      ...how,
      async read(items) {
        made.reads += 1;
        const seen = items.map(({ key }) => ({
          key,
          levels: [{ location: "", available: made.shown.get(key) ?? 0 }],
        }));
        await made.onRead();
        return seen;
      },
      push: {
        maxItems: 100,
        async send(items) {
          made.sends += 1;
          const answer = await made.onSend(items);
          if (answer) return answer;
          for (const item of items) made.shown.set(item.key, item.want);
          return applied(items);
        },
      },
    },
  };
  return made;
}

/** Orders that are only polled, every five minutes or when somebody waits for them. */
export const ordersBy = (run: Sweep<OrderPart>["run"]): Orders => ({
  ...readOnlyOrders({ id: "changed", mode: "changed", everyMs: 5 * 60_000, run }),
  asksOne: false,
});

/** A channel that keeps the products and categories it is given. */
export function channel() {
  const shown = new Map<string, ChannelProduct>();
  const puts: { key: string | null; product: ProductForChannel }[] = [];
  const tree = new Map<string, { name: string; parent: string | null }>();
  const products: Products = {
    sweeps: [],
    get: async (key) => shown.get(key) ?? null,
    async put({ key, product }) {
      puts.push({ key, product });
      const made = key ?? `p-${product.variants[0]?.sku}`;
      const keyOf = (sku: string) => `v-${sku}`;
      const product_ = channelProduct(
        made,
        product.variants.map(({ sku, options }) => channelVariant(keyOf(sku), { sku, options })),
        { title: product.title, categoryKeys: product.categoryKeys, descriptionHtml: product.descriptionHtml },
      );
      shown.set(made, product_);
      return {
        key: made,
        product: product_,
        variants: product.variants.map(({ id, sku }) => ({ id, key: keyOf(sku), ext: null })),
      };
    },
  };
  const categories: Categories = {
    sweep: fullSweep(async function* () {
      yield { items: [], cursor: "", safeToSave: true };
    }),
    async put({ key, name, parentKey }) {
      if (name === "Forbidden") throw new ConnectorError({ kind: "rejected" }, "No such name here.");
      const made = key ?? `key-${name}`;
      tree.set(made, { name, parent: parentKey ?? null });
      return made;
    },
    async remove(key) {
      tree.delete(key);
    },
  };
  return { shown, puts, tree, ports: { products, categories } };
}

/** The channel reports the quantity it shows of an item, as its webhook does. */
export const reportShown = (engine: TestEngine, listing: string, available: number) =>
  engine.inside((tx) => {
    const at = new Date(engine.clock.now());
    return observeLevels(tx, {
      connectionId: engine.store,
      levels: [{ listingId: listing, location: "", available, at }],
      now: at,
    });
  });
