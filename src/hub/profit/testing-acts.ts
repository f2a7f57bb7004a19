/** Random acts of a seller's month: each changes something profits follow from. */
import { day, moment, pick, type World } from "./testing-dice.ts";
import { feeRule, payout, rate } from "./testing-money-acts.ts";

const CURRENCIES = ["EUR", "EUR", "INR", "USD"] as const;

export async function newOrder(world: World): Promise<string> {
  const { ids, roll, owner } = world;
  world.n += 1;
  const lines = Array.from({ length: 1 + roll(4) }, () => {
    const quantity = 1 + roll(4);
    const price = 500 + roll(5_000);
    const total = Math.floor((price * quantity * (100 - roll(4) * 10)) / 100);
    return { variant: pick(world, ids.variants), quantity, price, total, tax: Math.floor((total * 21) / 121) };
  });
  const shipping = roll(3) * 300;
  const total = lines.reduce((sum, line) => sum + line.total, shipping);
  const tax = lines.reduce((sum, line) => sum + line.tax, 0);
  const { id } = await owner.one<{ id: string }>(
    `insert into argosy.sales_order (organization_id, connection_id, ext_key, ext_number, number, status, financial,
       fulfilment, payment_kind, gateway, currency, tax_minor, shipping_minor, total_minor, tax_included, placed_at,
       due_at)
     values ($1, $2, $3, $3, $3, 'confirmed', $4, 'unfulfilled', $5, 'card', $6, $7, $8, $9, true, $10, $10)
     returning id`,
    [
      ids.organization,
      roll(9) === 0 ? null : pick(world, ids.channels),
      `o${world.n}`,
      pick(world, ["paid", "paid", "pending", "cod_pending"]),
      pick(world, ["prepaid", "prepaid", "cod", "unknown"]),
      pick(world, CURRENCIES),
      tax,
      shipping,
      total,
      moment(world),
    ],
  );
  for (const [n, line] of lines.entries())
    await owner.run(
      `insert into argosy.order_line (organization_id, order_id, ext_key, position, variant_id, title,
         ordered_quantity, quantity, fulfilled_quantity, unit_price, total_minor, tax_minor, fulfilled_by)
       values ($1, $2, $3, $4, $5, 'Item', $6, $6, $6, $7::numeric / 100, $8, $9, 'merchant')`,
      [
        ids.organization,
        id,
        `l${n}`,
        n,
        roll(9) ? line.variant : null,
        line.quantity,
        line.price,
        line.total,
        line.tax,
      ],
    );
  world.orders.push(id);
  return id;
}

const update = (set: string) => async (world: World) => {
  await world.owner.run(`update argosy.sales_order set ${set} where organization_id = $1 and id = $2`, [
    world.ids.organization,
    pick(world, world.orders),
  ]);
};

async function lineChange(world: World): Promise<void> {
  await world.owner.run(
    `update argosy.order_line set quantity = ordered_quantity - $3 % (ordered_quantity + 1),
       restocked_quantity = $4 % (ordered_quantity + 1)
     where organization_id = $1 and order_id = $2 and position = $5`,
    [world.ids.organization, pick(world, world.orders), world.roll(3), world.roll(3), world.roll(3)],
  );
}

async function refund(world: World): Promise<void> {
  await world.owner.run(
    `insert into argosy.order_refund (organization_id, order_id, ext_key, amount_minor, refunded_at, lines)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (organization_id, order_id, ext_key) do update set amount_minor = excluded.amount_minor`,
    [
      world.ids.organization,
      pick(world, world.orders),
      `r${world.roll(2)}`,
      world.roll(4_000),
      moment(world),
      JSON.stringify(world.roll(2) ? [{ lineKey: "l0", quantity: 1 }] : []),
    ],
  );
}

async function payment(world: World): Promise<void> {
  await world.owner.run(
    `insert into argosy.order_transaction (organization_id, order_id, ext_key, kind, status, amount_minor, currency,
       at)
     values ($1, $2, $3, 'sale', $4, 1000, 'EUR', $5)
     on conflict (organization_id, order_id, ext_key) do update set at = excluded.at, status = excluded.status`,
    [
      world.ids.organization,
      pick(world, world.orders),
      `t${world.roll(2)}`,
      pick(world, ["success", "failed"]),
      moment(world),
    ],
  );
}

