/** The Chromium of this machine, for tests that look at what a person sees. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** The one without windows first: it draws the same with a sixth less processor time. */
const WINDOWLESS = "chromium-headless-shell";
const WHOLE = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function findOnPath(names: readonly string[]): string | undefined {
  const locations = (process.env.PATH ?? "").split(delimiter);
  return locations.flatMap((place) => names.map((name) => join(place, name))).find(isExecutable);
}

/** CHROMIUM, or the first one on the PATH; says so on stderr when there is none. */
export function findChromium(): string | undefined {
  const found = process.env.CHROMIUM ?? findOnPath([WINDOWLESS, ...WHOLE]);
  if (found === undefined)
    process.stderr.write(
      `\nNO CHROMIUM FOUND: THE BROWSER TESTS DO NOT RUN. Install one (apt-get install ${WINDOWLESS}, or chromium) or set CHROMIUM.\n\n`,
    );
  return found;
}

/** One that knows cameras, which the one without windows does not; says so on stderr when there is none. */
export function findChromiumWithCamera(): string | undefined {
  const named = process.env.CHROMIUM;
  const found = named?.endsWith(WINDOWLESS) ? undefined : (named ?? findOnPath(WHOLE));
  if (found === undefined)
    process.stderr.write(
      "\nNO CHROMIUM WITH CAMERAS FOUND: ITS TEST DOES NOT RUN. Install one: apt-get install chromium.\n\n",
    );
  return found;
}

let opened: Promise<Browser> | undefined;

/**
 * The browser of this process, which ends with it: starting one costs more than a page of it, and what people do in it
 * stays apart by its contexts. Throws when Chromium does not start.
 */
export async function openBrowser(executablePath = findChromium() ?? ""): Promise<Browser> {
  const browser = await opened?.catch(() => undefined);
  if (browser?.isConnected()) return browser;
  opened = chromium.launch({
    executablePath,
    // Containers have neither a user namespace for the sandbox nor a GPU; the pages are ours.
    args: [
      "--no-sandbox",
      "--disable-gpu",
      // Nothing is drawn by a GPU: a process of its own for it, and the messages to it, are a tenth more work.
      "--in-process-gpu",
      "--disable-quic",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
    ],
  });
  return opened;
}
