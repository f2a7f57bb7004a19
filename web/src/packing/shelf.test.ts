/** Packings in a browser's storage. */
import { describe, expect, test } from "vitest";
import { shelfIn, waitingOfOthers } from "./shelf.ts";
import { browser, packing } from "./testing-packings.ts";

describe("packed orders kept in a browser", () => {
  test("are one person's in one organization, and leave nothing behind", () => {
    const storage = browser();
    const shelf = shelfIn(storage, "ana");
    shelf.add(packing("1"));
    expect(shelfIn(storage, "ben").waiting()).toEqual([]);
    expect(shelfIn(storage, "ana").waiting()).toEqual([packing("1")]);
    shelf.settle("1");
    expect([...storage.kept]).toEqual([]);
  });

  test("of somebody who is not signed in now are counted, whichever organization they are of", () => {
    const storage = browser();
    shelfIn(storage, "dock.ana").add(packing("1"));
    shelfIn(storage, "road.ana").add(packing("2"));
    shelfIn(storage, "dock.ben").add(packing("3"));
    storage.setItem("argosy.packings.dock.cem", "{");
    const names = [...storage.kept.keys()];
    expect(["ana", "ben", "dan"].map((userId) => waitingOfOthers(storage, names, userId))).toEqual([1, 2, 3]);
  });

  test("wait in the page where the browser is full, and say so", () => {
    const storage = browser();
    const shelf = shelfIn(storage, "ana");
    shelf.add(packing("1"));
    storage.isFull = true;
    shelf.add(packing("2"));
    expect(shelf.isUnsaved()).toBe(true);
    expect(shelf.waiting()).toEqual([packing("1"), packing("2")]);
    shelf.settle("2");
    expect(shelf.isUnsaved()).toBe(false);
    // Also what becomes of one that was stored before.
    shelf.add(packing("3"));
    shelf.settle("1", "Cancelled.");
    expect(shelf.waiting()).toEqual([packing("3")]);
    expect(shelf.refused()).toEqual([{ ...packing("1"), text: "Cancelled." }]);
  });

  test.each(["{", "null", "[]", '{"waiting":[null],"refused":[]}', '{"waiting":5,"refused":[]}'])(
    "are set aside and told of where they cannot be read: %s",
    (text) => {
      const storage = browser();
      storage.setItem("argosy.packings.ana", text);
      const shelf = shelfIn(storage, "ana");
      expect(shelf.waiting()).toEqual([]);
      shelf.add(packing("1"));
      expect(shelf.waiting()).toEqual([packing("1")]);
      expect(shelfIn(storage, "ana").hasUnreadable()).toBe(true);
      expect([...storage.kept.values()]).toContain(text);
      shelf.dismissUnreadable();
      expect(shelf.hasUnreadable()).toBe(false);
      expect([...storage.kept.values()]).toContain(text);
    },
  );

  test("are not written over while they cannot be read and there is no room to set them aside", () => {
    const storage = browser();
    storage.setItem("argosy.packings.ana", "{");
    storage.isFull = true;
    const shelf = shelfIn(storage, "ana");
    shelf.add(packing("1"));
    expect(shelf.waiting()).toEqual([packing("1")]);
    expect(storage.getItem("argosy.packings.ana")).toBe("{");
    shelf.settle("1");
    expect(shelf.waiting()).toEqual([]);
    expect(storage.getItem("argosy.packings.ana")).toBe("{");
  });
});