async function fee(world: World): Promise<void> {
  const order = world.roll(6) ? pick(world, world.orders) : null;
  await world.owner.run(
    `insert into argosy.channel_fee (organization_id, connection_id, ext_key, order_key, kind, amount_minor, tax_minor,
       currency, text, charged_at, raw)
     select $1, coalesce(o.connection_id, $2), $3, o.ext_key, $4, $5, $5::bigint / 10, $6, 'fee', $7, '{}'
     from (select 1) as one
     left join argosy.sales_order o on o.organization_id = $1 and o.id = $8::uuid
     on conflict (organization_id, connection_id, ext_key) do update set amount_minor = excluded.amount_minor,
       charged_at = excluded.charged_at, order_key = excluded.order_key`,
    [
      world.ids.organization,
      pick(world, world.ids.channels),
      `f${world.roll(400)}`,
      pick(world, ["commission", "payment_fee", "service_fee", "advertising", "withheld_tax", "adjustment"]),
      world.roll(900) - 200,
      pick(world, CURRENCIES),
      moment(world),
      order,
    ],
  );
}

async function shipment(world: World): Promise<void> {
  const { ids, owner } = world;
  const order = pick(world, world.orders);
  world.n += 1;
  const { id } = await owner.one<{ id: string }>(
    `insert into argosy.shipment (organization_id, order_id, connection_id, location_id, reference, idempotency_key,
       state, status, payment, value_minor, currency, tells_at, requested_by, booked_at, created_at, updated_at,
       charge_minor, charge_currency)
     values ($1, $2, $3, $4, $5, $5, 'booked', 'in_transit', 'prepaid', 1, 'EUR', 'booked', 'test', $6, $6, $6, $7, $8)
     returning id`,
    [
      ids.organization,
      order,
      ids.courier,
      ids.location,
      `s${world.n}`,
      moment(world),
      world.roll(3) ? world.roll(900) : null,
      pick(world, CURRENCIES),
    ],
  );
  await owner.run(
    `insert into argosy.parcel (organization_id, shipment_id, connection_id, position, reference, weight_grams,
       length_mm, width_mm, height_mm, tracking_number, items)
     select $1, $2, $3, 0, $4, 100, 1, 1, 1, $4,
       coalesce((select jsonb_agg(jsonb_build_object('lineId', l.id, 'quantity', l.quantity)) from argosy.order_line l
         where l.organization_id = $1 and l.order_id = $5 and l.position <= $6), '[]')`,
    [ids.organization, id, ids.courier, `s${world.n}`, order, world.roll(3)],
  );
}

async function scan(world: World): Promise<void> {
  await world.owner.run(
    `update argosy.shipment set status = $2, ended_at = $3
     where organization_id = $1 and id in (select id from argosy.shipment where organization_id = $1 order by id
       offset $4 limit 1)`,
    [
      world.ids.organization,
      pick(world, ["delivered", "delivered", "rto_in_transit", "rto_delivered", "lost", "cancelled"]),
      world.roll(4) ? moment(world) : null,
      world.roll(40),
    ],
  );
}

async function bill(world: World): Promise<void> {
  await world.owner.run(
    `insert into argosy.parcel_charge (organization_id, connection_id, tracking_number, key, kind, gross_minor,
       currency, source, received_at)
     select $1, p.connection_id, p.tracking_number, $2, $3, $4, $5, $6, $7
     from argosy.parcel p where p.organization_id = $1 order by p.id offset $8 limit 1
     on conflict (organization_id, connection_id, tracking_number, key)
     do update set gross_minor = excluded.gross_minor`,
    [
      world.ids.organization,
      `k${world.roll(3)}`,
      pick(world, ["freight", "rto_freight", "cod_charges"]),
      world.roll(800) - 100,
      pick(world, CURRENCIES),
      pick(world, ["api", "file"]),
      moment(world),
      world.roll(40),
    ],
  );
}

async function spend(world: World): Promise<void> {
  const date = day(world);
  await world.owner.run(
    `insert into argosy.ad_spend (organization_id, connection_id, date, campaign_key, ad_set_key, campaign_name,
       ad_set_name, spend, currency, impressions, clicks, conversions, conversion_value, read_at)
     values ($1, $2, $3, $4, '', $4, '', $5::numeric / 10000, $6, 1, 1, 0, 0, now())
     on conflict (organization_id, connection_id, date, campaign_key, ad_set_key) do update set spend = excluded.spend`,
    [world.ids.organization, world.ids.ads, date, `c${world.roll(3)}`, world.roll(9_999_999), pick(world, CURRENCIES)],
  );
}

