/** Processes that end in the middle: the shop's, and the hub's own. */
import { until } from "../../support/until.ts";
import type { World } from "../world.ts";
import { expected, orderIn, type Step } from "./acts.ts";

/** A machine with other work takes its time to start a hub. */
const PATIENCE_MS = 4 * 60_000;
/** Longer than a call that moves money may take, and the margin after it. */
const UNCONFIRMED_MINUTES = 10;

interface Request {
  readonly what: "fulfil" | "refund";
  readonly body: Readonly<Record<string, unknown>>;
  readonly write: RegExp;
}

/** One parcel and one refund of an order, each a write that something happens to. */
function requestsOf({ shop }: World, marker: string): readonly Request[] {
  const money = { amountMinor: 300, currency: shop.currency, lines: [], reason: marker, moveMoney: true };
  const fulfil = { what: "fulfil", body: { trackingNumbers: [marker] }, write: shop.writes.ship } as const;
  return shop.lacks.refunds ? [fulfil] : [fulfil, { what: "refund", body: money, write: shop.writes.refund }];
}

async function sendRequest(world: World, key: string, { what, body }: Request): Promise<string> {
  const order = await world.hubOrder(key);
  return (await world.seller.post<{ id: string }>(`/orders/${order.id}/${what}`, body)).id;
}

async function stateOf(world: World, key: string, id: string): Promise<string | undefined> {
  return (await world.hubOrder(key)).commands.find((one) => one.id === id)?.state;
}

async function once(world: World, key: string, marker: string): Promise<string[]> {
  const { tracking, refunded } = await orderIn(world, key);
  return [
    ...expected(`parcels of ${key}`, tracking, [marker]),
    ...expected(`refunds of ${key}`, refunded, world.shop.lacks.refunds ? "0.00" : "3.00"),
  ];
}

export const shopKilled: Step = {
  name: "the shop is killed between a write and its response: one parcel, one refund",
  lacking: ({ lacks }) => lacks.stop,
  async run(world) {
    const { shop, door } = world;
    const problems: string[] = [];
    const key = await shop.buy({ lines: [{ sku: "ITEM-24", quantity: 2 }], payment: "paid" });
    await world.pass(5);
    for (const input of requestsOf(world, "STRUCK-1")) {
      const struck = door.strike({ write: input.write, act: shop.kill });
      const id = await sendRequest(world, key, input);
      await world.pass(2);
      await struck;
      await shop.start();
      await world.pass(60);
      problems.push(...expected(`${input.what} of ${key}`, await stateOf(world, key, id), "done"));
    }
    problems.push(...(await once(world, key, "STRUCK-1")));
    await world.settle();
    return [...problems, ...(await world.differences())];
  },
};

export const hubKilled: Step = {
  name: "the hub, in a separate process, is killed with -9 between a write and its response, and restarted: one parcel, one refund",
  async run(world) {
    const { shop, door } = world;
    const problems: string[] = [];
    const key = await shop.buy({ lines: [{ sku: "ITEM-25", quantity: 2 }], payment: "paid" });
    await world.pass(5);
    for (const input of requestsOf(world, "NINE-1")) {
      let isStruck = false;
      let id = "";
      {
        await using hub = await world.ownHub();
        const struck = door.strike({ write: input.write, act: hub.kill });
        struck.then(
          () => {
            isStruck = true;
          },
          () => undefined,
        );
        id = await sendRequest(world, key, input);
        await until(`the hub is killed at its ${input.what}`, async () => isStruck, { ms: PATIENCE_MS });
      }
      // A refund is asked for again once the shop must have ended (decision 540).
      world.rest(UNCONFIRMED_MINUTES);
      await using _again = await world.ownHub();
      await until(`the next hub ends the ${input.what}`, () => stateOf(world, key, id), {
        wanted: (state) => state === "done" || state === "failed" || state === "rejected",
        ms: PATIENCE_MS,
      });
      problems.push(...expected(`${input.what} of ${key}`, await stateOf(world, key, id), "done"));
    }
    await world.settle();
    return [...problems, ...(await once(world, key, "NINE-1")), ...(await world.differences())];
  },
};
