/** The ledger is what happened, and every channel shows what follows from it. */
import { organizationId } from "../../src/commerce/ids.ts";
import { checkLedger, checkReservations } from "../../src/hub/inventory/doctor.ts";
import { type Add, demandOf, madeDemand, partsOf, readLedger, type Sum } from "./demand.ts";
import { reservedFromOthers, type SellingChannel } from "./kept.ts";
import type { OrderTruth } from "./platform-truth.ts";
import { aheadOf, isOffered, readLacking } from "./presales.ts";
import type { Channel, Good, World } from "./world.ts";

interface Level {
  readonly variantId: string;
  readonly locationId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
}

async function levelsOf(world: World): Promise<Level[]> {
  return (await world.ask<{ items: Level[] }>("GET", "/inventory/levels?limit=200")).items;
}

const at = (variantId: string, locationId: string | null) => `${variantId} ${locationId}`;

/** The ledger against itself, and against a model that knows only what people did and what platforms say left. */
export async function checkStock(world: World, truth: readonly OrderTruth[]): Promise<string[]> {
  const doctor = await world.hub.db.database.tenant(organizationId(world.organization), async (tx) => [
    ...(await checkLedger(tx)).map((fault) => `level and ledger differ: ${JSON.stringify(fault)}`),
    ...(await checkReservations(tx)).map((fault) => `level and order lines differ: ${JSON.stringify(fault)}`),
  ]);
  const overdrawn = await world.look<object>(
    `select v.sku, m.on_hand_after, m.reserved_after, m.reserved_delta from argosy.movement m
     join argosy.variant v on v.organization_id = m.organization_id and v.id = m.variant_id
     where m.organization_id = argosy.tenant() and m.reserved_delta > 0 and m.reserved_after > m.on_hand_after`,
  );
  return [
    ...doctor,
    ...overdrawn.map((row) => `more was promised than there was: ${JSON.stringify(row)}`),
    ...(await compareWithModel(world, truth)),
  ];
}

async function compareWithModel(world: World, truth: readonly OrderTruth[]): Promise<string[]> {
  const sums = new Map<string, Sum>();
  const add: Add = (variantId, locationId, by) => {
    const key = at(variantId, locationId);
    const sum = sums.get(key) ?? { onHand: 0, reserved: 0 };
    sums.set(key, { onHand: sum.onHand + (by.onHand ?? 0), reserved: sum.reserved + (by.reserved ?? 0) });
  };
  for (const [key, onHand] of world.changed) {
    const [sku = "", locationId = ""] = key.split(" ");
    add(world.goods.find((good) => good.sku === sku)?.variantId ?? "", locationId, { onHand });
  }
  const problems: string[] = [];
  const ledger = await readLedger(world);
  for (const order of truth) problems.push(...(await demandOf(world, order, ledger, add)));
  const pushed = new Set(truth.map(({ hub }) => hub?.id));
  for (const made of world.made)
    if (!pushed.has(made.orderId)) problems.push(...(await madeDemand(world, made, ledger, add)));
  for (const row of await takenOver(world)) add(row.variant_id, row.location_id, { onHand: row.units });
  const levels = await levelsOf(world);
  for (const level of levels) {
    const sum = sums.get(at(level.variantId, level.locationId)) ?? { onHand: 0, reserved: 0 };
    sums.delete(at(level.variantId, level.locationId));
    const sku = world.goods.find((good) => good.variantId === level.variantId)?.sku;
    const where = `${sku} at location ${world.locations.indexOf(level.locationId) + 1}`;
    if (world.goods.some((good) => good.variantId === level.variantId && good.parts.size > 0) && level.onHand !== 0)
      problems.push(`${where}: a bundle has ${level.onHand} units of its own`);
    if (level.onHand !== sum.onHand)
      problems.push(`${where}: ${level.onHand} on hand, but by what was done it is ${sum.onHand}`);
    if (level.reserved !== sum.reserved)
      problems.push(`${where}: ${level.reserved} reserved, but orders hold ${sum.reserved}`);
  }
  for (const [key, sum] of sums)
    if (sum.onHand !== 0 || sum.reserved !== 0) problems.push(`there is no level for ${key}: ${JSON.stringify(sum)}`);
  return problems;
}

