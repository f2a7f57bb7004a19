/** The log of what automations did, and what became of them. */
import type { FactValue } from "../../commerce/automations/definition.ts";
import { type CheckedCondition, isTexts } from "../../commerce/automations/evaluate.ts";
import { type HubText, messageParts, textOf } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { recordAudits } from "../audit/audit.ts";
import { jsonRows, storableText } from "../json-column.ts";
import { auditOf, type Outputs, sendOutputs } from "./outputs.ts";
import type { Automation, StoppedBecause } from "./store.ts";

export const OUTCOMES = ["acted", "failed", "stopped"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface NewRun {
  readonly id: string;
  readonly eventId: string;
  readonly automationId: string;
  readonly version: number;
  readonly name: string;
  readonly trigger: string;
  readonly subjectId: string;
  readonly orderId: string | null;
  readonly productId: string | null;
  readonly happenedAt: Date;
  readonly looked: readonly CheckedCondition[];
  readonly acts: readonly Json[];
  readonly outcome: Outcome;
  readonly error: HubText | null;
}

/** What became of one automation in a round. */
export interface Result {
  readonly automation: Automation;
  readonly failures: number;
  /** Within 24 hours, with what it did now. */
  readonly actedAtMost: number;
  readonly acted: readonly NewRun[];
  readonly stoppedBecause: StoppedBecause | null;
}

/** "event automation" of the runs about these events. */
export async function existingRuns(tx: Tx, eventIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.rows<{ event: string; automation: string }>(
    `select event_id as event, automation_id as automation
     from argosy.automation_run
     where organization_id = argosy.tenant() and event_id = any($1::uuid[])`,
    [eventIds],
  );
  return new Set(rows.map(({ event, automation }) => `${event} ${automation}`));
}

export async function saveRound(
  tx: Tx,
  {
    runs,
    results,
    outputs,
    now,
  }: {
    readonly runs: readonly NewRun[];
    readonly results: readonly Result[];
    readonly outputs: Outputs;
    readonly now: Date;
  },
): Promise<void> {
  if (runs.length === 0) return;
  await saveRuns(tx, runs, now);
  await saveResults(tx, results, now);
  await sendOutputs(tx, outputs, now);
  const entries = results.map(({ automation, acted }) =>
    auditOf({
      automation,
      actions: automation.actions.map((action) => action.do),
      orderIds: acted.flatMap(({ orderId }) => orderId ?? []),
      productIds: acted.flatMap(({ productId }) => productId ?? []),
      now,
    }),
  );
  await recordAudits(
    tx,
    entries.filter((_, n) => (results[n]?.acted.length ?? 0) > 0),
  );
}

function saveRuns(tx: Tx, runs: readonly NewRun[], now: Date): Promise<number> {
  const rows = runs.map(({ error, looked, ...run }) => ({
    ...run,
    looked: looked.map(short),
    error: error === null ? null : storableText(textOf(error)).slice(0, 500),
    said: error === null ? null : messageParts(error),
  }));
  return tx.run(
    `insert into argosy.automation_run (organization_id, id, event_id, automation_id, version, name, trigger,
       subject_id, order_id, product_id, outcome, looked, acts, error, error_said, happened_at, at)
     select argosy.tenant(), n.id, n."eventId", n."automationId", n.version, n.name, n.trigger, n."subjectId",
       n."orderId", n."productId", n.outcome, n.looked, n.acts, n.error, n.said, n."happenedAt", $2
     from json_to_recordset($1) as n(id uuid, "eventId" uuid, "automationId" uuid, version int, name text,
       trigger text, "subjectId" uuid, "orderId" uuid, "productId" uuid, outcome text, looked jsonb, acts jsonb,
       error text, said jsonb, "happenedAt" timestamptz)`,
    [jsonRows(rows), now],
  );
}

const MOST_TEXT = 200;
const MOST_VALUES = 20;

/** What a run keeps of a comparison: an order of a thousand titles is no log. */
const short = (checked: CheckedCondition): CheckedCondition => ({
  ...checked,
  value: checked.value === null ? null : shortValue(checked.value),
  found: checked.found === null ? null : shortValue(checked.found),
});

function shortValue(value: FactValue): FactValue {
  if (isTexts(value)) return value.slice(0, MOST_VALUES).map((text) => text.slice(0, MOST_TEXT));
  return typeof value === "string" ? value.slice(0, MOST_TEXT) : value;
}

function saveResults(tx: Tx, results: readonly Result[], now: Date): Promise<number> {
  const rows = results.map(({ automation, failures, actedAtMost, acted, stoppedBecause }) => ({
    id: automation.id,
    failures,
    actedAtMost,
    acted: acted.length > 0,
    stopped: stoppedBecause,
  }));
  return tx.run(
    `update argosy.automation a
     set failures = n.failures, acted_at_most = n."actedAtMost",
       counted_at = case when n.acted then $2 else a.last_acted_at end,
       last_acted_at = case when n.acted then $2 else a.last_acted_at end,
       is_on = a.is_on and n.stopped is null, stopped_because = coalesce(n.stopped, a.stopped_because),
       stopped_at = case when n.stopped is null then a.stopped_at else $2 end
     from json_to_recordset($1) as n(id uuid, failures int, "actedAtMost" int, acted boolean,
       stopped text)
     where a.organization_id = argosy.tenant() and a.id = n.id`,
    [jsonRows(rows), now],
  );
}
