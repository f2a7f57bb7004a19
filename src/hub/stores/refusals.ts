/**
 * What a platform refuses at present: a missing right, or a shop that is frozen. All work that meets the same refusal rests
 * until the same time, so that a thousand items ask once (decision 532). The row is written where a refusal counts, where
 * it names another call, and where it ends.
 */

import { systemActor } from "../../commerce/actor.ts";
import { type HubText, type MessagePart, message, messageParts, textOf, textParts } from "../../commerce/message.ts";
import { REFUSAL_ALERT_FROM } from "../../commerce/retry-schedule.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../alerts/alerts.ts";
import { jsonParameter, storableText } from "../json-column.ts";
import { clearTrouble, noteTrouble } from "./health.ts";

export interface Refusal {
  /** In a row; calls that are refused while it rests count as the one before. */
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** When it is asked again. */
  readonly next: number;
  /** The platform's calls that were refused. */
  readonly operations: readonly string[];
  readonly error: string;
  readonly said: readonly MessagePart[] | null;
}

/** By the right that is missing, as the platform names it. */
export type Refused = Readonly<Record<string, Refusal>>;

/** The whole shop is refused. */
export const SUSPENDED = "suspended";

const causeOf = (connectionId: string) => `channel-refuses:${connectionId}`;

interface Store {
  readonly name: string;
  readonly refused: Refused;
  /** Rights it was found to lack when it was connected or tested: the seller knows. */
  readonly lacks: readonly string[];
}

async function lockStore(tx: Tx, connectionId: string): Promise<Store> {
  const row = await tx.maybe<{ name: string; refused: Refused | null; lacks: readonly string[] }>(
    `select name, refused, array(select m ->> 'scope' from jsonb_array_elements(missing_scopes) as m) as lacks
     from argosy.connection
     where organization_id = argosy.tenant() and id = $1 for no key update`,
    [connectionId],
  );
  return { name: row?.name ?? "", refused: row?.refused ?? {}, lacks: row?.lacks ?? [] };
}

const save = (tx: Tx, connectionId: string, refused: Refused) =>
  tx.run("update argosy.connection set refused = $2::jsonb where organization_id = argosy.tenant() and id = $1", [
    connectionId,
    Object.keys(refused).length === 0 ? null : jsonParameter({ ...refused }),
  ]);

async function alertStillFailingCalls(
  tx: Tx,
  connectionId: string,
  refused: { readonly name: string; readonly since: Date; readonly text: HubText; readonly now: Date },
): Promise<void> {
  await raiseAlert(tx, {
    kind: "channel_refuses",
    severity: "critical",
    cause: causeOf(connectionId),
    connectionId,
    title: message("alert.channel_refuses.title", { store: refused.name, sinceAt: refused.since.toISOString() }),
    text: [...textParts(refused.text), message("alert.channel_refuses.text")],
    now: refused.now,
  });
}

/** Notes a refusal; answers when it is to be asked again. `waitMs`: after so many in a row. */
export async function noteRefusal(
  tx: Tx,
  connectionId: string,
  refusal: {
    readonly scope: string;
    readonly operations: readonly string[];
    readonly text: HubText;
    readonly now: Date;
    waitMs(refusals: number): number;
  },
): Promise<Date> {
  const { scope, text, now } = refusal;
  const { name, refused, lacks } = await lockStore(tx, connectionId);
  const existing = refused[scope];
  const operations = [...new Set([...(existing?.operations ?? []), ...refusal.operations])];
  const rests = existing !== undefined && existing.next > now.getTime();
  const count = (existing?.count ?? 0) + (rests ? 0 : 1);
  const next = rests ? existing.next : now.getTime() + refusal.waitMs(count);
  if (rests && operations.length === existing.operations.length) return new Date(next);
  const since = existing?.since ?? now.getTime();
  const parts = messageParts(text);
  const stored = { count, since, next, operations, error: storableText(textOf(text)), said: parts };
  await save(tx, connectionId, { ...refused, [scope]: stored });
  await noteTrouble(tx, connectionId, { text, now });
  if (!rests && count >= REFUSAL_ALERT_FROM && !lacks.includes(scope))
    await alertStillFailingCalls(tx, connectionId, { name, since: new Date(since), text, now });
  return new Date(next);
}

/** Of all it refuses, what these calls disprove that went well just now. */
export function disproved(refused: Refused, operations: ReadonlySet<string>, now: Date): string[] {
  if (operations.size === 0) return [];
  return Object.entries(refused).flatMap(([scope, { operations: ofRefusal, next }]) => {
    const isBack = scope === SUSPENDED || ofRefusal.some((operation) => operations.has(operation));
    // What nobody has asked again long after its time is not refused any more: its items are gone, or the call had no name.
    return isBack || now.getTime() > next + FORGOTTEN_MS ? [scope] : [];
  });
}

const FORGOTTEN_MS = 15 * 60_000;

/** These are refused no more, or (null) nothing is; answers until when they were to rest. */
export async function endRefusals(
  tx: Tx,
  connectionId: string,
  scopes: readonly string[] | null,
  now: Date,
): Promise<readonly Date[]> {
  const { refused } = await lockStore(tx, connectionId);
  const ended = Object.entries(refused).filter(([scope]) => scopes === null || scopes.includes(scope));
  if (ended.length === 0) return [];
  const left = Object.fromEntries(
    Object.entries(refused).filter((entry) => !ended.some(([scope]) => scope === entry[0])),
  );
  await save(tx, connectionId, left);
  if (!Object.values(left).some(({ count }) => count >= REFUSAL_ALERT_FROM))
    await resolveAlert(tx, causeOf(connectionId), now, systemActor);
  await clearTrouble(
    tx,
    ended.map(([, { error }]) => error),
  );
  return ended.map(([, { next }]) => new Date(next));
}
