/** What people do to titles, descriptions and prices: in the hub, by its public interface, and on the platforms. */
import { organizationId } from "../../src/commerce/ids.ts";
import { closeResolvedConflicts } from "../../src/hub/conflicts/resolved-elsewhere.ts";
import { drawRate, type Edit, priceMinorOf, putRate, setPriceRule, typed } from "./book.ts";
import type { Random } from "./random.ts";
import { itemThere, type Step } from "./step.ts";
import type { Channel, World } from "./world.ts";

/** A channel's item as the hub shows it. */
export interface Mapping {
  readonly id: string;
  readonly extProductKey: string | null;
  readonly productListingId: string;
  readonly sku: string | null;
  readonly state: string;
  readonly variantId: string | null;
  readonly active: boolean;
  readonly goneAt: string | null;
  readonly matchedAt: string | null;
  readonly stockSync: boolean;
  readonly priceSync: boolean;
  readonly contentSync: boolean;
}

/** A store's items, in an order that is the same each time. */
export async function mappingsOf(world: World, storeId: string): Promise<Mapping[]> {
  const { items } = await world.ask<{ items: Mapping[] }>("GET", `/stores/${storeId}/mappings?limit=200`);
  return [...items].sort((a, b) => ((a.sku ?? "") < (b.sku ?? "") ? -1 : 1));
}

const note = (world: World, edit: Omit<Edit, "at">) => void world.edits.push(typed(world, edit));

const inHub: Step = {
  name: "goods in the hub",
  weight: 5,
  async run(world, random) {
    const good = random.pick(world.goods);
    const marker = `h${world.edits.length}`;
    const field = random.pick(["title", "description", "price", "price"] as const);
    if (field === "price") {
      const priceMinor = random.int(1, 90) * 50 + 5;
      await world.ask("PATCH", `/variants/${good.variantId}`, { priceMinor });
      note(world, { field, subject: good.sku, channel: null, value: String(priceMinor) });
      return `hub: ${good.sku} costs ${priceMinor}`;
    }
    const value = field === "title" ? `${good.title} ${marker}` : `<p>${good.title} ${marker}</p>`;
    const patch = field === "title" ? { title: value } : { descriptionHtml: value };
    await world.ask("PATCH", `/products/${good.productId}`, patch);
    note(world, { field, subject: good.productId, channel: null, value });
    return `hub: the ${field} of ${good.title} is "${value}"`;
  },
};

const there: Step = {
  name: "goods there",
  weight: 4,
  async run(world, random) {
    const item = itemThere(world, random);
    if (!item) return null;
    const { channel, shop, sku } = item;
    const good = world.goods.find((one) => one.sku === sku);
    const marker = `c${world.edits.length}`;
    const field = random.pick(["title", "description", "price", "price"] as const);
    if (field === "price") {
      shop.setPrice(sku, `${random.int(1, 60)}.25`);
      note(world, { field, subject: sku, channel, value: String(priceMinorOf(shop, sku, channel.currency)) });
      return `${channel.name}: ${sku} costs ${shop.priceOf(sku)} there`;
    }
    const value = field === "title" ? `${good?.title ?? sku} ${marker}` : `<p>${good?.title ?? sku} ${marker}</p>`;
    if (field === "title") shop.setTitle(sku, value);
    else if (shop.setDescription) shop.setDescription(sku, value);
    else return null;
    note(world, { field, subject: good?.productId ?? sku, channel, sku, value });
    return `${channel.name}: the ${field} of ${sku} is "${value}" there`;
  },
};

const switches: Step = {
  name: "price or content sync",
  weight: 4,
  async run(world, random) {
    const channel = random.pick(world.channels);
    const mappings = await mappingsOf(world, channel.storeId);
    const linked = mappings.filter((one) => one.state === "mapped" && one.goneAt === null);
    if (linked.length === 0) return null;
    const mapping = random.pick(linked);
    const good = world.goods.find((one) => one.variantId === mapping.variantId);
    if (!good) return null;
    const what = `hub: ${mapping.sku} of ${channel.name}`;
    if (random.chance(0.5)) {
      await world.ask("PATCH", `/mappings/${mapping.id}`, { priceSync: !mapping.priceSync });
      channel.book.pricedOnce.add(good.sku);
      return `${what}: price sync ${mapping.priceSync ? "off" : "on"}`;
    }
    // With content the whole product goes: where the shop has only a part of it, the rest would be made there.
    const isWhole = world.goods.every(
      (one) =>
        one.productId !== good.productId ||
        linked.some((own) => own.productListingId === mapping.productListingId && own.variantId === one.variantId),
    );
    if (!isWhole) return null;
    await world.ask("PATCH", `/mappings/${mapping.id}`, { contentSync: !mapping.contentSync });
    channel.book.describedOnce.add(good.productId);
    return `${what}: content sync ${mapping.contentSync ? "off" : "on"}`;
  },
};

