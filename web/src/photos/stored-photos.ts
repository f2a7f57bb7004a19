/** Photos that wait to be sent, kept in this browser: those of each person and organization apart, and not without end. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { saveChoice, storedNames } from "../storage/choices.ts";
import { STORED_PHOTOS } from "../storage/stored-names.ts";
import type { PhotoStore, TakenPhoto } from "./queue.ts";

/** Of all who work in this browser together. */
const MAX_STORED = 200;
const MOST_BYTES = 200 * 1024 * 1024;
/** Nobody came back for them. */
const FORGOTTEN_AFTER_MS = 30 * 24 * 60 * 60_000;

interface StoredPhoto extends TakenPhoto {
  /** Organization and person. */
  readonly whose: string;
}

interface Stored extends DBSchema {
  photos: { key: string; value: StoredPhoto; indexes: { whose: string } };
}

let opened: Promise<IDBPDatabase<Stored>> | undefined;

function open(): Promise<IDBPDatabase<Stored>> {
  const close = () => {
    opened = undefined;
  };
  opened ??= openDB<Stored>("argosy-photos", 1, {
    terminated: close,
    blocking: (_current, _blocked, event) => {
      close();
      (event.target as IDBDatabase | null)?.close();
    },
    upgrade: (made) => void made.createObjectStore("photos", { keyPath: "id" }).createIndex("whose", "whose"),
  });
  opened.catch(close);
  return opened;
}

/** So that a page knows without looking that somebody's wait: what sends them is loaded then. */
const mark = (whose: string, count: number): void => saveChoice(STORED_PHOTOS + whose, count === 0 ? null : `${count}`);

/** Every answer that fails is one of a browser that keeps nothing: private windows, a full disk. */
const orElse = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
  try {
    return await work();
  } catch {
    return otherwise;
  }
};

export const photoStore = (whose: string): PhotoStore => ({
  load: () =>
    orElse(async () => {
      const all = await (await open()).getAllFromIndex("photos", "whose", whose);
      mark(whose, all.length);
      return all
        .toSorted((a, b) => a.takenAt.localeCompare(b.takenAt))
        .map(({ whose: _, ...photo }): TakenPhoto => photo);
    }, []),
  add: (photo) =>
    orElse(async () => {
      const work = (await open()).transaction("photos", "readwrite");
      const all = await work.store.getAll();
      const now = Date.now();
      const old = all.filter(({ takenAt }) => now - Date.parse(takenAt) > FORGOTTEN_AFTER_MS);
      await Promise.all(old.map(({ id }) => work.store.delete(id)));
      const rest = all.filter((one) => !old.includes(one));
      const bytes = rest.reduce((sum, { image }) => sum + image.size, photo.image.size);
      const isRoom = rest.length < MAX_STORED && bytes <= MOST_BYTES;
      if (isRoom) await work.store.put({ ...photo, whose });
      await work.done;
      mark(whose, rest.filter((one) => one.whose === whose).length + (isRoom ? 1 : 0));
      return isRoom;
    }, false),
  remove: (id) =>
    orElse(async () => {
      const store = await open();
      await store.delete("photos", id);
      mark(whose, await store.countFromIndex("photos", "whose", whose));
    }, undefined),
});

/** At the sign-out: what a person took stays on no machine that others use. */
export async function forgetPhotos(userId: string): Promise<void> {
  const all = storedNames().filter((name) => name.startsWith(STORED_PHOTOS) && name.endsWith(`.${userId}`));
  for (const name of all) {
    const store = photoStore(name.slice(STORED_PHOTOS.length));
    for (const { id } of await store.load()) await store.remove(id);
    saveChoice(name, null);
  }
}
