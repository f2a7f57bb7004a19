/** Photos on their way to the hub: kept in this page until each is there, so that a parcel waits for none of them. */

export interface TakenPhoto {
  readonly id: string;
  readonly orderId: string;
  readonly packingId?: string | undefined;
  readonly returnLineId?: string | undefined;
  readonly takenAt: string;
  readonly image: Blob;
}

export interface PhotoPort {
  send(photo: TakenPhoto): Promise<unknown>;
  /** Whether another attempt may do better. */
  mayRetry(error: unknown): boolean;
  refused(photo: TakenPhoto, error: unknown): void;
  sent(photo: TakenPhoto): void;
}

export interface PhotoQueue {
  readonly port: PhotoPort;
  readonly listeners: Set<() => void>;
  waiting: readonly TakenPhoto[];
  isSending: boolean;
}

export const newQueue = (port: PhotoPort): PhotoQueue => ({
  port,
  listeners: new Set(),
  waiting: [],
  isSending: false,
});

function show(queue: PhotoQueue, waiting: readonly TakenPhoto[]): void {
  queue.waiting = waiting;
  for (const listener of queue.listeners) listener();
}

export function addPhoto(queue: PhotoQueue, photo: TakenPhoto): Promise<void> {
  show(queue, [...queue.waiting, photo]);
  return sendPhotos(queue);
}

/** The first first; one that finds no hub keeps the others, one that is refused goes. */
export async function sendPhotos(queue: PhotoQueue): Promise<void> {
  if (queue.isSending) return;
  queue.isSending = true;
  const drop = (photo: TakenPhoto) =>
    show(
      queue,
      queue.waiting.filter((one) => one !== photo),
    );
  try {
    for (let [photo] = queue.waiting; photo !== undefined; [photo] = queue.waiting) {
      try {
        await queue.port.send(photo);
      } catch (error) {
        if (queue.port.mayRetry(error)) return;
        drop(photo);
        queue.port.refused(photo, error);
        continue;
      }
      drop(photo);
      queue.port.sent(photo);
    }
  } finally {
    queue.isSending = false;
  }
}
