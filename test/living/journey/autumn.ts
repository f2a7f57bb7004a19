/** Clocks are put back: the shop's wall reads the same hour twice. */
import { MINUTE } from "../world.ts";
import { expected, type Step, toCancel } from "./acts.ts";

/** Before the hour, in it, in it once more, and after it. */
const MOMENTS = [-70, -50, -5, 5, 25, 55, 70];
const CANCELED = 3;

export const repeatedHour: Step = {
  name: "the shop's clock goes back in autumn: every order in the repeated hour is imported once",
  lacking: ({ lacks }) => lacks.clock,
  async run(world) {
    const { shop } = world;
    const change = world.nextRepeat();
    const keys: string[] = [];
    for (const [index, minutes] of MOMENTS.entries()) {
      await world.moveClocks(change + minutes * MINUTE);
      const payment = index === CANCELED ? toCancel(shop) : "paid";
      keys.push(await shop.buy({ lines: [{ sku: "ITEM-30", quantity: 1 }], payment }));
      await world.pass(5);
    }
    await shop.ship(keys[2] ?? "");
    await shop.cancel(keys[CANCELED] ?? "");
    await world.settle();
    const existing = await world.look<{ key: string }>(
      "SELECT ext_key AS key FROM argosy.sales_order WHERE organization_id = argosy.tenant() AND ext_key = ANY ($1)",
      [keys],
    );
    return [
      ...expected("orders of the night", existing.map(({ key }) => key).sort(), keys.toSorted()),
      ...(await world.differences()),
    ];
  },
};
