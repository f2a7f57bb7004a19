/** What a page in a Chromium is like for the person at it: when it can be used, what it asked for, how it scrolls. */
import { setTimeout as delay } from "node:timers/promises";
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { until } from "./hub.ts";
import { expect } from "./measure.ts";

export interface Site {
  readonly url: string;
  /** "name=value; name=value" of who is signed in. */
  readonly cookie?: string;
}

export interface Opened extends AsyncDisposable {
  readonly page: Page;
  readonly cdp: CDPSession;
}

/** Kept by the page from its first moment on. */
const WATCH = `
  window.__seen = { tasks: [], shift: 0, clicks: [], content: null };
  const watch = (type, see, more = {}) => new PerformanceObserver((list) => list.getEntries().forEach(see)).observe({ type, buffered: true, ...more });
  watch("longtask", ({ startTime, duration }) => window.__seen.tasks.push([startTime, duration]));
  watch("layout-shift", ({ hadRecentInput, value }) => { if (!hadRecentInput) window.__seen.shift += value; });
  watch("event", ({ name, duration }) => { if (name === "click") window.__seen.clicks.push(duration); }, { durationThreshold: 16 });
`;
const contentOf = (selector: string) => `
  new MutationObserver((_, watcher) => {
    if (!document.querySelector(${JSON.stringify(selector)})) return;
    watcher.disconnect();
    requestAnimationFrame(() => { window.__seen.content = performance.now(); });
  }).observe(document, { childList: true, subtree: true });
`;

/** A window of its own, with nothing in its cache; `slower`: how many times slower its processor is. */
export async function openPage(browser: Browser, { url, cookie }: Site, slower = 1): Promise<Opened> {
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB" });
  const pairs = (cookie ?? "").split("; ").filter((pair) => pair !== "");
  await context.addCookies(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      return { name: pair.slice(0, at), value: decodeURIComponent(pair.slice(at + 1)), url };
    }),
  );
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.addInitScript(WATCH);
  const cdp = await context.newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: slower });
  return { page, cdp, [Symbol.asyncDispose]: () => context.close() };
}

interface Seen {
  readonly tasks: readonly (readonly [number, number])[];
  readonly shift: number;
  readonly clicks: readonly number[];
  readonly content: number | null;
}

const seenIn = (page: Page) => page.evaluate<Seen>("window.__seen");
/** Nothing happens any more. */
const QUIET_MS = 1_500;

export interface Landing {
  /** Milliseconds until what was come for stands there. */
  readonly content: number;
  /** Until the page can be used too: after the last long task. */
  readonly interactive: number;
  readonly shift: number;
  /** Addresses of the interface asked before. */
  readonly asked: readonly string[];
  readonly scripts: readonly string[];
}

export async function land(
  browser: Browser,
  site: Site,
  so: { path: string; content: string; slower: number },
): Promise<Landing> {
  await using opened = await openPage(browser, site, so.slower);
  const { page } = opened;
  await page.addInitScript(contentOf(so.content));
  await page.goto(site.url + so.path);
  await page.locator(so.content).first().waitFor();
  await delay(QUIET_MS);
  // Told by the page itself, to the moment: its driver learns of rows and requests later, and not in their order.
  const requests = await page.evaluate<{ path: string; at: number }[]>(
    `performance.getEntriesByType("resource").map(({ name, startTime }) => ({ path: new URL(name).pathname, at: startTime }))`,
  );
  const { content, tasks, shift } = await seenIn(page);
  const ends = tasks.map(([start, took]) => start + took);
  return {
    content: content ?? Number.NaN,
    interactive: Math.max(content ?? Number.NaN, ...ends),
    shift,
    asked: requests
      .filter(
        ({ path, at }) => path.startsWith("/api/") && !path.startsWith("/api/events") && at < (content ?? Number.NaN),
      )
      .map(({ path }) => path),
    scripts: requests.map(({ path }) => path).filter((path) => path.endsWith(".js")),
  };
}

/** How much longer than anything else an answer takes, so that what waited for it is known by when it was asked. */
const ANSWER_MS = 700;

interface RecordedRequest {
  readonly path: string;
  readonly start: number;
  end: number | null;
}

