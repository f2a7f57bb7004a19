/**
 * Items sold before they are there: offered up to a limit, as far as purchase orders bring them, which arrive, move and
 * shrink. Drawn apart, so that a seed's world without it is what it was.
 */
import { RefusedByApi } from "../../demo/seller.ts";
import { organizationId } from "../../src/commerce/ids.ts";
import { notifyBackorders } from "../../src/hub/orders/backorders.ts";
import { partsOf } from "./demand.ts";
import { createRandom, type Random } from "./random.ts";
import type { Good, World } from "./world.ts";

const SHARE = 0.5;
const OFTEN = 0.8;
const ITEMS = 2;
const DAY_MS = 86_400_000;
/** Days from now that no world reaches, or has left behind. */
const [PASSED, COMES] = [-3, 60];

interface Purchase {
  readonly id: string;
  readonly good: Good;
  readonly locationId: string;
  expectedOn: string | null;
  /** Units that are to come still. */
  open: number;
}

interface Presale {
  readonly preorderUntil: string | null;
  readonly backorderDays: number | null;
  readonly mostAhead: number | null;
}

/** What people decided about them. */
export interface Presales {
  supplierId: string | null;
  /** By SKU. */
  readonly items: Map<string, Presale>;
  readonly purchases: Purchase[];
}

export const noPresales = (): Presales => ({ supplierId: null, items: new Map(), purchases: [] });

const dayOf = ({ hub }: World, days: number): string =>
  new Date(hub.clock.now() + days * DAY_MS).toISOString().slice(0, 10);

/** Before the step of this place, in every other world; null: nothing. */
export async function sellAhead(world: World, index: number): Promise<string | null> {
  const { seed, hub } = world;
  if (!createRandom((seed * 89) ^ 0xa4ead).chance(SHARE)) return null;
  const random = createRandom((seed * 97 + index) ^ 0xb0ac);
  if (!random.chance(OFTEN)) return null;
  const items = world.goods.filter((good) => good.parts.size === 0).slice(0, ITEMS);
  const act = random.weighted(ACTS);
  const isFatal = random.chance(0.2);
  if (isFatal) hub.life.seam.dieAtStatement(random.int(1, 40));
  const text = await act?.run(world, random.pick(items), random).catch(refusal);
  if (random.chance(0.6)) await hub.work(world.sandboxes);
  hub.life.seam.disarm();
  await reportPresales(world);
  return text == null ? null : `${text}${isFatal ? "; the engine is to die" : ""}`;
}

/** As the upkeep does every minute. */
export async function reportPresales(world: World): Promise<void> {
  if (world.presales.items.size === 0) return;
  const { hub, organization } = world;
  await hub.db.database.tenant(organizationId(organization), (tx) => notifyBackorders(tx, new Date(hub.clock.now())));
}

function refusal(error: unknown): string {
  if (error instanceof RefusedByApi && error.status < 500) return `refused: ${error.message}`;
  throw error;
}

interface Act {
  readonly weight: number;
  run(world: World, good: Good, random: Random): Promise<string | null>;
}

const offer: Act = {
  weight: 4,
  async run(world, { sku, variantId }, random) {
    const [passed, comes] = [dayOf(world, PASSED), dayOf(world, COMES)];
    const days = random.pick([
      { preorderUntil: comes, backorderDays: null },
      { preorderUntil: null, backorderDays: 9 },
      { preorderUntil: passed, backorderDays: random.chance(0.5) ? 9 : null },
      { preorderUntil: null, backorderDays: null },
    ]);
    const isNone = days.preorderUntil === null && days.backorderDays === null;
    const presale = { ...days, mostAhead: isNone || random.chance(0.2) ? null : random.int(1, 15) };
    await world.ask("PUT", `/variants/${variantId}/presale`, presale);
    world.presales.items.set(sku, presale);
    return `hub: ${sku} is sold ahead: ${JSON.stringify(presale)}`;
  },
};

const buy: Act = {
  weight: 5,
  async run(world, good, random) {
    const { presales, locations, currency } = world;
    if (presales.supplierId === null) {
      const { id } = await world.ask<{ id: string }>("POST", "/suppliers", { name: "Mill", currency });
      presales.supplierId = id;
    }
    const [locationId, quantity] = [random.pick(locations), random.int(1, 12)];
    const expectedOn = random.chance(0.7) ? dayOf(world, COMES) : random.pick([null, dayOf(world, PASSED)]);
    const lines = [{ variantId: good.variantId, quantity }];
    const body = { supplierId: presales.supplierId, locationId, lines, expectedOn };
    const { id } = await world.ask<{ id: string }>("POST", "/purchase-orders", body);
    await world.ask("POST", `/purchase-orders/${id}/order`);
    presales.purchases.push({ id, good, locationId, expectedOn, open: quantity });
    return `hub: ${quantity} ${good.sku} are ordered for ${expectedOn ?? "no day"}`;
  },
};

/** One of what is on its way; null: nothing is. */
function onItsWay({ presales }: World, random: Random): Purchase | null {
  const open = presales.purchases.filter((one) => one.open > 0);
  return open.length === 0 ? null : random.pick(open);
}

