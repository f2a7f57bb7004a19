/** A day in the emulated shop, through the connector: every endpoint it calls is asked at least once. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { money } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { parseJson } from "../../connectors/kit/parse/json.ts";
import { runCommand } from "../../connectors/kit/testing/commands.ts";
import {
  autoAdvancingClock,
  openTestConnection,
  type TestConnection,
} from "../../connectors/kit/testing/connection.ts";
import { connector } from "../../connectors/tiktok_shop/index.ts";
import { fulfil, stored } from "../../connectors/tiktok_shop/testing.ts";
import { askToCancel, claimReturn } from "./claims.ts";
import { startSandbox, type TikTokSandbox } from "./index.ts";
import { moveOrder } from "./state.ts";

export interface SeenAnswer {
  readonly method: string;
  readonly path: string;
  readonly body: Json;
}

export async function playDay(): Promise<{
  readonly answers: readonly SeenAnswer[];
  readonly webhooks: readonly Json[];
}> {
  const answers: SeenAnswer[] = [];
  const webhooks: Json[] = [];
  const mail = createServer((request, reply) => {
    void text(request).then((body) => {
      webhooks.push(parseJson(body));
      reply.end();
    });
  });
  await new Promise<void>((resolve) => mail.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(mail.address() as AddressInfo).port}/hub`;
  try {
    // American shops buy labels, all others have packages from the payment on: a day in each.
    for (const currency of ["MYR", "USD", "GBP"]) {
      const clock = autoAdvancingClock();
      const sandbox = await startSandbox({ clock, seed: 5, currency });
      const connection = await openTestConnection(connector, {
        sandbox,
        clock,
        settings: { buysLabels: true, defaultWeightGrams: "300" },
        publicUrl: () => address,
        onExchange: ({ method, url, status, responseBody }) => {
          // Refusals have no sample.
          const body = status === 200 ? parseJson(responseBody) : null;
          const isGood = body !== null && typeof body === "object" && "code" in body && body.code === 0;
          if (isGood) answers.push({ method, path: new URL(url).pathname, body });
        },
      });
      await aDay(sandbox, connection, currency);
      await sandbox.settle();
      await connection.close();
      await sandbox.close();
    }
  } finally {
    mail.closeAllConnections();
    await new Promise<void>((resolve) => mail.close(() => resolve()));
  }
  return { answers, webhooks };
}

async function aDay(sandbox: TikTokSandbox, connection: TestConnection, currency: string): Promise<void> {
  const { ctx, ports } = connection;
  await ports.subscriptions?.ensure(ctx);
  await goods(sandbox, connection);
  const place = () => sandbox.shop.placeOrder({ lines: [{ sku: "TEE-S", quantity: 2 }], payment: "paid" });
  const [own, executed, requested, cancelled] = [place(), place(), place(), place()];
  await runCommand(connection, own, fulfil([`TRACK-${currency}`]));
  const part = await ports.orders?.get(own, ctx);
  if (part && ports.orders?.updateTracking)
    await ports.orders.updateTracking(
      {
        command: {
          kind: "tracking",
          fulfilmentKey: part.fulfilments[0]?.key ?? "",
          carrier: "DHL",
          trackingNumbers: [`NEW-${currency}`],
          notifyCustomer: false,
        },
        order: {
          key: own,
          number: own,
          currency,
          status: part.status,
          platformStatus: part.platformStatus,
          lines: part.lines,
        },
        idempotencyKey: "tracking",
        saved: null,
        save: async () => undefined,
        uncertain: false,
      },
      ctx,
    );
  stored(sandbox.state, executed).shippingType = "TIKTOK";
  await runCommand(connection, executed, fulfil([]));
  askToCancel(sandbox.state, stored(sandbox.state, requested));
  for (const key of [requested, cancelled])
    await runCommand(connection, key, { kind: "cancel", reason: "inventory", restock: true, notifyCustomer: false });
  await claims(sandbox, connection, { key: own, currency });
  await evening(sandbox, connection, { key: own, currency });
}

/** Statements, coupons, and a walk over everything. */
async function evening(
  sandbox: TikTokSandbox,
  { ctx, ports }: TestConnection,
  { key: own, currency }: { readonly key: string; readonly currency: string },
): Promise<void> {
  sandbox.shop.settleOrder?.(own);
  sandbox.shop.addDiscount?.({ code: "TENOFF", kind: "percent", value: "10", minimum: "1" });
  await ports.discounts?.validate({ code: "TENOFF", basket: { currency, lines: [] } }, ctx);
  for (const sweep of [
    ...(ports.orders?.sweeps ?? []),
    ...(ports.products?.sweeps ?? []),
    ...(ports.fees?.sweeps ?? []),
  ])
    for await (const page of sweep.run({ cursor: null }, ctx)) if (page.items.length === 0) continue;
  await ports.subscriptions?.list(ctx);
  await ports.subscriptions?.remove(ctx);
}

