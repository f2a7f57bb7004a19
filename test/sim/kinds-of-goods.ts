/** Goods sold by measure, and items a merchant stops counting. Drawn apart, so that a seed's world is else what it was. */
import { createRandom, type Random } from "./random.ts";
import { hasSet } from "./sets.ts";
import { itemThere, orderThere } from "./step.ts";
import type { World } from "./world.ts";

const OFTEN = 0.1;

/** Before the step of this place, now and then; null: nothing. */
export async function otherItems(world: World, index: number): Promise<string | null> {
  const random = createRandom((world.seed * 73 + index) ^ 0x600d);
  if (!random.chance(OFTEN)) return null;
  return random.chance(0.6) ? weigh(world, random) : count(world, random);
}

/** A line is weighed when it is packed: it was less than what was ordered. */
async function weigh(world: World, random: Random): Promise<string | null> {
  const order = orderThere(world, random);
  if (!order?.record || !order.now || order.now.cancelled || order.now.fulfilled) return null;
  const { shop, record, channel, key } = order;
  const isTouched = record.refunds.length > 0 || record.lines.some((line) => line.shipped > 0);
  if (!shop.measureLine || isTouched || isMeasured(record) || hasSet(channel.sets, record)) return null;
  const line = random.pick(record.lines);
  const weighed = line.quantity - random.pick([0.25, 0.5, 0.75]);
  if (weighed <= 0) return null;
  await channel.raises.following(key, () => {
    shop.measureLine?.(key, line.sku, weighed);
    return key;
  });
  return `${channel.name}: ${line.quantity} ${line.sku} of order ${key} weigh ${weighed}`;
}

type Recorded = NonNullable<ReturnType<typeof orderThere>>["record"];

/** Whether a line of it is no whole number of units. */
export const isMeasured = (record: Recorded): boolean =>
  record?.lines.some((line) => !Number.isInteger(line.quantity)) ?? false;

/** The merchant's switch. What an item that is not counted shows is nobody's number. */
async function count(world: World, random: Random): Promise<string | null> {
  const item = itemThere(world, random);
  const counting = item?.shop.counting?.(item.sku);
  if (!item || !counting || item.channel.sets.some((set) => set.parts.some(({ sku }) => sku === item.sku))) return null;
  if (item.channel.sets.some(({ sku }) => sku === item.sku)) return null;
  counting.isOn = !counting.isOn;
  item.channel.raises.forget(item.sku);
  return `${item.channel.name}: ${item.sku} is ${counting.isOn ? "" : "not "}counted there`;
}
