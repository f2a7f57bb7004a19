/**
 * B12: the profit of a month of 100,000 orders with every kind of cost. All of it is worked out anew through the hub's
 * functions as the application's own role; the floor is one SQL aggregate over the same rows. Beside it, what one changed
 * order costs until its day's sums are updated.
 */
import { randomBytes } from "node:crypto";
import process from "node:process";
import type pg from "pg";
import { organizationId } from "../src/commerce/ids.ts";
import { type Database, openDatabase } from "../src/db/database.ts";
import { keyFromHex } from "../src/db/keys.ts";
import { migrate } from "../src/db/migrate.ts";
import { countProfitDue, rebuildProfit } from "../src/hub/profit/due.ts";
import { type Bench, type Benchmark, besides, expect } from "./measure.ts";
import { median } from "./stats.ts";

const ORGANIZATION = "00000000-0000-7000-8000-000000000010";
const NAME = "b12_profit";

/** Orders of two lines, prepaid and on delivery, in two currencies; fees, a courier's bill, refunds,
  ads and a rule. */
async function seed(client: pg.Client, orders: number): Promise<void> {
  const of = `'${ORGANIZATION}'::uuid`;
  const id = (kind: number, n: string) => `('0000000${kind}-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
  const at = "timestamptz '2026-10-01Z' + (n % 43200) * interval '1 minute'";
  await client.query(`
    set session_replication_role = replica;
    set search_path = argosy, public;
    insert into organization (organization_id, name, slug, currency, zone) values (${of}, 'Bench', 'bench',
      'EUR', 'Europe/Berlin');
    insert into connection (organization_id, id, kind, provider, code, name, webhook_key)
      select ${of}, ${id(1, "n")},
        case when n < 5 then 'commerce' when n = 5 then 'logistics' else 'marketing' end, 'bench',
        'c' || n, 'C' || n, 'key' || n from generate_series(1, 6) n;
    insert into location (organization_id, id, code, name) values (${of}, ${id(2, "1")}, 'MAIN', 'Main');
    insert into product (organization_id, id, title) select ${of}, ${id(3, "n")}, 'Item ' || n
      from generate_series(1, 500) n;
    insert into variant (organization_id, id, product_id, sku, currency, weight_grams)
      select ${of}, ${id(4, "n")}, ${id(3, "n")}, 'S' || n, 'EUR', 100 + n from generate_series(1, 500) n;
    insert into variant_cost (organization_id, id, variant_id, valid_from, unit_cost, currency, source, created_at)
      select ${of}, ${id(4, "n")}, ${id(4, "n")}, '2026-01-01Z', 3 + n % 9, 'EUR', 'manual', '2026-01-01Z'
        from generate_series(1, 500) n;
    insert into fx_rate (organization_id, base, quote, rate, valid_from, source, in_force, created_at)
      values (${of}, 'INR', 'EUR', 0.0111, '2026-09-01Z', 'manual', true, now());
    insert into fee_rule (organization_id, position, name, kind, percent, base, created_at, updated_at)
      values (${of}, 0, 'Packaging', 'packaging', 1, 'total', now(), now());
    insert into sales_order (organization_id, id, connection_id, ext_key, ext_number, number, status, financial,
      fulfilment,
        payment_kind, currency, tax_minor, shipping_minor, total_minor, tax_included, placed_at, due_at)
      select ${of}, ${id(5, "n")}, ${id(1, "1 + n % 4")}, 'o' || n, 'o' || n, 'o' || n, 'confirmed', 'paid',
        'delivered',
        case n % 3 when 0 then 'cod' else 'prepaid' end, case n % 10 when 0 then 'INR' else 'EUR' end, 700, 200,
          4200, true,
        ${at}, ${at} from generate_series(1, ${orders}) n;
    insert into order_line (organization_id, id, order_id, ext_key, position, variant_id, title,
      ordered_quantity, quantity,
        fulfilled_quantity, unit_price, discount_minor, tax_minor, total_minor, fulfilled_by)
      select ${of}, ${id(6, "n * 2 + l")}, ${id(5, "n")}, 'l' || l, l, ${id(4, "1 + (n * 7 + l) % 500")}, 'Item',
        2, 2, 2, 11, 200,
        333, 2000, 'merchant' from generate_series(1, ${orders}) n, generate_series(0, 1) l;
    insert into channel_fee (organization_id, id, connection_id, ext_key, order_key, kind, amount_minor,
      currency, text, charged_at, raw)
      select ${of}, ${id(7, "n * 2 + k")}, ${id(1, "1 + n % 4")}, 'f' || n || k, 'o' || n,
        case k when 0 then 'commission' else 'payment_fee' end, 150 + k, 'EUR', '', ${at}, '{}'
      from generate_series(1, ${orders}) n, generate_series(0, 1) k;
    insert into shipment (organization_id, id, order_id, connection_id, location_id, reference, idempotency_key,
      state, status,
        payment, value_minor, currency, tells_at, requested_by, booked_at, ended_at, created_at, updated_at,
          charge_minor, charge_currency)
      select ${of}, ${id(8, "n")}, ${id(5, "n")}, ${id(1, "5")}, ${id(2, "1")}, 's' || n, 's' || n, 'booked',
        'delivered', 'prepaid', 1,
        'EUR', 'booked', 'bench', ${at}, ${at} + interval '2 days', ${at}, ${at}, 300, 'EUR'
          from generate_series(1, ${orders}) n;
    insert into parcel (organization_id, id, shipment_id, connection_id, position, reference, weight_grams,
      length_mm, width_mm,
        height_mm, tracking_number, items)
      select ${of}, ${id(9, "n")}, ${id(8, "n")}, ${id(1, "5")}, 0, 's' || n, 100, 1, 1, 1, 't' || n,
        jsonb_build_array(jsonb_build_object('lineId', ${id(6, "n * 2")}, 'quantity', 2)) from generate_series(1,
          ${orders}) n;
    insert into parcel_charge (organization_id, connection_id, tracking_number, key, kind, gross_minor, currency,
      source, received_at)
      select ${of}, ${id(1, "5")}, 't' || n, 'freight', 'freight', 310, 'EUR', 'api', ${at}
        from generate_series(1, ${orders}, 2) n;
    insert into order_refund (organization_id, order_id, ext_key, amount_minor, refunded_at, lines)
      select ${of}, ${id(5, "n")}, 'r', 1000, ${at}, '[{"lineKey":"l0","quantity":1}]' from generate_series(1,
        ${orders}, 10) n;
    insert into ad_spend (organization_id, connection_id, date, campaign_key, ad_set_key, campaign_name,
      ad_set_name, spend, currency,
        impressions, clicks, conversions, conversion_value, read_at)
      select ${of}, ${id(1, "6")}, date '2026-10-01' + d, 'c' || c, '', 'C', '', 123.456, 'EUR', 1, 1, 0, 0, now()
      from generate_series(0, 29) d, generate_series(1, 3) c;
    set session_replication_role = origin;
    analyze`);
}

const FLOOR = `
  select l.variant_id, (o.placed_at at time zone 'Europe/Berlin')::date, sum(l.total_minor - l.tax_minor),
    sum(f.fees), sum(c.gross_minor), sum(v.unit_cost * l.quantity)
  from argosy.sales_order o
  join argosy.order_line l on l.organization_id = o.organization_id and l.order_id = o.id
  join argosy.variant_cost v on v.organization_id = o.organization_id and v.variant_id = l.variant_id
  left join (select order_key, connection_id, sum(amount_minor) as fees from argosy.channel_fee group by 1, 2) f
    on f.order_key = o.ext_key and f.connection_id = o.connection_id
  left join argosy.shipment s on s.organization_id = o.organization_id and s.order_id = o.id
  left join argosy.parcel p on p.organization_id = o.organization_id and p.shipment_id = s.id
  left join argosy.parcel_charge c on c.organization_id = o.organization_id and c.tracking_number = p.tracking_number
  group by 1, 2`;

/** What stands in the sums of days, of products, campaigns and cohorts: the same after a rebuild, to the cent. */
const SUMS = ["profit_day", "profit_item_day", "profit_origin_day", "profit_cohort_day", "profit_rest"];

async function sumsOf(client: pg.Client): Promise<string> {
  const parts = SUMS.map((table) => `(select md5(string_agg(t::text, ' ' order by t::text)) from argosy.${table} t)`);
  const { rows } = await client.query<{ sums: string }>(`select concat_ws(' ', ${parts.join(", ")}) as sums`);
  return rows[0]?.sums ?? "";
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Works off everything; answers the most memory this process had. */
async function workOff(db: Database): Promise<number> {
  let most = 0;
  const one = () => db.tenant(organizationId(ORGANIZATION), (tx) => countProfitDue(tx, new Date("2026-11-20Z")));
  for (let isMore = true; isMore; most = Math.max(most, process.memoryUsage().rss)) isMore = (await one()).isMore;
  return most;
}

export const profits: Benchmark = async (bench) => {
  // For looking closer by hand: BENCH_ORDERS=1000000.
  const orders = bench.quick ? 10_000 : Number(process.env["BENCH_ORDERS"] ?? 100_000);
  const current = keyFromHex(randomBytes(32).toString("hex"));
  const keys = { current, previous: [], origin: "the benchmark's key", save: async () => undefined };
  await bench.cluster.create(NAME);
  await migrate({ ownerUrl: bench.cluster.url(NAME), keys });
  const client = await bench.cluster.connect(NAME);
  const db = await openDatabase({ ownerUrl: bench.cluster.url(NAME), keys, poolSize: 2 });
  try {
    await seed(client, orders);
    return [await measured(bench, { client, db, orders })];
  } finally {
    await db.close();
    await client.end();
    await bench.cluster.drop(NAME);
  }
};

async function measured(
  bench: Bench,
  { client, db, orders }: { readonly client: pg.Client; readonly db: Database; readonly orders: number },
) {
  const before = process.memoryUsage().rss;
  const rebuild = (): Promise<number> => db.tenant(organizationId(ORGANIZATION), rebuildProfit).then(() => workOff(db));
  let most = 0;
  const firstMs = await timed(async () => {
    most = await rebuild();
  });
  const sums = await sumsOf(client);
  await client.query("analyze");
  const againMs = await timed(async () => {
    most = Math.max(most, await rebuild());
  });
  expect((await sumsOf(client)) === sums, "a rebuild gives other sums than stood there");
  const { rows } = await client.query<{ orders: string }>("select sum(orders) as orders from argosy.profit_day");
  expect(Number(rows[0]?.orders) === orders, `${rows[0]?.orders} of ${orders} orders count`);
  const changes: number[] = [];
  for (let n = 1; n <= 15; n += 1) {
    await client.query(
      `update argosy.sales_order
       set shipping_minor = shipping_minor + 1, total_minor = total_minor + 1
       where ext_key = $1`,
      [`o${n * 613}`],
    );
    changes.push(await timed(() => workOff(db)));
  }
  const floorMs = median(await Promise.all([1].map(() => timed(() => client.query(FLOOR)))));
  const mb = (bytes: number) => `${Math.round(bytes / 1_048_576)} MB`;
  bench.say(
    `  first ${Math.round(firstMs)} ms, again ${Math.round(againMs)} ms, a change ${median(changes).toFixed(0)} ms`,
  );
  return {
    id: "B12",
    what: `profit of ${orders} orders with every kind of cost, all calculated again`,
    floor: `one SQL aggregate over the same rows, ${(floorMs / 1_000).toFixed(1)} s`,
    ours: `${(againMs / 1_000).toFixed(1)} s`,
    ratio: againMs / floorMs,
    hold: 150,
    aim: 50,
    good: "below" as const,
    bound: "each order is calculated by one pure function from JSON rows, and every line, cost and sum is written",
    beside: [
      `for the first time: ${(firstMs / 1_000).toFixed(1)} s, including the costs of all lines`,
      `one changed order until its day's sums are updated: ${median(changes).toFixed(0)} ms, median`,
      `memory of the process: ${mb(before)} before, ${mb(most)} at most`,
      ...besides(),
    ],
    figures: { orders, firstMs, againMs, floorMs, changeMs: changes, rssBefore: before, rssMost: most },
  };
}