const override: Step = {
  name: "price of its own",
  weight: 2,
  async run(world, random) {
    const channel = random.pick(world.channels);
    const linked = (await mappingsOf(world, channel.storeId)).filter((one) => one.state === "mapped");
    if (linked.length === 0) return null;
    const { id, variantId } = random.pick(linked);
    const sku = world.goods.find((one) => one.variantId === variantId)?.sku ?? "";
    const { overrides } = channel.book;
    if (overrides.has(sku) && random.chance(0.6)) {
      await world.ask("DELETE", `/mappings/${id}/price`);
      overrides.delete(sku);
      return `hub: ${sku} has no price of its own on ${channel.name}`;
    }
    const { priceStepMinor } = channel.sandbox.shop;
    const isWhole = priceStepMinor !== undefined && random.chance(0.7);
    const priceMinor = isWhole ? random.int(1, 90) * priceStepMinor : random.int(1, 90) * 50 + 7;
    await world.ask("PUT", `/mappings/${id}/price`, { priceMinor });
    overrides.set(sku, priceMinor);
    return `hub: ${sku} costs ${priceMinor} on ${channel.name}`;
  },
};

const rules: Step = {
  name: "price rule",
  weight: 3,
  async run(world, random) {
    const channel = random.pick(world.channels);
    const { book } = channel;
    const old = book.rules.length > 0 && random.chance(0.6) ? random.pick(book.rules) : undefined;
    if (old && random.chance(0.4)) {
      await world.ask("DELETE", `/price-rules/${old.id}`);
      book.rules = book.rules.filter((one) => one !== old);
      return `hub: ${channel.name} has one price rule less`;
    }
    return `hub: price rule of ${channel.name}: ${await setPriceRule(world, channel, random, old)}`;
  },
};

/** Where a channel sells in another currency. */
export const rateStep: Step = {
  name: "exchange rate",
  weight: 2,
  async run(world, random) {
    if (world.rates.size === 0) return null;
    const currency = random.pick([...world.rates.keys()]);
    await putRate(world, currency, drawRate(random));
    return `hub: ${(world.rates.get(currency) ?? 0) / 100} ${currency} for 1 ${world.currency}`;
  },
};

interface Conflict {
  readonly id: string;
  readonly storeId: string;
  readonly listingId: string | null;
  readonly productId: string | null;
  readonly variantId: string | null;
  readonly field: string;
  readonly title: string;
  readonly channelValue: unknown;
}

export async function openConflicts(world: World): Promise<Conflict[]> {
  const { hub } = world;
  // As the upkeep does every minute: what is equal again is nothing to decide.
  await hub.db.database.tenant(organizationId(world.organization), (tx) =>
    closeResolvedConflicts(tx, new Date(hub.clock.now())),
  );
  const { items } = await world.ask<{ items: Conflict[] }>("GET", "/conflicts?state=open&limit=200");
  const place = (one: Conflict) =>
    `${world.channels.findIndex(({ storeId }) => storeId === one.storeId)} ${one.field} ${one.title}`;
  return [...items].sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

/** A person decides; what the channel's value becomes in the hub is theirs as if typed. */
export async function settleConflict(world: World, random: Random, conflict: Conflict): Promise<string> {
  const winner = random.pick(["hub", "channel"] as const);
  const { field, channelValue } = conflict;
  const channel = world.channels.find(({ storeId }) => storeId === conflict.storeId);
  const isItems = channel !== undefined && field === "price" && (await hasOwnPrice(world, channel, conflict));
  await world.ask("POST", `/conflicts/${conflict.id}/settle`, { winner });
  const sku = world.goods.find((one) => one.variantId === conflict.variantId)?.sku;
  channel?.book.settled.add(`${field} ${conflict.productId}`);
  if (winner === "channel" && field === "price" && sku) {
    if (!isItems) note(world, { field, subject: sku, channel: null, value: String(channelValue) });
    channel?.book.taken.add(`${sku} ${channelValue}`);
  } else if (winner === "channel" && (field === "title" || field === "description"))
    note(world, { field, subject: conflict.productId ?? "", channel: null, value: String(channelValue) });
  return `hub: the ${field} of ${conflict.title} on ${channel?.name} is settled for the ${winner}`;
}

/** Where a rule, a rate or a price of its own stands between, the channel's price becomes that item's alone. */
async function hasOwnPrice(world: World, { currency }: Channel, { listingId }: Conflict): Promise<boolean> {
  const { origin } = await world.ask<{ origin: string }>("GET", `/mappings/${listingId}/explain-price`);
  return origin !== "variant" || currency !== world.currency;
}

const decide: Step = {
  name: "conflict settled",
  weight: 2,
  async run(world, random) {
    const open = await openConflicts(world);
    return open.length === 0 ? null : settleConflict(world, random, random.pick(open));
  },
};

export const itemSteps: readonly Step[] = [inHub, there, switches, override, rules, decide];
