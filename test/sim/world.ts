/** A simulated world: one organization, its catalog and rules, and a few channels with shops that live beside it. */
import { connectShop } from "../../demo/connect.ts";
import type { Seller } from "../../demo/seller.ts";
import { type OrganizationId, organizationId } from "../../src/commerce/ids.ts";
import type { StockRule } from "../../src/commerce/inventory.ts";
import type { Connector } from "../../src/connectors/kit/contract/contract.ts";
import type { SandboxClock } from "../../src/connectors/kit/sandbox/clock.ts";
import type { Sandbox } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { startSandboxOf } from "../support/start.ts";
import { type ChannelBook, drawBook, drawRate, type Edit, noteFirst, putRate, setPriceRule, typed } from "./book.ts";
import { DIFFERING, type Differing, decided } from "./decided.ts";
import { drawRule } from "./drawn-rule.ts";
import type { SimHub } from "./hub.ts";
import { firstReserve } from "./kept.ts";
import { importPast, liveBefore, rememberPast } from "./live-before.ts";
import { retrying, sellerIn, untilConnected } from "./person.ts";
import { noPresales, type Presales } from "./presales.ts";
import { QUIET } from "./quiet.ts";
import { createRandom, type Random } from "./random.ts";
import type { BookedReturn } from "./return-steps.ts";
import { openSets, type ShopSet } from "./sets.ts";
import { drawClock } from "./shop-clocks.ts";
import { slowOrders } from "./slow-orders.ts";
import { stockShop } from "./stock-shop.ts";
import { type Raises, watchRaises } from "./unexplained.ts";

export interface Good {
  readonly sku: string;
  /** Its product's first title, which names the product here for good. */
  readonly title: string;
  readonly productId: string;
  readonly variantId: string;
  /** What one unit is made of now, by SKU; empty for a plain item. */
  parts: Recipe;
  /** Every recipe it had, the present one last. */
  readonly recipes: Recipe[];
}

export type Recipe = ReadonlyMap<string, number>;

export interface Channel {
  readonly name: string;
  readonly connector: Connector;
  readonly sandbox: Sandbox;
  /** The shop's own. */
  readonly clock: SandboxClock;
  readonly storeId: string;
  readonly differing: Differing;
  /** What its prices are in. */
  readonly currency: string;
  /** The channel's own places and which of ours each stands for; null: all that no other stands for. None: one number. */
  readonly places: readonly { readonly key: string; readonly locationId: string | null }[];
  rule: StockRule & { readonly locationIds: readonly string[] | null; readonly keep: number };
  /** What people did to the store in the hub. */
  state: "active" | "paused" | "inactive";
  /** What people decided about its contents and prices. */
  readonly book: ChannelBook;
  /** Numbers the hub raised over sales it did not know. */
  readonly raises: Raises;
  /** What the shop sells as one. */
  readonly sets: readonly ShopSet[];
}

