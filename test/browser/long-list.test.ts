/** A list of more orders than are ever drawn or kept: what a person who scrolls through it sees. */
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { fixture } from "../../src/db/testing-fixtures.ts";
import { type Visitor, visit } from "../support/dashboard.ts";
import { until } from "../support/hub.ts";
import { describeInBrowser } from "../support/in-browser.ts";

const ORDERS = 3_000;
/** Far fewer than are read at once. */
const MOST_DRAWN = 70;

interface Drawn {
  readonly count: number;
  /** Numbers of the rows in the window, from the top; null: not there yet. */
  readonly seen: readonly (number | null)[];
  /** Rows that do not stand where their number belongs. */
  readonly misplaced: readonly string[];
}

/** The newest order is the first row; its number is the highest. */
const LOOK = `(newest) => {
  const rows = [...document.querySelectorAll("tbody tr[aria-rowindex], li[aria-posinset]")];
  const numberOf = (row) => { const found = /L(\\d+)X/.exec(row.textContent); return found ? Number(found[1]) : null; };
  const placeOf = (row) => Number(row.getAttribute("aria-posinset") ?? row.getAttribute("aria-rowindex") - 1);
  const isSeen = (row) => { const { top, bottom } = row.getBoundingClientRect(); return bottom > 60 && top < innerHeight; };
  return {
    count: rows.length,
    seen: rows.filter(isSeen).map(numberOf),
    misplaced: rows.filter((row) => numberOf(row) !== null && numberOf(row) !== newest - placeOf(row) + 1).map((row) => placeOf(row) + ": " + row.textContent),
  };
}`;

/** Rows the page still holds in its memory, by their numbers. */
async function storedRows({ page, context }: Visitor): Promise<number> {
  const inspector = await context.newCDPSession(page);
  const pieces: string[] = [];
  inspector.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => void pieces.push(chunk));
  await inspector.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  await inspector.detach();
  return new Set(pieces.join("").match(/"L\d+X"/g)).size;
}

