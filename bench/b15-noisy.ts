/**
 * B15: one organization of ten sends the worst each route takes, as fast as the hub lets it: what the nine others wait for
 * their lists, and a sale's way to another channel, against the same hub a moment before, when all are quiet. The hub is
 * the one sellers run, with its limits. BENCH_NOISY_SECONDS=600 makes each part as long as the nightly run's.
 */
import { join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { pauseMs, type SaleWorld, sale, setUp } from "./b3-propagation.ts";
import { openOrganization, type Seller, sellerOf } from "./hub.ts";
import { type Bench, type Benchmark, besides, expect, type Measure } from "./measure.ts";
import { interleaved, median, quantile } from "./stats.ts";

const OTHERS = 1;
const QUIET = 8;
const WORKERS = 8;
/** Of fewer the slowest in a hundred says nothing. */
const FEWEST = 20;
const LISTS = ["/api/orders?limit=50", "/api/products?limit=50", "/api/inventory/levels?limit=50", "/api/stores"];
const LONG = "\u0639".repeat(400);

const secondsOf = ({ quick }: Bench): number => Number(process.env["BENCH_NOISY_SECONDS"] ?? (quick ? 8 : 30));

interface Told {
  readonly statuses: Map<number, number>;
  send(
    method: string,
    path: string,
    body?: unknown,
    type?: string,
  ): Promise<{ readonly status: number; readonly json: unknown }>;
}

/** The noisy organization: whatever it is answered, it goes on. */
function teller({ url, cookie, organization }: { url: string; cookie: string; organization: string }): Told {
  const statuses = new Map<number, number>();
  return {
    statuses,
    async send(method, path, body, type = "application/json") {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...{ cookie, origin: url, "x-organization": organization },
          ...(body === undefined ? {} : { "content-type": type }),
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const text = await answer.text();
      const isJson = answer.headers.get("content-type")?.includes("json") && text !== "";
      return { status: answer.status, json: isJson ? JSON.parse(text) : null };
    },
  };
}

const line = (n: number) => ({ title: `${LONG} ${n}`, quantity: 1, unitPrice: "1.00" });
const order = { currency: "EUR", financial: "paid", lines: Array.from({ length: 500 }, (_, n) => line(n)) };
const rows = (count: number, row: (n: number) => string) => Array.from({ length: count }, (_, n) => row(n)).join("\n");
const statement = `Order,Type,Amount\n${rows(50_000, (n) => `X-${n},sale,1.00`)}\n`;
const list = `SKU,Title,Price\n${rows(60_000, (n) => `N-${n},"${"a ".repeat(20)}",1.00`)}\n`;
const deep = `{"token":"x","a":${"[".repeat(8_000)}`;

type Deed = (told: Told) => Promise<unknown>;

/** The largest bodies, files, papers, searches and exports; an invoice of 500 long Arabic lines is drawn again and again. */
function deedsOf(invoice: string | null): readonly Deed[] {
  return [
    ({ send }) => send("POST", "/api/orders", order),
    ({ send }) => send("POST", "/api/settlements", { gateway: "x", csv: statement, currency: "EUR", isCheck: true }),
    ({ send }) => send("POST", "/api/imports?name=large.csv", list, "text/csv"),
    ({ send }) => send("GET", invoice === null ? "/api/invoices" : `/api/invoices/${invoice}/pdf`),
    ({ send }) => send("GET", `/api/orders?q=${encodeURIComponent("\u0639 a e i o u")}&limit=200`),
    ({ send }) => send("GET", "/api/orders/export"),
    ({ send }) => send("GET", "/api/products/export"),
    ({ send }) => send("POST", "/api/pos/staff", { name: "x", pin: "4711" }),
    ({ send }) => send("POST", "/api/invitations/preview", deep),
    ({ send }) =>
      send("POST", "/api/products", { title: "x", descriptionHtml: "<li ".repeat(30_000), variants: [{ sku: "x" }] }),
    ({ send }) => send("POST", "/webhooks/none", "x".repeat(4_900_000)),
  ];
}

interface Times {
  readonly api: number[];
  readonly sales: number[];
}

/** The others for so long: each lists what it has, one after the other, and one of them sells. */
async function live(world: SaleWorld, sellers: readonly Seller[], seconds: number, times: Times): Promise<void> {
  const end = performance.now() + seconds * 1000;
  const lists = async () => {
    for (let turn = 0; performance.now() < end; turn += 1) {
      const begun = performance.now();
      await sellers[turn % sellers.length]?.call("GET", LISTS[turn % LISTS.length] ?? "");
      times.api.push(performance.now() - begun);
      await delay(60);
    }
  };
  const sales = async () => {
    while (performance.now() < end) {
      times.sales.push(await sale(world));
      await delay(4 * pauseMs(OTHERS));
    }
  };
  await Promise.all([lists(), sales()]);
}

async function measureNoise(bench: Bench): Promise<Measure[]> {
  const program = join(import.meta.dirname, "../src/main.ts");
  const world = await setUp(bench, OTHERS, { database: "b15", program });
  const { hub, seller } = world;
  const withId = (organization: string) =>
    sellerOf(hub, seller.cookie, organization, { "x-organization": organization });
  const times = { quiet: { api: [], sales: [] }, noisy: { api: [], sales: [] } } satisfies Record<string, Times>;
  let statuses = "";
  try {
    const sellers = [withId(seller.organization)];
    for (let nth = 0; nth < QUIET; nth += 1)
      sellers.push(withId((await openOrganization(hub, seller, `quiet-${nth}`)).organization));
    const { organization } = await openOrganization(hub, seller, "noisy");
    const told = teller({ url: hub.url, cookie: seller.cookie, organization });
    const made = await told.send("POST", "/api/orders", order);
    expect(made.status === 201, `the large order was answered with ${made.status}`);
    const billed = await told.send("POST", `/api/orders/${(made.json as { id: string }).id}/invoice`, {});
    const deeds = deedsOf((billed.json as { id?: string } | null)?.id ?? null);
    const seconds = secondsOf(bench);
    await live(world, sellers, seconds / 2, { api: [], sales: [] });
    const noise = async () => {
      let isOver = false;
      const workers = Array.from({ length: WORKERS }, async (_, worker) => {
        for (let turn = worker; !isOver; turn += 1) await deeds[turn % deeds.length]?.(told);
      });
      await live(world, sellers, seconds, times.noisy);
      isOver = true;
      await Promise.all(workers);
    };
    await interleaved(bench.quick ? 1 : 2, [() => live(world, sellers, seconds, times.quiet), noise]);
    statuses = [...told.statuses].map(([status, count]) => `${count} x ${status}`).join(", ");
  } finally {
    await world.close();
  }
  for (const [side, { api, sales }] of Object.entries(times))
    bench.say(`${side}: ${api.length} lists, ${sales.length} sales`);
  expect(
    Object.values(times).every(({ api, sales }) => api.length >= FEWEST && sales.length >= FEWEST),
    "too few of each",
  );
  return [measureOf(times, "api", statuses), measureOf(times, "sales", statuses)];
}

function measureOf(times: Readonly<Record<"quiet" | "noisy", Times>>, what: keyof Times, statuses: string): Measure {
  const at = (side: "quiet" | "noisy") => quantile(times[side][what], 0.99);
  const text = (side: "quiet" | "noisy") =>
    `${at(side).toFixed(0)} ms (median ${median(times[side][what]).toFixed(0)})`;
  return {
    id: "B15",
    what: `${what === "api" ? "lists of nine organizations" : "from a sale until the stock call"} while a tenth sends the worst each route takes: 99 %`,
    floor: `${text("quiet")} while all are quiet`,
    ours: text("noisy"),
    ratio: at("noisy") / at("quiet"),
    hold: 2,
    aim: 1.5,
    good: "below",
    bound:
      "the hub's process and the generator share two cores with the processes that read and draw for the tenth: these have a lower priority and still take what is left.",
    beside: what === "api" ? [`the tenth was answered ${statuses}`, ...besides()] : [],
    figures: { ...times },
  };
}

export const noisy: Benchmark = (bench) => measureNoise(bench);
