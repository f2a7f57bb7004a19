/** What the browser says of the room the register has on this device. */

/** Asks the browser to keep what is stored even when the disk is full; false: it may delete it. */
export async function requestPersistence(): Promise<boolean> {
  if (navigator.storage?.persist === undefined) return false;
  return (await navigator.storage.persisted()) || (await navigator.storage.persist());
}

export interface Room {
  /** Bytes. */
  readonly used: number;
  readonly most: number;
}

/** Null where the browser does not say. */
export async function roomOnDevice(): Promise<Room | null> {
  if (navigator.storage?.estimate === undefined) return null;
  const { usage, quota } = await navigator.storage.estimate();
  return usage === undefined || quota === undefined ? null : { used: usage, most: quota };
}