async function goods(sandbox: TikTokSandbox, { ctx, ports }: TestConnection): Promise<void> {
  const images = [{ url: `${sandbox.url}/pictures/one.png`, position: 0 }];
  const product = (title: string) => ({
    title,
    descriptionHtml: "<p>Soft</p>",
    brand: "Acme",
    active: true,
    categoryKeys: [],
    images,
    variants: ["S", "M"].map((value) => ({
      id: value,
      sku: `TEE-${value}`,
      barcode: value === "S" ? "4006381333931" : "4006381333948",
      options: [{ name: "Size", value }],
      price: "20.00",
      levels: [{ location: "", available: 50 }],
    })),
  });
  const put = ports.products?.put;
  if (!put) throw new Error("products cannot be written");
  const made = await put(
    { key: null, product: product("Cotton tee with a round neck, unisex"), idempotencyKey: "a" },
    ctx,
  );
  await put(
    {
      key: made.key,
      product: { ...product("Cotton tee with a round neck, for all"), active: false },
      idempotencyKey: "b",
    },
    ctx,
  );
  await put({ key: made.key, product: product("Cotton tee with a round neck, unisex"), idempotencyKey: "c" }, ctx);
  const [variant] = made.product.variants;
  if (!variant) throw new Error("no variant");
  const item = { key: variant.key, location: "", seq: 1n, expected: null, ext: variant.ext, idempotencyKey: "d" };
  await ports.stock?.push.send([{ ...item, want: 40 }], ctx);
  const price = money(2_100n, variant.currency ?? "USD");
  await ports.prices?.push.send([{ ...item, want: { price, compareAt: { ...price, minor: 2_500n } } }], ctx);
  for await (const page of ports.categories?.sweep.run({ cursor: null }, ctx) ?? [])
    if (page.items.length === 0) continue;
  const spare = sandbox.shop.addProduct({ title: "Spare", variants: [{ sku: "SPARE", price: "1", stock: 1 }] });
  await ports.products?.remove?.(spare.key, ctx);
}

async function claims(
  sandbox: TikTokSandbox,
  connection: TestConnection,
  { key, currency }: { readonly key: string; readonly currency: string },
): Promise<void> {
  const order = stored(sandbox.state, key);
  for (const unit of order.units) unit.displayStatus = "DELIVERED";
  moveOrder(sandbox.state, order, "DELIVERED");
  const refund = (minor: bigint) =>
    runCommand(
      connection,
      key,
      { kind: "refund", amount: money(minor, currency), lines: [], moveMoney: true },
      { idempotencyKey: `refund-${minor}` },
    );
  await refund(100n);
  claimReturn(sandbox.state, order, {
    type: "REFUND",
    status: "RETURN_OR_REFUND_REQUEST_PENDING",
    amount: "2.00",
    unitIds: order.units.map(({ id }) => id),
    action: "SELLER_RESPOND_REFUND",
  });
  await refund(200n);
}