/** An order made in the hub. */
export interface Made {
  readonly orderId: string;
  /** Null: it stays in the hub. */
  readonly channel: Channel | null;
  readonly isHandedOver: boolean;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

/** An intent the hub accepted. */
export interface RequestedCommand {
  readonly channel: Channel;
  readonly orderId: string;
  readonly orderKey: string;
  readonly commandId: string;
  readonly kind: string;
  /** A text that stands nowhere else: tracking number, note, reason of a refund. */
  readonly marker: string;
  readonly amountMinor: number;
  readonly units: readonly { readonly lineKey: string; readonly quantity: number }[];
  /** Units the platform had told as put back by then, by line. */
  readonly toldBack: ReadonlyMap<string, number>;
}

export interface World {
  readonly seed: number;
  readonly hub: SimHub;
  readonly seller: Seller;
  readonly organization: OrganizationId;
  readonly currency: string;
  readonly locations: readonly string[];
  readonly goods: readonly Good[];
  readonly channels: readonly Channel[];
  readonly sandboxes: readonly Sandbox[];
  /** What people changed on hand in the hub, by `sku location`. */
  readonly changed: Map<string, number>;
  /** Units of lines shipped before their channel was connected, by channel, order and SKU. */
  readonly prior: Map<string, number>;
  /** What was placed on the platforms, in its order. */
  readonly placed: { readonly channel: Channel; readonly key: string }[];
  readonly asked: RequestedCommand[];
  readonly made: Made[];
  /** Money that people moved on the platforms themselves, in minor units by `store order`. */
  readonly movedThere: Map<string, number>;
  /** Units of orders made here that a courier took, by line. */
  readonly sent: Map<string, number>;
  /** Returns people opened in the hub. */
  readonly returns: BookedReturn[];
  /** What is sold before it is there. */
  readonly presales: Presales;
  /** Titles, descriptions and prices people typed, in the hub and on the platforms. */
  readonly edits: Edit[];
  /** Units of a channel's currency for one of ours, in hundredths; null: nobody has put one. */
  readonly rates: Map<string, number | null>;
  /** Another organization in the same hub, with the same SKUs; most worlds have none. */
  readonly neighbour: World | null;
  readonly isNeighbour: boolean;
  /** Numbers changed by hand on two-way channels. */
  handEdits: number;
  /** A request of a person; repeated with its key while the hub cannot answer. Null: refused, with the reason in `why`. */
  ask<T>(method: string, path: string, body?: unknown): Promise<T>;
  look<T>(text: string, params?: readonly unknown[]): Promise<T[]>;
  end(): Promise<void>;
}

const CURRENCY = "USD";
let sandboxes = 0;
let worlds = 0;

/**
 * Platforms the worlds of a test run are drawn from: all that have a list of items. A seed stands for the same world as
 * long as the list does; worlds of a few of them are drawn with `npm run sim -- --providers`.
 */
export const PROVIDERS: readonly string[] = [
  "shopify",
  "woocommerce",
  "amazon",
  "bigcommerce",
  "custom_api",
  "easyorders",
  "flipkart",
  "magento",
  "prestashop",
  "shopee",
  "squarespace",
  "sylius",
  "tiktok_shop",
  "wix",
];

/** Every so many seeds a second organization stands beside the first. */
const WORLDS_ALONE = 5;

/** Everything is drawn before anything is done, so that the steps of a world do not depend on answers. */
export async function openWorld(hub: SimHub, seed: number, drawnFrom = PROVIDERS): Promise<World> {
  const random = createRandom(seed);
  const sandboxes: Sandbox[] = [];
  const offered = drawnFrom.flatMap((id) => hub.connectors.get(id) ?? []);
  const drawn = (channels: number) => Array.from({ length: channels }, () => random.pick(offered));
  const world = await openOrganization({ hub, seed, sandboxes }, random, drawn);
  if (seed % WORLDS_ALONE !== 0) return world;
  // The same SKUs, and a shop on the same platform.
  const shared = world.channels.slice(0, 1).map(({ connector }) => connector);
  return {
    ...world,
    neighbour: await openOrganization({ hub, seed, sandboxes, isNeighbour: true }, random, () => shared),
  };
}

interface Site {
  readonly hub: SimHub;
  readonly seed: number;
  /** Shops of all organizations of the world. */
  readonly sandboxes: Sandbox[];
  readonly isNeighbour?: true;
}

async function openOrganization(
  site: Site,
  random: Random,
  choose: (channels: number) => readonly Connector[],
): Promise<World> {
  const { hub, seed, sandboxes } = site;
  worlds += 1;
  const seller = await sellerIn(hub, { slug: `sim-${seed}-${worlds}`, currency: CURRENCY });
  const organization = organizationId(seller.organizationId);
  const own: Sandbox[] = [];
  const world = {
    seed,
    hub,
    seller,
    organization,
    currency: CURRENCY,
    sandboxes,
    isNeighbour: site.isNeighbour === true,
    changed: new Map<string, number>(),
    prior: new Map<string, number>(),
    placed: [] as World["placed"],
    asked: [],
    made: [],
    movedThere: new Map(),
    sent: new Map<string, number>(),
    returns: [],
    presales: noPresales(),
    edits: [] as Edit[],
    rates: new Map<string, number | null>(),
    neighbour: null,
    handEdits: 0,
    ask: <T>(method: string, path: string, body?: unknown) => retrying<T>(hub, seller, { method, path, body }),
    look: <T>(text: string, params?: readonly unknown[]) =>
      untilConnected(() => hub.db.database.tenant(organization, (tx) => tx.rows<T>(text, params))),
    async end() {
      await hub.db.owner.run(QUIET, [organization]);
      await Promise.all(own.map((one) => one.close()));
    },
  };
  const locations = await openLocations(world, random);
  const items = await openCatalog(world, random, locations);
  const channels: Channel[] = [];
  for (const [index, connector] of choose(random.int(2, 3)).entries()) {
    const channel = await openChannel({ ...world, locations, goods: items }, random, connector, index);
    own.push(channel.sandbox);
    channels.push(channel);
  }
  return { ...world, locations, goods: items, channels };
}

type Base = Pick<
  World,
  "ask" | "look" | "hub" | "seller" | "changed" | "edits" | "rates" | "prior" | "placed" | "organization" | "seed"
>;

async function openLocations(world: Base, random: Random): Promise<string[]> {
  await world.ask("POST", "/locations", { name: "House", isDefault: true });
  for (let index = random.int(0, 2); index > 0; index -= 1)
    await world.ask("POST", "/locations", { name: `Depot ${index}` });
  const { items } = await world.ask<{ items: { id: string }[] }>("GET", "/locations");
  return items.map((location) => location.id);
}

interface NewProduct {
  readonly id: string;
  readonly variants: readonly { readonly id: string; readonly sku: string }[];
}

interface NewVariant {
  readonly sku: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly options?: readonly { readonly name: string; readonly value: string }[];
}

async function openCatalog(world: Base, random: Random, locations: readonly string[]): Promise<Good[]> {
  const itemRows: Good[] = [];
  const expected = random.int(4, 9);
  while (itemRows.length < expected) {
    const count = random.chance(0.3) ? random.int(2, 3) : 1;
    const variants: NewVariant[] = Array.from({ length: count }, (_, index) => ({
      sku: `S${itemRows.length + index + 1}`,
      priceMinor: random.int(1, 90) * 50,
      currency: CURRENCY,
      ...(count > 1 && { options: [{ name: "Size", value: `No ${index + 1}` }] }),
    }));
    const title = `Thing ${itemRows.length + 1}`;
    const made = await world.ask<NewProduct>("POST", "/products", { title, variants });
    for (const { id, sku } of made.variants) {
      itemRows.push({ sku, title, productId: made.id, variantId: id, parts: new Map(), recipes: [] });
      const priceMinor = variants.find((one) => one.sku === sku)?.priceMinor ?? 0;
      world.edits.push(typed(world, { field: "price", subject: sku, channel: null, value: String(priceMinor) }));
    }
    nameProduct(world, made.id, title);
  }
  if (random.chance(0.5)) itemRows.push(await openBundle(world, random, itemRows));
  const items = itemRows
    .filter((good) => good.parts.size === 0)
    .flatMap(({ sku }) =>
      locations.map((locationId, index) => ({
        sku,
        locationId,
        onHand: index === 0 || random.chance(0.5) ? random.int(0, 20) : 0,
      })),
    );
  await world.ask("POST", "/inventory/levels", { items });
  for (const item of items) world.changed.set(`${item.sku} ${item.locationId}`, item.onHand);
  return itemRows;
}

function nameProduct(world: Base, subject: string, title: string): void {
  world.edits.push(typed(world, { field: "title", subject, channel: null, value: title }));
  world.edits.push(typed(world, { field: "description", subject, channel: null, value: "" }));
}

async function openBundle(world: Base, random: Random, items: readonly Good[]): Promise<Good> {
  const parts = new Map(
    random
      .shuffled(items)
      .slice(0, random.int(1, 2))
      .map((good) => [good.sku, random.int(1, 2)]),
  );
  const variants = [{ sku: "B1", priceMinor: 5000, currency: CURRENCY }];
  const made = await world.ask<NewProduct>("POST", "/products", { title: "Bundle", variants });
  const variantId = made.variants[0]?.id ?? "";
  await world.ask("PUT", `/variants/${variantId}/components`, { components: componentsOf(items, parts) });
  world.edits.push(typed(world, { field: "price", subject: "B1", channel: null, value: "5000" }));
  nameProduct(world, made.id, "Bundle");
  return { sku: "B1", title: "Bundle", productId: made.id, variantId, parts, recipes: [parts] };
}

/** A recipe as the hub is told it. */
export function componentsOf(items: readonly Good[], parts: Recipe) {
  return [...parts].map(([sku, quantity]) => ({
    variantId: items.find((good) => good.sku === sku)?.variantId ?? "",
    quantity,
  }));
}

async function openChannel(
  world: Base & Pick<World, "locations" | "goods"> & { readonly sandboxes: Sandbox[] },
  random: Random,
  connector: Connector,
  index: number,
): Promise<Channel> {
  sandboxes += 1;
  const name = `${connector.meta.name} ${index + 1}`;
  const clock = drawClock(world, index, connector);
  const raises = watchRaises(world, name);
  const options = { clock, seed: sandboxes, currency: CURRENCY, watch: raises.watch };
  const sandbox = await startSandboxOf(connector.meta.id, options, world.hub.connectors);
  world.sandboxes.push(sandbox);
  if (random.chance(0.4)) sandbox.shop.addLocation?.("Second place");
  stockShop(sandbox, random, world.goods);
  const sets = openSets(world, sandbox, index);
  const lived = await liveBefore(world, { connector, sandbox, index });
  const { id } = await connectShop(world.seller, sandbox, {
    name,
    meta: connector.meta,
    sync: { importProducts: false, stockFrom: "none", importOrdersDays: null },
  });
  raises.of(sandbox.shop, id);
  if (lived.length > 0) await importPast(world, id);
  const differing = random.pick(DIFFERING);
  const drawnBook = drawBook(random);
  // Where prices cannot be sent, nobody can have decided to.
  const book = { ...drawnBook, isPriced: drawnBook.isPriced && connector.maximum.includes("prices") };
  const currency = sandbox.shop.currency ?? CURRENCY;
  noteFirst(sandbox.shop, book, currency);
  await world.ask("PATCH", `/stores/${id}`, {
    settings: {
      orders: { intervalMinutes: random.pick([5, 30, 30, 60]) },
      ...decided(connector, book, differing),
    },
  });
  const drawn = drawRule(random.chance(0.5) ? random : { ...random, chance: () => false }, world.locations);
  const rule = { ...drawn, keep: firstReserve(world.seed, index) };
  await world.ask("PUT", `/stores/${id}/allocation`, rule);
  const locations = await openHomes(world, id);
  if (currency !== CURRENCY && !world.rates.has(currency)) {
    world.rates.set(currency, null);
    if (random.chance(0.7)) await putRate(world, currency, drawRate(random));
  }
  const channel: Channel = {
    name,
    connector,
    sandbox,
    clock,
    storeId: id,
    differing,
    currency,
    places: locations,
    rule,
    state: "active",
    book,
    raises,
    sets,
  };
  rememberPast(world, channel, lived);
  slowOrders(world, index, sandbox);
  // What a store that takes whole amounts only advises: a rule that rounds.
  if (sandbox.shop.priceStepMinor !== undefined && random.chance(0.7)) await setPriceRule(world, channel, random);
  return channel;
}

/** Each of the channel's places but the first stands for one of ours, as far as there are any. */
async function openHomes(world: Base & Pick<World, "locations">, storeId: string): Promise<Channel["places"]> {
  const url = `/stores/${storeId}/locations`;
  const { items } = await world.ask<{ items: { key: string }[] }>("GET", url);
  const locations = items
    .map(({ key }) => key)
    .sort()
    .map((key, index) => ({ key, locationId: index === 0 ? null : (world.locations[index] ?? null) }));
  for (const place of locations) if (place.locationId !== null) await world.ask("PUT", url, place);
  return locations;
}
