/** What merchants and customers do on the platforms themselves. */
import { noteFirst } from "./book.ts";
import { isMeasured } from "./kinds-of-goods.ts";
import { drawLines, hasSet } from "./sets.ts";
import { itemThere, orderThere, type Placed, type Step } from "./step.ts";

const place: Step = {
  name: "order",
  weight: 22,
  async run(world, random) {
    const channel = random.pick(world.channels);
    const { shop } = channel.sandbox;
    const lines = drawLines(channel.sandbox, channel.sets, random).flatMap(({ sku, left }) => {
      // Shops refuse what they have not got, but for some that sell on back order.
      if (left <= 0) return random.chance(0.08) ? [{ sku, quantity: 1 }] : [];
      return [{ sku, quantity: random.chance(0.2) ? left : random.int(1, Math.min(3, left)) }];
    });
    if (lines.length === 0) return null;
    const payment = random.pick(["paid", "paid", "cod", "pending"] as const);
    const customer = { name: `Buyer ${world.placed.length}`, email: `buyer${world.placed.length}@shop.example` };
    const order = { lines, payment, ...(random.chance(0.8) && { customer }) };
    const key = await channel.raises.following(undefined, () => shop.placeOrder(order));
    world.placed.push({ channel, key });
    return `${channel.name}: order ${key} (${payment}) of ${lines.map((line) => `${line.quantity} ${line.sku}`).join(", ")}`;
  },
};

/** What somebody does to an order there, as the hub may not know it yet. */
function doneTo({ channel, key }: Placed, act: () => void): Promise<string> {
  return channel.raises.following(key, () => {
    act();
    return key;
  });
}

const pay: Step = {
  name: "pay",
  weight: 4,
  async run(world, random) {
    const order = orderThere(world, random);
    if (!order?.shop.payOrder) return null;
    order.shop.payOrder(order.key);
    return `${order.channel.name}: money for ${order.key} comes in`;
  },
};

const cancel: Step = {
  name: "cancel there",
  weight: 3,
  async run(world, random) {
    const order = orderThere(world, random);
    // What has left the house is not cancelled any more, but returned.
    if (!order?.now || order.now.cancelled || order.now.fulfilled || isTouched(order.record)) return null;
    await doneTo(order, () => order.shop.cancelOrder(order.key));
    return `${order.channel.name}: order ${order.key} is cancelled there`;
  },
};

type Recorded = ReturnType<NonNullable<import("../../src/connectors/kit/sandbox/sandbox.ts").SandboxShop["record"]>>;

/** Whether units of it have left or money went back: a platform's admin then offers other ways. */
function isTouched(record: Recorded): boolean {
  return record !== undefined && (record.refunds.length > 0 || record.lines.some((line) => line.shipped > 0));
}

const edit: Step = {
  name: "edit there",
  weight: 3,
  async run(world, random) {
    const order = orderThere(world, random);
    if (!order) return null;
    const { shop, record, now } = order;
    if (!shop.editOrder || !record || !now || now.cancelled || now.fulfilled || isTouched(record)) return null;
    if (hasSet(order.channel.sets, record) || isMeasured(record)) return null;
    const line = random.pick(record.lines);
    const most = line.quantity + Math.min(2, Math.max(0, shop.stockOf(line.sku)));
    const quantity = random.int(record.lines.length > 1 ? 0 : 1, most);
    if (quantity === line.quantity || line.quantity === 0) return null;
    await doneTo(order, () => shop.editOrder?.(order.key, line.sku, quantity));
    return `${order.channel.name}: order ${order.key} now has ${quantity} instead of ${line.quantity} ${line.sku}`;
  },
};

const ship: Step = {
  name: "ship there",
  weight: 5,
  async run(world, random) {
    const order = orderThere(world, random);
    if (!order?.shop.shipOrder || !order.record || order.now?.cancelled) return null;
    const { record } = order;
    const open = record.lines.flatMap(({ sku, quantity, shipped }) =>
      quantity > shipped ? [{ sku, quantity: random.int(1, Math.ceil(quantity - shipped)) }] : [],
    );
    if (open.length === 0) return null;
    const isPart = random.chance(0.5) && !hasSet(order.channel.sets, record) && !isMeasured(record);
    await doneTo(order, () => order.shop.shipOrder?.(order.key, isPart ? open : undefined));
    return `${order.channel.name}: order ${order.key} is shipped there${isPart ? ` in part (${JSON.stringify(open)})` : ""}`;
  },
};

const refund: Step = {
  name: "refund there",
  weight: 3,
  async run(world, random) {
    const order = orderThere(world, random);
    if (!order?.shop.refundOrder || !order.record || order.now?.cancelled) return null;
    const { shop, record } = order;
    if (hasSet(order.channel.sets, record) || isMeasured(record)) return null;
    const line = random.pick(record.lines);
    const left = line.quantity - line.restocked;
    if (left <= 0 || record.refunds.length > 1) return null;
    const quantity = random.int(1, left);
    // Whether shipped or unshipped units of a line come back is only plain while it is wholly one of the two.
    if (line.shipped > 0 && line.shipped < line.quantity) return null;
    const restock = random.chance(0.6);
    await doneTo(order, () => shop.refundOrder?.(order.key, [{ sku: line.sku, quantity, restock }]));
    // Marketplaces take back only what has left.
    if (shop.record?.(order.key)?.refunds.length === record.refunds.length) return null;
    return `${order.channel.name}: ${quantity} ${line.sku} of ${order.key} refunded there${restock ? " and put back" : ""}`;
  },
};

const handStock: Step = {
  name: "number by hand",
  weight: 4,
  async run(world, random) {
    const item = itemThere(world, random);
    if (!item) return null;
    const { channel, shop, sku } = item;
    if (channel.sets.some((set) => set.sku === sku)) return null;
    // What several places hold together is only raised: which of them would have to give is not said.
    const quantity = Math.max(0, Math.floor(shop.stockOf(sku)) + random.int(channel.places.length > 1 ? 1 : -3, 5));
    if (quantity === shop.stockOf(sku)) return null;
    shop.setStock(sku, quantity);
    channel.raises.forget(sku);
    if (channel.differing === "channel") world.handEdits += 1;
    return `${channel.name}: somebody sets ${sku} to ${quantity} there`;
  },
};

const product: Step = {
  name: "new product there",
  weight: 2,
  async run(world, random) {
    const channel = random.pick(world.channels);
    const { shop } = channel.sandbox;
    const there = new Set(shop.skus());
    const existing = world.goods.filter((good) => !there.has(good.sku));
    const exists = existing.length > 0 && random.chance(0.7);
    const sku = exists ? random.pick(existing).sku : `X${there.size}`;
    if (there.has(sku)) return null;
    const stock = random.int(0, 15);
    shop.addProduct({ title: `There ${sku}`, status: "active", variants: [{ sku, price: "7.50", stock }] });
    noteFirst(shop, channel.book, channel.currency);
    return `${channel.name}: a new product ${sku} there, ${stock} of it`;
  },
};

export const platformSteps: readonly Step[] = [place, pay, cancel, edit, ship, refund, handStock, product];
