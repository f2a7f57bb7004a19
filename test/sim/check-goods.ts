/** Titles, descriptions and prices: what each channel shows is what its policy makes of what people typed. */
import { parseMoney } from "../../src/commerce/money.ts";
import { openTestConnection } from "../../src/connectors/kit/testing/connection.ts";
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

export async function checkItems(world: World): Promise<string[]> {
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
    `select id, title, description_html as "descriptionHtml"
     from argosy.product
     where organization_id = argosy.tenant()`,
  );
}

/** Where nothing tells of titles, an edit of one stays where it was typed. */
const isReported = ({ field, channel }: Edit) => field !== "title" || !channel?.sandbox.shop.hidesTitles;

const of = (world: World, field: Edit["field"], subject: string) =>
  world.edits.filter((edit) => edit.field === field && edit.subject === subject);

/** What the hub may have: what was typed here last, or at a channel whose edits come in. */
function mayStand(edits: readonly Edit[], policyOf: (book: ChannelBook) => ChannelBook["policy"]["price"]): Edit[] {
  const here = edits.findLast((edit) => edit.channel === null);
  const taken = edits.filter(
    (edit) => edit.channel !== null && takesOver(policyOf(edit.channel.book)) && isReported(edit),
  );
  return here ? [here, ...taken] : taken;
}

function priceCameFrom(world: World, good: Good, price: number | null): string[] {
  // In another currency a price becomes that item's alone.
  const edits = of(world, "price", good.sku).filter(
    ({ channel }) => (channel?.currency ?? world.currency) === world.currency,
  );
  const may = mayStand(edits, (policy) => policy.policy.price);
  if (may.some((edit) => edit.value === String(price))) return [];
  return [`${good.sku} costs ${price} in the hub, but people typed ${may.map((edit) => edit.value).join(", ")}`];
}

function contentCameFrom(world: World, product: OurProduct): string[] {
  const title = world.goods.find((good) => good.productId === product.id)?.title ?? product.id;
  return (["title", "description"] as const).flatMap((field) => {
    const edits = of(world, field, product.id);
    const may = [...mayStand(edits, (book) => book.policy.content), ...filledIn(edits)];
    const now = field === "title" ? product.title : product.descriptionHtml;
    if (may.some((edit) => isSame(edit.value, now))) return [];
    return [
      `the ${field} of ${title} is "${now}", but people typed ${may.map((edit) => `"${edit.value}"`).join(", ")}`,
    ];
  });
}

