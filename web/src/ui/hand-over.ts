/** Files the dashboard has in its hands: saved by the browser, or opened in a tab. */

// The browser reads the file after the click: freed at once, it is not there on a busy machine.
const RETENTION_MS = 60_000;

/** Saves it among the downloads. */
export function saveFile(file: Blob, name: string): void {
  const address = addressOf(file);
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
}

/** Opens it in a tab of its own, where it can be printed. */
export function openFile(file: Blob): void {
  window.open(addressOf(file), "_blank", "noopener");
}

function addressOf(file: Blob): string {
  const address = URL.createObjectURL(file);
  setTimeout(() => URL.revokeObjectURL(address), RETENTION_MS);
  return address;
}
