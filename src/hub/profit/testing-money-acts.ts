/** Random acts on rates, payouts and rules. */
import { day, moment, pick, type World } from "./testing-dice.ts";

export async function rate(world: World): Promise<void> {
  await world.owner.run(
    `insert into argosy.fx_rate (organization_id, base, quote, rate, valid_from, source, in_force, created_at)
     values ($1, $2, 'EUR', $3::numeric / 10000, $4, 'manual', true, now())
     on conflict (organization_id, base, quote, valid_from) do update set rate = excluded.rate`,
    [world.ids.organization, pick(world, ["INR", "USD"]), 1 + world.roll(9_999), day(world)],
  );
}

/** A payout in another currency than the bank's, with a sale of an order and what the account was charged. */
export async function payout(world: World): Promise<void> {
  const { ids, roll, owner } = world;
  const currency = pick(world, ["INR", "USD"]);
  const rate = roll(4) ? 1 + roll(9_999) : null;
  const { id } = await owner.one<{ id: string }>(
    `insert into argosy.settlement (organization_id, connection_id, reference, currency, source, created_at, updated_at,
       bank_currency, bank_minor, bank_rate)
     values ($1, $2, $3, $4, $5, now(), now(), $6, 1, $7::numeric / 5000)
     on conflict (organization_id, connection_id, gateway, reference) do update
       set bank_currency = excluded.bank_currency, bank_rate = excluded.bank_rate
     returning id`,
    [
      ...[ids.organization, ids.channels[0], `${currency} ${roll(6)}`, currency, pick(world, ["api", "file"])],
      ...[pick(world, ["EUR", "EUR", "GBP"]), rate],
    ],
  );
  const line = (key: string, order: string | null, kind: string) =>
    owner.run(
      `insert into argosy.settlement_line (organization_id, settlement_id, ext_key, order_key, order_id, kind,
         amount_minor, currency, occurred_at, text, raw)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', 'null')
       on conflict (organization_id, settlement_id, ext_key) do update set amount_minor = excluded.amount_minor`,
      [ids.organization, id, key, order ?? "", order, kind, roll(999) - 500, currency, moment(world)],
    );
  const order = pick(world, world.orders);
  await line(`s${order}`, order, "sale");
  await line(`c${order}`, order, pick(world, ["commission", "service_fee"]));
  await line(`a${roll(3)}`, null, "service_fee");
  if (roll(5) === 0)
    await owner.run("delete from argosy.settlement where organization_id = $1 and id = $2", [ids.organization, id]);
}

export async function feeRule(world: World): Promise<void> {
  const { ids, roll } = world;
  await world.owner.run("delete from argosy.fee_rule where organization_id = $1 and position = $2", [
    ids.organization,
    roll(3),
  ]);
  await world.owner.run(
    `insert into argosy.fee_rule (organization_id, position, name, connection_id, kind, percent, fixed_minor, currency,
       base, tax_percent, valid_from, created_at, updated_at)
     values ($1, $2, 'rule', $3, $4, $5, 0, null, 'total', 18, $6, now(), now())`,
    [
      ids.organization,
      roll(3),
      roll(2) ? pick(world, ids.channels) : null,
      pick(world, ["commission", "payment_fee", "packaging", "shipping_forward"]),
      roll(9),
      roll(2) ? day(world) : null,
    ],
  );
}