/** Where nothing stood here, what a channel that asks says is taken without a question. */
function filledIn(edits: readonly Edit[]): Edit[] {
  return edits.filter(
    (edit) =>
      edit.channel?.book.policy.content === "ask" &&
      isReported(edit) &&
      !edits.some(({ channel, value, at }) => channel === null && value !== "" && at <= edit.at),
  );
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
    if (since === null) return [];
    return (["title", "description"] as const).flatMap((field) => {
      const edits = of(world, field, product.id).filter(
        (edit) => edit.channel === null || (takesOver(edit.channel.book.policy.content) && isReported(edit)),
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
      if (!first?.sku || !good || !product) continue;
      const { shop } = channel.sandbox;
      const since = linkedSince(world, mappings, product.id) ?? 0;
      const shown = shop.titleOf(first.sku);
      problems.push(
        ...compareField(world, channel, { field: "title", first, good, since, here: product.title, shown }),
      );
      if (!shop.setDescription || of(world, "description", product.id).length === 1) continue;
      const reported = await connection.ports.products?.get(first.extProductKey ?? "", connection.ctx);
      const text = reported?.descriptionHtml ?? "";
      const description = {
        field: "description" as const,
        first,
        good,
        since,
        here: product.descriptionHtml,
        shown: text,
      };
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
  /** When the last of the product's items was linked. */
  readonly since: number;
  readonly here: string;
  readonly shown: string;
}

function compareField(world: World, channel: Channel, { field, first, good, since, here, shown }: Compared): string[] {
  const { book, sandbox } = channel;
  const what = `${channel.name}: the ${field} of ${first.sku}`;
  const edits = of(world, field, good.productId);
  // Where nothing tells titles, items are no family: each has its own.
  const isAlone = field === "title" && sandbox.shop.hidesTitles === true;
  const there = edits.findLast((edit) => edit.channel === channel && (!isAlone || edit.sku === first.sku));
  if (first.contentSync && !isAlone) {
    // A difference from the time of linking that nobody has touched is the hub's to end only where the hub wins, and
    // where people have linked anew nobody's.
    const isUntouched = edits.every((edit) => edit.at <= since);
    const isUndecided = book.policy.content !== "hub" || book.relinked.has(good.productId);
    if (isSame(shown, here) || (isUntouched && isUndecided)) return [];
    // What has to have a text keeps one where ours has none.
    if (field === "description" && words(here) === "" && sandbox.shop.demandsDescription) return [];
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
  readonly channel: { readonly state: string } | null;
}

async function checkPrice(
  world: World,
  channel: Channel,
  mapping: Mapping,
  prices: ReadonlyMap<string, number>,
): Promise<string[]> {
  const good = world.goods.find((one) => one.variantId === mapping.variantId);
  if (!good || !mapping.sku) return [];
  const shown = priceMinorOf(channel.sandbox.shop, mapping.sku, channel.currency);
  const what = `${channel.name}: the price of ${mapping.sku}`;
  const { book } = channel;
  if (!mapping.priceSync) {
    const there = of(world, "price", good.sku).findLast((edit) => edit.channel === channel);
    const had = there ? Number(there.value) : book.first.get(mapping.sku)?.priceMinor;
    if (book.isPriced || book.pricedOnce.has(good.sku) || had === undefined || shown === had) return [];
    return [`${what} is ${shown} there, but nobody of ours may write it, and people there typed ${had}`];
  }
  const explained = await world.ask<Explained>("GET", `/mappings/${mapping.id}/explain-price`);
  const rate = channel.currency === world.currency ? 100 : (world.rates.get(channel.currency) ?? null);
  const isHeld = explained.origin !== "override" && rate === null;
  if (isHeld !== explained.notPushed.length > 0)
    return [`${what} ${isHeld ? "has no rate, and is pushed" : `is not pushed: ${explained.notPushed.join(" ")}`}`];
  if (isHeld) return [];
  const problems = checkShown(channel, mapping.sku, { what, shown, explained });
  const modelled =
    explained.origin === "override"
      ? ownPrices(world, channel, good)
      : [ruled(book.rules[0], prices.get(good.variantId) ?? 0, rate ?? 100)];
  if (book.overrides.has(good.sku) && explained.origin !== "override")
    problems.push(`${what} has lost the price of its own`);
  if (modelled.includes(explained.priceMinor ?? -1)) return problems;
  return [
    ...problems,
    `${what} is explained as ${explained.priceMinor}, but the rule makes it ${modelled.join(" or ")}`,
  ];
}

/** What the platform does not take stays on a screen, and what it shows is its own. */
function checkShown(
  { sandbox, currency }: Channel,
  sku: string,
  { what, shown, explained }: { readonly what: string; readonly shown: number; readonly explained: Explained },
): string[] {
  const { shop } = sandbox;
  const expected = explained.priceMinor ?? 0;
  const most = shop.mostPriceOf && Number(parseMoney(shop.mostPriceOf(sku), currency).minor);
  const isTaken = expected % (shop.priceStepMinor ?? 1) === 0 && expected <= (most ?? expected);
  if (isTaken) return expected === shown ? [] : [`${what} is ${shown}, but should be ${expected}`];
  const state = explained.channel?.state ?? "";
  return ["failed", "rejected"].includes(state)
    ? []
    : [`${what} should be ${expected}, which is refused there: ${state}`];
}

/** Set for the item by a person, or taken over from the channel. */
function ownPrices(world: World, channel: Channel, good: Good): number[] {
  const { book } = channel;
  const set = book.overrides.get(good.sku);
  const there = of(world, "price", good.sku)
    .filter((edit) => edit.channel === channel)
    .map((edit) => Number(edit.value));
  const settled = [...book.taken].flatMap((one) => (one.startsWith(`${good.sku} `) ? Number(one.split(" ")[1]) : []));
  const taken = [...(takesOver(book.policy.price) ? there : []), ...settled];
  return set === undefined ? taken : [set, ...taken];
}

const PLAIN: Omit<PriceRule, "id" | "priority"> = {
  markupPercent: 0,
  fixedMinor: 0,
  stepMinor: 1,
  endingMinor: 0,
  direction: "nearest",
};

/** The rule applied to our price in ten-thousandths of a minor unit, written from the handbook and not from the hub's code. */
function ruled(rule: Omit<PriceRule, "id" | "priority"> = PLAIN, priceMinor: number, rate: number): number {
  const { stepMinor, endingMinor, direction } = rule;
  const exact = priceMinor * rate * (100 + rule.markupPercent) + rule.fixedMinor * 10_000;
  const step = stepMinor * 10_000;
  const below = Math.floor((exact - endingMinor * 10_000) / step) * step + endingMinor * 10_000;
  const over = exact - below;
  const isUp = direction === "up" ? over > 0 : direction === "nearest" && over * 2 >= step;
  const price = (isUp ? below + step : below) / 10_000;
  return price > 0 ? price : endingMinor > 0 ? endingMinor : stepMinor;
}
