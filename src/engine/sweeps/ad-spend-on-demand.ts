/** Reads ad spend while somebody waits: a day or a range, of one account or all. */

import type { Clock } from "../../commerce/clock.ts";
import { type DayRange, dayAfter } from "../../commerce/days.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { answerFields } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { localDay } from "../../connectors/kit/parse/local-time.ts";
import type { Database } from "../../db/database.ts";
import { type AdSpendRead, activeAdAccounts, replaceSpend, sumsOf } from "../../hub/marketing/ad-spend.ts";
import { type ConnectionRegistry, newCallLog, type OpenConnection } from "../connections/connection-registry.ts";
import { describeError, writeJournal } from "../journal/sync-journal.ts";
import { accountFacts, goOnWith, spendRead } from "./ad-spend.ts";
import { inPieces } from "./spend-schedule.ts";

export interface AdSpendOnDemand {
  /**
   * Reads the days now, in the place of what was known of them; without days yesterday of the organization. One account
   * that fails says so and keeps none of the others waiting. Throws HubError AD_ACCOUNT_UNKNOWN, AD_ACCOUNT_NONE.
   */
  sync(input: {
    readonly organization: OrganizationId;
    readonly span?: DayRange | undefined;
    readonly accountId?: string | undefined;
  }): Promise<{ readonly span: DayRange; readonly accounts: readonly AdSpendRead[] }>;
}

/** Somebody waits. */
const PATIENCE_MS = 45_000;

export function createAdSpend(deps: {
  readonly db: Database;
  readonly registry: ConnectionRegistry;
  readonly clock: Clock;
}): AdSpendOnDemand {
  const { db, registry, clock } = deps;

  async function readInto(open: OpenConnection, span: DayRange): Promise<"read" | "under_way"> {
    const { adSpend } = open.ports;
    if (!adSpend) return "read";
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const ctx = open.context({ signal, callLog: newCallLog(), priority: "interactive" });
    const { currency } = accountFacts(open);
    const pieces = inPieces(span, adSpend.mostDays);
    for (const [at, piece] of pieces.entries()) {
      const until = clock.now() + PATIENCE_MS;
      let saved: Json = null;
      for (;;) {
        const answer = await adSpend.read({ span: piece, saved }, ctx);
        const now = new Date(clock.now());
        if (answer.state === "read") {
          await db.tenant(open.organization, async (tx) => {
            await replaceSpend(tx, { connectionId: open.row.id, currency, span: piece, days: answer.days, now });
            await writeJournal(tx, open.row.id, [spendRead(open.row.id, piece, answer.days.length, now)], [], now);
          });
          break;
        }
        saved = answer.saved;
        if (clock.now() + answer.pollAfterMs > until) {
          const nextAt = new Date(clock.now() + answer.pollAfterMs);
          await db.tenant(open.organization, (tx) => goOnWith(tx, open, { left: pieces.slice(at), saved, nextAt }));
          return "under_way";
        }
        await clock.sleep(answer.pollAfterMs, signal);
      }
    }
    return "read";
  }

  async function one(
    account: { readonly id: string; readonly name: string },
    organization: OrganizationId,
    span: DayRange,
  ) {
    const named = { accountId: account.id, accountName: account.name };
    const nothing = { days: 0, campaigns: 0, spend: "0", currency: "" };
    const open = await registry.open(organization, account.id);
    if (!open) return { ...named, ...nothing, state: "failed" as const, text: "" };
    try {
      const state = await readInto(open, span);
      const sums = await db.tenant(organization, (tx) => sumsOf(tx, account.id, span));
      return { ...named, state, text: "", ...sums };
    } catch (error) {
      return { ...named, ...nothing, state: "failed" as const, ...answerFields(describeError(error).userMessage) };
    }
  }

  return {
    async sync({ organization, span: requested, accountId }) {
      const { accounts, zone } = await db.tenant(organization, (tx) => activeAdAccounts(tx, accountId));
      const yesterday = dayAfter(localDay(clock.now(), zone), -1);
      const span = requested ?? { from: yesterday, to: yesterday };
      return { span, accounts: await Promise.all(accounts.map((account) => one(account, organization, span))) };
    },
  };
}
