/** Edits on both sides, products made by the hub, and a shop that is away. */
import { openPictures } from "../pictures.ts";
import { changedColumns, everyPage, type World } from "../world.ts";
import { expected, freeOf, type Step, setHubStock } from "./acts.ts";

interface Mapping {
  readonly id: string;
  readonly sku: string | null;
  readonly variantId: string | null;
  readonly state: string;
}

function mappings({ seller, store }: World): Promise<readonly Mapping[]> {
  return everyPage<Mapping>(seller, `/stores/${store()}/mappings?limit=200`);
}

async function switchOn(world: World, switches: object): Promise<void> {
  const listingIds = (await mappings(world)).map(({ id }) => id);
  await world.seller.post(`/stores/${world.store()}/mappings/bulk`, { action: "switch", listingIds, ...switches });
}

export async function variantOf(
  world: World,
  sku: string,
): Promise<{ readonly id: string; readonly productId: string }> {
  const { items } = await world.seller.get<{ items: { id: string; productId: string }[] }>(`/variants?sku=${sku}`);
  const [found] = items;
  if (!found) throw new Error(`The hub has no ${sku}.`);
  return found;
}

export const edits: Step = {
  name: "a title, a price and an image edited in the hub change nothing else in the shop's tables",
  async run(world) {
    const { shop } = world;
    await switchOn(world, { priceSync: true, contentSync: true });
    await world.settle();
    const first = await shop.tables();
    const mug = await variantOf(world, "MUG");
    await world.seller.patch(`/products/${mug.productId}`, { title: "Enamel mug, large" });
    await world.pass(15);
    const second = await shop.tables();
    const title = changedColumns(first, second, shop.followsByItself);
    await world.seller.patch(`/variants/${mug.id}`, { priceMinor: 1590 });
    await world.pass(15);
    const price = changedColumns(second, await shop.tables(), shop.followsByItself);
    const item = (await shop.items()).find(({ sku }) => sku === "MUG");
    const pictures = await pictured(world, mug.productId);
    // From here on titles are the shop's own affair.
    await switchOn(world, { contentSync: false });
    return [
      ...expected("the title", item?.productTitle, "Enamel mug, large"),
      ...expected("the price", item?.price, "15.90"),
      ...expected("columns the title changed", title.length, 1).map((text) => `${text} (${title.join(", ")})`),
      ...expected("columns the price changed", price.length, 1).map((text) => `${text} (${price.join(", ")})`),
      ...pictures,
    ];
  },
};

/** Another picture behind those there are; what the shop told of those is sent back as it was. */
async function pictured({ shop, seller, pass }: World, productId: string): Promise<string[]> {
  const { pictures } = shop;
  if (!pictures) return [];
  await using host = await openPictures();
  const before = await shop.tables();
  const existing = await pictures.of("MUG");
  const { images } = await seller.get<{ images: { url: string }[] }>(`/products/${productId}`);
  await seller.patch(`/products/${productId}`, { images: [...images.map(({ url }) => ({ url })), { url: host.url }] });
  await pass(15);
  const changed = changedColumns(before, await shop.tables(), shop.followsByItself);
  const now = await pictures.of("MUG");
  return [
    ...expected("the pictures there were", now.slice(0, existing.length), existing),
    ...expected("how many there are", now.length, existing.length + 1),
    ...expected(
      "tables the picture changed beside its own",
      changed.filter((column) => !pictures.tables.includes(column.split(".")[0] ?? "")),
      [],
    ),
  ];
}

export const made: Step = {
  name: "a product with options created by the hub can be bought, and sells the hub's stock",
  async run(world) {
    const { shop, seller } = world;
    await seller.patch(`/stores/${world.store()}`, { settings: { publish: { products: "automatic" } } });
    await seller.post("/products", {
      title: "Wool hat",
      descriptionHtml: "<p>Warm.</p>",
      variants: ["Red", "Blue"].map((colour) => ({
        sku: `HAT-${colour.toUpperCase()}`,
        options: [{ name: "Colour", value: colour }],
        priceMinor: 2900,
        currency: shop.currency,
      })),
    });
    await setHubStock(world, "HAT-RED", 5);
    await setHubStock(world, "HAT-BLUE", 4);
    await world.settle();
    const made = (await shop.items()).filter(({ sku }) => sku.startsWith("HAT-"));
    const problems = expected("items made", made.map(({ sku, price }) => `${sku} ${price}`).sort(), [
      "HAT-BLUE 29.00",
      "HAT-RED 29.00",
    ]);
    if (problems.length > 0) return problems;
    await shop.buy({ lines: [{ sku: "HAT-RED", quantity: 2 }], payment: "paid" });
    await world.settle();
    problems.push(...expected("left", [await freeOf(world, "HAT-RED"), await freeOf(world, "HAT-BLUE")], [3, 4]));
    return [...problems, ...(await world.differences())];
  },
};

export const away: Step = {
  name: "the shop is down, and killed: waiting changes arrive afterwards, once",
  lacking: ({ lacks }) => lacks.stop,
  async run(world) {
    const { shop } = world;
    const key = await shop.buy({ lines: [{ sku: "SHIRT-S", quantity: 1 }], payment: "paid" });
    await world.pass(5);
    await shop.stop();
    const order = await world.hubOrder(key);
    await world.seller.post(`/orders/${order.id}/fulfil`, { trackingNumbers: ["AWAY-1"] });
    await setHubStock(world, "ITEM-9", 77);
    await world.pass(40);
    await shop.start();
    const bought = await shop.buy({ lines: [{ sku: "ITEM-9", quantity: 1 }], payment: "paid" });
    await shop.kill();
    await world.pass(20);
    await shop.start();
    await world.settle(3);
    const orders = await shop.orders();
    return [
      ...expected("the parcel that waited", orders.find((one) => one.key === key)?.tracking, ["AWAY-1"]),
      ...expected("the order of the short hour", (await world.hubOrders()).has(bought), true),
      ...(await world.differences()),
    ];
  },
};

export const shopEdits: Step = {
  name: "a quantity and a title edited in the shop: the hub reads both, writes its own quantity back and never the old title",
  async run(world) {
    const { shop } = world;
    const before = await freeOf(world, "ITEM-20");
    await shop.setOnHand("ITEM-20", 3);
    await shop.setTitle("ITEM-21", "Item with another name");
    await world.settle(2);
    return [
      ...expected("the number is the hub's again", await freeOf(world, "ITEM-20"), before),
      ...expected(
        "the title stays",
        (await shop.items()).find(({ sku }) => sku === "ITEM-21")?.productTitle,
        "Item with another name",
      ),
      ...(await world.differences()),
    ];
  },
};
