/**
 * One order import, one stock update and one refund, killed before and after each of their statements and calls: what is left is
 * what a run nobody disturbed leaves. The steps are those of a recorded run, not a list somebody keeps.
 */
import { appendFileSync } from "node:fs";
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConnectedShop, connectShop } from "../demo/connect.ts";
import { organizationId } from "../src/commerce/ids.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { testDatabase } from "../src/db/testing.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { checkLedger, checkReservations } from "../src/hub/inventory/doctor.ts";
import { openSimHub } from "./sim/hub.ts";
import type { Point } from "./sim/seam.ts";
import { MINUTE } from "./support/lab-clock.ts";
import { startSandboxOf } from "./support/start.ts";

const STOCK = 100_000;
/** All of them are asked for by `npm run faults`, which lists them too. */
const isWhole = process.env.ARGOSY_FAILPOINTS === "all";
const FEW = 8;
const LIST = process.env.ARGOSY_FAILPOINTS_FILE;
const SHOWN = 110;

const hub = fixture(async () => openSimHub(await testDatabase()));
let sandbox: Sandbox;
let store: ConnectedShop;

beforeAll(async () => {
  const seller = hub.owner;
  sandbox = await startSandboxOf("woocommerce", { clock: hub.clock, seed: 4 });
  const variants = [{ sku: "SOAP", priceMinor: 1250, currency: "USD" }];
  await seller.post("/products", { title: "Soap", variants });
  await seller.post("/inventory/levels", { items: [{ sku: "SOAP", onHand: STOCK }] });
  sandbox.shop.addProduct({
    title: "Soap",
    status: "active",
    variants: [{ sku: "SOAP", price: "12.50", stock: STOCK }],
  });
  const sync = { importProducts: false, stockFrom: "none", importOrdersDays: null } as const;
  store = await connectShop(seller, sandbox, { name: "Soaps", sync });
  for (let hours = 0; hours < 30 && (await stateOfItem()).length === 0; hours += 1)
    await hub.pass(60 * MINUTE, [sandbox]);
  await rest();
});
afterAll(() => sandbox.close());

/** Longer than from one poll of the shop to the next: what a dead process did not take in is found. */
const rest = () => hub.pass(11 * MINUTE, [sandbox]);

const readNow = <T>(text: string, params: readonly unknown[] = []) =>
  hub.db.database.tenant(organizationId(hub.owner.organizationId), (tx) => tx.rows<T>(text, params));

const stateOfItem = () =>
  readNow<{ shown: number | null; state: string }>(
    `select s.expected - $2 as shown, s.state, s.error, s.due_at is null as rests, s.desired - $2 as wanted, s.attempts
     from argosy.listing_stock s
     where s.organization_id = argosy.tenant() and s.connection_id = $1`,
    [store.id, sandbox.shop.stockOf("SOAP")],
  );

/** Where the ledger ends at this moment. */
async function standing() {
  const [row] = await readNow<{ movements: number; onHand: number; reserved: number; orders: number }>(
    `select (select count(*)::int from argosy.movement where organization_id = argosy.tenant()) as movements,
       (select count(*)::int from argosy.sales_order where organization_id = argosy.tenant()) as orders,
       l.on_hand as "onHand", l.reserved
     from argosy.level l
     where l.organization_id = argosy.tenant()`,
  );
  if (!row) throw new Error("no level");
  return { ...row, shop: sandbox.shop.stockOf("SOAP") };
}

/** What a story left: all that the seller, the ledger and the shop show of it, without ids and times. */
async function left(before: Awaited<ReturnType<typeof standing>>) {
  const now = await standing();
  const moved = await readNow(
    `select cause_kind, on_hand_delta, reserved_delta
     from (select * from argosy.movement where organization_id = argosy.tenant() order by id desc limit $1) as m
     order by 1, 2, 3`,
    [now.movements - before.movements],
  );
  const orders = await readNow(
    `select o.status, o.financial, o.fulfilment, o.is_short, l.quantity, l.reserved_quantity,
       (select array_agg(t.kind order by t.kind) from argosy.timeline t
        where t.organization_id = o.organization_id and t.order_id = o.id) as told
     from (select * from argosy.sales_order where organization_id = argosy.tenant() order by id desc limit $1) as o
     join argosy.order_line l on l.organization_id = o.organization_id and l.order_id = o.id`,
    [now.orders - before.orders],
  );
  const open = await readNow(
    `select (select count(*)::int from argosy.inbox_event
        where organization_id = argosy.tenant() and status = 'pending') as deliveries,
       (select count(*)::int from argosy.change_mark where organization_id = argosy.tenant()) as marks,
       (select count(*)::int from argosy.alert
        where organization_id = argosy.tenant() and state <> 'resolved') as alerts`,
  );
  const wrong = await hub.db.database.tenant(organizationId(hub.owner.organizationId), async (tx) => [
    ...(await checkLedger(tx)),
    ...(await checkReservations(tx)),
  ]);
  const changed = {
    onHand: now.onHand - before.onHand,
    reserved: now.reserved - before.reserved,
    shop: now.shop - before.shop,
  };
  return { changed, moved, orders, refunds: await refundsOf(), item: await stateOfItem(), open, wrong };
}

/** Of the order of the story that refunds one: as the hub keeps them, how its command ended, and how many the shop has. */
const refundsOf = async () => {
  const [row] = await readNow<{ amounts: string[]; states: string[] }>(
    `select (select array_agg(r.amount_minor::text) from argosy.order_refund r
        where r.organization_id = argosy.tenant() and r.order_id = $1) as amounts,
       (select array_agg(c.state) from argosy.command c
        where c.organization_id = argosy.tenant() and c.order_id = $1) as states`,
    [refunded.id],
  );
  return { ...row, shop: sandbox.shop.record?.(refunded.key)?.refunds.length };
};

