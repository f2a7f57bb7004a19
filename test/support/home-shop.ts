/** Two months of a shop's work, written straight into the database: what the home page adds up. */
import type { Seller } from "../../demo/seller.ts";
import { organizationId } from "../../src/commerce/ids.ts";
import { countDue } from "../../src/hub/analytics/count.ts";
import { findRunningOut } from "../../src/hub/analytics/running-out.ts";
import { type TestHub, until } from "./hub.ts";

export interface ShopSize {
  readonly stores: number;
  readonly ordersPerDay: number;
}

export interface SellingShop {
  readonly storeIds: readonly string[];
  /** One more order, now, on the first store. */
  order(): Promise<void>;
}

const NAMES = ["Nile Soap online", "Cairo outlet", "Marketplace Europe", "Wholesale", "Boutique with a name so long"];
const ITEMS = [
  ["SOAP-OLIVE", "Olive oil soap"],
  ["SOAP-LAUREL", "Laurel soap, aged nine months, in a box of palm leaf with a very long name that goes on"],
  ["CANDLE-1", "Beeswax candle"],
  ["OIL-50", "Black seed oil, 50 ml"],
] as const;

/** Stores, goods and orders of sixty days of this seller, counted before it answers. */
export async function sellsFor(hub: TestHub, seller: Seller, size: ShopSize): Promise<SellingShop> {
  const organization = seller.organizationId;
  const storeIds: string[] = [];
  for (let n = 0; n < size.stores; n += 1) storeIds.push(await newStore(hub, organization, n));
  const variants = await newProducts(hub, organization);
  await hub.owner.run(
    `insert into sales_order (organization_id, connection_id, ext_key, ext_number, number, status, financial,
       fulfilment, currency, total_minor, placed_at, due_at)
     select $1, ($2::uuid[])[1 + (i * i) % $3], i::text, i::text, 'SH-' || (1000 + i),
       case when i % 23 = 7 then 'cancelled' when i < $4::float8 * 3 then 'processing' else 'completed' end, 'paid',
       case when i < $4::float8 * 3 then 'unfulfilled' else 'delivered' end,
       case when i % 31 = 1 then 'EUR' else 'USD' end, 1500 + (i * 7919) % 9000,
       now() - i * interval '1 day' / $4::float8, now() - i * interval '1 day' / $4::float8 + interval '48 hours'
     from generate_series(0, (60 * $4::float8)::int) as i`,
    [organization, storeIds, size.stores, size.ordersPerDay],
  );
  await hub.owner.run(
    `insert into order_line (organization_id, order_id, ext_key, variant_id, sku, title, ordered_quantity, quantity,
       unit_price, total_minor)
     select o.organization_id, o.id, '1', ($2::uuid[])[1 + o.ext_key::int % 4], 'x', 'Thing', 1 + o.ext_key::int % 3,
       1 + o.ext_key::int % 3, 1, o.total_minor
     from sales_order o where o.organization_id = $1`,
    [organization, variants],
  );
  await hub.owner.run(
    `insert into order_refund (organization_id, order_id, ext_key, amount_minor, refunded_at)
     select organization_id, id, 'r', total_minor / 2, placed_at + interval '2 days' from sales_order
     where organization_id = $1 and ext_key::int % 17 = 5 and placed_at < now() - interval '2 days'`,
    [organization],
  );
  await problems(hub, organization, storeIds);
  // So many rows at once: plans made for an empty shop would be used until the database looks by itself.
  await hub.owner.run("analyze sales_order, order_line, order_refund");
  const tenant = organizationId(organization);
  await until("sales are counted", async () => {
    await hub.db.database.tenant(tenant, (tx) => countDue(tx, new Date()));
    return !(await seller.get<{ isCounting: boolean }>("/analytics/home")).isCounting;
  });
  await hub.owner.run("update analytics_state set paced_at = null where organization_id = $1", [organization]);
  await hub.db.database.tenant(tenant, (tx) => findRunningOut(tx, new Date()));
  let next = 100_000;
  const order = () =>
    hub.owner
      .run(
        `insert into sales_order (organization_id, connection_id, ext_key, ext_number, number, status, financial,
           fulfilment, currency, total_minor, placed_at)
         values ($1, $2, $3, $3, 'SH-' || $3, 'processing', 'paid', 'unfulfilled', 'USD', 2500, now())`,
        [organization, storeIds[0], String(next++)],
      )
      .then(() => undefined);
  return { storeIds, order };
}

