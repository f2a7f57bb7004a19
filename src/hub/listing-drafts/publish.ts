/** Drafts on their way to the channel: put there by a person, carried out by the channel's outbound lane. */
import type { ListingProblem } from "../../commerce/listing/check.ts";
import { answerFields, type HubText } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import type { ItemResult } from "../item-result.ts";
import { jsonParameter, jsonRows } from "../json-column.ts";
import { type FilledDraft, fillRows, lockDrafts, saveProblems, storedProblem, type When } from "./check.ts";
import { ON_ITS_WAY } from "./drafts.ts";
import { isOpen } from "./states.ts";

/** Puts drafts on their way, now or at a time; one result each. What the check still finds something wrong with stays. */
export async function publishDrafts(
  tx: Tx,
  input: { readonly ids: readonly string[]; readonly at?: Date | undefined },
  when: When,
): Promise<ItemResult[]> {
  const { at = when.now } = input;
  const filled = new Map((await fillRows(tx, await lockDrafts(tx, input.ids), when)).map((one) => [one.row.id, one]));
  const open = [...filled.values()].filter((one) => isReady(one.row, when.now));
  const faulty = open.filter(({ problems }) => problems.length > 0);
  await saveProblems(tx, faulty, when.now);
  await setState(tx, faulty, { state: "draft", at: null, now: when.now });
  const ready = open.filter(({ problems }) => problems.length === 0);
  await saveProblems(tx, ready, when.now);
  await setState(tx, ready, { state: "sending", at, now: when.now });
  await push(tx, ready, at);
  const channels = [...new Set(ready.map(({ row }) => row.connection_id))];
  if (channels.length > 0)
    await tx.rows("select argosy.wake_lane(argosy.tenant(), $1::uuid[], 'outbound', $2)", [channels, at]);
  const going = new Set(open);
  return input.ids.map((id) => {
    const one = filled.get(id);
    if (!one) return { id, ok: false, error: "There is no such draft." };
    if (!going.has(one)) return { id, ok: false, error: ON_ITS_WAY.text };
    const [first] = one.problems;
    return first ? { id, ok: false, error: first.said.text } : { id, ok: true };
  });
}

/** Open, or waiting for a time that has not come: nobody has begun to send it. */
const isReady = (row: FilledDraft["row"], now: Date): boolean =>
  isOpen(row) || (row.state === "sending" && row.publish_at !== null && row.publish_at > now);

async function setState(
  tx: Tx,
  drafts: readonly Pick<FilledDraft, "row">[],
  { state, at, now }: { readonly state: "draft" | "sending"; readonly at: Date | null; readonly now: Date },
): Promise<void> {
  const ids = drafts.map(({ row }) => row.id);
  await tx.run(
    `update argosy.listing_draft
     set state = $2, publish_at = $3, updated_at = $4
     where organization_id = argosy.tenant() and id = any ($1::uuid[])`,
    [ids, state, at, now],
  );
  if (state === "draft") await takeBack(tx, ids);
}

const takeBack = (tx: Tx, ids: readonly string[]) =>
  tx.run(
    `delete from argosy.record_push
     where organization_id = argosy.tenant() and kind = 'listing_draft' and subject_id = any ($1::uuid[])`,
    [ids],
  );

async function push(tx: Tx, ready: readonly FilledDraft[], at: Date): Promise<void> {
  const rows = ready.map(({ row, product }) => ({
    id: row.id,
    connection_id: row.connection_id,
    title: product?.title ?? "",
  }));
  await tx.run(
    `insert into argosy.record_push as p (organization_id, connection_id, kind, subject_id, title, due_at)
     select argosy.tenant(), r.connection_id, 'listing_draft', r.id, r.title, $2
     from json_to_recordset($1::json) as r(id uuid, connection_id uuid, title text)
     on conflict (organization_id, connection_id, kind, subject_id) do update
     set title = excluded.title, seq = p.seq + 1, due_at = excluded.due_at, attempts = 0, state = 'waiting',
       error = null, error_said = null`,
    [jsonRows(rows), at],
  );
}

/** Takes back drafts whose time has not come; one result each. */
export async function unscheduleDrafts(tx: Tx, ids: readonly string[], now: Date): Promise<ItemResult[]> {
  const rows = await lockDrafts(tx, ids);
  const waiting = rows.filter((row) => row.state === "sending" && isReady(row, now));
  await setState(
    tx,
    waiting.map((row) => ({ row })),
    { state: "draft", at: null, now },
  );
  const taken = new Set(waiting.map(({ id }) => id));
  return ids.map((id) => (taken.has(id) ? { id, ok: true } : { id, ok: false, error: "It waits for no time." }));
}

/** What the channel finds wrong with a listing. */
interface Refused {
  readonly field?: string | undefined;
  readonly variantId?: string | undefined;
  readonly text: HubText;
}

/** What became of a draft that was sent. */
export type DraftOutcome =
  | { readonly state: "listed"; readonly key: string }
  | { readonly state: "waiting"; readonly handle: string }
  | { readonly state: "refused"; readonly problems: readonly Refused[]; readonly key?: string | undefined }
  /** The check found these before anything was sent. */
  | { readonly state: "draft"; readonly problems: readonly ListingProblem[] };

/**
 * Takes drafts to send them: from here on they are nobody's to edit or take back. Those that were deleted, taken back or
 * finished since are left out. One whose chosen time has not come, and one that waits for its answer, stay as they are.
 */
export async function claimDrafts(tx: Tx, ids: readonly string[], when: When): Promise<readonly FilledDraft[]> {
  const rows = (await lockDrafts(tx, ids)).filter(({ state }) => ["sending", "waiting", "refused"].includes(state));
  const drafts = await fillRows(tx, rows, when);
  const taken = drafts.filter(
    ({ row }) => row.state !== "waiting" && !(row.state === "sending" && isReady(row, when.now)),
  );
  if (taken.length > 0) await setState(tx, taken, { state: "sending", at: null, now: when.now });
  await markSent(
    tx,
    taken.filter(({ row, problems }) => row.sent_at === null && problems.length === 0),
    when.now,
  );
  return drafts;
}

const markSent = async (tx: Tx, drafts: readonly FilledDraft[], now: Date): Promise<void> => {
  if (drafts.length === 0) return;
  await tx.run(
    `update argosy.listing_draft set sent_at = $2
     where organization_id = argosy.tenant() and id = any ($1::uuid[]) and sent_at is null`,
    [drafts.map(({ row }) => row.id), now],
  );
};

/** What became of it; a listed draft stays listed, whatever a worker that lost its lane hears later. */
export async function settleDraft(tx: Tx, id: string, outcome: DraftOutcome, now: Date): Promise<void> {
  const problems = problemsOf(outcome);
  await tx.run(
    `update argosy.listing_draft
     set state = $2, problems = $3::jsonb, problem_count = $4, handle = $5, ext_key = coalesce($6, ext_key),
       publish_at = case when $2 = 'waiting' then publish_at end, checked_at = $7, updated_at = $7
     where organization_id = argosy.tenant() and id = $1 and state <> 'listed'`,
    [
      id,
      outcome.state,
      jsonParameter(problems),
      problems.length,
      outcome.state === "waiting" ? outcome.handle : null,
      "key" in outcome ? (outcome.key ?? null) : null,
      now,
    ],
  );
}

function problemsOf(outcome: DraftOutcome) {
  if (outcome.state === "draft") return outcome.problems.map(storedProblem);
  if (outcome.state !== "refused") return [];
  return outcome.problems.map(({ field = null, variantId = null, text }) => ({
    field,
    variantId,
    ...answerFields(text),
  }));
}