const refunded = { id: null as string | null, key: "" };

/** An order of which the shop has refunded one of two equal units, known to the hub. */
async function refundedInPart() {
  refunded.key = sandbox.shop.placeOrder({ lines: [{ sku: "SOAP", quantity: 2 }], payment: "paid" });
  sandbox.shop.refundOrder?.(refunded.key, [{ sku: "SOAP", quantity: 1, restock: false }]);
  await rest();
  const [row] = await readNow<{ id: string }>(
    `select o.id from argosy.sales_order o where o.organization_id = argosy.tenant() and o.ext_key = $1`,
    [refunded.key],
  );
  refunded.id = row?.id ?? null;
}

const prepared: Readonly<Record<string, () => Promise<void>>> = {
  "refunding a unit as the shop did another": refundedInPart,
};

const stories = {
  "refunding a unit as the shop did another": async () => {
    const order = await hub.owner.get<{ lines: { key: string }[] }>(`/orders/${refunded.id}`);
    await hub.owner.post(`/orders/${refunded.id}/refund`, {
      lines: [{ lineKey: order.lines[0]?.key, quantity: 1, restock: false }],
      ...{ amountMinor: 1250, currency: "EUR", moveMoney: false },
    });
  },
  "importing an order": async () => {
    sandbox.shop.placeOrder({ lines: [{ sku: "SOAP", quantity: 2 }], payment: "paid" });
  },
  "sending a stock update": () =>
    hub.owner.post("/inventory/adjustments", { items: [{ sku: "SOAP", delta: -3 }] }).then(() => undefined),
};

/** Works until nothing comes due for a minute: what happens by the clock is no step of a story. */
async function lull() {
  for (;;) {
    const now = hub.clock.now();
    const { due } = await hub.db.owner.one<{ due: Date | null }>(
      "select min(due_at) as due from argosy.lane where due_at > $1",
      [new Date(now)],
    );
    if (due === null || due.getTime() - now > MINUTE) return;
    await hub.pass(due.getTime() - now, [sandbox]);
  }
}

/**
 * Plays a story whose engine sees each point, until nothing is left to do. One thing at a time: what the platform tells
 * comes while the engine rests, and what the engine begins beside a request ends before the next thing. So every run has
 * the same steps, however busy the machine is.
 */
async function played(what: string, story: () => Promise<void>, see: (point: Point) => boolean) {
  await prepared[what]?.();
  await lull();
  // What a process does once, after its start, is a step of every run. A restart takes longer than the engine remembers
  // that the platform answered.
  await hub.restart();
  const before = await standing();
  const { seam } = hub.life;
  const { webhooks } = sandbox.faults;
  seam.watch(see);
  Object.assign(webhooks, { paused: true, oneByOne: true });
  await story();
  let taken: number;
  do {
    taken = sandbox.webhooksTaken();
    await seam.quiet();
    await hub.work([sandbox]);
    await seam.quiet();
    webhooks.paused = false;
    await sandbox.settle();
    webhooks.paused = true;
  } while (sandbox.webhooksTaken() > taken);
  seam.disarm();
  Object.assign(webhooks, { paused: false, oneByOne: false });
  await rest();
  return { left: await left(before), isDead: seam.isDead };
}

type NamedPoint = Point & { readonly occurrence: number };

const nameOf = ({ what, when, occurrence }: NamedPoint) => `${when} ${what} (time ${occurrence})`;

const named = (counts: Map<string, number>, { what, when }: Point): NamedPoint => {
  const key = `${when} ${what}`;
  const occurrence = (counts.get(key) ?? 0) + 1;
  counts.set(key, occurrence);
  return { what, when, occurrence };
};

test.each(Object.entries(stories))(
  "a hub killed before and after each step of %s ends as if nothing had happened [F02]",
  async (what, story) => {
    const record = async () => {
      const points: NamedPoint[] = [];
      const counts = new Map<string, number>();
      const outcome = await played(what, story, (point) => {
        points.push(named(counts, point));
        return false;
      });
      return { points, left: outcome.left };
    };
    // What happens once an hour, or was left by the story before, is no step of this one.
    const [undisturbed, again] = [await record(), await record()];
    const repeated = new Set(again.points.map(nameOf));
    const points = undisturbed.points.filter((point) => repeated.has(nameOf(point)));
    expect(points.length).toBeGreaterThan(10);
    if (LIST)
      appendFileSync(
        LIST,
        points
          .filter(({ when }) => when === "before")
          .map(({ what: step, occurrence }) => {
            const text = step.length > SHOWN ? `${step.slice(0, SHOWN)} …` : step;
            return `${what}: ${text.replaceAll("`", "'")}${occurrence > 1 ? ` (time ${occurrence})` : ""}\n`;
          })
          .join(""),
      );
    const stride = isWhole ? 1 : Math.ceil(points.length / FEW);
    const missed: string[] = [];
    for (const expected of points.filter((_, n) => n % stride === 0)) {
      const name = nameOf(expected);
      // The first run of an hour or a day may do otherwise; the next one is minutes later.
      let isDead = false;
      for (let tries = 0; tries < 3 && !isDead; tries += 1) {
        const seen = new Map<string, number>();
        const outcome = await played(what, story, (point) => nameOf(named(seen, point)) === name);
        expect(outcome.left, name).toEqual(undisturbed.left);
        isDead = outcome.isDead;
      }
      if (!isDead) missed.push(name);
    }
    expect(missed).toEqual([]);
  },
);
