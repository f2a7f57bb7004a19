/** Reads what an ad account spent: each night the days its platform still changes, a piece a turn. */

import { z } from "zod";
import type { DayRange } from "../../commerce/days.ts";
import { message } from "../../commerce/message.ts";
import type { AD_FACTS } from "../../connectors/kit/contract/ad-spend.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import { localDay } from "../../connectors/kit/parse/local-time.ts";
import { anyJson } from "../../connectors/kit/parse/parse.ts";
import type { Tx } from "../../db/database.ts";
import { replaceSpend } from "../../hub/marketing/ad-spend.ts";
import type { NewSyncEntry } from "../../hub/sync-log/sync-log.ts";
import type { OpenConnection } from "../connections/connection-registry.ts";
import { writeJournal } from "../journal/sync-journal.ts";
import { wakeLanes } from "../lanes/lanes.ts";
import type { CursorRow } from "./cursors.ts";
import { nextReading, spansOfNight } from "./spend-schedule.ts";
import type { SweepSession } from "./sweep-session.ts";

const span = z.object({ from: z.string(), to: z.string() });
/** Progress of a night: the days left to read, and the saved state of a report under way. */
const place = z.object({ left: z.array(span), saved: anyJson });

const facts = z.object({ currency: z.string().length(3), timeZone: z.string().min(1) } satisfies Record<
  keyof typeof AD_FACTS,
  z.ZodString
>);

/** The account's time zone and currency. Throws ConnectorError facts_stale until they are read. */
export function accountFacts(open: Pick<OpenConnection, "row">): z.output<typeof facts> {
  const parsed = facts.safeParse(open.row.facts).data;
  if (parsed) return parsed;
  throw new ConnectorError({ kind: "facts_stale" }, message("trouble.adFacts"));
}

/** Leaves requested days to the sweep, which continues the report under way. */
export async function goOnWith(
  tx: Tx,
  open: OpenConnection,
  { nextAt, ...rest }: z.output<typeof place> & { readonly nextAt: Date },
): Promise<void> {
  await tx.run(
    `update argosy.sync_cursor set cursor = $2, next_at = $3
     where organization_id = argosy.tenant() and connection_id = $1 and sweep = 'ad_spend'`,
    [open.row.id, JSON.stringify(rest), nextAt],
  );
  await wakeLanes(tx, open.organization, [open.row.id], "sweep", nextAt);
}

/** The row of the account's activity: which days were read, and how many campaigns' days they hold. */
export function spendRead(connectionId: string, { from, to }: DayRange, rows: number, at: Date): NewSyncEntry {
  const text = message("log.adSpend.read", { from, to, rows });
  return { connectionId, action: "sync_ad_spend", status: "success", text, at };
}

export interface SpendTurn {
  readonly finished: boolean;
  readonly cursor: string;
  /** When it goes on; absent: at once, or after its interval. */
  readonly nextAt?: Date | undefined;
}

/** A place the version before wrote in its own words is none: the night is read again. */
const locationOf = (cursor: string): z.output<typeof place> =>
  place.safeParse(JSON.parse(cursor)).data ?? { left: [], saved: null };

export async function readSpend(session: SweepSession, due: Pick<CursorRow, "cursor">): Promise<SpendTurn | null> {
  const { deps, lane, open, signal, callLog } = session;
  const { adSpend } = open.ports;
  if (!adSpend) return null;
  const account = accountFacts(open);
  const ctx = open.context({ signal, callLog });
  const stored = due.cursor === null ? null : locationOf(due.cursor);
  // Nothing left from before: a new night begins.
  const isUnderWay = stored !== null && stored.left.length > 0;
  const today = localDay(ctx.shopNow(), account.timeZone);
  const [next, ...left] = isUnderWay ? stored.left : spansOfNight(adSpend, { today, isFirst: stored === null });
  if (!next) return null;
  const answer = await adSpend.read({ span: next, saved: isUnderWay ? stored.saved : null }, ctx);
  if (answer.state === "pending")
    return {
      finished: false,
      cursor: JSON.stringify({ left: [next, ...left], saved: answer.saved }),
      nextAt: new Date(session.now().getTime() + answer.pollAfterMs),
    };
  const zone = await deps.db.tenant(lane.organization, async (tx) => {
    await replaceSpend(tx, {
      connectionId: open.row.id,
      currency: account.currency,
      span: next,
      days: answer.days,
      now: session.now(),
    });
    await writeJournal(
      tx,
      open.row.id,
      [spendRead(open.row.id, next, answer.days.length, session.now())],
      [],
      session.now(),
    );
    return tx.one<{ zone: string }>("select zone from argosy.organization where organization_id = argosy.tenant()", []);
  });
  const cursor = JSON.stringify({ left, saved: null });
  return left.length > 0
    ? { finished: false, cursor }
    : { finished: true, cursor, nextAt: nextReading(zone.zone, session.now()) };
}
