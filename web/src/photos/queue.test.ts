import { expect, test } from "vitest";
import { addPhoto, newQueue, sendPhotos, type TakenPhoto } from "./queue.ts";

const photo = (id: string): TakenPhoto => ({
  id,
  orderId: "o",
  takenAt: "2026-11-20T12:00:00Z",
  image: new Blob(["x"]),
});

test("a photo that finds no hub waits with those behind it, and each is sent once when the hub is back", async () => {
  const sent: string[] = [];
  let isAway = true;
  const queue = newQueue({
    send: async ({ id }) => {
      if (isAway) throw new Error("away");
      sent.push(id);
    },
    mayRetry: () => true,
    refused: () => expect.unreachable(),
    sent: () => undefined,
  });
  await addPhoto(queue, photo("a"));
  await addPhoto(queue, photo("b"));
  expect(queue.waiting.map(({ id }) => id)).toEqual(["a", "b"]);
  isAway = false;
  await Promise.all([sendPhotos(queue), sendPhotos(queue)]);
  expect([sent, queue.waiting]).toEqual([["a", "b"], []]);
});

test("a photo that is refused is told, and holds up no other", async () => {
  const refused: string[] = [];
  const sent: string[] = [];
  const queue = newQueue({
    send: async ({ id }) => {
      if (id === "a") throw new Error("no image");
    },
    mayRetry: () => false,
    refused: ({ id }) => void refused.push(id),
    sent: ({ id }) => void sent.push(id),
  });
  await Promise.all([addPhoto(queue, photo("a")), addPhoto(queue, photo("b"))]);
  expect([refused, sent, queue.waiting]).toEqual([["a"], ["b"], []]);
});
