/** The dashboard in a browser, as a person with an organization and stores of emulated platforms. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import process from "node:process";
import type { Browser, BrowserContext, ConsoleMessage, Page, Request } from "playwright-core";
import { onTestFailed, TestRunner } from "vitest";
import type { Seller } from "../../demo/seller.ts";
import { openBrowser } from "./browser.ts";
import type { TestHub } from "./hub.ts";

let isBuilt = false;

/** Builds the dashboard unless it is there; has to come before the hub is started. Throws what the build said. */
export function buildDashboard(): void {
  // To look whether it is of these sources takes a third of a second, and they stay as they are while tests run.
  if (isBuilt) return;
  const { status, stderr } = spawnSync(process.execPath, [resolve(import.meta.dirname, "../../scripts/build-web.ts")], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The dashboard could not be built:\n${stderr}`);
  isBuilt = true;
}

export interface Look {
  readonly scheme?: "light" | "dark";
  readonly language?: "en" | "ar";
  readonly width?: number;
  readonly height?: number;
  /** IANA time zone of the person's machine. */
  readonly zone?: string;
  /** A window of its own, closed at the end: what is done in it (scripts, keys, the browser's own memory) stays with it. */
  readonly isApart?: boolean;
  /** The browser keeps the dashboard for use without the hub, as it does for people; only for a window of its own. */
  readonly keepsDashboard?: boolean;
  /** Another than the one of this process. */
  readonly browser?: Browser;
}

/** A register's tablet. */
export const TABLET = { width: 1024, height: 768 } as const satisfies Look;
export const PHONE = { width: 390, height: 844 } as const satisfies Look;

export interface Visitor extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts, complaints of the browser, requests to elsewhere: a test ends with none. */
  readonly complaints: readonly string[];
}

/** React tells that it had to draw a page a second time, and why only as the cause. */
const TELL_CAUSES =
  'addEventListener("error", ({ error }) => error?.cause && console.error("because of", error.cause.stack ?? error.cause))';

/** To keep the dashboard in each window costs more than most tests; the page goes on as where a browser refuses it. */
const KEEP_NO_DASHBOARD = `{
  const workers = navigator.serviceWorker;
  const register = workers?.register.bind(workers);
  if (workers) workers.register = (script, options) =>
    script === "/worker.js" ? Promise.reject(new Error("Not in tests.")) : register(script, options);
}`;

/** Somebody who can sign in. */
export type Person = Pick<Seller, "email" | "password">;

/** What browsers of a person were given when they signed in: a password's proof costs more than the page behind it. */
const sessions = new WeakMap<Person, Awaited<ReturnType<BrowserContext["cookies"]>>>();

/** Signs the browser in, by the person's session of a browser before where that still holds. */
async function signIn(context: BrowserContext, url: string, as: Person): Promise<void> {
  const stored = sessions.get(as);
  if (stored) {
    await context.addCookies(stored);
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

/** A window nobody uses at the moment. */
interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
}

/** At the address visited last, by language and time zone; all else of a look is given to a window when it is taken. */
const idle = new WeakMap<Browser, { readonly url: string; readonly windows: Map<string, Window[]> }>();

/** Those of an address before are closed. */
async function idleAt(browser: Browser, url: string, look: Look): Promise<Window[]> {
  const cached = idle.get(browser);
  const here = cached?.url === url ? cached : { url, windows: new Map<string, Window[]>() };
  idle.set(browser, here);
  if (cached && cached !== here)
    await Promise.all([...cached.windows.values()].flat().map(({ context }) => context.close()));
  const name = JSON.stringify([look.language, look.zone]);
  const windows = here.windows.get(name) ?? [];
  here.windows.set(name, windows);
  return windows;
}

async function newWindow(browser: Browser, look: Look): Promise<Window> {
  const context = await browser.newContext({
    locale: look.language === "ar" ? "ar-EG" : "en-GB",
    timezoneId: look.zone ?? "UTC",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  // Only what hangs meets it, also where several tests share two cores.
  context.setDefaultTimeout(120_000);
  await page.addInitScript({ content: TELL_CAUSES });
  if (!look.keepsDashboard) await context.addInitScript({ content: KEEP_NO_DASHBOARD });
  return { page, context };
}

/** Gives a page a look's size and scheme. */
export async function dress(page: Page, { width = 1280, height = 900, scheme = "light" }: Look): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: scheme });
}

/** Forgets all that was done in a window, but for the hub's files, whose names change with what is in them. */
async function empty({ page, context }: Window, hub: string): Promise<void> {
  await Promise.all(context.pages().map((each) => each === page || each.close()));
  await context.setOffline(false);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  // A page of the hub that runs nothing: what the one before keeps would be kept anew.
  await page.goto(`${hub}/healthz`);
  await page.evaluate("sessionStorage.clear()");
  await context.clearPermissions();
  await context.clearCookies();
  const session = await context.newCDPSession(page);
  await session.send("Storage.clearDataForOrigin", { origin: hub, storageTypes: "all" });
  await session.send("Page.resetNavigationHistory");
  await session.detach();
}

/** Tells `complaints` what goes wrong in a page, until it is called off. */
function listen(page: Page, hub: string, complaints: string[]): () => void {
  const onError = (error: Error) => void complaints.push(error.message);
  const onMessage = (message: ConsoleMessage) => {
    // What the hub refused is part of some journeys; the screen says it.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  };
  const onRequest = (request: Request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== hub)
      complaints.push(`asked ${request.url()}`);
  };
  page.on("pageerror", onError).on("console", onMessage).on("request", onRequest);
  return () => void page.off("pageerror", onError).off("console", onMessage).off("request", onRequest);
}

/**
 * A test that fails is told with where its window was, what stood there and what was still being asked. Answers what has
 * to be called before the window is emptied.
 */
function tellAfterFailure(page: Page): () => Promise<void> {
  // A window that several tests share is opened outside of them.
  if (TestRunner.getCurrentTest() === undefined) return () => Promise.resolve();
  const requested = new Set<Request>();
  const onRequest = (request: Request) => void requested.add(request);
  const onEnd = (request: Request) => void requested.delete(request);
  page.on("request", onRequest).on("requestfinished", onEnd).on("requestfailed", onEnd);
  let seen = "";
  onTestFailed(() => void process.stderr.write(`At the end of the test its window was at ${seen}\n`));
  return async () => {
    page.off("request", onRequest).off("requestfinished", onEnd).off("requestfailed", onEnd);
    const text = await page
      .locator("body")
      .ariaSnapshot({ timeout: 5_000 })
      .catch((error: unknown) => String(error));
    const waiting = [...requested].map((request) => `\n  still asking ${request.method()} ${request.url()}`);
    seen = `${page.url()}${waiting.join("")}\n${text.slice(0, 4_000)}`;
  };
}

/**
 * A browser's window at the hub; with `as`, signed in as that person. It may have been used before and emptied since: to
 * read and compile the hub's files once more was half of what opening a page takes.
 */
export async function visit(hub: Pick<TestHub, "url">, as?: Person, look: Look = {}): Promise<Visitor> {
  const browser = look.browser ?? (await openBrowser());
  const windows = look.isApart ? [] : await idleAt(browser, hub.url, look);
  const window = windows.pop() ?? (await newWindow(browser, look));
  const { page, context } = window;
  const complaints: string[] = [];
  // Pages it opens, too; one may be closed again by then.
  const onPage = (opened: Page) =>
    void dress(opened, look).catch((error: unknown) => opened.isClosed() || complaints.push(String(error)));
  context.on("page", onPage);
  await dress(page, look);
  const silence = listen(page, hub.url, complaints);
  const readAgain = tellAfterFailure(page);
  if (as) await signIn(context, hub.url, as);
  return {
    page,
    context,
    complaints,
    async [Symbol.asyncDispose]() {
      silence();
      context.off("page", onPage);
      await readAgain();
      // A window that cannot be emptied has failed its test, or has been closed in it.
      const isEmpty =
        !look.isApart &&
        (await empty(window, hub.url).then(
          () => true,
          () => false,
        ));
      if (isEmpty) windows.push(window);
      else await context.close();
    },
  };
}
