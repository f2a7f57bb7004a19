/** Commits that take long, as on a disk that hardly answers: nothing is confirmed early, and nobody loses its work. */
import pg from "pg";
import { expect, test } from "vitest";
import { signUpSeller } from "../demo/seller.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { deliveryOf } from "./support/deliveries.ts";
import { firstSyncDone, testHub, until } from "./support/hub.ts";
import { secretOf } from "./support/secrets.ts";

const LOCK = 4712;
const hub = fixture(() => testHub({ LOG_LEVEL: "warn" }));

/** From now on commits after this change of a table wait until `free`; `waiting` says how many do. */
async function slowCommits(table: string, change: string, when = "") {
  await hub.owner.run(`create or replace function public.slow_commit() returns trigger language plpgsql as
    'BEGIN PERFORM pg_advisory_xact_lock_shared(${LOCK}); RETURN NULL; END'`);
  await hub.owner.run(
    `create constraint trigger slow_commit after ${change} on argosy.${table}
     deferrable initially deferred for each row ${when} execute function public.slow_commit()`,
  );
  const holder = new pg.Client({ connectionString: hub.db.database.ownerUrl });
  await holder.connect();
  await holder.query("select pg_advisory_lock($1)", [LOCK]);
  return {
    async waiting() {
      const [row] = await hub.owner.rows<{ count: number }>(
        `select count(*)::int as count
         from pg_locks
         join pg_database d on d.oid = database and d.datname = current_database()
         where locktype = 'advisory' and objid = ${LOCK} and not granted`,
      );
      return row?.count ?? 0;
    },
    async free() {
      await holder.query("select pg_advisory_unlock($1)", [LOCK]);
      await holder.end();
      await hub.owner.run(`drop trigger slow_commit on argosy.${table}`);
    },
  };
}

async function shop(slug: string) {
  const seller = await signUpSeller({ url: hub.url, name: "Owner", organization: slug, slug });
  const sandbox = await hub.sandbox("woocommerce", { seed: 5 });
  sandbox.shop.addProduct({ title: "Soap", status: "active", variants: [{ sku: "SOAP", price: "6.00", stock: 40 }] });
  const store = await hub.connect(seller, sandbox, "Soaps", { stockFrom: "channel" });
  await firstSyncDone(seller, store);
  const { webhookUrls } = await seller.get<{ webhookUrls: Record<string, string> }>(`/stores/${store.id}`);
  const secret = await secretOf({ db: hub.db }, seller, store.id, "webhookSecret");
  const [target = ""] = Object.values(webhookUrls);
  return { seller, sandbox, store, secret, target };
}

test("no delivery is confirmed before its own commit while commits hang: one that is cut off is not confirmed at all [F05]", async () => {
  const { sandbox, secret, target, seller } = await shop("slow-commits");
  sandbox.faults.webhooks.lose = true;
  const orders = ["kept", "cut off"].map(() =>
    sandbox.shop.placeOrder({ lines: [{ sku: "SOAP", quantity: 1 }], payment: "paid" }),
  );
  const [saved, cutOff] = await Promise.all(orders.map((key) => deliveryOf(sandbox, key, secret, "created")));
  if (!saved || !cutOff) throw new Error("no deliveries");
  const disk = await slowCommits("inbox_event", "insert");
  let answered = 0;
  const send = async ({ body, headers }: typeof saved) => {
    const answer = await fetch(target, { method: "POST", body: new Uint8Array(body), headers: { ...headers } });
    answered += 1;
    return answer.status;
  };
  const first = send(cutOff);
  await until("its commit hangs", disk.waiting, { wanted: (count) => count >= 1 });
  expect(answered).toBe(0);
  await hub.owner.run(
    `select pg_terminate_backend(pid)
     from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`,
  );
  expect(await first).toBe(503);
  const second = send(saved);
  await until("the next commit hangs", disk.waiting, { wanted: (count) => count >= 1 });
  expect(answered).toBe(1);
  await disk.free();
  expect(await second).toBe(200);
  expect(await send(cutOff)).toBe(200);
  const stored = () =>
    hub.look<{ key: string }>(
      seller,
      "select ext_key as key from argosy.sales_order where organization_id = argosy.tenant() order by ext_key",
    );
  await until("both are there, once", stored, { wanted: (rows) => rows.length === 2 });
  expect((await stored()).map(({ key }) => key)).toEqual(orders.sort());
});

test("a worker whose commit hangs keeps its lease until it is through, and does its work once [F05]", async () => {
  const { seller, sandbox, store } = await shop("slow-leases");
  // What a turn writes once the shop has the number.
  const disk = await slowCommits("listing_stock", "update", "when (new.ack_seq > old.ack_seq)");
  await seller.post("/inventory/adjustments", { items: [{ sku: "SOAP", delta: -3 }] });
  await until("a turn's commit hangs", disk.waiting, { wanted: (count) => count >= 1 });
  const lease = async () => {
    const [row] = await hub.look<{ token: string; until: Date }>(
      seller,
      `select lease_token as token, lease_until as until
       from argosy.lane
       where organization_id = argosy.tenant() and connection_id = $1 and kind = 'outbound'
         and lease_token is not null`,
      [store.id],
    );
    return row;
  };
  const first = await lease();
  if (!first) throw new Error("nobody holds the lane");
  const next = await until("the lease is renewed", lease, { wanted: (now) => (now?.until ?? 0) > first.until });
  expect(next?.token).toBe(first.token);
  const sent = () => sandbox.calls.filter(({ write, path }) => write && path.includes("products")).length;
  const before = sent();
  await disk.free();
  await until("the shop shows the number", async () => sandbox.shop.stockOf("SOAP"), {
    wanted: (units) => units === 37,
  });
  await until("the turn has ended", lease, { wanted: (held) => held === undefined });
  expect(sent()).toBe(before);
});
