import { expect, it } from "vitest";
import { createRandom } from "../../sim/random.ts";
import { shrink } from "../shrink.ts";
import { type RandomAct, replay } from "./random.ts";

/** A shop on paper: keys count up, and of an order that is paid later and then paid back a unit is lost for good. */
function paperShop() {
  const states = new Map<string, "open" | "paid" | "paid later" | "refunded">([["1", "paid"]]);
  let lost = 0;
  return {
    lost: () => lost,
    orders: async () => [...states.keys()],
    async play({ kind, order }: RandomAct): Promise<string | undefined> {
      if (kind === "buy" || kind === "buy open") {
        const key = String(states.size + 1);
        states.set(key, kind === "buy" ? "paid" : "open");
        return key;
      }
      const state = states.get(order);
      if (kind === "pay" && state === "open") states.set(order, "paid later");
      if (kind === "refund there" && state?.startsWith("paid")) {
        if (state === "paid later") lost += 1;
        states.set(order, "refunded");
      }
      return undefined;
    },
  };
}
const act = (kind: RandomAct["kind"], order = ""): RandomAct => ({ kind, sku: "MUG", order, quantity: 1, minutes: 0 });

async function drawn(seed: number, count: number): Promise<readonly RandomAct[]> {
  const random = createRandom(seed);
  const shop = paperShop();
  const acts: RandomAct[] = [];
  for (let index = 0; index < count; index += 1) {
    const kind = random.pick(["buy", "buy open", "pay", "ship there", "refund there", "count here"] as const);
    const isOfOrder = !/^(buy|count)/.test(kind);
    const one = act(kind, isOfOrder ? random.pick(await shop.orders()) : "");
    acts.push({ ...one, made: await shop.play(one) });
  }
  return acts;
}

async function loses(acts: readonly RandomAct[]): Promise<boolean> {
  const shop = paperShop();
  await replay(shop, acts);
  return shop.lost() > 0;
}

it("a replay plays an act on the order that its act makes this time, and leaves it out where that is left out", async () => {
  const acts = [
    { ...act("buy open"), made: "2" },
    { ...act("buy open"), made: "3" },
    act("pay", "3"),
    act("refund there", "3"),
    act("refund there", "1"),
  ];
  expect(await loses(acts)).toBe(true);
  expect(await loses(acts.slice(1))).toBe(true);
  expect(await loses([acts[0], ...acts.slice(2)].filter((one) => one !== undefined))).toBe(false);
});

it.each([3, 8, 11])(
  "a report names the order, its payment and its refund of 120 acts with a planted fault (seed %i)",
  async (seed) => {
    const acts = await drawn(seed, 120);
    const found = await shrink(acts, { fails: loses, tries: 1_000 });
    expect(found?.isShortest).toBe(true);
    expect(found?.acts.map(({ kind }) => kind)).toEqual(["buy open", "pay", "refund there"]);
  },
);
