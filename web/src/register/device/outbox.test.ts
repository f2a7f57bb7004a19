import { expect, test } from "vitest";
import { HubAway, HubFailed, Refused, SignedOut } from "./hub.ts";
import { type OutboxPort, type SaleAnswer, upload } from "./outbox.ts";
import { type Outbound, waiting as waitingEntry } from "./store.ts";

const waiting = (id: string): Outbound => ({
  seq: Number(id),
  ...waitingEntry({ kind: "sale", id, sale: { id } as never }),
});
const done = (id: string): SaleAnswer => ({
  id,
  state: "done",
  orderId: `o${id}`,
  orderNumber: id,
  short: 0,
  code: null,
  text: null,
});

function device(ids: readonly string[], answer: OutboxPort["sales"]) {
  const stored = new Map(ids.map((id) => [id, waiting(id)]));
  const port: OutboxPort = {
    waiting: async () => [...stored.values()].filter(({ state }) => state === "waiting"),
    settle: async (entries) => {
      for (const entry of entries) stored.set(entry.what.id, entry);
    },
    sales: answer,
    send: async () => undefined,
  };
  return { kept: stored, port };
}

test("sales are sent again after the hub was away or the sign-in ran out, until all are there", async () => {
  let falls = 0;
  const { kept, port } = device(["1", "2", "3"], async (sales) => {
    falls += 1;
    if (falls === 1) throw new HubAway("away");
    if (falls === 2) throw new SignedOut();
    return sales.map(({ id }) => done(id));
  });
  expect(await upload(port)).toBe("away");
  expect(await upload(port)).toBe("signed_out");
  expect([...kept.values()].every(({ state }) => state === "waiting")).toBe(true);
  expect(await upload(port)).toBe("done");
  expect([...kept.values()].map(({ orderId }) => orderId)).toEqual(["o1", "o2", "o3"]);
});

test("a sale the hub rejects stays with its reason, and the others are sent", async () => {
  const { kept, port } = device(["1", "2", "3"], async (sales) => {
    if (sales.some(({ id }) => id === "2")) throw new Refused(400, "VALIDATION", "quantity: This is no number");
    return sales.map(({ id }) => done(id));
  });
  expect(await upload(port)).toBe("done");
  expect([...kept.values()].map(({ state, code }) => [state, code])).toEqual([
    ["sent", null],
    ["refused", "VALIDATION"],
    ["sent", null],
  ]);
});

test("a sale the hub fails over waits for the next upload, and the others are sent", async () => {
  let isMended = false;
  const { kept, port } = device(["1", "2", "3"], async (sales) => {
    if (!isMended && sales.some(({ id }) => id === "2")) throw new HubFailed("500");
    return sales.map(({ id }) => done(id));
  });
  expect(await upload(port)).toBe("away");
  expect([...kept.values()].map(({ state }) => state)).toEqual(["sent", "waiting", "sent"]);
  isMended = true;
  expect(await upload(port)).toBe("done");
  expect(kept.get("2")?.orderId).toBe("o2");
});

test("a sale missing from the answer is not taken for sent", async () => {
  const { kept, port } = device(["1", "2"], async (sales) => sales.slice(1).map(({ id }) => done(id)));
  expect(await upload(port)).toBe("away");
  expect(kept.get("1")?.state).toBe("waiting");
});
