/** A small shop's day on the sandbox, so that it answers every call the connector makes once. */
import type { ProductForChannel } from "../../commerce/product.ts";
import type { Exchanged } from "../../connectors/kit/http/call-log.ts";
import type { TestConnection } from "../../connectors/kit/testing/connection.ts";
import { autoAdvancingClock, openTestConnection } from "../../connectors/kit/testing/connection.ts";
import { connector } from "../../connectors/shopee/index.ts";
import { startSandbox } from "./index.ts";
import { ask } from "./money.ts";

/** Answers of the sandbox by path, the last of each. */
export async function playAll(): Promise<ReadonlyMap<string, Exchanged>> {
  const clock = autoAdvancingClock();
  const seen = new Map<string, Exchanged>();
  const sandbox = await startSandbox({ clock, seed: 5 });
  try {
    const { shop, state } = sandbox;
    state.mainAccount = { id: 9001, shops: [state.shopId] };
    // Payouts are told to such shops alone; all else is told alike.
    state.isAbroad = true;
    const connection = await openTestConnection(connector, {
      sandbox,
      clock,
      onExchange: (exchange) => void seen.set(new URL(exchange.url).pathname, exchange),
    });
    state.locations.set("SGZ", "Main");
    await connector.connect.detect(connection.ctx);
    state.locations.clear();
    await playCatalog(connection, shop.demanded?.() ?? { categoryKeys: [], images: [] });
    const key = shop.placeOrder({
      lines: [{ sku: "TEE-S", quantity: 1 }],
      customer: { name: "Ada", phone: "6581234567" },
    });
    await playOrder(connection, key);
    shop.settleOrder?.(key);
    const order = state.orders.get(key);
    const [line] = order?.lines ?? [];
    if (order && line) ask(order, [{ line, quantity: 1 }], state);
    await connection.ports.orders?.get(key, connection.ctx);
    const { fees } = connection.ports;
    for (const sweep of [...(connection.ports.orders?.sweeps ?? []), ...(fees?.sweeps ?? [])])
      for await (const _page of sweep.run({ cursor: null, openIds: [key] }, connection.ctx));
    for (const sweep of fees?.settlements ?? []) for await (const _page of sweep.run({ cursor: null }, connection.ctx));
    await connection.ports.subscriptions?.ensure(connection.ctx);
    await connection.close();
    return seen;
  } finally {
    await sandbox.close();
  }
}

async function playCatalog(
  { ctx, ports }: TestConnection,
  demanded: Pick<ProductForChannel, "categoryKeys" | "images">,
): Promise<void> {
  const { products, categories, stock, prices } = ports;
  await categories?.put?.({ key: null, name: "Summer" }, ctx);
  if (categories) for await (const _page of categories.sweep.run({ cursor: null }, ctx));
  const variant = (sku: string, value: string) => ({
    id: sku,
    sku,
    options: [{ name: "Size", value }],
    price: "20.00",
    weightGrams: 250,
    levels: [{ location: "", available: 9 }],
  });
  const product = {
    title: "Tee",
    descriptionHtml: "<p>Soft</p>",
    active: true,
    images: demanded.images,
    categoryKeys: [],
    variants: [variant("TEE-S", "S"), variant("TEE-M", "M")],
  };
  const made = await products?.put?.({ key: null, product, idempotencyKey: "1" }, ctx);
  const [first] = made?.variants ?? [];
  if (!first) return;
  const row = { key: first.key, location: "", seq: 1n, expected: null, ext: first.ext, idempotencyKey: "1" };
  await stock?.push.send([{ ...row, want: 5 }], ctx);
  await prices?.push.send([{ ...row, want: { price: { minor: 2_100n, currency: "SGD" } } }], ctx);
  await products?.bySku?.(["TEE-S"], ctx);
  for (const sweep of products?.sweeps ?? []) for await (const _page of sweep.run({ cursor: null }, ctx));
}

async function playOrder({ ctx, ports }: TestConnection, key: string): Promise<void> {
  const part = await ports.orders?.get(key, ctx);
  if (!part || !ports.orders) return;
  const order = {
    key,
    number: key,
    currency: part.totals.currency,
    status: part.status,
    platformStatus: part.platformStatus,
    lines: part.lines,
  };
  const command = { kind: "fulfil", trackingNumbers: [], notifyCustomer: false } as const;
  for (let round = 0; round < 3; round += 1) {
    const attempt = { command, order, idempotencyKey: "1", saved: null, save: async () => undefined, uncertain: false };
    const result = await ports.orders.execute(attempt, ctx);
    if (result.state !== "pending") return;
    await ctx.clock.sleep(result.pollAfterMs);
  }
}
