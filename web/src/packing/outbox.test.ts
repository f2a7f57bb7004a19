/** What packers scanned, on its way to the hub. */
import { describe, expect, test } from "vitest";
import { type Meaning, meaningOf, newOutbox, type Port, putAside, send } from "./outbox.ts";
import { packingStore } from "./packing-store.ts";
import { sentIn } from "./sent.ts";
import { browser, packing } from "./testing-packings.ts";

class Answered extends Error {
  readonly meaning: Meaning;
  constructor(meaning: Meaning, text: string = meaning) {
    super(text);
    this.meaning = meaning;
  }
}

interface How {
  /** By packing or order. */
  readonly answers?: Record<string, Answered>;
  isOwner?: boolean;
}

/** A hub that answers some packings otherwise than by recording them. */
function hubThat(how: How = {}) {
  const sent: string[] = [];
  const requests: string[] = [];
  const port: Port = {
    isOwner: () => Promise.resolve(how.isOwner ?? true),
    send({ id, orderId }) {
      requests.push(id);
      const answered = how.answers?.[id] ?? how.answers?.[orderId];
      if (answered) return Promise.reject(answered);
      sent.push(id);
      return Promise.resolve();
    },
    meaningOf: (error) => (error instanceof Answered ? error.meaning : "later"),
    textOf: (error) => (error instanceof Error ? error.message : ""),
    renew: () => undefined,
  };
  return { sent, asked: requests, port };
}

function outboxWith(ids: readonly string[], how?: How) {
  const storage = browser();
  const store = packingStore(storage, "ana");
  for (const id of ids) store.add(packing(id));
  const hub = hubThat(how);
  return { ...hub, shelf: store, storage, outbox: newOutbox(store, hub.port) };
}

const idsOf = (stored: readonly { readonly id: string }[]) => stored.map(({ id }) => id);

describe("the outbox of the scan station", () => {
  test("scans while the hub was away outlive the page and are sent in sequence, once", async () => {
    const { storage, outbox, sent } = outboxWith(["1", "2", "3"], { answers: { "2": new Answered("away") } });
    await send(outbox);
    expect(outbox.shown).toMatchObject({ round: "away", waiting: [packing("2"), packing("3")] });
    expect(sent).toEqual(["1"]);
    // The page is loaded anew.
    const later = hubThat();
    const anew = newOutbox(packingStore(storage, "ana"), later.port);
    await send(anew);
    expect(later.sent).toEqual(["2", "3"]);
    expect(anew.shown).toMatchObject({ round: "done", waiting: [] });
  });

  test("a refused packing holds no other back, stays until somebody has read why, and may be packed again", async () => {
    const text = "Order SH-1 is cancelled.";
    const { outbox, shelf, sent } = outboxWith(["1", "2"], { answers: { "1": new Answered("refused", text) } });
    const refused: string[] = [];
    outbox.onRefused.add(({ orderId }) => refused.push(orderId));
    await send(outbox);
    expect(sent).toEqual(["2"]);
    expect(refused).toEqual(["order-1"]);
    expect(outbox.shown.refused).toEqual([{ ...packing("1"), text }]);
    shelf.dismiss("1");
    expect(shelf.refused()).toEqual([]);
  });

  test("a packing the hub cannot take now holds no other order back, only what follows of its own", async () => {
    const how = { answers: { "order-1": new Answered("later", "The hub has a fault.") } };
    const { outbox, shelf, sent, asked } = outboxWith(["1", "2"], how);
    shelf.add({ ...packing("3"), orderId: "order-1", again: true });
    await send(outbox);
    expect(sent).toEqual(["2"]);
    expect(asked).toEqual(["1", "2"]);
    expect(outbox.shown.held).toEqual([{ ...packing("1"), text: "The hub has a fault." }]);
    expect(idsOf(outbox.shown.waiting)).toEqual(["1", "3"]);
  });

  test("a person puts one aside that the hub never takes", async () => {
    const { outbox } = outboxWith(["1"], { answers: { "1": new Answered("later", "You may not pack.") } });
    await send(outbox);
    putAside(outbox, "1");
    expect(outbox.shown).toMatchObject({ waiting: [], held: [], refused: [{ id: "1", text: "You may not pack." }] });
  });

  test("nothing is sent in the name of another who signed in meanwhile; it stays", async () => {
    const how = { isOwner: false };
    const { outbox, asked } = outboxWith(["1"], how);
    await send(outbox);
    expect(asked).toEqual([]);
    expect(outbox.shown).toMatchObject({ round: "elsewhere", waiting: [{ id: "1" }] });
    how.isOwner = true;
    await send(outbox);
    expect(asked).toEqual(["1"]);
  });

  test("a packing is sent to the organization it was packed in, whichever the session works in", () => {
    const { orderId, number: _, ...body } = packing("1");
    expect(sentIn("dock-road", packing("1"))).toEqual({
      params: { path: { id: orderId } },
      headers: { "x-organization": "dock-road" },
      body,
    });
  });

  test.each([
    ["PACKING_STATE", false, "refused"],
    ["ORDER_UNKNOWN", false, "refused"],
    ["REQUEST_INVALID", false, "refused"],
    ["PACKING_STATE", true, "later"],
    // Not a member of its organization any more, or for a while.
    ["ORGANIZATION_NOT_FOUND", false, "later"],
    ["NOT_PERMITTED", false, "later"],
    ["INTERNAL", true, "later"],
    // A proxy's own page.
    ["UNREADABLE", false, "away"],
    ["HUB_AWAY", true, "away"],
  ] as const)("a packing answered with %s, retryable %s, is %s", (code, isRetryable, meaning) => {
    expect(meaningOf(code, isRetryable)).toBe(meaning);
  });
});
