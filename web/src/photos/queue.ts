/** Photos on their way to the hub: kept in this browser until each is there, so that a parcel waits for none of them. */

export interface TakenPhoto {
  readonly id: string;
  readonly orderId: string;
  readonly packingId?: string | undefined;
  readonly returnLineId?: string | undefined;
  readonly takenAt: string;
  readonly image: Blob;
}

/** Where they outlive the page. */
export interface PhotoStore {
  load(): Promise<readonly TakenPhoto[]>;
  /** False: there is no room for it, and it lives as long as the page. */
  add(photo: TakenPhoto): Promise<boolean>;
  remove(id: string): Promise<unknown>;
}

export interface PhotoPort {
  /** Whether the one who took them is still the one signed in: what the hub keeps bears that name. */
  isOwner(): Promise<boolean>;
  send(photo: TakenPhoto): Promise<unknown>;
  /** Whether another attempt may do better. */
  mayRetry(error: unknown): boolean;
  refused(photo: TakenPhoto, error: unknown): void;
  sent(photo: TakenPhoto): void;
}

export interface Shown {
  readonly waiting: readonly TakenPhoto[];
  /** Of them, those that are lost with the page. */
  readonly unsaved: number;
}

export interface PhotoQueue {
  readonly port: PhotoPort;
  readonly store: PhotoStore;
  readonly listeners: Set<() => void>;
  readonly unsaved: Set<string>;
  shown: Shown;
  isSending: boolean;
}

export const newQueue = (port: PhotoPort, store: PhotoStore): PhotoQueue => ({
  port,
  store,
  listeners: new Set(),
  unsaved: new Set(),
  shown: { waiting: [], unsaved: 0 },
  isSending: false,
});

function show(queue: PhotoQueue, waiting: readonly TakenPhoto[]): void {
  queue.shown = { waiting, unsaved: waiting.filter(({ id }) => queue.unsaved.has(id)).length };
  for (const listener of queue.listeners) listener();
}

/** Those of a page before, and of other tabs, in front of what this page has. */
export async function loadPhotos(queue: PhotoQueue): Promise<void> {
  const stored = await queue.store.load();
  const existing = new Set(queue.shown.waiting.map(({ id }) => id));
  show(queue, [...stored.filter(({ id }) => !existing.has(id)), ...queue.shown.waiting]);
  await sendPhotos(queue);
}

/** Kept before it is sent. */
export async function addPhoto(queue: PhotoQueue, photo: TakenPhoto): Promise<void> {
  queue.unsaved.add(photo.id);
  show(queue, [...queue.shown.waiting, photo]);
  if (await queue.store.add(photo)) queue.unsaved.delete(photo.id);
  show(queue, queue.shown.waiting);
  await sendPhotos(queue);
}

/** The first first; one that finds no hub keeps the others, one that is refused goes. */
export async function sendPhotos(queue: PhotoQueue): Promise<void> {
  if (queue.isSending || queue.shown.waiting.length === 0) return;
  queue.isSending = true;
  try {
    for (let [photo] = queue.shown.waiting; photo !== undefined; [photo] = queue.shown.waiting) {
      // Somebody else may have signed in while the one before was on its way.
      if (!(await isOwner(queue.port))) return;
      try {
        await queue.port.send(photo);
      } catch (error) {
        if (queue.port.mayRetry(error)) return;
        await drop(queue, photo);
        queue.port.refused(photo, error);
        continue;
      }
      await drop(queue, photo);
      queue.port.sent(photo);
    }
  } finally {
    queue.isSending = false;
  }
}

async function isOwner(port: PhotoPort): Promise<boolean> {
  try {
    return await port.isOwner();
  } catch {
    // The hub is away: asked again with the next attempt.
    return false;
  }
}

async function drop(queue: PhotoQueue, photo: TakenPhoto): Promise<void> {
  await queue.store.remove(photo.id);
  queue.unsaved.delete(photo.id);
  show(
    queue,
    queue.shown.waiting.filter(({ id }) => id !== photo.id),
  );
}
