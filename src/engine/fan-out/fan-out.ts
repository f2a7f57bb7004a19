/**
 * Propagates changes to listings: reads change marks, calculates what each listing should show, makes the ones that
 * differ due, and deletes the marks. One transaction per chunk, so a crash neither loses nor repeats a change.
 */
import type { OrganizationId } from "../../commerce/ids.ts";
import { isDatabaseAway } from "../../db/away.ts";
import { type Database, type End, type Tx, together } from "../../db/database.ts";
import { publishCategories, publishProducts } from "../../hub/content/publish.ts";
import { notifyEndpoints } from "../../hub/events.ts";
import { isMiscounted } from "../../hub/inventory/counting.ts";
import { alertLowStock, findLowStockNews } from "../../hub/inventory/low-stock.ts";
import { isNumberGiven, releaseNumbered } from "../../hub/listings/awaited-numbers.ts";
import { holdLots, isMisheld } from "../../hub/lots/hold-lots.ts";
import { isRecipeChanged, reconcileChangedRecipes } from "../../hub/orders/recipes.ts";
import { isOverpromised, takeBackPromises } from "../../hub/orders/release-promises.ts";
import { isShortLineWaiting, serveShortLines } from "../../hub/orders/serve-short.ts";
import { setDesiredPrices } from "../../hub/prices/desired-prices.ts";
import { queueContent } from "../../hub/sync-state/content.ts";
import { isTracing } from "../../hub/traces.ts";
import type { PassResult } from "../background/coalesced.ts";
import { createHalving } from "../background/halving.ts";
import { alertRecipeFailed, clearMarkAlerts, isDue, type Mark, parkMark } from "../background/parked-marks.ts";
import type { DerivedWork, WorkDeps } from "../background/run-derived-work.ts";
import { tracedFanOut } from "../journal/stock-traces.ts";
import { wakeLanes } from "../lanes/lanes.ts";
import { dueReadBacks, refreshDesiredStock } from "../outbound/stock/refresh-desired-stock.ts";
import { endMarks, FAN_OUT_LOCK, isMarked, readMarks } from "./change-marks.ts";
import { applyTrackingChanges } from "./inventory-tracking.ts";

const CHUNK = 500;
const PROBLEM = "changes could not be carried to listings";
// Edits of a product's content come in bursts (title, images, variants): they travel together.
const CONTENT_DELAY_MS = 2_000;

export function createFanOut(options: WorkDeps & { readonly onDue: () => void }): DerivedWork {
  const { db, clock, log, onDue } = options;
  const halving = createHalving(options, {
    maxSize: CHUNK,
    problem: PROBLEM,
    nameOf: ({ aspect, subject_id: subject }: Mark) => `${aspect} ${subject}`,
    park: (tx, mark, { now }) => parkMark(tx, { mark, now }),
  });
  /** Organizations whose changed recipes could not be settled; tried again with the next sweep. */
  const unsettled = new Set<OrganizationId>();

  /** Resolves to whether there may be more. A change that fails by itself is parked, so that it blocks no other. */
  async function workChunk(organization: OrganizationId, calls: () => number): Promise<PassResult> {
    const before = calls();
    if (!(await isMarked(db, organization, new Date(clock.now())))) return { more: false, answered: before };
    const more: PassResult = { more: true, answered: 0 };
    const checked = await halving(organization, ({ size, taken }) =>
      workMarks(organization, { size, taken, calls }).catch((error: unknown) => {
        if (error instanceof ChunkBlocked) return more;
        throw error;
      }),
    );
    return checked ?? { ...more, isFailed: true };
  }

  async function workMarks(
    organization: OrganizationId,
    { size, taken, calls }: { readonly size: number; readonly taken: Mark[]; readonly calls: () => number },
  ): Promise<PassResult> {
    const now = new Date(clock.now());
    const knowsRecipes = !unsettled.has(organization);
    const take = (serves: boolean) =>
      db.tenant(
        organization,
        (tx, end) => fanOutChunk(tx, { organization, now, serves, knowsRecipes, size, taken, end, calls }),
        { kind: "derived" },
      );
    const again = { more: true, answered: 0, woken: false };
    const chunk = await take(true).catch(async (error: unknown) => {
      if (!(error instanceof BlockedByRecipes))
        return (await unblock(db, organization, error, now)) ? again : take(false);
      await settleRecipes(organization, now);
      return again;
    });
    if (chunk.woken) onDue();
    return chunk;
  }

  /** A bundle whose orders cannot be settled does not block other changes. */
  async function settleRecipes(organization: OrganizationId, now: Date): Promise<void> {
    try {
      while (await db.tenant(organization, (tx) => reconcileChangedRecipes(tx, now)));
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      log.error({ err: error, organization }, "orders could not be settled by a changed recipe");
      unsettled.add(organization);
      await db.tenant(organization, (tx) => alertRecipeFailed(tx, now));
    }
  }

  return {
    table: "change_mark",
    isDue: isDue("$1"),
    channel: "argosy_change",
    problem: PROBLEM,
    pass: workChunk,
    beforeQuery: () => unsettled.clear(),
  };
}

