/** Titles, descriptions and prices: what each channel shows is what its policy makes of what people typed. */
import { openTestConnection } from "../../src/connectors/kit/testing.ts";
import { type ChannelBook, type Edit, type PriceRule, priceMinorOf, takesOver } from "./book.ts";
import { type Mapping, mappingsOf, openConflicts } from "./goods-steps.ts";
import type { Channel, Good, World } from "./world.ts";

interface OurProduct {
  readonly id: string;
  readonly title: string;
  readonly descriptionHtml: string;
}

interface OurVariant {
  readonly id: string;
  readonly priceMinor: number;
}

export async function checkGoods(world: World): Promise<string[]> {
  const problems = (await openConflicts(world)).map((one) => `a conflict about ${one.field} of ${one.title} is open`);
  const products = await productsOf(world);
  const variants = await world.ask<{ items: OurVariant[] }>("GET", "/variants?limit=200");
  const prices = new Map(variants.items.map((one) => [one.id, one.priceMinor]));
  for (const good of world.goods) problems.push(...priceCameFrom(world, good, prices.get(good.variantId) ?? null));
  for (const product of products) problems.push(...contentCameFrom(world, product));
  for (const channel of world.channels) {
    const mappings = (await mappingsOf(world, channel.storeId)).filter(
      (one) => one.state === "mapped" && one.active && one.goneAt === null,
    );
    problems.push(...believed(world, channel, mappings, products));
    for (const mapping of mappings) problems.push(...(await checkPrice(world, channel, mapping, prices)));
    problems.push(...(await checkContent(world, channel, mappings, products)));
  }
  return problems;
}

async function productsOf(world: World): Promise<OurProduct[]> {
  return world.look<OurProduct>(
    `SELECT id, title, description_html AS "descriptionHtml" FROM argosy.product WHERE organization_id = argosy.tenant()`,
  );
}

const of = (world: World, field: Edit["field"], subject: string) =>
  world.edits.filter((edit) => edit.field === field && edit.subject === subject);

/** What the hub may have: what was typed here last, or at a channel whose edits come in. */
function mayStand(edits: readonly Edit[], policyOf: (book: ChannelBook) => ChannelBook["policy"]["price"]): Edit[] {
  const here = edits.findLast((edit) => edit.channel === null);
  const taken = edits.filter((edit) => edit.channel !== null && takesOver(policyOf(edit.channel.book)));
  return here ? [here, ...taken] : taken;
}

function priceCameFrom(world: World, good: Good, price: number | null): string[] {
  const may = mayStand(of(world, "price", good.sku), (policy) => policy.policy.price);
  if (may.some((edit) => edit.value === String(price))) return [];
  // A price that a person let the channel win, on an item with a price of its own, is that item's alone.
  const here = of(world, "price", good.sku).filter((edit) => edit.channel === null);
  if (here.some((edit) => edit.value === String(price))) return [];
  return [`${good.sku} costs ${price} in the hub, but people typed ${may.map((edit) => edit.value).join(", ")}`];
}

function contentCameFrom(world: World, product: OurProduct): string[] {
  const title = world.goods.find((good) => good.productId === product.id)?.title ?? product.id;
  return (["title", "description"] as const).flatMap((field) => {
    const edits = of(world, field, product.id);
    const may = mayStand(edits, (book) => book.policy.content);
    const now = field === "title" ? product.title : product.descriptionHtml;
    if (may.some((edit) => isSame(edit.value, now))) return [];
    return [
      `the ${field} of ${title} is "${now}", but people typed ${may.map((edit) => `"${edit.value}"`).join(", ")}`,
    ];
  });
}

/** An edit after all others at a channel that is always believed stands in the hub, where no other channel is. */
function believed(
  world: World,
  channel: Channel,
  mappings: readonly Mapping[],
  products: readonly OurProduct[],
): string[] {
  if (channel.book.policy.content !== "channel") return [];
  return products.flatMap((product) => {
    const since = linkedSince(world, mappings, product.id);
    if (since === null || channel.book.relinked.has(product.id)) return [];
    return (["title", "description"] as const).flatMap((field) => {
      const edits = of(world, field, product.id).filter(
        (edit) => edit.channel === null || takesOver(edit.channel.book.policy.content),
      );
      const last = edits.at(-1);
      const isAlone = edits.every((edit) => edit.channel === null || edit.channel === channel);
      const now = field === "title" ? product.title : product.descriptionHtml;
      if (!isAlone || last?.channel !== channel || last.at <= since || isSame(last.value, now)) return [];
      return [`the ${field} "${now}" is not what ${channel.name} says, which is believed: "${last.value}"`];
    });
  });
}

/** When the last of a product's items here was linked; null while none is. */
function linkedSince(world: World, mappings: readonly Mapping[], productId: string): number | null {
  const own = mappings.filter((one) =>
    world.goods.some((good) => good.productId === productId && good.variantId === one.variantId),
  );
  return own.length === 0 ? null : Math.max(...own.map((one) => Date.parse(one.matchedAt ?? "")));
}

const words = (markup: string) =>
  markup
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
const isSame = (a: string, b: string) => words(a) === words(b);

