/** Packings in a browser's storage. */
import { describe, expect, test } from "vitest";
import { packingStore, waitingOfOthers } from "./packing-store.ts";
import { browser, packing } from "./testing-packings.ts";

describe("packed orders kept in a browser", () => {
  test("packed orders are one person's in one organization, and leave nothing behind", () => {
    const storage = browser();
    const store = packingStore(storage, "ana");
    store.add(packing("1"));
    expect(packingStore(storage, "ben").waiting()).toEqual([]);
    expect(packingStore(storage, "ana").waiting()).toEqual([packing("1")]);
    store.settle("1");
    expect([...storage.kept]).toEqual([]);
  });

  test("packed orders of somebody who is not signed in now are counted, whichever organization they are of", () => {
    const storage = browser();
    packingStore(storage, "dock.ana").add(packing("1"));
    packingStore(storage, "road.ana").add(packing("2"));
    packingStore(storage, "dock.ben").add(packing("3"));
    storage.setItem("argosy.packings.dock.cem", "{");
    const names = [...storage.kept.keys()];
    expect(["ana", "ben", "dan"].map((userId) => waitingOfOthers(storage, names, userId))).toEqual([1, 2, 3]);
  });

  test("packed orders wait in the page where the browser is full, and say so", () => {
    const storage = browser();
    const store = packingStore(storage, "ana");
    store.add(packing("1"));
    storage.isFull = true;
    store.add(packing("2"));
    expect(store.isUnsaved()).toBe(true);
    expect(store.waiting()).toEqual([packing("1"), packing("2")]);
    store.settle("2");
    expect(store.isUnsaved()).toBe(false);
    // Also what becomes of one that was stored before.
    store.add(packing("3"));
    store.settle("1", "Cancelled.");
    expect(store.waiting()).toEqual([packing("3")]);
    expect(store.refused()).toEqual([{ ...packing("1"), text: "Cancelled." }]);
  });

  test.each(["{", "null", "[]", '{"waiting":[null],"refused":[]}', '{"waiting":5,"refused":[]}'])(
    "packed orders are set aside and reported where they cannot be read: %s",
    (text) => {
      const storage = browser();
      storage.setItem("argosy.packings.ana", text);
      const store = packingStore(storage, "ana");
      expect(store.waiting()).toEqual([]);
      store.add(packing("1"));
      expect(store.waiting()).toEqual([packing("1")]);
      expect(packingStore(storage, "ana").hasUnreadable()).toBe(true);
      expect([...storage.kept.values()]).toContain(text);
      store.dismissUnreadable();
      expect(store.hasUnreadable()).toBe(false);
      expect([...storage.kept.values()]).toContain(text);
    },
  );

  test("packed orders are not written over while they cannot be read and there is no room to set them aside", () => {
    const storage = browser();
    storage.setItem("argosy.packings.ana", "{");
    storage.isFull = true;
    const store = packingStore(storage, "ana");
    store.add(packing("1"));
    expect(store.waiting()).toEqual([packing("1")]);
    expect(storage.getItem("argosy.packings.ana")).toBe("{");
    store.settle("1");
    expect(store.waiting()).toEqual([]);
    expect(storage.getItem("argosy.packings.ana")).toBe("{");
  });
});