/**
 * Does in a transaction of its own what comes before a chunk. Answers whether the chunk may be taken as it was; false:
 * without serving short orders. Throws any other error.
 */
async function unblock(db: Database, organization: OrganizationId, error: unknown, now: Date): Promise<boolean> {
  if (error instanceof BlockedByCounting) {
    await db.tenant(organization, (tx) => applyTrackingChanges(tx, error.variantIds, now));
    return true;
  }
  if (error instanceof BlockedByAwaitedNumbers) {
    await db.tenant(organization, (tx) => releaseNumbered(tx, error.variantIds));
    return true;
  }
  if (error instanceof BlockedByLots) {
    await db.tenant(organization, (tx) => holdLots(tx, error.variantIds, now));
    return true;
  }
  if (error instanceof BlockedByOverpromise)
    return (await db.tenant(organization, (tx) => takeBackPromises(tx, { variantIds: error.variantIds, now }))) > 0;
  if (!(error instanceof BlockedByShortOrders)) throw error;
  // It locks orders before levels. What it leaves free is for the channels.
  await db.tenant(organization, (tx) => serveShortLines(tx, { variantIds: error.variantIds, now }));
  return false;
}

/** Something else comes first. Thrown, not returned: what the chunk wrote by then is rolled back with it. */
abstract class ChunkBlocked extends Error {}

/** Short orders wait for what is free now, and are served before any channel hears of it. */
class BlockedByShortOrders extends ChunkBlocked {
  readonly variantIds: readonly string[];

  constructor(variantIds: readonly string[]) {
    super("Short orders are served first.");
    this.variantIds = variantIds;
  }
}

/** Items are counted from now on, or not any more: what orders hold of them follows from it. */
class BlockedByCounting extends ChunkBlocked {
  readonly variantIds: readonly string[];

  constructor(variantIds: readonly string[]) {
    super("What is counted is settled first.");
    this.variantIds = variantIds;
  }
}

/** Orders that hold parts of a bundle by its old recipe give them back first. */
class BlockedByRecipes extends ChunkBlocked {}

/** Orders that hold what is not there any more give it back first. */
class BlockedByOverpromise extends ChunkBlocked {
  readonly variantIds: readonly string[];

  constructor(variantIds: readonly string[]) {
    super("Promises that are not there are taken back first.");
    this.variantIds = variantIds;
  }
}

/** Units of lots that expired or are blocked are held before anything else gets them. It locks levels before marks. */
class BlockedByLots extends ChunkBlocked {
  readonly variantIds: readonly string[];

  constructor(variantIds: readonly string[]) {
    super("Units of lots that are refused are held first.");
    this.variantIds = variantIds;
  }
}

/** Items that waited for a first number are in sync from now on. It locks listings before marks. */
class BlockedByAwaitedNumbers extends ChunkBlocked {
  readonly variantIds: readonly string[];

  constructor(variantIds: readonly string[]) {
    super("Items that waited for a number are released first.");
    this.variantIds = variantIds;
  }
}

interface Chunk {
  readonly organization: OrganizationId;
  readonly now: Date;
  readonly serves: boolean;
  readonly knowsRecipes: boolean;
  readonly size: number;
  readonly taken: Mark[];
  readonly end: End;
  readonly calls: () => number;
}

type ChunkResult = PassResult & { readonly woken: boolean };

