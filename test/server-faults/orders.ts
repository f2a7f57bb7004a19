/** Organizations with two shops of one stock each, whose orders flow while servers fail. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type ConnectedShop, connectShop } from "../../demo/connect.ts";
import { type Seller, signUpSeller } from "../../demo/seller.ts";
import { systemClock } from "../../src/commerce/clock.ts";
import type { Sandbox } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { firstSyncDone, startSandboxOf, until } from "../support/hub.ts";

const STOCK = 100_000;
/** After it an organization places its next order; the sale of before may still be on its way. */
const MOST_WAIT_MS = 15_000;
const POLL_MS = 4;

export interface Organization {
  readonly seller: Seller;
  readonly stores: readonly ConnectedShop[];
  /** Takes the orders. */
  readonly first: Sandbox;
  /** Shows what is left. */
  readonly second: Sandbox;
  placed: number;
}

export async function openOrganization(url: string): Promise<Organization> {
  const slug = `s${randomUUID().slice(0, 8)}`;
  const seller = await signUpSeller({ url, name: "Owner", organization: slug, slug });
  const open = async (provider: string, stock: number, stockFrom: "channel" | "hub") => {
    const sandbox = await startSandboxOf(provider, { clock: systemClock, seed: stock });
    sandbox.shop.addProduct({ title: "Soap", status: "active", variants: [{ sku: "SOAP-1", price: "6.00", stock }] });
    const store = await connectShop(seller, sandbox, { name: provider, sync: { importProducts: true, stockFrom } });
    await firstSyncDone(seller, store);
    return { sandbox, store };
  };
  const first = await open("woocommerce", STOCK, "channel");
  const second = await open("shopify", 7, "hub");
  return {
    seller,
    stores: [first.store, second.store],
    first: first.sandbox,
    second: second.sandbox,
    placed: 0,
  };
}

export const closeOrganization = ({ first, second }: Organization) => Promise.all([first.close(), second.close()]);

const isShown = ({ second, placed }: Organization) => second.shop.stockOf("SOAP-1") === STOCK - placed;

export function order(organization: Organization): void {
  organization.placed += 1;
  organization.first.shop.placeOrder({ lines: [{ sku: "SOAP-1", quantity: 1 }] });
}

/** Places an order; resolves with the milliseconds until the other shop shows what is left, or null after a while. */
async function sell(organization: Organization): Promise<number | null> {
  order(organization);
  const startedAt = performance.now();
  while (!isShown(organization)) {
    if (performance.now() - startedAt > MOST_WAIT_MS) return null;
    await pause(POLL_MS);
  }
  return performance.now() - startedAt;
}

/** Each organization sells about every `everyMs` until `isOver`; what each sale took, by organization. */
export async function sellAll(
  organizations: readonly Organization[],
  { everyMs, isOver }: { readonly everyMs: number; readonly isOver: () => boolean },
): Promise<ReadonlyMap<Organization, readonly (number | null)[]>> {
  const took = new Map<Organization, (number | null)[]>(organizations.map((one) => [one, []]));
  await Promise.all(
    organizations.map(async (organization, n) => {
      await pause((everyMs * n) / organizations.length);
      while (!isOver()) {
        const startedAt = performance.now();
        took.get(organization)?.push(await sell(organization));
        await pause(Math.max(0, everyMs - (performance.now() - startedAt)));
      }
    }),
  );
  return took;
}

/** Has every shop's orders asked for now, and waits until each other shop shows what is left. */
export async function settle(organizations: readonly Organization[]): Promise<void> {
  for (const { seller, stores } of organizations)
    for (const { id } of stores)
      await until(
        "the hub takes the request",
        async () => {
          const answer = await seller.call("POST", `/stores/${id}/sync/orders`, {});
          return answer.ok ? true : `${answer.status} ${await answer.text()}`;
        },
        { wanted: (seen) => seen === true, ms: 120_000 },
      );
  for (const organization of organizations)
    await until("the other shop shows what is left", async () => isShown(organization), { ms: 180_000 });
}

export interface Counted {
  readonly organization_id: string;
  readonly orders: number;
  readonly distinct_orders: number;
  readonly available: number;
}

/** How many orders are lost, and how many are there twice or took their stock more than once. */
export function differences(organizations: readonly Organization[], counted: readonly Counted[]) {
  let [lost, doubled] = [0, 0];
  for (const { seller, placed } of organizations) {
    const found = counted.find((row) => row.organization_id === seller.organizationId);
    lost += Math.max(0, placed - (found?.distinct_orders ?? 0));
    doubled += (found?.orders ?? 0) - (found?.distinct_orders ?? 0);
    const taken = STOCK - (found?.available ?? STOCK);
    lost += Math.max(0, placed - taken);
    doubled += Math.max(0, taken - placed);
  }
  return { lost, doubled };
}
