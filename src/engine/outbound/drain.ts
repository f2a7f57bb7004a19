/**
 * The outbound lane of one connection: order commands first, then stock, then price, then content. Stock that comes due
 * meanwhile goes out between their calls (see between.ts).
 */
import { isConnectorError } from "../../connectors/kit/errors.ts";
import type { Priority } from "../../connectors/kit/limiter.ts";
import { isDatabaseAway } from "../../db/away.ts";
import { type Tx, together } from "../../db/database.ts";
import { outboundPause } from "../../hub/admin/outbound-pause.ts";
import { readSettings, syncsOwnStock } from "../../hub/stores/settings.ts";
import { setStockBasis } from "../../hub/stores/stock-basis.ts";
import { holdLane, type Lane, type Turn } from "../lanes.ts";
import { type ContextWish, newTrail, type OpenConnection } from "../platform.ts";
import { ASLEEP, guarded, judge, platformAnswers, type TurnDeps, withHealth } from "../turn.ts";
import { stockBetween } from "./between.ts";
import { drainCategories } from "./categories.ts";
import { IS_NEXT } from "./command-row.ts";
import { drainCommands } from "./commands.ts";
import { drainContent } from "./content.ts";
import { drainCustomers } from "./customers.ts";
import type { OutboundTurn } from "./outbound-turn.ts";
import { drainPrices, priceAnswers } from "./price.ts";
import { drainAnswers } from "./remote.ts";
import { drainStock, stockAnswers } from "./stock.ts";

/** A turn ends after the call that is under way then; what it had no time for stays due. */
const TURN_MS = 1_000;

export interface OutboundDeps extends TurnDeps {
  /** Told when a command's answer changed orders or stock. */
  readonly onApplied: (lane: Lane) => void;
  readonly carryChanges: (lane: Lane) => Promise<void>;
}

/** One turn; comes back at once while there is more, so that long backlogs share the workers fairly. */
export async function outboundTurn(deps: OutboundDeps, lane: Lane, signal: AbortSignal): Promise<Turn> {
  const opened = await deps.platform.openAnd(lane.organization, lane.connection, (tx) =>
    firstLook(tx, lane.connection),
  );
  // Paused, inactive and broken stores keep their wishes as state (A8), and so does a hub whose operator holds them back.
  if (!opened || !["active", "error"].includes(opened.open.row.state) || opened.read.heldBack) return ASLEEP;
  const { open } = opened;
  const due = wanted(open, opened.read.due);
  const trail = newTrail();
  return guarded(deps, lane, open, trail, async () => {
    const stockTurn = createTurn(deps, lane, open, { trail, signal, priority: "urgent" });
    const takesStock = syncsOwnStock(readSettings(open.row.settings));
    const between = takesStock ? stockBetween(stockTurn) : undefined;
    const turn = createTurn(deps, lane, open, {
      trail,
      signal,
      priority: "interactive",
      beforeCall: between?.beforeCall,
    });
    if (await keepStockBasis(turn)) return { nextDue: turn.now() };
    const isDue = (at: Date | null) => at !== null && at <= turn.now();
    if (!Object.values(due).some(isDue)) return { nextDue: earliest(due) };
    const answers =
      isDue(due.answers) && (await drainAnswers(turn, { stock: stockAnswers(turn), price: priceAnswers(turn) }));
    const commands = isDue(due.commands) && (await drainCommands(turn, () => deps.onApplied(lane)));
    const stock = isDue(due.stock) && (await drainStock(stockTurn));
    const prices = isDue(due.prices) && (await drainPrices(turn));
    const records = isDue(due.records) && (await drainCategories(turn));
    const customers = isDue(due.records) && (await drainCustomers(turn));
    const content = isDue(due.content) && (await drainContent(turn));
    between?.rethrow();
    if (answers || commands || stock || prices || records || customers || content) return { nextDue: turn.now() };
    return {
      nextDue: earliest(wanted(open, await withHealth(deps, open, trail, (tx) => dueTimes(tx, lane.connection)))),
    };
  });
}