async function fanOutChunk(tx: Tx, chunk: Chunk): Promise<ChunkResult> {
  if (!isTracing()) return propagateChunk(tx, chunk);
  const marks = await readMarks(tx, chunk.size, chunk.now);
  const variantIds = marks.filter(({ aspect }) => aspect === "stock").map((mark) => mark.subject_id);
  return tracedFanOut(tx, { variantIds, now: chunk.now }, () => propagateChunk(tx, chunk));
}

async function propagateChunk(tx: Tx, chunk: Chunk): Promise<ChunkResult> {
  const { organization, now, serves, knowsRecipes, size, taken, end, calls } = chunk;
  const before = calls();
  const [, marks] = await together([oneAtATime(tx), readMarks(tx, size, now)]);
  // Also of a transaction that fails: the handler needs to know what was in it.
  taken.splice(0, taken.length, ...marks);
  if (marks.length === 0) return { more: false, answered: before, woken: false };
  const of = (aspect: string) => marks.filter((mark) => mark.aspect === aspect).map((mark) => mark.subject_id);
  const contentAt = new Date(now.getTime() + CONTENT_DELAY_MS);
  const stocked = refreshDesiredStock(tx, of("stock"), now);
  // Stock before prices, the order in which reading a channel's product writes them.
  const priced =
    of("price").length === 0 ? Promise.resolve([]) : stocked.then(() => setDesiredPrices(tx, of("price"), now));
  const [blocker, low, readBacks, stock, prices, later] = await together([
    blockerOf(tx, { variantIds: of("stock"), serves, knowsRecipes, now }),
    findLowStockNews(tx, of("stock")),
    dueReadBacks(tx, of("stock"), now),
    stocked,
    priced,
    setDesiredContent(tx, { products: of("content"), categories: of("category") }, contentAt),
  ]);
  if (blocker) throw blocker;
  await clearMarkAlerts(tx, marks, now);
  await alertLowStock(tx, low, now);
  const due = [...new Set([...readBacks, ...stock, ...prices])];
  const until = calls();
  const [, , , { ended, left }] = await end(() =>
    together([
      notifyEndpoints(
        tx,
        "stock.changed",
        of("stock").map((variantId) => ({ variantId })),
      ),
      wakeLanes(tx, organization, due, "outbound", now),
      wakeLanes(tx, organization, later, "outbound", contentAt),
      endMarks(tx, marks, now),
    ]),
  );
  return { more: left && ended > 0, answered: left ? before : until, woken: due.length > 0 };
}

/** What has to be settled before channels get new quantities of these items; null: nothing. */
async function blockerOf(
  tx: Tx,
  {
    variantIds,
    serves,
    knowsRecipes,
    now,
  }: Pick<Chunk, "serves" | "knowsRecipes" | "now"> & {
    readonly variantIds: readonly string[];
  },
): Promise<ChunkBlocked | null> {
  const [isCountedAnew, hasRecipes, isNumbered, areLotsMisheld, isLacking, isWaiting] = await together([
    isMiscounted(tx, variantIds),
    isRecipeChanged(tx),
    isNumberGiven(tx, variantIds),
    isMisheld(tx, variantIds, now),
    isOverpromised(tx, serves ? variantIds : []),
    isShortLineWaiting(tx, serves ? variantIds : []),
  ]);
  if (isCountedAnew) return new BlockedByCounting(variantIds);
  if (hasRecipes && knowsRecipes) return new BlockedByRecipes("Orders are settled by changed recipes first.");
  if (isNumbered) return new BlockedByAwaitedNumbers(variantIds);
  if (areLotsMisheld) return new BlockedByLots(variantIds);
  if (isLacking) return new BlockedByOverpromise(variantIds);
  return isWaiting ? new BlockedByShortOrders(variantIds) : null;
}

/** Locked, as two at once would both propagate the same marks. */
async function oneAtATime(tx: Tx): Promise<void> {
  await tx.rows(`select pg_advisory_xact_lock(${FAN_OUT_LOCK})`);
}

/** New products go to stores that publish automatically; existing ones are updated where content is synced. */
async function setDesiredContent(
  tx: Tx,
  changed: { readonly products: readonly string[]; readonly categories: readonly string[] },
  at: Date,
): Promise<string[]> {
  const categories = await publishCategories(tx, changed.categories, at);
  if (changed.products.length === 0) return categories;
  const synced = await queueContent(tx, changed.products, at);
  const published = await publishProducts(tx, changed.products, at);
  return [...new Set([...synced, ...published, ...categories])];
}
