/** The steps runs are made of. Each saves its cursor with what it applied, so that it goes on after any failure. */

import type { OrderPart } from "../../commerce/order.ts";
import type { ChannelCategory, ChannelProduct } from "../../commerce/product.ts";
import { abilitiesOf } from "../../connectors/kit/contract/abilities.ts";
import type { Sweep } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import { isFinished } from "../../hub/orders/facts.ts";
import { refusal } from "../../hub/refusals.ts";
import { noteSyncState } from "../../hub/stores/health.ts";
import { setStockBasis } from "../../hub/stores/stock-basis.ts";
import { newCallLog, type OpenConnection } from "../connections/connection-registry.ts";
import { writeJournal } from "../journal/sync-journal.ts";
import { applyPlan } from "../plan/apply.ts";
import { buildPlan } from "../plan/build.ts";
import { confirmGone } from "../sweeps/deletions.ts";
import { applyOrderPage, applyProductPage, timed } from "../sweeps/pages.ts";
import { parkUnread } from "../sweeps/parked.ts";
import { plannedSweeps } from "../sweeps/schedule.ts";
import { awaitSweeps } from "./await-sweeps.ts";
import { bulkEditStep, importStep } from "./catalog-steps.ts";
import { checkpoint, expectAbout, expectTotal, holdRun, requireOn, type Step } from "./checkpoint.ts";
import { readChannelFile } from "./file-step.ts";
import { priceEditStep } from "./price-edit-step.ts";
import { createProgressEstimate } from "./progress-estimate.ts";
import type { RunDeps, RunKind, StepName } from "./run.ts";

/** What each kind of run does, in order. */
export const RUN_STEPS: Readonly<Record<RunKind, readonly StepName[]>> = {
  // Open orders first: what they wait for is known before the channel's numbers become anybody's stock.
  initial_sync: ["categories", "open_orders", "products", "plan", "apply", "orders"],
  plan: ["categories", "open_orders", "products", "plan"],
  apply: ["apply"],
  sync_products: ["products"],
  sync_categories: ["categories"],
  sync_orders: ["poll_orders"],
  import_orders: ["orders"],
  sync_inventory: ["poll_stock"],
  register_webhooks: ["poll_webhooks"],
  // What sells comes first: a channel that refuses its webhooks is read all the same.
  reconcile: ["poll_orders", "products", "poll_stock", "poll_webhooks", "poll_rest"],
  import_check: ["check_import"],
  import_apply: ["apply_import"],
  bulk_edit: ["edit_products"],
  price_edit: ["edit_prices"],
  import_file: ["read_file"],
};

type Work = (deps: RunDeps, step: Step, open: OpenConnection) => Promise<void>;

/** Steps that work on the organization's own things, without a store. */
const HERE: Readonly<Partial<Record<StepName, (deps: RunDeps, step: Step) => Promise<void>>>> = {
  check_import: (deps, step) => importStep(deps, step, "check"),
  apply_import: (deps, step) => importStep(deps, step, "apply"),
  edit_products: bulkEditStep,
  edit_prices: priceEditStep,
};

const WORK: Readonly<Partial<Record<StepName, Work>>> = {
  categories: readCategories,
  products: readProducts,
  plan: makePlan,
  apply: applyChosen,
  open_orders: importOpenOrders,
  orders: importOrders,
  read_file: readChannelFile,
  poll_orders: (deps, step, open) => awaitSweeps(deps, step, open, { sweeps: "orders:%", count: "orders" }),
  poll_stock: (deps, step, open) => awaitSweeps(deps, step, open, { sweeps: "stock", count: "items" }),
  poll_webhooks: (deps, step, open) => awaitSweeps(deps, step, open, { sweeps: "subscriptions", count: "webhooks" }),
  poll_rest: askTheRest,
};

/** Everything an account without products offers: a courier's tracking, an ad account's spend. */
async function askTheRest(deps: RunDeps, step: Step, open: OpenConnection): Promise<void> {
  if (open.ports.orders || open.ports.products || open.ports.stock) return;
  for (const { name } of plannedSweeps(open)) await awaitSweeps(deps, step, open, { sweeps: name, count: "answered" });
}

/** Runs one step to its end. Throws RunCancelled, HubError, or ConnectorError. */
export async function runStep(deps: RunDeps, step: Step): Promise<void> {
  const here = HERE[step.step];
  if (here) {
    await here(deps, step);
    deps.onApplied(step.organization);
    return;
  }
  if (step.run.connection_id === null)
    throw new HubError("RUN_NEEDS_STORE", "validation", "This run needs a channel.", "storeId");
  const open = await deps.registry.openNeeded(step.organization, step.run.connection_id);
  if (!open) throw refusal("STORE_NOT_FOUND");
  requireOn(open.row);
  const now = () => new Date(deps.clock.now());
  const basis = open.ports.stock?.basis;
  await deps.db.tenant(step.organization, async (tx) => {
    await noteSyncState(tx, open.row.id, "syncing", now());
    // Before a number of the channel is taken over: whether it contains the units of open orders.
    if (basis !== undefined && basis !== open.row.stock_basis) await setStockBasis(tx, open.row.id, basis);
    await checkpoint(tx, step, step.cursor, {});
  });
  await WORK[step.step]?.(deps, step, open);
  await deps.db.tenant(step.organization, async (tx) => {
    await holdRun(tx, step);
    await noteSyncState(tx, open.row.id, "idle", now());
  });
  deps.onApplied(step.organization);
}

