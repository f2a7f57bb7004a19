/** A label is printed once the hub has taken the packing. */
import { expect, test } from "vitest";
import { type After, followed } from "./following.ts";
import { newOutbox, type Port, storePacking } from "./outbox.ts";
import { packingStore } from "./packing-store.ts";
import { browser, packing } from "./testing-packings.ts";

const never = new Promise<never>(() => undefined);

const follow = (after: After, send: Port["send"], moment: Promise<unknown> = never) => {
  const outbox = newOutbox(packingStore(browser(), "ana"), {
    isOwner: () => Promise.resolve(true),
    send,
    meaningOf: (error) => (error instanceof TypeError ? "away" : "refused"),
    textOf: String,
    renew: () => undefined,
  });
  return followed(after, storePacking(outbox, packing("1")), () => moment);
};

test("a label and shipping follow what is recorded, and not what is refused", async () => {
  for (const after of ["label", "ship"] as const) {
    expect(await follow(after, () => Promise.resolve())).toBe("now");
    expect(await follow(after, () => Promise.reject(new Error("cancelled")))).toBe("never");
  }
});

test("a label is printed with a note where the hub is away, or a packer would wait for long", async () => {
  expect(await follow("label", () => Promise.reject(new TypeError("away")))).toBe("noted");
  expect(await follow("label", () => never, Promise.resolve())).toBe("noted");
});

test("a packing slip and the next order wait for nothing", async () => {
  for (const after of ["slip", "next"] as const) expect(await follow(after, () => never)).toBe("now");
});
