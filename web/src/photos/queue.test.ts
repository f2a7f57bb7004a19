import { expect, test } from "vitest";
import {
  addPhoto,
  loadPhotos,
  newQueue,
  type PhotoPort,
  type PhotoStore,
  sendPhotos,
  type TakenPhoto,
} from "./queue.ts";

const photo = (id: string): TakenPhoto => ({
  id,
  orderId: "o",
  takenAt: "2026-11-20T12:00:00Z",
  image: new Blob(["x"]),
});

/** Keeps `most` photos, as a browser with little room does. */
function storeOf(most = 10): PhotoStore & { readonly kept: TakenPhoto[] } {
  const retained: TakenPhoto[] = [];
  return {
    kept: retained,
    load: async () => [...retained],
    add: async (one) => retained.length < most && retained.push(one) > 0,
    remove: async (id) => {
      const at = retained.findIndex((one) => one.id === id);
      if (at >= 0) retained.splice(at, 1);
    },
  };
}

const quiet: PhotoPort = {
  isOwner: async () => true,
  send: async () => undefined,
  mayRetry: () => true,
  refused: () => expect.unreachable(),
  sent: () => undefined,
};

test("a photo that finds no hub waits with those behind it, and each is sent once when the hub is back", async () => {
  const sent: string[] = [];
  let isAway = true;
  const send = async ({ id }: TakenPhoto) => {
    if (isAway) throw new Error("away");
    sent.push(id);
  };
  const queue = newQueue({ ...quiet, send }, storeOf());
  await addPhoto(queue, photo("a"));
  await addPhoto(queue, photo("b"));
  expect(queue.shown.waiting.map(({ id }) => id)).toEqual(["a", "b"]);
  isAway = false;
  await Promise.all([sendPhotos(queue), sendPhotos(queue)]);
  expect([sent, queue.shown.waiting]).toEqual([["a", "b"], []]);
});

test("photos behind one during which somebody else signed in wait for the one who took them", async () => {
  const sent: string[] = [];
  let [isAway, isOther] = [true, false];
  const send = async ({ id }: TakenPhoto) => {
    if (isAway) throw new Error("away");
    sent.push(id);
    isOther = true;
  };
  const queue = newQueue({ ...quiet, send, isOwner: async () => !isOther }, storeOf());
  await addPhoto(queue, photo("a"));
  await addPhoto(queue, photo("b"));
  isAway = false;
  await sendPhotos(queue);
  expect([sent, queue.shown.waiting.map(({ id }) => id)]).toEqual([["a"], ["b"]]);
});

test("a photo that is refused is told, and holds up no other", async () => {
  const refused: string[] = [];
  const sent: string[] = [];
  const store = storeOf();
  const queue = newQueue(
    {
      ...quiet,
      send: async ({ id }) => {
        if (id === "a") throw new Error("no image");
      },
      mayRetry: () => false,
      refused: ({ id }) => void refused.push(id),
      sent: ({ id }) => void sent.push(id),
    },
    store,
  );
  await Promise.all([addPhoto(queue, photo("a")), addPhoto(queue, photo("b"))]);
  expect([refused, sent, queue.shown.waiting, store.kept]).toEqual([["a"], ["b"], [], []]);
});

test("photos outlive the page that took them, and only the person who took them sends them", async () => {
  const store = storeOf(2);
  const away = { ...quiet, send: () => Promise.reject(new Error("away")) };
  const before = newQueue(away, store);
  for (const id of ["a", "b", "c"]) await addPhoto(before, photo(id));
  // The browser has no room for the third: the page has to stay open.
  expect([before.shown.waiting.length, before.shown.unsaved]).toEqual([3, 1]);
  const sent: string[] = [];
  let owner = "somebody else";
  const isOwner = async () => owner === "packer";
  const after = newQueue({ ...quiet, isOwner, send: async ({ id }) => sent.push(id) }, store);
  await loadPhotos(after);
  expect([sent, after.shown.waiting.length, store.kept.length]).toEqual([[], 2, 2]);
  owner = "packer";
  await sendPhotos(after);
  expect([sent, after.shown, store.kept]).toEqual([["a", "b"], { waiting: [], unsaved: 0 }, []]);
});
