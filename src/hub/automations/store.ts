/** The organization's automations in their order, each with the versions it had. */

import { type Actor, actorText } from "../../commerce/actor.ts";
import { type AutomationDefinition, BOUNDS } from "../../commerce/automations/definition.ts";
import { readAutomation } from "../../commerce/automations/read.ts";
import type { TriggerKey } from "../../commerce/automations/triggers.ts";
import { withEnglish } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { lockEdited } from "../edit-lock.ts";
import { type Detail, EDITED_MEANWHILE, HubError } from "../errors.ts";
import { jsonParameter, jsonRows } from "../json-column.ts";
import { refuseUnknownReferences } from "./references.ts";

export const STOPPED_BECAUSE = ["failing", "per_day", "per_subject", "loop"] as const;
export type StoppedBecause = (typeof STOPPED_BECAUSE)[number];

export interface Automation extends AutomationDefinition {
  readonly id: string;
  readonly position: number;
  readonly isOn: boolean;
  readonly version: number;
  readonly stoppedBecause: StoppedBecause | null;
  readonly stoppedAt: Date | null;
  readonly lastActedAt: Date | null;
  /** In a row. */
  readonly failures: number;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedBy: string;
  readonly updatedAt: Date;
}

type Row = Omit<Automation, keyof AutomationDefinition> & { readonly definition: AutomationDefinition };

const COLUMNS = `${columns("a", "id position definition isOn version stoppedBecause stoppedAt")},
    ${columns("a", "lastActedAt failures createdBy createdAt updatedBy updatedAt")}`;

const shown = ({ definition, ...row }: Row): Automation => ({ ...row, ...definition });

/** In the order they are asked in. */
export async function listAutomations(tx: Tx): Promise<Automation[]> {
  const rows = await tx.rows<Row>(
    `select ${COLUMNS}
     from argosy.automation a
     where a.organization_id = argosy.tenant()
     order by a.position, a.id`,
  );
  return rows.map(shown);
}

/** Throws HubError AUTOMATION_NOT_FOUND. */
export async function getAutomation(tx: Tx, id: string): Promise<Automation> {
  const row = await tx.maybe<Row>(
    `select ${COLUMNS}
     from argosy.automation a
     where a.organization_id = argosy.tenant() and a.id = $1`,
    [id],
  );
  if (!row) throw notFound();
  return shown(row);
}

const notFound = (): HubError => new HubError("AUTOMATION_NOT_FOUND", "not_found", "There is no such automation.");

/** What somebody wrote, as it is stored. Throws HubError AUTOMATION_INVALID, which says where; `prefix` stands before it. */
export function definitionOf(given: unknown, prefix = ""): AutomationDefinition {
  const { definition, problems } = readAutomation(given);
  if (definition) return definition;
  const details = problems.map(({ path, ...ref }): Detail => {
    const text = withEnglish(ref);
    return { field: [prefix, path].filter(Boolean).join("."), message: text.text, said: text };
  });
  const [first] = details;
  throw new HubError("AUTOMATION_INVALID", "validation", first?.said ?? "The automation cannot be read.", details);
}

interface Written {
  readonly by: Actor;
  readonly now: Date;
}

export interface NewAutomation extends Written {
  readonly definition: AutomationDefinition;
  readonly isOn: boolean;
}

/** Puts it behind the others, but before a shipping rule for everything that was the last. Throws HubError AUTOMATION_LIMIT, AUTOMATION_REFERENCE. */
export async function createAutomation(tx: Tx, input: NewAutomation): Promise<Automation> {
  const [made] = await createAutomations(tx, { ...input, definitions: [input.definition] });
  if (!made) throw new Error("The automation was not made.");
  return made;
}

/** The same for many, in the order given. */
export async function createAutomations(
  tx: Tx,
  input: Written & { readonly definitions: readonly AutomationDefinition[]; readonly isOn: boolean },
): Promise<Automation[]> {
  const { definitions, isOn, now } = input;
  await lockEdited(tx, "automations");
  if (isOn) await refuseUnknownReferences(tx, definitions);
  const { count, last } = await tx.one<{ count: number; last: number }>(
    `select count(*)::int as count, coalesce(max(position), 0) as last
     from argosy.automation
     where organization_id = argosy.tenant()`,
  );
  if (count + definitions.length > BOUNDS.automations)
    throw new HubError(
      "AUTOMATION_LIMIT",
      "conflict",
      `There can be ${BOUNDS.automations} automations. Delete some first.`,
    );
  const rows = definitions.map((definition, n) => ({
    id: newId(now),
    position: last + n + 1,
    name: definition.name,
    trigger: definition.trigger,
    definition,
  }));
  await tx.run(
    `insert into argosy.automation (organization_id, id, position, name, trigger, definition, is_on, created_by,
       created_at, updated_by, updated_at)
     select argosy.tenant(), n.id, n.position, n.name, n.trigger, n.definition, $2, $3, $4, $3, $4
     from json_to_recordset($1) as n(id uuid, position int, name text, trigger text, definition jsonb)`,
    [jsonRows(rows), isOn, actorText(input.by), now],
  );
  const ids = rows.map(({ id }) => id);
  await saveVersions(tx, ids);
  if (definitions.some(({ trigger }) => trigger === SHIPPING))
    await keepForEverythingLast(tx, { made: ids, position: last + rows.length + 1 });
  const made = new Map((await listAutomations(tx)).map((each) => [each.id, each]));
  return rows.flatMap(({ id }) => made.get(id) ?? []);
}

