/** An import of many orders that a test leaves half done, and what of it is held in the database meanwhile. */
import type { ConnectedShop } from "../../demo/connect.ts";
import type { Seller } from "../../demo/seller.ts";
import { type Clock, systemClock } from "../../src/commerce/clock.ts";
import type { Sandbox } from "../../src/connectors/kit/sandbox/sandbox.ts";
import type { Tx } from "../../src/db/database.ts";
import { until } from "./until.ts";

interface Parts {
  readonly owner: Tx;
  readonly seller: Seller;
  readonly sandbox: Sandbox;
  readonly store: ConnectedShop;
  readonly gate: ImportGate;
}

/** Where pages of orders wait while a run is at work, so that how much of it is done does not hang on the machine's speed. */
export interface ImportGate {
  /** The sandbox's, in whose slow answers the pages wait. */
  readonly clock: Clock;
  /** Shuts once more orders are here than now. */
  shut(): Promise<void>;
  open(): void;
}

export function importGate(owner: () => Tx): ImportGate {
  let most = 0;
  let opening = Promise.withResolvers<void>();
  const imported = async () => (await importedOrders({ owner: owner() })).count;
  return {
    clock: {
      ...systemClock,
      async sleep() {
        const runs = await owner().rows("select 1 from pgboss.job where name = 'run' and state = 'active'");
        if (runs.length > 0 && (await imported()) > most) await opening.promise;
      },
    },
    async shut() {
      most = await imported();
      opening.resolve();
      opening = Promise.withResolvers();
    },
    open: () => opening.resolve(),
  };
}

/** Paid orders of one soap, which no webhook tells of. */
export function placeOrders({ sandbox }: Pick<Parts, "sandbox">, orders: number): void {
  for (let n = 0; n < orders; n += 1)
    sandbox.shop.placeOrder({ lines: [{ sku: "SOAP-1", quantity: 1 }], payment: "paid" });
  sandbox.faults.clear();
  sandbox.faults.webhooks.lose = true;
}

export const importedOrders = ({ owner }: Pick<Parts, "owner">) =>
  owner.one<{ count: number; keys: number; reserved: number }>(
    `select count(*)::int as count, count(distinct ext_key)::int as keys,
       (select coalesce(sum(reserved), 0)::int from argosy.level) as reserved
     from argosy.sales_order`,
  );

/** Begins an import that stops at the gate; some of its orders are here. Answers its run. */
export async function importUnderWay({ owner, seller, sandbox, store, gate }: Parts): Promise<string> {
  await gate.shut();
  const before = (await importedOrders({ owner })).count;
  sandbox.faults.add({ fault: { kind: "slow", ms: 1 }, path: "orders" });
  const { id } = await seller.post<{ id: string }>("/runs", {
    type: "import_orders",
    storeId: store.id,
    options: { importOrdersDays: "all" },
  });
  await until("some orders are here", async () => (await importedOrders({ owner })).count, {
    wanted: (count) => count > before,
  });
  return id;
}

export const jobOf = ({ owner }: Pick<Parts, "owner">, run: string) =>
  owner.one<{ state: string; attempt: number }>(
    "select state::text, retry_count as attempt from pgboss.job where name = 'run' and data->>'run' = $1",
    [run],
  );

/** A process is at the run's given attempt, and has noted so in its list. */
export async function jobNoted(
  { owner }: Pick<Parts, "owner">,
  { run, attempt, list }: { readonly run: string; readonly attempt: number; readonly list: string },
): Promise<void> {
  await until("the run is under way", () => jobOf({ owner }, run), {
    wanted: (job) => job.state === "active" && job.attempt === attempt,
  });
  await until(
    "its job is noted",
    () =>
      owner.rows(
        `select 1 from argosy.${list} p join pgboss.job j on j.id::text || ':' || j.retry_count = any (p.attempts)
         where j.name = 'run' and j.data->>'run' = $1`,
        [run],
      ),
    { wanted: (rows) => rows.length > 0 },
  );
}

/** Only who takes over gets at what is held now: nothing of it ends by its time. */
export async function holdForAnHour({ owner }: Pick<Parts, "owner">): Promise<void> {
  await owner.run(
    `update argosy.lane
     set lease_until = now() + interval '1 hour'
     where lease_token is not null and kind <> 'outbound'`,
  );
  await owner.run("update pgboss.job set heartbeat_on = now() + interval '1 hour' where state = 'active'");
}

/** The run says done, and after it its job: the run is written first. Answers the job. */
export async function importDone({ seller, owner }: Pick<Parts, "seller" | "owner">, run: string) {
  await until("the import is whole", () => seller.get<{ status: string }>(`/runs/${run}`), {
    wanted: ({ status }) => status === "done",
  });
  return until("its job is over", () => jobOf({ owner }, run), { wanted: ({ state }) => state !== "active" });
}