/** What two-way channels brought in. */
function takenOver(world: World) {
  return world.look<{ variant_id: string; location_id: string; units: number }>(
    `select variant_id, location_id, sum(on_hand_delta)::int as units from argosy.movement
     where organization_id = argosy.tenant() and cause_kind = 'channel' group by 1, 2`,
  );
}

interface Explanation {
  readonly notPushed: readonly string[];
  readonly locations: readonly {
    readonly quantity: number;
    readonly steps: readonly { readonly label: string; readonly value: number }[];
    readonly channel: { readonly expected: number | null } | null;
  }[];
}

interface ListedItem {
  readonly id: string;
  readonly sku: string;
  readonly variantId: string | null;
  readonly state: string;
  readonly active: boolean;
  readonly goneAt: string | null;
}

/** The channels people have not switched off, with the variants their linked items stand for. */
function sellersOf(listed: ReadonlyMap<Channel, readonly ListedItem[]>): SellingChannel[] {
  return [...listed].flatMap(([channel, items]) => {
    const sold = items.filter((one) => one.state === "mapped" && one.active && one.goneAt === null);
    const variants = new Set(sold.flatMap(({ variantId }) => variantId ?? []));
    return channel.state === "inactive" ? [] : [{ channel, variants }];
  });
}

/** Every linked item of every store: shown, explained and modelled number are the same. */
export async function checkChannels(world: World, truth: readonly OrderTruth[]): Promise<string[]> {
  const levels = await levelsOf(world);
  const problems: string[] = [];
  const listed = new Map<Channel, readonly ListedItem[]>();
  for (const channel of world.channels) {
    const url = `/stores/${channel.storeId}/mappings?limit=200`;
    listed.set(channel, (await world.ask<{ items: ListedItem[] }>("GET", url)).items);
  }
  const sellers = sellersOf(listed);
  const lacking = await readLacking(world);
  for (const [channel, items] of listed) {
    for (const listing of items) {
      if (listing.state !== "mapped") continue;
      const explained = await world.ask<Explanation>("GET", `/mappings/${listing.id}/explain`);
      if (explained.notPushed.length > 0) continue;
      const number = explained.locations.reduce((sum, location) => sum + location.quantity, 0);
      // What is left of a unit sold by measure is not for sale.
      const shown = Math.floor(channel.sandbox.shop.stockOf(listing.sku));
      const good = world.goods.find((one) => one.variantId === listing.variantId);
      const modelled = good
        ? modelledNumber({ world, levels, sellers, lacking }, channel, good) +
          waitingUnits(world, truth, { channel, sku: listing.sku })
        : number;
      const what = `${channel.name}: ${listing.sku}`;
      if (number !== modelled)
        problems.push(
          `${what} is explained as ${number}, but the rule makes it ${modelled}: ${JSON.stringify(explained)}`,
        );
      // Below zero a channel sells no more than at zero, and what it owes is left to it; platforms that take all places of
      // an item at once, and no debt, are sent none there with the next write.
      const debts = explained.locations.reduce(
        (sum, { quantity, channel: there }) => sum + (quantity === 0 ? Math.min(0, there?.expected ?? 0) : 0),
        0,
      );
      if (shown !== number && shown !== number + debts)
        problems.push(`${what} shows ${shown}, but should show ${number}: ${JSON.stringify(explained.locations)}`);
    }
  }
  return problems;
}

/**
 * Where a platform's number is what lies there, the units reserved for its own open orders are still in it, by the
 * platform's own books. Units the hub does not know as its own stand in nothing it promises. The same of units that a shop keeps aside for its unpaid
 * orders, where the hub has them lying somewhere (decision 534).
 */
function waitingUnits(
  world: World,
  truth: readonly OrderTruth[],
  { channel, sku }: { readonly channel: Channel; readonly sku: string },
): number {
  const ofChannel = truth.filter((order) => order.channel === channel);
  const stored = unpaidUnits(world, ofChannel, { channel, sku });
  if (stored > 0) return stored;
  const open = ofChannel.filter((order) => order.isCountedIn);
  return open.reduce((sum, { record, hub }) => {
    const waiting = (record?.lines ?? []).reduce(
      (units, line) => units + Math.ceil(line.quantity - line.shipped) * unitsOfIn(channel, sku, line.sku),
      0,
    );
    return sum + Math.min(waiting, held(world, hub, sku));
  }, 0);
}