/** What the channel's numbers mean is the connector's to say: when it says another thing, wishes are worked out anew. */
async function keepStockBasis(turn: OutboundTurn): Promise<boolean> {
  const { row, ports } = turn.open;
  const basis = ports.stock?.basis;
  if (basis === undefined || basis === row.stock_basis) return false;
  await turn.tenant((tx) => setStockBasis(tx, row.id, basis));
  await turn.carryChanges();
  return true;
}

interface TurnHow extends ContextWish {
  readonly priority: Priority;
}

function createTurn(deps: OutboundDeps, lane: Lane, open: OpenConnection, how: TurnHow): OutboundTurn {
  let succeeded = false;
  let probed: Promise<boolean> | undefined;
  const now = () => new Date(deps.clock.now());
  const begun = deps.clock.now();
  const probe = () => (probed ??= platformAnswers(open, how.signal, how.trail));
  return {
    lane,
    open,
    trail: how.trail,
    signal: how.signal,
    get succeeded() {
      return succeeded;
    },
    now,
    isOver: () => deps.clock.now() - begun >= TURN_MS,
    tenant: (work, how) => deps.db.tenant(lane.organization, work, how),
    held: (work) =>
      deps.db.tenant(lane.organization, async (tx) => {
        await holdLane(tx, lane);
        return work(tx);
      }),
    async call(work) {
      try {
        const result = await work(open.context(how));
        succeeded = true;
        return result;
      } catch (error) {
        if (!isConnectorError(error))
          deps.log.error({ err: error, connection: lane.connection }, "a connector failed by a fault of ours");
        throw error;
      }
    },
    carryChanges: () => deps.carryChanges(lane),
    async answers(error) {
      how.signal.throwIfAborted();
      if (isDatabaseAway(error)) return false;
      const isTheirs = isConnectorError(error) && (error.kind === "transient" || error.kind === "ambiguous");
      return !isTheirs || succeeded || probe();
    },
    judge: (error, attempts, went = succeeded) =>
      judge({ error, attempts, now: now(), succeeded: went, signal: how.signal }, probe),
  };
}

interface DueTimes {
  readonly commands: Date | null;
  readonly stock: Date | null;
  readonly prices: Date | null;
  readonly content: Date | null;
  readonly records: Date | null;
  /** Batches the platform answers later. */
  readonly answers: Date | null;
}

async function firstLook(tx: Tx, connection: string): Promise<{ due: DueTimes; heldBack: boolean }> {
  const [due, pause] = await together([dueTimes(tx, connection), outboundPause(tx)]);
  return { due, heldBack: pause !== null };
}

function dueTimes(tx: Tx, connection: string): Promise<DueTimes> {
  return tx.one<DueTimes>(
    `SELECT
       (SELECT c.due_at FROM argosy.command c WHERE c.organization_id = argosy.tenant() AND c.connection_id = $1 AND c.due_at IS NOT NULL AND ${IS_NEXT} ORDER BY c.due_at, c.seq LIMIT 1) AS commands,
       (SELECT min(due_at) FROM argosy.listing_stock WHERE organization_id = argosy.tenant() AND connection_id = $1 AND due_at IS NOT NULL AND operation_id IS NULL) AS stock,
       (SELECT min(due_at) FROM argosy.listing_price WHERE organization_id = argosy.tenant() AND connection_id = $1 AND due_at IS NOT NULL AND operation_id IS NULL) AS prices,
       (SELECT min(due_at) FROM argosy.product_listing WHERE organization_id = argosy.tenant() AND connection_id = $1 AND due_at IS NOT NULL) AS content,
       (SELECT min(due_at) FROM argosy.record_push WHERE organization_id = argosy.tenant() AND connection_id = $1 AND due_at IS NOT NULL) AS records,
       (SELECT min(poll_at) FROM argosy.remote_operation WHERE organization_id = argosy.tenant() AND connection_id = $1) AS answers`,
    [connection],
  );
}

/** A store whose stock sync is switched off, or is about the marketplace's stock alone, keeps its wishes as state; they go out when it is on again. */
function wanted(open: OpenConnection, due: DueTimes): DueTimes {
  return syncsOwnStock(readSettings(open.row.settings)) ? due : { ...due, stock: null };
}

function earliest(due: DueTimes): Date | null {
  const times = Object.values(due).filter((at) => at !== null);
  return times.length === 0 ? null : new Date(Math.min(...times.map((at: Date) => at.getTime())));
}