async function checkContent(
  world: World,
  channel: Channel,
  mappings: readonly Mapping[],
  products: readonly OurProduct[],
): Promise<string[]> {
  const problems: string[] = [];
  const connection = await openTestConnection(channel.connector, { sandbox: channel.sandbox, clock: world.hub.clock });
  try {
    for (const own of Map.groupBy(mappings, (one) => one.productListingId).values()) {
      const [first] = own;
      const good = world.goods.find((one) => one.variantId === first?.variantId);
      const product = products.find((one) => one.id === good?.productId);
      if (!first?.sku || !good || !product || channel.book.relinked.has(product.id)) continue;
      const shown = channel.sandbox.shop.titleOf(first.sku);
      problems.push(...compareField(world, channel, { field: "title", first, good, here: product.title, shown }));
      if (of(world, "description", product.id).length === 1) continue;
      const told = await connection.ports.products?.get(first.extProductKey ?? "", connection.ctx);
      const text = told?.descriptionHtml ?? "";
      const description = { field: "description" as const, first, good, here: product.descriptionHtml, shown: text };
      problems.push(...compareField(world, channel, description));
    }
  } finally {
    await connection.close();
  }
  return problems;
}

interface Compared {
  readonly field: "title" | "description";
  readonly first: Mapping;
  readonly good: Good;
  readonly here: string;
  readonly shown: string;
}

function compareField(world: World, channel: Channel, { field, first, good, here, shown }: Compared): string[] {
  const { book } = channel;
  const what = `${channel.name}: the ${field} of ${first.sku}`;
  const edits = of(world, field, good.productId);
  const there = edits.findLast((edit) => edit.channel === channel);
  if (first.contentSync) {
    // A difference from the beginning that nobody has touched is the hub's to end only where the hub wins.
    const isUntouched = edits.every((edit) => edit.at <= Date.parse(first.matchedAt ?? ""));
    if (isSame(shown, here) || (isUntouched && book.policy.content !== "hub")) return [];
    return [`${what} is "${shown}" there and "${here}" here, though the contents are kept alike`];
  }
  const isOurs = book.describedOnce.has(good.productId) || book.settled.has(`${field} ${good.productId}`);
  const had = there?.value ?? (field === "title" ? book.first.get(first.sku ?? "")?.title : undefined);
  if (isOurs || had === undefined || isSame(shown, had)) return [];
  return [`${what} is "${shown}" there, but nobody of ours may write it, and people there typed "${had}"`];
}

interface Explained {
  readonly notPushed: readonly string[];
  readonly priceMinor: number | null;
  readonly origin: string | null;
}

async function checkPrice(
  world: World,
  channel: Channel,
  mapping: Mapping,
  prices: ReadonlyMap<string, number>,
): Promise<string[]> {
  const good = world.goods.find((one) => one.variantId === mapping.variantId);
  if (!good || !mapping.sku) return [];
  const shown = priceMinorOf(channel.sandbox.shop, mapping.sku, world.currency);
  const what = `${channel.name}: the price of ${mapping.sku}`;
  const { book } = channel;
  if (!mapping.priceSync) {
    const there = of(world, "price", good.sku).findLast((edit) => edit.channel === channel);
    const had = there ? Number(there.value) : book.first.get(mapping.sku)?.priceMinor;
    if (book.isPriced || book.pricedOnce.has(good.sku) || had === undefined || shown === had) return [];
    return [`${what} is ${shown} there, but nobody of ours may write it, and people there typed ${had}`];
  }
  const explained = await world.ask<Explained>("GET", `/mappings/${mapping.id}/explain-price`);
  if (explained.notPushed.length > 0) return [];
  const problems = explained.priceMinor === shown ? [] : [`${what} is ${shown}, but should be ${explained.priceMinor}`];
  const modelled =
    explained.origin === "override"
      ? ownPrices(world, channel, good)
      : [ruled(book.rules[0], prices.get(good.variantId) ?? 0)];
  if (book.overrides.has(good.sku) && explained.origin !== "override")
    problems.push(`${what} has lost the price of its own`);
  if (modelled.includes(explained.priceMinor ?? -1)) return problems;
  return [
    ...problems,
    `${what} is explained as ${explained.priceMinor}, but the rule makes it ${modelled.join(" or ")}`,
  ];
}

/** Set for the item by a person, or taken over from the channel. */
function ownPrices(world: World, channel: Channel, good: Good): number[] {
  const { book } = channel;
  const set = book.overrides.get(good.sku);
  const there = of(world, "price", good.sku)
    .filter((edit) => edit.channel === channel)
    .map((edit) => Number(edit.value));
  const taken = there.filter((price) => takesOver(book.policy.price) || book.taken.has(`${good.sku} ${price}`));
  return set === undefined ? taken : [set, ...taken];
}

/** The rule applied to our price in whole hundredths of a minor unit, written from the handbook and not from the hub's code. */
function ruled(rule: PriceRule | undefined, priceMinor: number): number {
  if (rule === undefined) return priceMinor;
  const { stepMinor, endingMinor, direction } = rule;
  const exact = priceMinor * (100 + rule.markupPercent) + rule.fixedMinor * 100;
  const step = stepMinor * 100;
  const below = Math.floor((exact - endingMinor * 100) / step) * step + endingMinor * 100;
  const over = exact - below;
  const isUp = direction === "up" ? over > 0 : direction === "nearest" && over * 2 >= step;
  const price = (isUp ? below + step : below) / 100;
  return price > 0 ? price : endingMinor > 0 ? endingMinor : stepMinor;
}
