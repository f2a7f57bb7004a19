/** All derived work of the hub, in the order it is looked through. */
import type { OrganizationId } from "../commerce/ids.ts";
import { abilitiesOf, portsOf } from "../connectors/kit/contract/abilities.ts";
import { mergePolicy } from "../connectors/kit/contract/merge-policy.ts";
import { countDue, DAYS_AT_ONCE } from "../hub/analytics/count.ts";
import { findRunningOut } from "../hub/analytics/running-out.ts";
import type { Platforms } from "../hub/automations/acting.ts";
import { EVENTS_AT_ONCE, workEvents } from "../hub/automations/work.ts";
import { issueDue } from "../hub/invoices/issue-automatically.ts";
import { notePaceChanged } from "../hub/outdated-pace.ts";
import { countProfitDue, MARKS_AT_ONCE } from "../hub/profit/due.ts";
import { CHUNK, indexDue } from "../hub/search/index-due.ts";
import { BATCH, reconcileDue } from "../hub/settlements/work-off.ts";
import { chunkPass, type DerivedWork, type WorkDeps } from "./background/run-derived-work.ts";

type Connectors = Parameters<typeof mergePolicy>[0];
type ChunkOptions = Omit<Parameters<typeof chunkPass<{ more: boolean }>>[1], "problem">;

/** Work of one chunk a transaction. */
const inChunks = (
  deps: WorkDeps,
  { problem, ...found }: Omit<DerivedWork, "pass">,
  options: ChunkOptions,
): DerivedWork => ({ ...found, problem, pass: chunkPass(deps, { ...options, problem }) });

/** Platforms as automations see them. */
const platformsOf = (deps: Connectors): Platforms => ({
  mergePolicy: mergePolicy(deps),
  takesProducts: (store) => abilitiesOf(portsOf(deps.connectors, store)).putProducts,
  takesHolds: (store) => abilitiesOf(portsOf(deps.connectors, store)).holdOrders,
});

/** What happened, for automations. `onActed`: something may wait for platforms, endpoints or listings. */
export function automationWork(
  deps: WorkDeps & Connectors,
  onActed: (organization: OrganizationId) => void,
): DerivedWork {
  const platforms = platformsOf(deps);
  return inChunks(
    deps,
    { table: "automation_event", channel: "argosy_automation", problem: "automations could not be asked" },
    {
      maxSize: EVENTS_AT_ONCE,
      isUrgent: true,
      work: async (tx, now, chunk) => ({ more: await workEvents(tx, now, chunk, platforms) }),
      // Its commit waits for the disk: what it asks of others is done once.
      onDone: (organization, { more }) => more && onActed(organization),
    },
  );
}

/** Invoices and credit notes to issue by themselves, after an order shipped or was refunded. */
const invoiceWork = ({ db, clock, log }: WorkDeps): DerivedWork => ({
  table: "invoice_due",
  isDue: "(retry_at is null or retry_at <= $1)",
  channel: "argosy_invoice",
  problem: "invoices could not be issued",
  async pass(organization) {
    const orders = await issueDue(db, organization, {
      now: new Date(clock.now()),
      failed: (error, orderId) =>
        log.error({ err: error, organization, orderId }, "an invoice could not be issued; trying again in minutes"),
    });
    return { more: orders > 0 };
  },
});

/** Figures and texts that follow from stored records alone. */
export const recordWork = (deps: WorkDeps) => ({
  invoices: invoiceWork(deps),
  search: inChunks(
    deps,
    // An import marks with every page it stores: together they cost less.
    {
      table: "search_due",
      channel: "argosy_search",
      delayMs: 700,
      problem: "what changed could not be made searchable",
    },
    { maxSize: CHUNK, work: async (tx, now, chunk) => ({ more: (await indexDue(tx, now, chunk)) >= chunk.size }) },
  ),
  // A day with many orders is counted less often, so that counting takes a tenth of one core at most; profits, of
  // which only what changed is worked out, a quarter.
  sales: inChunks(
    deps,
    {
      ...{ table: "sales_due", channel: "argosy_sales", delayMs: 1_000, restPerWork: 10 },
      problem: "sales could not be counted",
    },
    {
      maxSize: DAYS_AT_ONCE,
      async work(tx, now, chunk) {
        const { marks, isMore } = await countDue(tx, now, chunk);
        // After a failure the days alone: what is to blame is known by them, and the upkeep looks for the rest.
        if (marks > 0)
          await (chunk.size === DAYS_AT_ONCE ? findRunningOut(tx, now, { hasNews: true }) : notePaceChanged(tx));
        return { more: isMore };
      },
    },
  ),
  profit: inChunks(
    deps,
    {
      ...{ table: "profit_due", channel: "argosy_profit", delayMs: 1_000, restPerWork: 3 },
      problem: "profits could not be counted",
    },
    {
      maxSize: MARKS_AT_ONCE,
      work: async (tx, now, chunk) => ({ more: (await countProfitDue(tx, now, chunk)).isMore }),
    },
  ),
  settlements: inChunks(
    deps,
    {
      ...{ table: "settlement_due", channel: "argosy_settlement" },
      problem: "orders could not be compared with statements",
    },
    { maxSize: BATCH, work: async (tx, now, chunk) => ({ more: (await reconcileDue(tx, now, chunk)) > 0 }) },
  ),
});
