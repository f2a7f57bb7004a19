/** A sales channel with a stock of its own in two places, each of them a location of the hub. */
import { everyPage, type Level, type World } from "../world.ts";
import { done, expected, type Step } from "./acts.ts";

/** What lies at each place and what is free in all, first in the hub. */
async function numbersOf({ shop, seller }: World, locations: readonly string[]) {
  const { sku = "" } = shop.severalPlaces ?? {};
  const levels = (await everyPage<Level>(seller, "/inventory/levels?limit=200")).filter((level) => level.sku === sku);
  const at = (id: string) => levels.find(({ locationId }) => locationId === id)?.onHand ?? 0;
  const here = { onHand: locations.map(at), free: levels.reduce((sum, { available }) => sum + available, 0) };
  return [here, await shop.severalPlaces?.left()];
}

export const severalLocations: Step = {
  name: "a sales channel sells from two places of its own: sales, parcels, returns and counts move the units of their place",
  lacking: ({ severalPlaces }) => (severalPlaces ? undefined : "the shop has one place"),
  async run(world) {
    const { shop, seller } = world;
    const there = shop.severalPlaces;
    if (!there) return [];
    const locations = await world.connectPlaces();
    const problems: string[] = [];
    const both = async (when: string, onHand: readonly number[], free: number) => {
      await world.settle();
      const expectedValue = { onHand, free };
      problems.push(...expected(when, await numbersOf(world, locations), [expectedValue, expectedValue]));
    };
    const buy = (quantity: number, payment: "paid" | "open") =>
      there.buy({ lines: [{ sku: there.sku, quantity }], payment });
    await both("at first", [21, 4], 25);
    const first = await buy(3, "paid");
    await both("with three sold", [21, 4], 22);
    await there.shipFrom(there.places[1], first);
    await both("with three shipped from the second place", [21, 1], 22);
    const second = await buy(2, "paid");
    await world.pass(20);
    problems.push(...(await done(world, second, "fulfil", { trackingNumbers: ["PLACES-1"] })));
    await both("with two shipped by the hub", [19, 1], 20);
    await shop.takeBack(first, there.sku, 1);
    await both("with one of three back", [19, 2], 21);
    const canceled = await buy(4, "open");
    await world.pass(20);
    await shop.cancel(canceled);
    await both("with four sold and canceled", [19, 2], 21);
    const items = [{ sku: there.sku, onHand: 30, locationId: locations[0] }];
    await seller.post("/inventory/levels", { items });
    await both("with thirty counted at the first place", [30, 2], 32);
    return [...problems, ...(await world.differences())];
  },
};