describeInBrowser("a long list", (hub) => {
  const seller = fixture(() => hub.seller("long"));

  beforeAll(async () => {
    await hub.look(
      seller,
      `insert into sales_order (organization_id, ext_number, number, status, financial, fulfilment, currency,
         total_minor, placed_at)
       select argosy.tenant(), n, 'L' || n || 'X', 'processing', 'paid', 'unfulfilled', 'EUR', n,
         timestamptz '2026-01-01' + n * interval '1 minute'
       from generate_series(1, $1::int) n`,
      [ORDERS],
    );
  });

  const readNow = (page: Page) => page.evaluate<Drawn>(`(${LOOK})(${ORDERS})`);
  /** What is seen once everything on the screen is there. */
  const settled = (page: Page) =>
    until("the rows on the screen", () => readNow(page), {
      wanted: ({ seen }) => seen.length > 3 && seen.every((number) => number !== null),
    });
  const toTheEnd = (page: Page) =>
    until(
      "the last row",
      async () => {
        await page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)");
        const drawn = await readNow(page);
        expect(drawn.count).toBeLessThan(MOST_DRAWN);
        return drawn;
      },
      { wanted: ({ seen }) => seen.at(-1) === 1 },
    );

  test("the last of many rows is reached, few are ever drawn, and each stands where it belongs", async () => {
    await using visitor = await visit(hub, seller, { isApart: true });
    const { page } = visitor;
    const pages: string[] = [];
    page.on("request", (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === "/api/orders" && !searchParams.has("total")) pages.push(searchParams.get("cursor") ?? "");
    });
    await page.goto(`${hub.url}/orders`);
    const first = await settled(page);
    expect(first.seen[0]).toBe(ORDERS);
    expect(new Set(pages)).toEqual(new Set([""]));
    expect((await toTheEnd(page)).misplaced).toEqual([]);
    expect(await storedRows(visitor)).toBeLessThan(1_200);
    expect(await page.locator("table").getAttribute("aria-rowcount")).toBe(String(ORDERS + 1));
    // What was let go of is read again where one looks at it, and only there.
    const read = pages.length;
    await page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight / 2)");
    const middle = await settled(page);
    expect(middle.misplaced).toEqual([]);
    expect(Math.abs((middle.seen[0] ?? 0) - ORDERS / 2)).toBeLessThan(30);
    // Changes may be listened for anew meanwhile, and what stands there is read again then.
    expect(new Set(pages.slice(read)).size).toBeLessThan(4);
    const [top] = middle.seen;
    await page.getByText(`L${middle.seen[5]}X`, { exact: true }).click();
    await page.getByRole("heading", { level: 1, name: `Order L${middle.seen[5]}X` }).waitFor();
    await page.goBack();
    await until("the same rows again", () => readNow(page), { wanted: ({ seen }) => seen.includes(top ?? 0) });
    expect(visitor.complaints).toEqual([]);
  });

  test("a list says how many rows it has in all: those there are, and those a search leaves", async () => {
    await using visitor = await visit(hub, seller, { isApart: true });
    const { page } = visitor;
    await page.goto(`${hub.url}/orders`);
    await page.getByText("3,000 in total", { exact: true }).waitFor();
    const search = page.getByPlaceholder("Find by number");
    await search.fill("L29");
    // L29, L290 to L299, L2900 to L2999.
    await page.getByText("111 in total", { exact: true }).waitFor();
    await search.fill("L2999X");
    await page.getByText("1 in total", { exact: true }).waitFor();
    await search.fill("nothing is called this");
    await page.getByText("No matches").waitFor();
    expect(await page.getByText("in total").count()).toBe(0);
    expect(visitor.complaints).toEqual([]);
  });

  /** Keeps in `window.drawnFirst` whether rows, or what stands in for them, were drawn first. */
  const NOTICE_FIRST = `new MutationObserver((_, watcher) => {
    const found = document.querySelector("tbody [data-row], .mantine-Skeleton-root");
    if (!found) return;
    watcher.disconnect();
    window.drawnFirst = found.matches("[data-row]") ? "rows" : "skeleton";
  }).observe(document, { childList: true, subtree: true });`;

  /** However long rows take on this machine, they come before the page gives up waiting for them. */
  const PATIENT =
    "const wait = window.setTimeout; window.setTimeout = (run, ms, ...rest) => wait(run, ms === 100 ? 60_000 : ms, ...rest);";

  test("rows that come soon are drawn with the page, and nothing in their place before", async () => {
    await using visitor = await visit(hub, seller, { isApart: true });
    const { page } = visitor;
    await page.addInitScript({ content: NOTICE_FIRST });
    await page.addInitScript({ content: PATIENT });
    await page.goto(`${hub.url}/orders?sort=total`);
    await page.locator("tbody [data-row]").first().waitFor();
    expect(await page.evaluate("window.drawnFirst")).toBe("rows");
    expect(visitor.complaints).toEqual([]);
  });

  test("rows that take long are not waited for: the page stands there without them", async () => {
    await using visitor = await visit(hub, seller, { isApart: true });
    const { page } = visitor;
    await page.addInitScript({ content: NOTICE_FIRST });
    const { promise: isSeen, resolve: seen } = Promise.withResolvers<void>();
    await page.route("**/api/orders?*", async (route) => {
      await isSeen;
      await route.continue();
    });
    await page.goto(`${hub.url}/orders`);
    await page.getByRole("heading", { level: 1, name: "Orders" }).waitFor();
    expect(await page.evaluate("window.drawnFirst")).toBe("skeleton");
    seen();
    expect((await settled(page)).seen[0]).toBe(ORDERS);
    expect(visitor.complaints).toEqual([]);
  });

  test("a long list scrolls on a phone too [I3.1]", async () => {
    await using visitor = await visit(hub, seller, { width: 390, height: 844, isApart: true });
    const { page } = visitor;
    await page.goto(`${hub.url}/orders`);
    expect((await settled(page)).seen[0]).toBe(ORDERS);
    expect((await toTheEnd(page)).misplaced).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test("an order that comes in stands on top, and moves nothing of what is looked at further down", async () => {
    await using visitor = await visit(hub, seller, { isApart: true });
    const { page } = visitor;
    await page.goto(`${hub.url}/orders`);
    await settled(page);
    await page.evaluate("window.scrollTo(0, 3000)");
    const before = await settled(page);
    const answered = page.waitForResponse((answer) => /\/api\/orders\?.*cursor/.test(answer.url()));
    await hub.look(
      seller,
      `insert into sales_order (organization_id, ext_number, number, status, financial, fulfilment, currency,
         total_minor, placed_at)
       values (argosy.tenant(), 'new', 'L' || $1::int || 'X', 'processing', 'paid', 'unfulfilled', 'EUR', 1,
         timestamptz '2026-10-01')`,
      [ORDERS + 1],
    );
    const [{ id = "" } = {}] = (await seller.get<{ items: { id: string }[] }>("/orders?limit=1")).items;
    await seller.post("/orders/bulk", { action: "tag", orderIds: [id], add: ["fresh"] });
    await answered;
    expect((await settled(page)).seen).toEqual(before.seen);
    await page.evaluate("window.scrollTo(0, 0)");
    await until("the new order", () => readNow(page), { wanted: ({ seen }) => seen[0] === ORDERS + 1 });
    // One more row before them: every row further down is one place later, none is lost or there twice.
    for (const y of [0, 1500, 3000, 4500, 6000]) {
      await page.evaluate(`window.scrollTo(0, ${y})`);
      await until("consecutive rows", () => settled(page), {
        wanted: ({ seen }) => seen.every((number, n) => number === (seen[0] ?? 0) - n),
      });
    }
    expect(visitor.complaints).toEqual([]);
  });
});