async function walk<T>(
  deps: RunDeps,
  step: Step,
  open: OpenConnection,
  how: {
    readonly sweep: Sweep<T>;
    readonly since?: string | undefined;
    readonly count: string;
    /** Its unreadable records are requested again by key. */
    readonly parks?: "orders" | "products" | undefined;
    /** Milliseconds since 1970 an item is of, where items come more or less in that order and end at now. */
    timeOf?(item: T): number;
    apply(tx: Tx, items: readonly T[], readAt: Date): Promise<void>;
  },
): Promise<string | null> {
  const callLog = newCallLog();
  const ctx = open.context({ signal: step.signal, callLog });
  let cursor = typeof step.cursor === "string" ? step.cursor : null;
  const estimate = createProgressEstimate(deps.clock.now());
  for await (const { page, readAt } of timed(how.sweep.run({ cursor, since: how.since }, ctx), deps.clock)) {
    await deps.db.tenant(step.organization, async (tx) => {
      await how.apply(tx, page.items, readAt);
      const now = new Date(deps.clock.now());
      if (how.parks) await parkUnread(tx, open, { sweep: how.parks, keys: page.unreadKeys ?? [], now });
      if (page.safeToSave) cursor = page.cursor;
      await checkpoint(tx, step, cursor, { [how.count]: page.items.length });
      const total = how.timeOf && estimate.expected(page.items.map(how.timeOf));
      if (total !== undefined) await expectAbout(tx, step, { count: how.count, ...total });
      await writeJournal(tx, open.row.id, [], callLog.drifts.splice(0), now);
    });
    callLog.calls.length = 0;
    deps.onApplied(step.organization);
  }
  return cursor;
}

async function readCategories(deps: RunDeps, step: Step, open: OpenConnection): Promise<void> {
  const categories = open.ports.categories;
  if (!categories || step.run.options.importProducts === false) return;
  await walk<ChannelCategory>(deps, step, open, {
    sweep: categories.sweep,
    count: "categories",
    apply: async (tx, items) => {
      await tx.run(
        `insert into argosy.category_listing (organization_id, connection_id, ext_key, parent_key, name, seen_at)
         select argosy.tenant(), $1, k, p, n, $5
         from unnest($2::text[], $3::text[], $4::text[]) as c(k, p, n)
         order by k
         on conflict (organization_id, connection_id, ext_key)
           do update set parent_key = excluded.parent_key, name = excluded.name, seen_at = excluded.seen_at`,
        [
          open.row.id,
          items.map((item) => item.key),
          items.map((item) => item.parentKey ?? null),
          items.map((item) => item.name),
          new Date(deps.clock.now()),
        ],
      );
    },
  });
}

/** A first sync without review applies its plan at once. */
async function makePlan(deps: RunDeps, step: Step, open: OpenConnection): Promise<void> {
  const { id, kind, options } = step.run;
  if (options.importProducts === false) return;
  await deps.db.tenant(step.organization, async (tx) => {
    await buildPlan(tx, { runId: id, connectionId: open.row.id }, new Date(deps.clock.now()), {
      abilities: abilitiesOf(open.ports),
      sendsStock: kind === "initial_sync" && options.stockFrom === "hub",
      sendsAll: options.sendAll === true,
    });
    // Last, so that cancelling the run does not wait for the plan.
    await holdRun(tx, step);
  });
}

async function readProducts(deps: RunDeps, step: Step, open: OpenConnection): Promise<void> {
  if (step.run.options.importProducts === false) return;
  const sweeps = open.ports.products?.sweeps ?? [];
  const sweep = sweeps.find((one) => one.mode === "full") ?? sweeps[0];
  if (!sweep) return;
  const startedAt = new Date(deps.clock.now());
  // As many as last time, more or less; a walk that goes on has part of them behind it.
  if (step.cursor === null)
    await deps.db.tenant(step.organization, async (tx) => {
      const { total } = await tx.one<{ total: number }>(EXISTING_PRODUCTS, [open.row.id]);
      await expectTotal(tx, step, { count: "products", total }, startedAt);
    });
  await walk<ChannelProduct>(deps, step, open, {
    sweep,
    count: "products",
    parks: "products",
    apply: (tx, items, readAt) =>
      applyProductPage(tx, open, items, {
        now: new Date(deps.clock.now()),
        readAt,
        initial: step.run.kind === "plan" || step.run.kind === "initial_sync",
      }),
  });
  if (step.run.kind === "sync_products" || step.run.kind === "reconcile") await noteCatalogRead(deps, step, open);
  // Only a walk from the beginning, ended without a fault, may ask what is no longer there.
  if (sweep.mode === "full" && step.cursor === null)
    await confirmGone({ db: deps.db, clock: deps.clock }, step, { open, startedAt });
}