/** How many answers of the interface have to be waited for one after the other; and the last ones asked. */
export async function depthOf(
  browser: Browser,
  site: Site,
  path: string,
): Promise<{ depth: number; last: readonly string[] }> {
  await using opened = await openPage(browser, site);
  const requests: RecordedRequest[] = [];
  const seen = new Set<string>();
  await opened.page.route("**/api/**", async (route) => {
    const { pathname, search } = new URL(route.request().url());
    // The same once more is a live event's doing: the screen does not wait for it.
    if (pathname === "/api/events" || seen.has(pathname + search)) return route.continue();
    seen.add(pathname + search);
    const one: RecordedRequest = { path: pathname, start: performance.now(), end: null };
    requests.push(one);
    const answer = await route.fetch();
    await delay(Math.max(0, one.start + ANSWER_MS - performance.now()));
    one.end = performance.now();
    await route.fulfill({ response: answer });
  });
  await opened.page.goto(site.url + path);
  await opened.page.locator("main h1").first().waitFor();
  await until(
    () => requests.length > 0 && requests.every(({ end }) => end !== null && end < performance.now() - 2 * ANSWER_MS),
    `${path} asks nothing more`,
    120_000,
  );
  const depths = new Map<RecordedRequest, number>();
  for (const one of requests.toSorted((a, b) => a.start - b.start)) {
    const before = requests.filter(({ end }) => end !== null && end <= one.start).map((each) => depths.get(each) ?? 0);
    depths.set(one, 1 + Math.max(0, ...before));
  }
  const depth = Math.max(...depths.values());
  return { depth, last: [...depths].filter(([, each]) => each === depth).map(([one]) => one.path) };
}

export interface Scrolled {
  /** Milliseconds between frames. */
  readonly frames: readonly number[];
  /** Tasks over 50 ms. */
  readonly long: readonly number[];
  /** Most rows drawn at once, and frames that showed a row which was still being read. */
  readonly drawn: number;
  readonly awaited: number;
}

/** Scrolls down by so many pixels a frame, as a hand on a wheel does. */
export async function scroll(page: Page, { px, ms }: { px: number; ms: number }): Promise<Scrolled> {
  const before = (await seenIn(page)).tasks.length;
  const found = await page.evaluate<Omit<Scrolled, "long">>(`new Promise((resolve) => {
    const frames = []; let drawn = 0; let awaited = 0; let last = performance.now(); const end = last + ${ms};
    const step = (now) => {
      frames.push(now - last); last = now;
      scrollBy(0, ${px});
      const rows = [...document.querySelectorAll("tbody tr:not([aria-hidden])")];
      drawn = Math.max(drawn, rows.length);
      if (rows.some((row) => row.ariaBusy === "true" && row.getBoundingClientRect().top < innerHeight && row.getBoundingClientRect().bottom > 0)) awaited += 1;
      if (now < end) requestAnimationFrame(step); else resolve({ frames, drawn, awaited });
    };
    requestAnimationFrame(step);
  })`);
  return { ...found, long: (await seenIn(page)).tasks.slice(before).map(([, took]) => took) };
}

/** Goes on to the end of the list: jumps to what is known of it until the last of so many rows stands there. */
export async function toTheEnd(page: Page, rows: number): Promise<void> {
  await until(
    () =>
      page.evaluate<boolean>(`(() => {
        scrollTo(0, document.documentElement.scrollHeight);
        const drawn = document.querySelectorAll("tbody tr[data-row]");
        return drawn[drawn.length - 1]?.getAttribute("aria-rowindex") === "${rows + 1}";
      })()`),
    `the last of ${rows} rows`,
    600_000,
  );
}

/** Bytes that the page's program holds on to. */
export async function heapOf({ cdp }: Opened): Promise<number> {
  await cdp.send("HeapProfiler.collectGarbage");
  return (await cdp.send("Runtime.getHeapUsage")).usedSize;
}

/**
 * Milliseconds from a click until it showed, of several; what took less than 16 counts as 16. Only what can be seen is
 * clicked on: anything else would be scrolled to first, and the rows drawn for it would count with the click.
 */
export async function clicked(page: Page, selector: string, times: number): Promise<number[]> {
  const before = (await seenIn(page)).clicks.length;
  const shown = await page.evaluate<number[]>(`[...document.querySelectorAll(${JSON.stringify(selector)})]
    .flatMap((each, n) => {
      const { top, bottom } = each.getBoundingClientRect();
      return top > 150 && bottom < innerHeight - 150 ? [n] : [];
    })`);
  expect(shown.length >= times, `only ${shown.length} of ${selector} can be seen`);
  for (const n of shown.slice(0, times)) {
    await page.locator(selector).nth(n).click();
    await delay(300);
  }
  const found = (await seenIn(page)).clicks.slice(before);
  return [...found, ...Array.from({ length: Math.max(0, times - found.length) }, () => 16)];
}
