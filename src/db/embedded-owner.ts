import { link, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type EmbeddedFolder, readIfThere } from "./embedded-folder.ts";
import { processInfo } from "./processes.ts";
import { errorCode } from "./start-error.ts";

/** The note that says which process started the embedded server and therefore stops it. */
const noteOf = (folder: EmbeddedFolder) => join(folder.base, "owner");

/** Notes this process as the server's owner; false when another live process is. */
export async function claim(folder: EmbeddedFolder): Promise<boolean> {
  const note = noteOf(folder);
  const own = `${note}.${process.pid}`;
  const text = `${process.pid} ${(await processInfo(process.pid))?.startedAt ?? ""}\n`;
  await writeFile(own, text);
  try {
    await link(own, note); // whole or not at all
    return true;
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    if (await isHeld(note)) return false;
    // Its owner was killed. Of several that see this at once the last to write wins; all look again after a moment.
    await rename(own, note);
    await delay(30);
    return (await readIfThere(note)) === text;
  } finally {
    await rm(own, { force: true });
  }
}

async function isHeld(note: string): Promise<boolean> {
  const [pid, ...startedAt] = ((await readIfThere(note)) ?? "").trim().split(" ");
  if (!pid || Number(pid) === process.pid) return false;
  const holder = await processInfo(Number(pid));
  return holder !== undefined && holder.startedAt === startedAt.join(" ");
}

export async function release(folder: EmbeddedFolder): Promise<void> {
  await rm(noteOf(folder), { force: true });
}