async function newStore(hub: TestHub, organization: string, n: number): Promise<string> {
  const row = await hub.owner.one<{ id: string }>(
    `insert into connection (organization_id, kind, provider, code, name, state, health, webhook_key, last_success_at,
       last_error, throttled_until)
     values ($1, 'commerce', 'woocommerce', $2, $3, $4, $5, $6, now() - interval '3 minutes', $7, $8) returning id`,
    [
      organization,
      `store-${n}`,
      `${NAMES[n % NAMES.length]}${n < NAMES.length ? "" : ` ${n}`}`,
      n === 3 ? "paused" : n === 4 ? "needs_reauth" : "active",
      n === 1 ? "degraded" : n === 2 ? "failing" : "healthy",
      `${organization}-${n}`,
      n === 1 || n === 2
        ? "The shop answered 503: the server is being maintained. It is asked again in a minute."
        : null,
      n === 0 ? null : n === 5 ? new Date(Date.now() + 600_000) : null,
    ],
  );
  await hub.owner.run(
    `insert into sync_log (organization_id, connection_id, action, status, text, at, duration_ms)
     select $1, $2, 'receive_order', case when i % (40 - $3::int * 2) = 0 then 'failed' else 'success' end, 'Order',
       now() - i * interval '7 minutes', 20 + (i * 37) % 400
     from generate_series(1, 200) as i`,
    [organization, row.id, n],
  );
  return row.id;
}

async function newProducts(hub: TestHub, organization: string): Promise<string[]> {
  const place = await hub.owner.one<{ id: string }>("select id from location where organization_id = $1", [
    organization,
  ]);
  const ids: string[] = [];
  for (const [n, [sku, title]] of ITEMS.entries()) {
    const product = await hub.owner.one<{ id: string }>(
      "insert into product (organization_id, title) values ($1, $2) returning id",
      [organization, title],
    );
    const variant = await hub.owner.one<{ id: string }>(
      "insert into variant (organization_id, product_id, sku, currency) values ($1, $2, $3, 'USD') returning id",
      [organization, product.id, sku],
    );
    await hub.owner.run(
      "insert into level (organization_id, variant_id, location_id, on_hand) values ($1, $2, $3, $4)",
      [organization, variant.id, place.id, n === 0 ? 0 : n * 6],
    );
    ids.push(variant.id);
  }
  return ids;
}

async function problems(hub: TestHub, organization: string, storeIds: readonly string[]): Promise<void> {
  const alerts = [
    [
      "critical",
      "needs_reauth",
      "Boutique: sign in again",
      "The shop took the key back. Nothing is sent until you sign in again.",
      { kind: "reconnect" },
    ],
    [
      "warning",
      "stock_refused",
      "Cairo outlet refused the stock of SOAP-LAUREL",
      "“Inventory tracking is off for this item.” Switch it on there, then try again. The hub keeps the number and sends nothing else for this item.",
      { kind: "retry_stock" },
    ],
    [
      "warning",
      "order_short",
      "Order SH-1042 lacks 2 units",
      "Candle was sold on two channels at once.",
      { kind: "open_order", orderId: storeIds[0] },
    ],
  ] as const;
  for (const [n, [severity, kind, title, text, action]] of alerts.entries())
    await hub.owner.run(
      `insert into alert (organization_id, kind, severity, cause, connection_id, title, text, action, first_at, last_at,
         count)
       values ($1, $2, $3, $4, $5, $6, $7, $8, now() - interval '1 hour', now() - $9 * interval '20 minutes', $9)`,
      [organization, kind, severity, `c${n}`, storeIds[0], title, text, JSON.stringify(action), n + 1],
    );
}