const EXISTING_PRODUCTS = `select count(*)::int as total
   from argosy.product_listing
   where organization_id = argosy.tenant() and connection_id = $1 and gone_at is null`;
const TO_APPLY = `select count(*)::int as total
   from argosy.plan_item
   where organization_id = argosy.tenant() and run_id = $1 and state = 'planned' and chosen`;

async function applyChosen(deps: RunDeps, step: Step, open: OpenConnection): Promise<void> {
  if (step.run.options.importProducts === false) return;
  const planRun = typeof step.run.options.planRunId === "string" ? step.run.options.planRunId : step.run.id;
  await deps.db.tenant(step.organization, async (tx) => {
    await holdRun(tx, step);
    const { total } = await tx.one<{ total: number }>(TO_APPLY, [planRun]);
    await expectTotal(tx, step, { count: "applied", total }, new Date(deps.clock.now()));
    await tx.run(
      `update argosy.connection
       set awaits_plan = false
       where organization_id = argosy.tenant() and id = $1 and awaits_plan`,
      [open.row.id],
    );
  });
  await applyPlan(deps.db, {
    organization: step.organization,
    runId: planRun,
    connectionId: open.row.id,
    stockFrom:
      step.run.options.stockFrom === "channel" || step.run.options.stockFrom === "hub"
        ? step.run.options.stockFrom
        : "none",
    now: () => new Date(deps.clock.now()),
    onChunk: (tx, done) => checkpoint(tx, step, null, { applied: done }),
  });
  await noteCatalogRead(deps, step, open);
}

/** What the channel lacks is known now: what it is to have of itself is on its way. */
async function noteCatalogRead(deps: RunDeps, step: Step, open: OpenConnection): Promise<void> {
  await deps.db.tenant(step.organization, async (tx) => {
    await holdRun(tx, step);
    await tx.run(
      "update argosy.connection set catalogue_read_at = $2 where organization_id = argosy.tenant() and id = $1",
      [open.row.id, new Date(deps.clock.now())],
    );
    await tx.rows("select argosy.mark_published(argosy.tenant(), $1)", [open.row.id]);
  });
}

const DAY = 24 * 60 * 60_000;
/** How far back a first sync reads open orders, whatever past orders the seller imports. */
const OPEN_DAYS = 30;

/** Open orders of before the hub hold stock, so a store's first sync reads them before it takes any number over. */
async function importOpenOrders(deps: RunDeps, step: Step, open: OpenConnection): Promise<void> {
  if (step.run.options.importProducts === false) return;
  const { known } = await deps.db.tenant(step.organization, (tx) =>
    tx.one<{ known: boolean }>(
      `select exists (select 1 from argosy.run
         where organization_id = argosy.tenant() and connection_id = $1 and id <> $2
         and kind in ('plan', 'initial_sync') and state = 'done') as known`,
      [open.row.id, step.run.id],
    ),
  );
  // Polling has updated later ones.
  if (known) return;
  const isOpen = (part: OrderPart) => !isFinished(part);
  await walkOrders(deps, step, open, { days: OPEN_DAYS, count: "openOrders", isIncluded: isOpen });
}

/** Orders of before the hub: what was done with them moves no stock; later ones are the polling's. */
async function importOrders(deps: RunDeps, step: Step, open: OpenConnection): Promise<void> {
  const days = step.run.options.importOrdersDays;
  if (days !== "all" && (typeof days !== "number" || days === 0)) return;
  await walkOrders(deps, step, open, { days, count: "orders", isIncluded: () => true });
}

async function walkOrders(
  deps: RunDeps,
  step: Step,
  open: OpenConnection,
  what: {
    readonly days: number | "all";
    readonly count: string;
    /** Of those placed before the hub. */
    isIncluded(part: OrderPart): boolean;
  },
): Promise<void> {
  const sweeps = open.ports.orders?.sweeps ?? [];
  const sweep = sweeps.find((one) => one.mode === "changed" || one.mode === "created") ?? sweeps[0];
  if (!sweep) return;
  const shopNow = deps.clock.now() + open.shopClock.aheadMs();
  const cutover = open.row.stock_cutover_at?.getTime() ?? Number.NEGATIVE_INFINITY;
  await walk<OrderPart>(deps, step, open, {
    sweep,
    since: what.days === "all" ? undefined : new Date(shopNow - what.days * DAY).toISOString(),
    count: what.count,
    parks: "orders",
    timeOf: (part) => Date.parse(part.placedAt),
    apply: async (tx, items, readAt) => {
      const now = new Date(deps.clock.now());
      const isOld = (part: OrderPart) => Date.parse(part.placedAt) < cutover;
      const old = items.filter((part) => isOld(part) && what.isIncluded(part));
      await applyOrderPage(tx, open, old, { now, source: "poll", history: true, readAt: () => readAt });
      await applyOrderPage(
        tx,
        open,
        items.filter((part) => !isOld(part)),
        { now, source: "poll", readAt: () => readAt },
      );
    },
  });
}
