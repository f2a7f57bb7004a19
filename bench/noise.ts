/**
 * The noisy organization of B15, as a program of its own: sends the largest bodies, files, papers, searches and exports,
 * as fast as the hub lets it, until it is ended. Told by the environment: NOISE, as JSON. Answers what it heard as JSON.
 */
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";

export interface Noise {
  readonly url: string;
  readonly cookie: string;
  readonly organization: string;
  /** An invoice of 500 long lines of Arabic, drawn again and again. */
  readonly invoice: string;
  /** Of the organization's own deeds, and again of what needs no session. */
  readonly connections: number;
  /** Only these, by name; default all. */
  readonly kinds?: readonly string[] | undefined;
  /** At most so many a second of each group; default: as fast as they are answered. */
  readonly pace?: Readonly<Record<Group, number>> | undefined;
}

/** The organization's own deeds, and what needs no session. */
export type Group = "own" | "stranger";

/** What the noise says at its end. */
export interface NoiseSample {
  readonly statuses: Readonly<Record<string, number>>;
  readonly sent: Readonly<Record<Group, number>>;
}

const LONG = "\u0639".repeat(400);
const line = (n: number) => ({ title: `${LONG} ${n}`, quantity: 1, unitPrice: "1.00" });
const rows = (count: number, row: (n: number) => string) => Array.from({ length: count }, (_, n) => row(n)).join("\n");
const DEEP = `{"token":"x","a":${"[".repeat(8_000)}`;

/** The largest order that is taken. */
export const largeOrder = JSON.stringify({
  currency: "EUR",
  financial: "paid",
  lines: Array.from({ length: 500 }, (_, n) => line(n)),
});

interface Deed {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string | (() => string);
  readonly type?: string;
}

const post = (path: string, body: unknown, type?: string): Deed => ({
  method: "POST",
  path,
  body: typeof body === "string" ? body : JSON.stringify(body),
  ...(type !== undefined && { type }),
});
const get = (path: string): Deed => ({ method: "GET", path });

let products = 0;
/** With the largest description that is taken. */
function newProduct(): string {
  products += 1;
  const sku = `NOISE-${products}-${process.pid}`;
  return JSON.stringify({ title: "x", descriptionHtml: "<li ".repeat(25_000), variants: [{ sku, priceMinor: 100 }] });
}

type Deeds = Readonly<Record<string, Deed>>;

const ownDeeds = ({ invoice }: Pick<Noise, "invoice">): Deeds => ({
  orders: post("/api/orders", largeOrder),
  settlements: post("/api/settlements", {
    gateway: "x",
    csv: `Order,Type,Amount\n${rows(50_000, (n) => `X-${n},sale,1.00`)}\n`,
    currency: "EUR",
    isCheck: true,
  }),
  imports: post(
    "/api/imports?name=large.csv",
    `SKU,Title,Price\n${rows(60_000, (n) => `N-${n},"${"a ".repeat(20)}",1.00`)}\n`,
    "text/csv",
  ),
  papers: get(`/api/invoices/${invoice}/pdf`),
  searches: get(`/api/orders?q=${encodeURIComponent("\u0639 a e i o u")}&limit=200`),
  orderExports: get("/api/orders/export"),
  productExports: get("/api/products/export"),
  pins: post("/api/pos/staff", { name: "x", pin: "4711" }),
  descriptions: { method: "POST", path: "/api/products", body: newProduct },
});

/** What needs no session: however the organization's own are held back, these come. */
const publicDeeds: Deeds = {
  deep: post("/api/invitations/preview", DEEP),
  webhooks: post("/webhooks/none", "x".repeat(4_900_000)),
};

const chosen = (deeds: Deeds, kinds: Noise["kinds"]): readonly Deed[] =>
  Object.entries(deeds).flatMap(([kind, deed]) => (!kinds || kinds.includes(kind) ? [deed] : []));

async function main(noise: Noise): Promise<void> {
  const { url, cookie, organization, connections, kinds, pace } = noise;
  const statuses: Record<string, number> = {};
  const sent: Record<Group, number> = { own: 0, stranger: 0 };
  let isOver = false;
  process.once("SIGTERM", () => {
    isOver = true;
  });
  const send = async ({ method, path, body, type = "application/json" }: Deed): Promise<void> => {
    const headers = { cookie, origin: url, "x-organization": organization };
    const status = await fetch(`${url}${path}`, {
      method,
      headers: body === undefined ? headers : { ...headers, "content-type": type },
      ...(body !== undefined && { body: typeof body === "string" ? body : body() }),
    })
      .then(async (answer) => {
        await answer.arrayBuffer();
        return String(answer.status);
      })
      // Whoever is answered before all was sent may be cut off while it sends.
      .catch(() => "cut off");
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  const repeat = (group: Group, deeds: readonly Deed[]) =>
    Array.from({ length: connections }, async (_, nth) => {
      const everyMs = pace === undefined ? 0 : (1_000 * connections) / pace[group];
      for (let round = nth, due = performance.now(); !isOver; round += 1, due += everyMs) {
        const deed = deeds[round % deeds.length];
        if (!deed) return;
        if (due > performance.now()) await delay(due - performance.now());
        await send(deed);
        sent[group] += 1;
      }
    });
  const all = [...repeat("own", chosen(ownDeeds(noise), kinds)), ...repeat("stranger", chosen(publicDeeds, kinds))];
  await Promise.all(all);
  process.stdout.write(JSON.stringify({ statuses, sent } satisfies NoiseSample));
}

const reported = process.env["NOISE"];
if (reported !== undefined) await main(JSON.parse(reported) as Noise);
