/**
 * The outbound lane of one connection: order commands first, then a courier's shipments, then stock, then price, then content. Stock that comes due
 * meanwhile goes out between their calls (see between.ts).
 */
import { isConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Priority } from "../../connectors/kit/http/limiter.ts";
import { isDatabaseAway } from "../../db/away.ts";
import type { Files } from "../../hub/files/files.ts";
import { markNextListings } from "../../hub/stores/mark-listings.ts";
import { readSettings, syncsOwnStock } from "../../hub/stores/settings.ts";
import { setStockBasis } from "../../hub/stores/stock-basis.ts";
import { newCallTrace, type OpenConnection, type ProvisionalOptions } from "../connection-registry.ts";
import {
  classifyFailure,
  IDLE,
  isAnswerNews,
  type Judge,
  judgeOf,
  type LaneDeps,
  withConnectionFailures,
  withHealth,
} from "../lane-result.ts";
import { holdLane, type Lane, type LaneResult } from "../lanes.ts";
import { stockBetween } from "./between.ts";
import { pushCategories } from "./categories.ts";
import { runCommands } from "./commands.ts";
import { pushContent } from "./content.ts";
import { pushCustomers } from "./customers.ts";
import { type DueTimes, dueTimes, earliest, wanted } from "./due-times.ts";
import type { Express } from "./express.ts";
import type { OutboundSession } from "./outbound-session.ts";
import { pollOperations } from "./pending-operations.ts";
import { priceAnswers, pushPrices } from "./price.ts";
import { runShipments } from "./shipments.ts";
import { pushStock, stockAnswers } from "./stock.ts";

/** A turn ends after the call that is under way then; what it had no time for stays due. */
const TURN_MS = 1_000;

export interface OutboundDeps extends LaneDeps {
  /** Told when a command's answer changed orders or stock. */
  readonly onApplied: (lane: Lane) => void;
  readonly propagateChanges: (lane: Lane) => Promise<void>;
  readonly express: Express;
  /** Where papers of shipments are kept. */
  readonly files: Files;
}

/** One turn; comes back at once while there is more, so that long backlogs share the workers fairly. */
export async function runOutboundLane(deps: OutboundDeps, lane: Lane, signal: AbortSignal): Promise<LaneResult> {
  const first = await deps.express.look(lane);
  if (first === null) return IDLE;
  const { open, due, sent, ahead } = first;
  const trail = ahead?.trail ?? newCallTrace();
  const turn = withConnectionFailures(deps, lane, open, trail, async () => {
    const known: Known = { due: null };
    const stockTurn = createSession(deps, lane, open, { trail, signal, known, priority: "urgent" });
    const takesStock = syncsOwnStock(readSettings(open.row.settings));
    const between = takesStock ? stockBetween(stockTurn) : undefined;
    const turn = createSession(deps, lane, open, {
      trail,
      signal,
      known,
      priority: "interactive",
      beforeCall: between?.beforeCall,
    });
    if ((await keepStockBasis(turn)) || (await markListings(turn))) return { nextDue: turn.now() };
    const isDue = (at: Date | null) => at !== null && at <= turn.now();
    if (sent.length === 0 && !Object.values(due).some(isDue)) return { nextDue: earliest(due) };
    const answers =
      isDue(due.answers) && (await pollOperations(turn, { stock: stockAnswers(turn), price: priceAnswers(turn) }));
    const commands = isDue(due.commands) && (await runCommands(turn, () => deps.onApplied(lane)));
    const booked = isDue(due.shipments) && (await runShipments(turn, deps.files));
    const stock = (isDue(due.stock) || sent.length > 0) && (await pushStock(stockTurn, sent, ahead));
    const prices = isDue(due.prices) && (await pushPrices(turn));
    const records = isDue(due.records) && (await pushCategories(turn));
    const customers = isDue(due.records) && (await pushCustomers(turn));
    const content = isDue(due.content) && (await pushContent(turn));
    between?.rethrow();
    if (answers || commands || booked || stock || prices || records || customers || content)
      return { nextDue: turn.now() };
    if (known.due && !isAnswerNews(open, trail, deps.clock.now()))
      return { nextDue: earliest(wanted(open, known.due)) };
    const [after] = await withHealth(deps, open, trail, (tx) => dueTimes(tx, [lane.connection]));
    return { nextDue: after ? earliest(wanted(open, after)) : null };
  });
  return turn.finally(() => ahead?.drop());
}

