/**
 * The outbound lane of one connection: order commands first, then a courier's shipments, then stock, then price, then content. Stock that comes due
 * meanwhile goes out between their calls (see stock-between-calls.ts).
 */
import { isConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Priority } from "../../connectors/kit/http/platform-limiter.ts";
import { isDatabaseAway } from "../../db/away.ts";
import type { Files } from "../../hub/files/files.ts";
import { markNextListings } from "../../hub/stores/mark-listings.ts";
import { readSettings, syncsOwnStock } from "../../hub/stores/settings.ts";
import { setStockBasis } from "../../hub/stores/stock-basis.ts";
import { newCallLog, type OpenConnection, type ProvisionalOptions } from "../connections/connection-registry.ts";
import {
  classifyFailure,
  createFailureProbes,
  type FailureProbes,
  IDLE,
  isAnswerNews,
  type LaneDeps,
  withConnectionFailures,
  withHealth,
} from "../lanes/lane-result.ts";
import { holdLane, type Lane, type LaneResult } from "../lanes/lanes.ts";
import { pushCategories } from "./categories.ts";
import { runCommands } from "./commands.ts";
import { pushCustomers } from "./customers.ts";
import { type DueTimes, dueTimes, dueWhileEnabled, earliest } from "./due-times.ts";
import { pushListingDrafts } from "./listing-drafts.ts";
import type { OutboundSession } from "./outbound-session.ts";
import { pollOperations } from "./pending-operations.ts";
import { priceAnswers, pushPrices } from "./price.ts";
import { pushProducts } from "./products.ts";
import { runShipments } from "./shipments.ts";
import type { DueSnapshots } from "./stock/due-snapshots.ts";
import { pushStock, stockAnswers } from "./stock/send-stock.ts";
import { stockBetween } from "./stock/stock-between-calls.ts";

/** A turn ends after the call that is under way then; what it had no time for stays due. */
const TURN_MS = 1_000;

export interface OutboundDeps extends LaneDeps {
  /** Called when a command's answer changed orders or stock. */
  readonly onApplied: (lane: Lane) => void;
  readonly propagateChanges: (lane: Lane) => Promise<void>;
  readonly dueSnapshots: DueSnapshots;
  /** Where documents of shipments are stored. */
  readonly files: Files;
}

/** One turn; comes back at once while there is more, so that long backlogs share the workers fairly. */
export async function runOutboundLane(deps: OutboundDeps, lane: Lane, signal: AbortSignal): Promise<LaneResult> {
  const first = await deps.dueSnapshots.take(lane);
  if (first === null) return IDLE;
  const { open, due, sent, earlyWrite } = first;
  const callLog = earlyWrite?.callLog ?? newCallLog();
  const turn = withConnectionFailures(deps, lane, open, callLog, async () => {
    const cache: DueCache = { due: null };
    const stockTurn = createSession(deps, lane, open, { callLog, signal, cache, priority: "urgent" });
    const takesStock = syncsOwnStock(readSettings(open.row.settings));
    const between = takesStock ? stockBetween(stockTurn) : undefined;
    const session = createSession(deps, lane, open, {
      callLog,
      signal,
      cache,
      priority: "interactive",
      beforeCall: between?.beforeCall,
    });
    if ((await updateStockBasis(session)) || (await markListings(session))) return { nextDue: session.now() };
    const isDue = (at: Date | null) => at !== null && at <= session.now();
    if (sent.length === 0 && !Object.values(due).some(isDue)) return { nextDue: earliest(due) };
    const answers =
      isDue(due.answers) &&
      (await pollOperations(session, { stock: stockAnswers(session), price: priceAnswers(session) }));
    const commands = isDue(due.commands) && (await runCommands(session, () => deps.onApplied(lane)));
    const booked = isDue(due.shipments) && (await runShipments(session, deps.files));
    const stock = (isDue(due.stock) || sent.length > 0) && (await pushStock(stockTurn, sent, earlyWrite));
    const prices = isDue(due.prices) && (await pushPrices(session));
    const records = isDue(due.records) && (await pushCategories(session));
    const customers = isDue(due.records) && (await pushCustomers(session));
    const listings = isDue(due.records) && (await pushListingDrafts(session));
    const content = isDue(due.content) && (await pushProducts(session));
    between?.rethrow();
    if (answers || commands || booked || stock || prices || records || customers || listings || content)
      return { nextDue: session.now() };
    if (cache.due && !isAnswerNews(open, callLog, deps.clock.now()))
      return { nextDue: earliest(dueWhileEnabled(open, cache.due)) };
    const [after] = await withHealth(deps, open, callLog, (tx) => dueTimes(tx, [lane.connection]));
    return { nextDue: after ? earliest(dueWhileEnabled(open, after)) : null };
  });
  return turn.finally(() => earlyWrite?.discard());
}

