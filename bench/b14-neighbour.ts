/**
 * B14: a sale's way to another channel while another organization of the same hub has a million deliveries waiting,
 * against the same beside ten thousand: both keep the hub busy, and how much else waits must not be felt. What the sale
 * takes while nobody else has anything waiting stands beside (F19).
 */
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { pauseMs, type SaleWorld, sale, setUp } from "./b3-propagation.ts";
import { connectStore, openOrganization, until } from "./hub.ts";
import { runLoad } from "./load.ts";
import { type Bench, type Benchmark, besides, expect, type Measure } from "./measure.ts";
import { deliveryTemplate, orderWebhook, shopWith } from "./shops.ts";
import { interleaved, median, quantile } from "./stats.ts";

const OTHERS = 1;
/** Roles of the server are made of it: two hubs on one server have the same. */
const KEY = randomBytes(32).toString("hex");
/** Of the order whose delivery is stored as often as asked, each time with a number of its own. */
const FIRST_ORDER = 100_000_000;

/**
 * Rows of the inbox as the webhook receiver stores them. A hub takes in some thousand a second, so a million would have
 * kept the bench waiting for a quarter of an hour before anything is measured.
 */
const WAITING = `
  insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, source, dedup_key, trusted, headers,
    body)
  select one.organization_id, one.connection_id, one.kind, n::text, one.topic, one.source, 'waiting-' || n, one.trusted,
    one.headers, convert_to(replace(convert_from(one.body, 'UTF8'), one.ref, n::text), 'UTF8')
  from (select * from argosy.inbox_event where connection_id = $1 and ref = $2 limit 1) one,
    generate_series($3::bigint, $4::bigint) n`;
const STILL_WAITING = `
  select count(*) from argosy.inbox_event where connection_id = $1 and status = 'pending'`;

/** A hub with two organizations: one sells, the other has deliveries waiting. */
interface Crowd extends SaleWorld {
  /** Stores further deliveries of the other organization. */
  fill(count: number): Promise<void>;
  waiting(): Promise<number>;
}

async function openCrowd(bench: Bench, database: string): Promise<Crowd> {
  const world = await setUp(bench, OTHERS, { database, env: { ENCRYPTION_KEY: KEY } });
  const busy = await openOrganization(world.hub, world.seller, "busy");
  const shop = await shopWith({ products: 2, stock: 1_000_000_000, seed: bench.seed + 50 });
  const store = await connectStore(busy, shop, { name: "Busy", stockFrom: "hub" });
  const target = await orderWebhook(shop);
  const template = deliveryTemplate(shop, 1);
  const client = await bench.cluster.connect(database);
  let last = FIRST_ORDER;
  const deliver = async () => {
    last += 1;
    const { statuses } = await runLoad({
      targets: [target],
      template,
      first: last,
      count: 1,
      copies: 1,
      connections: 1,
    });
    expect(statuses["200"] === 1, "the busy shop's delivery was not taken");
    return last;
  };
  const model = await deliver();
  return {
    ...world,
    async fill(count) {
      await client.query(WAITING, [store, String(model), last + 1, last + count]);
      last += count;
      // A row that nobody announced waits for the next look: a delivery tells at once.
      await deliver();
    },
    async waiting() {
      const { rows } = await client.query<{ count: string }>(STILL_WAITING, [store]);
      return Number(rows[0]?.count);
    },
    async close() {
      await client.end();
      await world.close();
      await shop.close();
    },
  };
}

async function sell(crowd: Crowd, count: number, times: number[]): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    times.push(await sale(crowd));
    await delay(pauseMs(OTHERS));
  }
}

async function measureNeighbour(bench: Bench): Promise<Measure[]> {
  const [few, many] = bench.quick ? [4_000, 100_000] : [10_000, 1_000_000];
  const sales = bench.quick ? 15 : 30;
  const beside = await openCrowd(bench, "b14_few");
  const crowded = await openCrowd(bench, "b14_many");
  const times = { idle: [] as number[], few: [] as number[], many: [] as number[] };
  const left: number[] = [];
  try {
    for (const crowd of [crowded, beside]) {
      await sell(crowd, bench.quick ? 60 : 200, []);
      crowd.hub.freeze();
    }
    const idle = async () => {
      beside.hub.thaw();
      await until(
        async () => (await beside.waiting()) === 0,
        "the other organization's deliveries are applied",
        120_000,
      );
      await delay(500);
      await sell(beside, sales, times.idle);
      beside.hub.freeze();
    };
    const round = (crowd: Crowd, stored: number[], fill: number) => async () => {
      crowd.hub.thaw();
      if (fill > 0) await crowd.fill(fill);
      await delay(500);
      await sell(crowd, sales, stored);
      left.push(await crowd.waiting());
      crowd.hub.freeze();
    };
    crowded.hub.thaw();
    await crowded.fill(many);
    crowded.hub.freeze();
    for (let attempt = 0; attempt < (bench.quick ? 1 : 2); attempt += 1) {
      await idle();
      await interleaved(2, [round(beside, times.few, few), round(crowded, times.many, 0)]);
    }
    expect(
      left.every((count) => count > 0),
      `the other organization ran out of deliveries: ${left.join(", ")} left`,
    );
  } finally {
    await crowded.close();
    await beside.close();
  }
  return [measureOf(times, "few", left, { few, many }), measureOf(times, "idle", left, { few, many })];
}

type Times = Readonly<Record<"idle" | "few" | "many", readonly number[]>>;

function measureOf(
  times: Times,
  against: "few" | "idle",
  left: readonly number[],
  waiting: { readonly few: number; readonly many: number },
): Measure {
  const at = against === "few" ? 0.5 : 0.99;
  const of = (side: keyof Times) => quantile(times[side], at);
  const number = (count: number) => count.toLocaleString("en");
  const text = (side: keyof Times) =>
    `${of(side).toFixed(1)} ms (${quantile(times[side], 0.25).toFixed(1)} to ${quantile(times[side], 0.75).toFixed(1)})`;
  return {
    id: "B14",
    what:
      against === "few"
        ? `from a sale until the stock call, beside an organization with ${number(waiting.many)} deliveries waiting: median`
        : `from a sale until the stock call, beside an organization with ${number(waiting.many)} deliveries waiting: 99 %`,
    floor: `${text(against)} beside ${against === "few" ? `${number(waiting.few)} waiting` : "nothing"}`,
    ours: text("many"),
    ratio: of("many") / of(against),
    hold: against === "few" ? 1.1 : 2,
    aim: against === "few" ? 1.05 : 1.1,
    good: "below",
    bound:
      against === "few"
        ? undefined
        : "one process on one core: while it applies a group of the other organization's orders, a sale's steps wait for the processor.",
    beside:
      against === "few"
        ? [
            `${times.many.length} sales each; of the deliveries ${left.map(number).join(", ")} were still waiting at the ends of the rounds`,
            `medians: nothing waiting ${median(times.idle).toFixed(1)} ms, ${number(waiting.few)} ${median(times.few).toFixed(1)}, ${number(waiting.many)} ${median(times.many).toFixed(1)}`,
            ...besides(),
          ]
        : [],
    figures: { ...times, left },
  };
}

export const neighbour: Benchmark = (bench) => measureNeighbour(bench);
