/** Planted bugs for shops whose other scopes are price lists: prices that go into them, or come from them. */
import { expect, test } from "vitest";
import type { ChannelProduct, ChannelVariant } from "../../../commerce/product.ts";
import type { Connector, Context } from "../contract/contract.ts";
import type { PriceItem, Sweep } from "../contract/ports.ts";
import type { StartSandbox } from "../sandbox/sandbox.ts";
import { Unsupported } from "./bench.ts";
import { onPort } from "./mutants/wrap.ts";
import { CASES, runCase } from "./suite.ts";

export interface PriceLists {
  /** Writes a price to a list as well. */
  write(item: PriceItem, ctx: Context): Promise<unknown>;
  /** What buyers of the list pay for an item. */
  read(variant: ChannelVariant, ctx: Context): Promise<Pick<ChannelVariant, "price" | "currency">>;
}

function reading(sweep: Sweep<ChannelProduct>, { read }: PriceLists): Sweep<ChannelProduct> {
  return {
    ...sweep,
    async *run(input, ctx) {
      for await (const page of sweep.run(input, ctx)) {
        const items = [];
        for (const product of page.items) {
          const variants = [];
          for (const variant of product.variants) variants.push({ ...variant, ...(await read(variant, ctx)) });
          items.push({ ...product, variants });
        }
        yield { ...page, items };
      }
    },
  };
}

const WRITTEN = "prices: a price written for this store leaves";

/** The suite passes the sound connector, and notices one that writes or reads its price lists. */
export function testScopeBugs(shop: { connector: Connector; startSandbox: StartSandbox }, lists: PriceLists): void {
  const written = CASES.find(({ name }) => name.startsWith(WRITTEN));
  const run = (plant: ReturnType<typeof onPort>) => {
    if (!written) throw new Unsupported(`no case "${WRITTEN}"`);
    const sizes = { products: 230, orders: 130 };
    return runCase(written, { ...shop, connector: plant(shop.connector, () => undefined), sizes });
  };
  test("the suite notices a price that is written into a price list as well", async () => {
    await run((sound) => sound);
    const writes = onPort("prices", ({ push }) => ({
      push: {
        ...push,
        send: async (items, ctx) => {
          for (const item of items) await lists.write(item, ctx);
          return push.send(items, ctx);
        },
      },
    }));
    await expect(run(writes)).rejects.toThrow("in the other scopes");
  });
  test("the suite notices a price that is read from a price list", async () => {
    const reads = onPort("products", ({ sweeps }) => ({ sweeps: sweeps.map((sweep) => reading(sweep, lists)) }));
    await expect(run(reads)).rejects.toThrow("21.00");
  });
}
