/** The dashboard in a browser, as a person with an organization and stores of emulated platforms. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import process from "node:process";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Seller } from "../../demo/seller.ts";
import type { TestHub } from "./hub.ts";

/** Builds the dashboard unless it is there; has to come before the hub is started. Throws what the build said. */
export function buildDashboard(): void {
  const { status, stderr } = spawnSync(process.execPath, [resolve(import.meta.dirname, "../../scripts/build-web.ts")], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The dashboard could not be built:\n${stderr}`);
}

export interface Look {
  readonly scheme?: "light" | "dark";
  readonly language?: "en" | "ar";
  readonly width?: number;
  readonly height?: number;
}

export interface Visitor extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts, complaints of the browser, requests to elsewhere: a test ends with none. */
  readonly complaints: readonly string[];
}

/** React tells that it had to draw a page a second time, and why only as the cause. */
const TELL_CAUSES =
  'addEventListener("error", ({ error }) => error?.cause && console.error("because of", error.cause.stack ?? error.cause))';

/** What browsers of a person were given when they signed in: a password's proof costs more than the page behind it. */
const sessions = new WeakMap<Seller, Awaited<ReturnType<BrowserContext["cookies"]>>>();

/** Signs the browser in, by the person's session of a browser before where that still holds. */
async function signIn(context: BrowserContext, url: string, as: Seller): Promise<void> {
  const kept = sessions.get(as);
  if (kept) {
    await context.addCookies(kept);
    const answer = await context.request.get(`${url}/api/auth/get-session`);
    if (answer.ok() && (await answer.json()) !== null) return;
    await context.clearCookies();
  }
  const answer = await context.request.post(`${url}/api/auth/sign-in/email`, {
    data: { email: as.email, password: as.password },
    headers: { origin: url },
  });
  if (!answer.ok()) throw new Error(`sign-in answered ${answer.status()}: ${await answer.text()}`);
  sessions.set(as, await context.cookies());
}

/** A browser's window at the hub; with `as`, signed in as that person. */
export async function visit(
  browser: Browser,
  hub: Pick<TestHub, "url">,
  as?: Seller,
  look: Look = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: look.height ?? 900 },
    colorScheme: look.scheme ?? "light",
    locale: look.language === "ar" ? "ar-EG" : "en-GB",
    timezoneId: "UTC",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  // Only what hangs meets it, also where several tests share two cores.
  page.setDefaultTimeout(120_000);
  await page.addInitScript({ content: TELL_CAUSES });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // What the hub refused is part of some journeys; the screen says it.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== hub.url)
      complaints.push(`asked ${request.url()}`);
  });
  if (as) await signIn(context, hub.url, as);
  return { page, context, complaints, [Symbol.asyncDispose]: () => context.close() };
}
