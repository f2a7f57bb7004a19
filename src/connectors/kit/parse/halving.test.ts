import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConnectorError, isRefusal } from "../contract/errors.ts";
import { inHalves, together } from "./halving.ts";

/** Items by number, of which some are at fault: a call with one of them is refused and names nobody. */
function refusing(isAtFault: (item: number) => boolean) {
  const calls: (readonly number[])[] = [];
  return {
    calls,
    call: {
      async work(items: readonly number[]) {
        calls.push(items);
        if (items.some(isAtFault)) throw new ConnectorError({ kind: "rejected" }, "One of them is wrong.");
        return items.map((item) => `wrote ${item}`);
      },
      isItems: isRefusal,
      alone: (item: number, { message }: ConnectorError) => [`${item}: ${message}`],
    },
  };
}

const batch = fc
  .uniqueArray(fc.nat(10_000), { maxLength: 200 })
  .chain((items) => fc.tuple(fc.constant(items), fc.subarray(items)));

describe("inHalves", () => {
  it("a batch in halves answers each item once and in sequence, and writes each good one once", async () => {
    await fc.assert(
      fc.asyncProperty(batch, async ([items, atFault]) => {
        const { calls, call } = refusing((item) => atFault.includes(item));
        expect(await inHalves(items, call)).toEqual(
          items.map((item) => (atFault.includes(item) ? `${item}: One of them is wrong.` : `wrote ${item}`)),
        );
        const written = calls.filter((sent) => !sent.some((item) => atFault.includes(item))).flat();
        expect(written).toEqual(items.filter((item) => !atFault.includes(item)));
      }),
    );
  });

  it("a batch takes one call where nothing is at fault, and two for each halving on the way to each bad item", async () => {
    await fc.assert(
      fc.asyncProperty(batch, async ([items, atFault]) => {
        const { calls, call } = refusing((item) => atFault.includes(item));
        await inHalves(items, call);
        const halvings = Math.ceil(Math.log2(Math.max(1, items.length)));
        expect(calls.length).toBeLessThanOrEqual(Math.min(1 + 2 * halvings * atFault.length, 2 * items.length));
      }),
    );
  });

  it("a call for no items is not made, and a fault of no item is thrown at once", async () => {
    const { calls, call } = refusing(() => true);
    expect(await inHalves([], call)).toEqual([]);
    expect(calls).toEqual([]);
    let tries = 0;
    const work = async () => {
      tries += 1;
      throw new ConnectorError({ kind: "transient" }, "The platform is down.");
    };
    await expect(inHalves([1, 2, 3], { ...call, work })).rejects.toThrow("The platform is down.");
    expect(tries).toBe(1);
  });
});

describe("together", () => {
  it("a single item's refusal is answered, and that of several is thrown for the engine to halve", async () => {
    const { calls, call } = refusing((item) => item === 2);
    expect(await together([1, 3], call)).toEqual(["wrote 1", "wrote 3"]);
    expect(await together([2], call)).toEqual(["2: One of them is wrong."]);
    await expect(together([1, 2], call)).rejects.toThrow("One of them is wrong.");
    expect(calls).toEqual([[1, 3], [2], [1, 2]]);
    expect(await together([], call)).toEqual([]);
  });
});