/** What the channel's numbers mean is the connector's to say: when it says another thing, desired values are worked out anew. */
async function keepStockBasis(turn: OutboundSession): Promise<boolean> {
  const { row, ports } = turn.open;
  const basis = ports.stock?.basis;
  if (basis === undefined || basis === row.stock_basis) return false;
  await turn.tenant((tx) => setStockBasis(tx, row.id, basis));
  await turn.propagateChanges();
  return true;
}

/** Before anything is sent: numbers of listings that are still to be marked may be those of a time long past. */
async function markListings(turn: OutboundSession): Promise<boolean> {
  const { row } = turn.open;
  if (row.marked_to_id === null) return false;
  do {
    const more = await turn.tenant((tx) => markNextListings(tx, row.id));
    await turn.propagateChanges();
    if (!more) return true;
  } while (!turn.isOver());
  return true;
}

interface SessionOptions extends ProvisionalOptions {
  readonly priority: Priority;
  readonly known: Known;
}

/** What is due of the store, while nothing was read or written since. */
interface Known {
  due: DueTimes | null;
}

/** What is known of the connection in a turn, however much of it goes on at the same time. */
interface Standing {
  succeeded: boolean;
  readonly judge: Judge;
}

function createSession(
  deps: OutboundDeps,
  lane: Lane,
  open: OpenConnection,
  { standing: shared, ...how }: SessionOptions & { readonly standing?: Standing },
): OutboundSession {
  const standing = shared ?? { succeeded: false, judge: judgeOf(deps, open, how) };
  const now = () => new Date(deps.clock.now());
  const begun = deps.clock.now();
  const judge: Judge = {
    probe: standing.judge.probe,
    refused: (scope, text) => standing.judge.refused(scope, text, how.trail),
  };
  const { known } = how;
  const tenant: OutboundSession["tenant"] = (work, how) => {
    known.due = null;
    return deps.db.tenant(lane.organization, work, how);
  };
  return {
    lane,
    open,
    trail: how.trail,
    signal: how.signal,
    get succeeded() {
      return standing.succeeded;
    },
    now,
    isOver: () => deps.clock.now() - begun >= TURN_MS,
    tenant,
    held: (work) =>
      tenant(async (tx) => {
        await holdLane(tx, lane);
        return work(tx);
      }),
    async confirm(applied, entries) {
      known.due = await deps.express.confirm(lane.organization, { connection: lane.connection, applied, entries });
    },
    async call(work, more) {
      try {
        const result = await work(open.context({ ...how, ...more }));
        standing.succeeded = true;
        return result;
      } catch (error) {
        if (!isConnectorError(error))
          deps.log.error({ err: error, connection: lane.connection }, "a connector failed by a fault of ours");
        throw error;
      }
    },
    async apart(work) {
      const trail = newCallTrace();
      try {
        return await work(createSession(deps, lane, open, { ...how, trail, standing }));
      } finally {
        how.trail.calls.push(...trail.calls);
        how.trail.drifts.push(...trail.drifts);
      }
    },
    propagateChanges: () => deps.propagateChanges(lane),
    async answers(error) {
      how.signal.throwIfAborted();
      if (isDatabaseAway(error)) return false;
      const isTheirs = isConnectorError(error) && (error.kind === "transient" || error.kind === "ambiguous");
      return !isTheirs || standing.succeeded || judge.probe();
    },
    classifyFailure: (error, attempts, went = standing.succeeded) =>
      classifyFailure({ error, attempts, now: now(), succeeded: went, signal: how.signal }, judge),
  };
}
