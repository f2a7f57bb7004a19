/** PostgreSQL's backends are ended in the middle of the hub's transactions (F04): each is tried again, and whole or not there. */
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixture } from "../src/db/testing-fixtures.ts";
import { checkLedger, checkReservations } from "../src/hub/inventory/doctor.ts";
import { deliveryOf } from "./support/deliveries.ts";
import { firstSyncDone, testHub, until } from "./support/hub.ts";
import { secretOf } from "./support/secrets.ts";

/** Few here; `npm run faults` asks for more. */
const TERMINATIONS = Number(process.env.ARGOSY_TERMINATIONS ?? 15);
const STOCK = 100_000;

const hub = fixture(() => testHub({ LOG_LEVEL: "error" }));
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeAll(() => void process.on("unhandledRejection", note));
afterAll(() => void process.off("unhandledRejection", note));

/** Ends one backend of the hub that is in the middle of a transaction; answers whether there was one. */
async function endOne(): Promise<boolean> {
  const rows = await hub.owner.rows<{ ended: boolean }>(
    `select pg_terminate_backend(pid) as ended
     from pg_stat_activity
     where datname = current_database() and usename = 'argosy_app' and xact_start is not null
       and backend_xid is not null
     limit 1`,
  );
  return rows[0]?.ended === true;
}

test(`${TERMINATIONS} backends end in the middle of their transactions while orders come in: none is half applied, all are tried again, 0 unhandled rejections [F04]`, async () => {
  const seller = await hub.seller("backends");
  const sandbox = await hub.sandbox("woocommerce");
  sandbox.shop.addProduct({
    title: "Soap",
    status: "active",
    variants: [{ sku: "SOAP", price: "6.00", stock: STOCK }],
  });
  const store = await hub.connect(seller, sandbox, "Soaps", { stockFrom: "channel" });
  await firstSyncDone(seller, store);
  const { webhookUrls } = await seller.get<{ webhookUrls: Record<string, string> }>(`/stores/${store.id}`);
  const [target = ""] = Object.values(webhookUrls);
  const secret = await secretOf({ db: hub.db }, seller, store.id, "webhookSecret");
  sandbox.faults.webhooks.lose = true;
  let isOver = false;
  const placed: string[] = [];
  const statuses = new Set<number>();
  const sender = async () => {
    while (!isOver) {
      const key = sandbox.shop.placeOrder({ lines: [{ sku: "SOAP", quantity: 2 }], payment: "paid" });
      placed.push(key);
      const { body, headers } = await deliveryOf(sandbox, key, secret, "created");
      for (let status = 0; status !== 200; ) {
        const answer = await fetch(target, { method: "POST", body: new Uint8Array(body), headers: { ...headers } });
        await answer.arrayBuffer();
        statuses.add(answer.status);
        ({ status } = answer);
      }
    }
  };
  const senders = Promise.all([1, 2, 3].map(sender));
  let ended = 0;
  while (ended < TERMINATIONS) if (await endOne()) ended += 1;
  isOver = true;
  await senders;
  expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  const sums = () =>
    hub.look<object>(
      seller,
      `select (select count(*)::int from argosy.sales_order where organization_id = argosy.tenant()) as orders,
         (select count(distinct ext_key)::int from argosy.sales_order where organization_id = argosy.tenant()) as keys,
         (select count(*)::int from argosy.order_line where organization_id = argosy.tenant()) as lines,
         (select count(*)::int from argosy.inbox_event
          where organization_id = argosy.tenant() and status <> 'processed') as waiting,
         (select reserved from argosy.level where organization_id = argosy.tenant()) as reserved,
         (select sum(reserved_delta)::int from argosy.movement where organization_id = argosy.tenant()) as moved`,
    );
  const all = placed.length;
  const whole = { orders: all, keys: all, lines: all, waiting: 0, reserved: 2 * all, moved: 2 * all };
  await until("every order is applied", sums, { wanted: ([now]) => JSON.stringify(now) === JSON.stringify(whole) });
  await until("the shop shows what is free", async () => sandbox.shop.stockOf("SOAP") === STOCK - 2 * all);
  const wrong = await hub.db.database.tenant(seller.organization, async (tx) => [
    ...(await checkLedger(tx)),
    ...(await checkReservations(tx)),
  ]);
  expect(wrong).toEqual([]);
  expect(unhandled).toEqual([]);
});
