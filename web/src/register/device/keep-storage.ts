/** Asks the browser to keep what is stored even when the disk is full; false: it may delete it. */
export async function askToKeep(): Promise<boolean> {
  if (navigator.storage?.persist === undefined) return false;
  return (await navigator.storage.persisted()) || (await navigator.storage.persist());
}
