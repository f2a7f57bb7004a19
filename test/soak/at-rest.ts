/** Whether all is in order once nothing moves any more: orders, their statuses, numbers and ledgers. */
import { organizationId } from "../../src/commerce/ids.ts";
import type { TestDatabase } from "../../src/db/testing-database.ts";
import { examineStock } from "../../src/hub/inventory/doctor.ts";
import { until } from "../support/hub.ts";
import type { Order, SoakShop } from "./shop-day.ts";
import type { SoakWorld } from "./world.ts";

/** A number whose answer was lost is looked at again minutes later. */
const REST_MS = 10 * 60_000;
/** Of one kind at one shop so many are told. */
const MAX_REPORTED = 5;

interface Stored {
  readonly key: string;
  readonly status: string;
  readonly financial: string;
  readonly fulfilment: string;
}

/** Waits until all is in order; answers what is not, in vain. */
export const atRest = (world: SoakWorld): Promise<string[]> =>
  until("the world comes to rest", () => problemsOf(world), {
    wanted: (found) => found.length === 0,
    ms: REST_MS,
  }).catch(() => problemsOf(world));

async function problemsOf({ db, shops }: SoakWorld): Promise<string[]> {
  const found: string[] = [];
  for (const shop of shops) found.push(...(await problemsAt(db, shop)));
  for (const organization of new Set(shops.map(({ seller }) => seller.organizationId))) {
    const { isSound } = await db.database.tenant(organizationId(organization), examineStock);
    if (!isSound) found.push(`The ledger of ${organization} does not add up.`);
  }
  const failed = await db.owner.one<{ n: number }>(
    "select count(*)::int as n from argosy.inbox_event where status = 'failed'",
  );
  if (failed.n > 0) found.push(`${failed.n} deliveries failed for good.`);
  return found;
}

async function problemsAt(db: TestDatabase, { seller, shop, orders }: SoakShop): Promise<string[]> {
  const inside = <T>(text: string, values: readonly unknown[] = []) =>
    db.database.tenant(organizationId(seller.organizationId), (tx) => tx.rows<T>(text, values));
  const found: string[] = [];
  const stored = await inside<Stored>(
    `select ext_key as key, status, financial, fulfilment
     from argosy.sales_order where organization_id = argosy.tenant() and connection_id = $1`,
    [shop.id],
  );
  if (stored.length !== orders.size || stored.some(({ key }) => !orders.has(key)))
    found.push(`${shop.name} took ${orders.size} orders, the hub has ${stored.length} of it.`);
  found.push(
    ...stored
      .flatMap((one) => {
        const there = orders.get(one.key);
        return there ? wrongStatus(one, there).map((text) => `${shop.name}, order ${one.key}: ${text}`) : [];
      })
      .slice(0, MAX_REPORTED),
  );
  const free = await inside<{ sku: string; units: number }>(
    `select v.sku, (l.on_hand - l.reserved)::int as units
     from argosy.level l
     join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
     where l.organization_id = argosy.tenant()`,
  );
  for (const { sku, units } of free) {
    const shown = shop.sandbox.shop.stockOf(sku);
    // Of unpaid orders, which their own shop sells to nobody else (decision 534).
    const stored = shop.sandbox.shop.keptAside?.(sku) ?? 0;
    if (shown !== units + stored)
      found.push(`${shop.name} shows ${shown} of ${sku}, free are ${units} and kept aside ${stored}.`);
  }
  return found;
}

/** What the hub says of an order that was not done to it. */
function wrongStatus({ status, financial, fulfilment }: Stored, order: Order): string[] {
  const found: string[] = [];
  if ((status === "cancelled") !== order.isCancelled) found.push(`it is ${status} here`);
  if ((fulfilment === "fulfilled") !== order.isShipped) found.push(`it is ${fulfilment} here`);
  const isPaidBack = financial === "refunded" || financial === "partially_refunded";
  if (!order.isCancelled && isPaidBack !== order.isRefunded) found.push(`it is ${financial} here`);
  const isOwed = financial === "pending" || financial === "authorized";
  if (!order.isCancelled && isOwed === order.isPaid)
    found.push(`it is ${financial} here, and was paid: ${order.isPaid}`);
  return found;
}