/** How many of an item one unit of a line is, by its SKU: itself, or a set with it inside. */
function unitsOfIn({ sets }: Channel, sku: string, lineSku: string): number {
  const inside = sets.find((set) => set.sku === lineSku)?.parts.find((part) => part.sku === sku);
  return lineSku === sku ? 1 : (inside?.quantity ?? 0);
}

/** What is owed is not there (decision 511), and in the number only where it was offered ahead. */
const held = (world: World, hub: OrderTruth["hub"], sku: string): number =>
  hub?.lines.reduce((sum, { variantId, reservedQuantity, shortQuantity, ...line }) => {
    if (line.sku !== sku || variantId === null) return sum;
    const good = world.goods.find((one) => one.variantId === variantId);
    return sum + reservedQuantity + (good && isOffered(world, good) ? shortQuantity : 0);
  }, 0) ?? 0;

/**
 * Units of orders that wait for their payment, as long as the connector says that the shop keeps them aside. An edit of
 * such an order moves the time it goes by, so that the shop itself may have stopped before.
 */
function unpaidUnits(
  world: World,
  orders: readonly OrderTruth[],
  { channel, sku }: { readonly channel: Channel; readonly sku: string },
): number {
  const isStored = ({ part }: OrderTruth) =>
    part.heldUntil !== undefined && Date.parse(part.heldUntil) > channel.clock.now();
  return orders.filter(isStored).reduce((sum, { hub }) => sum + held(world, hub, sku), 0);
}

interface Stocked {
  readonly world: World;
  readonly levels: readonly Level[];
  readonly sellers: readonly SellingChannel[];
  /** Units orders lack, by SKU. */
  readonly lacking: ReadonlyMap<string, number>;
}

/** The rule applied to what is free, place by place, written from the handbook and not from the hub's code. */
function modelledNumber(stocked: Stocked, channel: Channel, good: Good): number {
  const { places } = channel;
  const named = new Set(places.map((place) => place.locationId));
  // Of places that stand for nothing in particular, the first shows the rest; the others are left alone.
  const shows = places.filter(
    (place, index) => places.findIndex((other) => other.locationId === place.locationId) === index,
  );
  const views = places.length === 0 ? [null] : shows;
  const given = new Map<Good, number>();
  return views.reduce((sum, index) => {
    const isHere = (locationId: string) =>
      index === null || (index.locationId === null ? !named.has(locationId) : index.locationId === locationId);
    return sum + shareOf({ ...stocked, given }, channel, good, isHere);
  }, 0);
}

function shareOf(
  { world, levels, sellers, lacking, given }: Stocked & { readonly given: Map<Good, number> },
  channel: Channel,
  good: Good,
  isAtLocation: (locationId: string) => boolean,
): number {
  const { rule } = channel;
  const isHere = (locationId: string) =>
    isAtLocation(locationId) && (rule.locationIds === null || rule.locationIds.includes(locationId));
  const free = ({ variantId }: Good) =>
    levels
      .filter((level) => level.variantId === variantId && isHere(level.locationId))
      .reduce((sum, level) => sum + level.available, 0) -
    reservedFromOthers(sellers, { channel, variantId, levels, locations: world.locations, isHere });
  const ahead = (one: Good) => {
    const elsewhere = given.get(one) ?? 0;
    const units = aheadOf(world, one, { isHere, lacking: lacking.get(one.sku) ?? 0, given: elsewhere });
    given.set(one, elsewhere + units);
    return units;
  };
  const possible = Math.min(
    ...partsOf(world, good).map(([one, units]) => Math.floor((free(one) + ahead(one)) / units)),
  );
  const shared = (Math.max(0, possible - rule.buffer) * (rule.percent ?? 100)) / 100;
  const number = Math.min(Math.floor(shared), rule.cap ?? Number.POSITIVE_INFINITY);
  return number < rule.zeroBelow ? 0 : number;
}
