/** A seller's month for tests: orders, parcels, fees, refunds and spend, changed by random acts of one seed. */
import { randomUUID } from "node:crypto";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import type { TestDatabase } from "../../db/testing.ts";
import { countAllProfitDue } from "./due.ts";
import { ACTS, newOrder } from "./testing-acts.ts";
import type { Ids } from "./testing-dice.ts";

export interface ProfitWorld {
  readonly organization: OrganizationId;
  readonly run: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly channels: readonly string[];
  /** A random change of something profits follow from. */
  act(): Promise<void>;
  order(): Promise<string>;
  count(): Promise<void>;
}

/** Numbers below `most` from a seed, always the same ones. */
function dice(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

async function settle(db: TestDatabase, zone: string): Promise<Ids> {
  const organization = await db.newOrganization();
  const { owner } = db;
  await owner.run("update argosy.organization set currency = 'EUR', zone = $2 where organization_id = $1", [
    organization,
    zone,
  ]);
  const connection = (kind: string, name: string) =>
    owner
      .one<{ id: string }>(
        `insert into argosy.connection (organization_id, kind, provider, code, name, webhook_key)
         values ($1, $2, 'sample', $4, $3, $5) returning id`,
        [organization, kind, name, randomUUID().slice(0, 8), randomUUID()],
      )
      .then(({ id }) => id);
  const channels = [await connection("commerce", "Shop"), await connection("commerce", "Market")];
  const courier = await connection("logistics", "Courier");
  const ads = await connection("marketing", "Ads");
  const { id: location } = await owner.one<{ id: string }>(
    "insert into argosy.location (organization_id, code, name) values ($1, 'MAIN', 'Main') returning id",
    [organization],
  );
  const variants: string[] = [];
  for (let n = 0; n < 12; n += 1) {
    const product = await owner.one<{ id: string }>(
      "insert into argosy.product (organization_id, title) values ($1, $2) returning id",
      [organization, `Item ${n}`],
    );
    const variant = await owner.one<{ id: string }>(
      `insert into argosy.variant (organization_id, product_id, sku, currency, cost_minor, weight_grams, created_at,
         updated_at)
       values ($1, $2, $3, $4, $5, $6, '2026-01-01Z', '2026-01-01Z') returning id`,
      [
        organization,
        product.id,
        `SKU-${n}`,
        n % 3 === 0 ? "INR" : "EUR",
        n === 5 ? null : 300 + n,
        n % 4 ? n * 50 : null,
      ],
    );
    variants.push(variant.id);
  }
  for (const [base, rate] of [
    ["INR", "0.0111"],
    ["USD", "0.92"],
  ])
    await owner.run(
      `insert into argosy.fx_rate (organization_id, base, quote, rate, valid_from, source, in_force, created_at)
       values ($1, $2, 'EUR', $3, '2026-10-22T00:00:00Z', 'manual', true, now())`,
      [organization, base, rate],
    );
  return { organization, channels, courier, ads, location, variants };
}

/** A seller in a zone, counting in euros. */
export async function profitWorld(
  db: TestDatabase,
  { zone, seed }: { zone: string; seed: number },
): Promise<ProfitWorld> {
  const ids = await settle(db, zone);
  const { organization } = ids;
  const run: ProfitWorld["run"] = (work) => db.database.tenant(organization, work);
  const world = { ids, roll: dice(seed), owner: db.owner, orders: [] as string[], n: 0 };
  const acts = [...ACTS];
  return {
    organization,
    run,
    channels: ids.channels,
    order: () => newOrder(world),
    act: async () => {
      const act = world.orders.length < 20 ? newOrder : (acts[world.roll(acts.length)] ?? newOrder);
      await act(world);
    },
    count: () => countAllProfitDue(run, new Date("2026-12-01T00:00:00Z")),
  };
}