/** The connector names the channel's stock basis: when it changes, desired values are recalculated. */
async function updateStockBasis(session: OutboundSession): Promise<boolean> {
  const { row, ports } = session.open;
  const basis = ports.stock?.basis;
  if (basis === undefined || basis === row.stock_basis) return false;
  await session.tenant((tx) => setStockBasis(tx, row.id, basis));
  await session.propagateChanges();
  return true;
}

/** Before anything is sent: numbers of listings that are still to be marked may be those of a time long past. */
async function markListings(session: OutboundSession): Promise<boolean> {
  const { row } = session.open;
  if (row.marked_to_id === null) return false;
  do {
    const more = await session.tenant((tx) => markNextListings(tx, row.id));
    await session.propagateChanges();
    if (!more) return true;
  } while (!session.isOver());
  return true;
}

interface SessionOptions extends ProvisionalOptions {
  readonly priority: Priority;
  readonly cache: DueCache;
}

/** What is due of the store, while nothing was read or written since. */
interface DueCache {
  due: DueTimes | null;
}

/** The connection's health in a turn, shared by its concurrent sessions. */
interface SessionHealth {
  succeeded: boolean;
  readonly probes: FailureProbes;
}

const tenantWithDueOf =
  ({ db }: OutboundDeps, lane: Lane, cache: DueCache): OutboundSession["tenantWithDue"] =>
  async (work, how) => {
    cache.due = null;
    const [result, [due]] = await db.tenant(
      lane.organization,
      async (tx, end) => [await work(tx), await end(() => dueTimes(tx, [lane.connection]))] as const,
      how,
    );
    cache.due = due ?? null;
    return result;
  };

function createSession(
  deps: OutboundDeps,
  lane: Lane,
  open: OpenConnection,
  { health: shared, ...how }: SessionOptions & { readonly health?: SessionHealth },
): OutboundSession {
  const health = shared ?? { succeeded: false, probes: createFailureProbes(deps, open, how) };
  const now = () => new Date(deps.clock.now());
  const started = deps.clock.now();
  const probes: FailureProbes = {
    probe: health.probes.probe,
    recordRefusal: (scope, text) => health.probes.recordRefusal(scope, text, how.callLog),
  };
  const { cache } = how;
  const tenant: OutboundSession["tenant"] = (work, how) => {
    cache.due = null;
    return deps.db.tenant(lane.organization, work, how);
  };
  return {
    lane,
    open,
    callLog: how.callLog,
    signal: how.signal,
    get succeeded() {
      return health.succeeded;
    },
    now,
    isOver: () => deps.clock.now() - started >= TURN_MS,
    tenant,
    tenantWithDue: tenantWithDueOf(deps, lane, cache),
    tenantWithLease: (work) =>
      tenant(async (tx) => {
        await holdLane(tx, lane);
        return work(tx);
      }),
    async confirm(applied, entries) {
      cache.due = await deps.dueSnapshots.confirm(lane.organization, { connection: lane.connection, applied, entries });
    },
    async call(work, more) {
      try {
        const result = await work(open.context({ ...how, ...more }));
        health.succeeded = true;
        return result;
      } catch (error) {
        if (!isConnectorError(error))
          deps.log.error({ err: error, connection: lane.connection }, "a connector failed by a fault of ours");
        throw error;
      }
    },
    async apart(work) {
      const callLog = newCallLog();
      try {
        return await work(createSession(deps, lane, open, { ...how, callLog, health }));
      } finally {
        how.callLog.calls.push(...callLog.calls);
        how.callLog.drifts.push(...callLog.drifts);
      }
    },
    propagateChanges: () => deps.propagateChanges(lane),
    async answers(error) {
      how.signal.throwIfAborted();
      if (isDatabaseAway(error)) return false;
      const isTheirs = isConnectorError(error) && (error.kind === "transient" || error.kind === "ambiguous");
      return !isTheirs || health.succeeded || (await probes.probe()) !== "not";
    },
    classifyFailure: (error, attempts, went = health.succeeded) =>
      classifyFailure({ error, attempts, now: now(), succeeded: went, signal: how.signal }, probes),
  };
}