async function mapCampaign(world: World): Promise<void> {
  const key = `c${world.roll(3)}`;
  await world.owner.run(
    `insert into argosy.campaign_channel (organization_id, connection_id, campaign_key, campaign_name, last_on,
       channel_id)
     values ($1, $2, $3, $3, '2026-11-01', $4)
     on conflict (organization_id, connection_id, campaign_key) do update set channel_id = excluded.channel_id`,
    [world.ids.organization, world.ids.ads, key, world.roll(2) ? pick(world, world.ids.channels) : null],
  );
}

async function manualSpend(world: World): Promise<void> {
  await world.owner.run(
    `insert into argosy.manual_spend (organization_id, id, label, date, amount, currency, channel_id, source, key,
       updated_at)
     values ($1, gen_random_uuid(), 'Radio', $2, $3::numeric / 100, $4, $5, 'import', $6, now())
     on conflict (organization_id, key) do update set amount = excluded.amount, date = excluded.date`,
    [
      world.ids.organization,
      day(world),
      world.roll(9_999),
      pick(world, CURRENCIES),
      world.roll(2) ? pick(world, world.ids.channels) : null,
      `m${world.roll(9)}`,
    ],
  );
}

async function weight(world: World): Promise<void> {
  await world.owner.run("update argosy.variant set weight_grams = $3 where organization_id = $1 and id = $2", [
    world.ids.organization,
    pick(world, world.ids.variants),
    world.roll(5) ? world.roll(900) : null,
  ]);
}

async function lineCost(world: World): Promise<void> {
  await world.owner.run(
    `update argosy.line_cost set unit_cost = $3::numeric / 1000, quality = 'actual', source = 'variant_cost'
     where organization_id = $1 and order_id = $2`,
    [world.ids.organization, pick(world, world.orders), world.roll(9_999)],
  );
}

async function forget(world: World): Promise<void> {
  if (world.roll(3)) return;
  const id = pick(world, world.orders);
  world.orders.splice(world.orders.indexOf(id), 1);
  const key = [world.ids.organization, id];
  await world.owner.run("delete from argosy.shipment where organization_id = $1 and order_id = $2", key);
  await world.owner.run("delete from argosy.sales_order where organization_id = $1 and id = $2", key);
}

async function settings(world: World): Promise<void> {
  if (world.roll(4)) return;
  await world.owner.run(
    `insert into argosy.profit_settings (organization_id, recognition, spread, ad_tax_percent, courier_tax_percent,
       has_input_credit)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (organization_id) do update set recognition = excluded.recognition, spread = excluded.spread,
       ad_tax_percent = excluded.ad_tax_percent, has_input_credit = excluded.has_input_credit`,
    [
      world.ids.organization,
      pick(world, ["booked", "delivered", "cash"]),
      pick(world, ["revenue", "orders"]),
      world.roll(20),
      18,
      world.roll(2) === 1,
    ],
  );
}

/** One of a few buyers, whose other orders may be of other months. */
async function buyer(world: World): Promise<void> {
  const { id } = await world.owner.one<{ id: string }>(
    `insert into argosy.customer (organization_id, id, name) values ($1::uuid, md5($1::text || $2::text)::uuid, 'B')
     on conflict (organization_id, id) do update set name = excluded.name
     returning id`,
    [world.ids.organization, world.roll(25)],
  );
  await world.owner.run("update argosy.sales_order set customer_id = $3 where organization_id = $1 and id = $2", [
    world.ids.organization,
    pick(world, world.orders),
    world.roll(9) ? id : null,
  ]);
}

async function visit(world: World): Promise<void> {
  const reported = [null, {}, { source: "mail" }, { campaign: "C0" }, { campaign: "c1" }, { campaign: "Letter" }];
  await world.owner.run("update argosy.sales_order set attribution = $3 where organization_id = $1 and id = $2", [
    world.ids.organization,
    pick(world, world.orders),
    JSON.stringify(pick(world, reported)),
  ]);
}

export const ACTS: readonly ((world: World) => Promise<unknown>)[] = [
  newOrder,
  newOrder,
  update("financial = 'paid'"),
  update("financial = 'refunded'"),
  update("status = 'cancelled'"),
  update("status = 'confirmed', fulfilment = 'delivered'"),
  update("placed_at = placed_at + interval '7 hours'"),
  update("placed_at = placed_at - interval '31 days'"),
  buyer,
  buyer,
  visit,
  update("shipping_minor = shipping_minor + 100, total_minor = total_minor + 100"),
  lineChange,
  refund,
  payment,
  fee,
  fee,
  shipment,
  scan,
  bill,
  spend,
  mapCampaign,
  manualSpend,
  rate,
  payout,
  payout,
  feeRule,
  weight,
  lineCost,
  forget,
  settings,
];