const arrive: Act = {
  weight: 4,
  async run(world, _good, random) {
    const purchase = onItsWay(world, random);
    if (!purchase) return null;
    const { id, good, locationId } = purchase;
    const quantity = random.int(1, purchase.open);
    await world.ask("POST", `/purchase-orders/${id}/receive`, { lines: [{ line: 1, quantity }], takesCosts: false });
    purchase.open -= quantity;
    const key = `${good.sku} ${locationId}`;
    world.changed.set(key, (world.changed.get(key) ?? 0) + quantity);
    return `hub: ${quantity} ${good.sku} arrive, ${purchase.open} are left to come`;
  },
};

const move: Act = {
  weight: 2,
  async run(world, _good, random) {
    const purchase = onItsWay(world, random);
    if (!purchase) return null;
    const expectedOn = random.pick([null, dayOf(world, PASSED), dayOf(world, COMES)]);
    await world.ask("PATCH", `/purchase-orders/${purchase.id}`, { expectedOn });
    purchase.expectedOn = expectedOn;
    return `hub: ${purchase.open} ${purchase.good.sku} are expected on ${expectedOn ?? "no day"}`;
  },
};

const shrink: Act = {
  weight: 2,
  async run(world, _good, random) {
    const purchase = onItsWay(world, random);
    if (!purchase) return null;
    await world.ask("POST", `/purchase-orders/${purchase.id}/cancel`);
    const { open, good } = purchase;
    purchase.open = 0;
    return `hub: ${open} ${good.sku} do not come any more`;
  },
};

/** Somebody buys what a channel shows, there or not. */
const sell: Act = {
  weight: 6,
  async run(world, { sku }, random) {
    const channel = random.pick(world.channels);
    const { shop } = channel.sandbox;
    const shown = shop.skus().includes(sku) ? Math.floor(shop.stockOf(sku)) : 0;
    if (shown < 1) return null;
    const quantity = random.int(Math.ceil(shown / 2), shown);
    const lines = [{ sku, quantity }];
    const key = await channel.raises.following(undefined, () => shop.placeOrder({ lines, payment: "paid" }));
    world.placed.push({ channel, key });
    return `${channel.name}: ${quantity} of ${shown} ${sku} are ordered (${key})`;
  },
};

const ACTS: readonly Act[] = [offer, buy, arrive, move, shrink, sell];

/** Whether its channels are offered units ahead today. */
export function isOffered(world: World, { sku }: Pick<Good, "sku">): boolean {
  const presale = world.presales.items.get(sku);
  if (presale === undefined || presale.mostAhead === null) return false;
  const { preorderUntil, backorderDays } = presale;
  return backorderDays !== null || (preorderUntil ?? "") >= dayOf(world, 0);
}

/** Units orders lack, by SKU of what they are made of. */
export async function readLacking(world: World): Promise<ReadonlyMap<string, number>> {
  if (world.presales.items.size === 0) return new Map();
  const lines = await world.look<{ variantId: string | null; units: number; inside: Inside[]; takesOwn: boolean }>(
    `select variant_id as "variantId", short_quantity as units, coalesce(pack -> 'parts', '[]') as inside,
       coalesce((pack ->> 'takesOwn')::boolean, true) as "takesOwn"
     from argosy.order_line where organization_id = argosy.tenant() and short_quantity > 0`,
  );
  const lacking = new Map<string, number>();
  for (const { variantId, units, inside, takesOwn } of lines) {
    const own = takesOwn ? [{ variantId, quantity: 1 }] : [];
    for (const one of [...own, ...inside]) {
      const good = world.goods.find((each) => each.variantId === one.variantId);
      for (const [part, each] of good ? partsOf(world, good) : [])
        lacking.set(part.sku, (lacking.get(part.sku) ?? 0) + units * one.quantity * each);
    }
  }
  return lacking;
}

interface Inside {
  readonly variantId: string | null;
  readonly quantity: number;
}

/** What may be shown of a good beyond what lies here, `given` of it being shown elsewhere; written from the handbook. */
export function aheadOf(
  world: World,
  good: Good,
  at: { readonly isHere: (locationId: string) => boolean; readonly lacking: number; readonly given: number },
): number {
  if (!isOffered(world, good)) return 0;
  const today = dayOf(world, 0);
  const comes = world.presales.purchases
    .filter((one) => one.good === good && at.isHere(one.locationId) && (one.expectedOn ?? "") >= today)
    .reduce((sum, { open }) => sum + open, 0);
  const most = world.presales.items.get(good.sku)?.mostAhead ?? 0;
  return Math.max(0, Math.min(comes - at.lacking, most - at.lacking - at.given));
}

/** What comes is what was ordered and has not come, and no order promises a day that none of its lines has. */
export async function checkPresales(world: World): Promise<string[]> {
  const problems: string[] = [];
  for (const { id, good, open } of world.presales.purchases) {
    const [line] = await world.look<{ incoming: number }>(
      `select incoming from argosy.purchase_order_line
       where organization_id = argosy.tenant() and purchase_order_id = $1`,
      [id],
    );
    if (line?.incoming !== open) problems.push(`${open} ${good.sku} are to come, but the hub has ${line?.incoming}`);
  }
  const outlived = await world.look<{ number: string; on: string }>(
    `select o.number, o.promised_on::text as on from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.promised_on is not null
       and o.fulfilment in ('unfulfilled', 'partial')
       and not exists (select from argosy.order_line l where l.organization_id = argosy.tenant() and l.order_id = o.id
         and l.quantity > 0 and l.promised_on >= o.promised_on)`,
  );
  for (const { number, on } of outlived) problems.push(`${number} is promised for ${on}, and none of its lines is`);
  return problems;
}