const SHIPPING: TriggerKey = "order.shipping_choice";

/** The first shipping rule that is for a parcel decides: behind one for everything, none would ever be asked. */
const keepForEverythingLast = (
  tx: Tx,
  { made, position }: { readonly made: readonly string[]; readonly position: number },
): Promise<number> =>
  tx.run(
    `update argosy.automation a
     set position = $3
     where a.organization_id = argosy.tenant() and not a.definition ? 'when' and a.definition -> 'channels' = 'null'
       and a.id = (
         select b.id
         from argosy.automation b
         where b.organization_id = argosy.tenant() and b.trigger = $1 and b.id <> all($2::uuid[])
         order by b.position desc, b.id desc
         limit 1)`,
    [SHIPPING, made, position],
  );

function saveVersions(tx: Tx, ids: readonly string[]): Promise<number> {
  return tx.run(
    `insert into argosy.automation_version (organization_id, automation_id, version, definition, saved_by, saved_at)
     select a.organization_id, a.id, a.version, a.definition, a.updated_by, a.updated_at
     from argosy.automation a
     where a.organization_id = argosy.tenant() and a.id = any($1::uuid[])
     on conflict do nothing`,
    [ids],
  );
}

export interface AutomationEdit extends Written {
  readonly id: string;
  readonly definition: AutomationDefinition;
  /** Absent: as it is. */
  readonly isOn?: boolean | undefined;
  readonly ifVersion?: number | undefined;
}

/** Saves the next version. Throws HubError AUTOMATION_NOT_FOUND, AUTOMATION_REFERENCE, EDITED_MEANWHILE. */
export async function saveAutomation(tx: Tx, edit: AutomationEdit): Promise<Automation> {
  await lockEdited(tx, "automations");
  const before = await getAutomation(tx, edit.id);
  if (edit.ifVersion !== undefined && edit.ifVersion !== before.version)
    throw new HubError("EDITED_MEANWHILE", "conflict", EDITED_MEANWHILE);
  const isOn = edit.isOn ?? before.isOn;
  if (isOn) await refuseUnknownReferences(tx, [edit.definition]);
  await tx.run(
    `update argosy.automation
     set name = $2, trigger = $3, definition = $4, is_on = $5, version = version + 1, updated_by = $6, updated_at = $7,
       failures = 0, stopped_because = case when $5 then null else stopped_because end,
       stopped_at = case when $5 then null else stopped_at end
     where organization_id = argosy.tenant() and id = $1`,
    [
      edit.id,
      edit.definition.name,
      edit.definition.trigger,
      jsonParameter(edit.definition),
      isOn,
      actorText(edit.by),
      edit.now,
    ],
  );
  await saveVersions(tx, [edit.id]);
  return getAutomation(tx, edit.id);
}

/** Switched on again, it starts without its failures. Throws HubError AUTOMATION_NOT_FOUND, AUTOMATION_REFERENCE. */
export async function switchAutomation(
  tx: Tx,
  { id, isOn, by, now }: Written & { readonly id: string; readonly isOn: boolean },
): Promise<Automation> {
  await lockEdited(tx, "automations");
  const automation = await getAutomation(tx, id);
  if (isOn) await refuseUnknownReferences(tx, [automation]);
  await tx.run(
    `update argosy.automation
     set is_on = $2, updated_by = $3, updated_at = $4, failures = case when $2 then 0 else failures end,
       stopped_because = case when $2 then null else stopped_because end,
       stopped_at = case when $2 then null else stopped_at end
     where organization_id = argosy.tenant() and id = $1 and is_on <> $2`,
    [id, isOn, actorText(by), now],
  );
  return getAutomation(tx, id);
}

/** Runs of it stay. Throws HubError AUTOMATION_NOT_FOUND. */
export async function removeAutomation(tx: Tx, id: string): Promise<void> {
  const removed = await tx.run("delete from argosy.automation where organization_id = argosy.tenant() and id = $1", [
    id,
  ]);
  if (removed === 0) throw notFound();
}

/** Puts these first, in this order; others follow as they stood. */
export async function orderAutomations(tx: Tx, ids: readonly string[]): Promise<Automation[]> {
  await lockEdited(tx, "automations");
  await tx.run(
    `update argosy.automation a
     set position = n.position
     from (
       select b.id, row_number() over (order by g.n nulls last, b.position, b.id)::int as position
       from argosy.automation b
       left join unnest($1::uuid[]) with ordinality as g(id, n) on g.id = b.id
       where b.organization_id = argosy.tenant()) n
     where a.organization_id = argosy.tenant() and a.id = n.id and a.position <> n.position`,
    [ids],
  );
  return listAutomations(tx);
}

export interface AutomationVersion {
  readonly version: number;
  readonly definition: AutomationDefinition;
  readonly savedBy: string;
  readonly savedAt: Date;
}

/** The newest first. Throws HubError AUTOMATION_NOT_FOUND. */
export async function automationVersions(tx: Tx, id: string): Promise<AutomationVersion[]> {
  await getAutomation(tx, id);
  return tx.rows<AutomationVersion>(
    `select ${columns("", "version definition savedBy savedAt")}
     from argosy.automation_version
     where organization_id = argosy.tenant() and automation_id = $1
     order by version desc
     limit 200`,
    [id],
  );
}
