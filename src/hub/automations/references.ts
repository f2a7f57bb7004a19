import { actionOf, isAction } from "../../commerce/automations/actions.ts";
import type { AutomationDefinition } from "../../commerce/automations/definition.ts";
import type { ReferenceKind } from "../../commerce/automations/fields.ts";
import { isUuid } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type Detail, HubError } from "../errors.ts";
import { unfitTemplates } from "./message-templates.ts";

interface Reference {
  readonly field: string;
  readonly kind: Checked;
  readonly id: string;
}

/** Items are named by SKU, so that another organization can take the automation. */
const CHECKED = [
  "channel",
  "courier",
  "location",
  "message_template",
  "package",
  "webhook_endpoint",
] as const satisfies readonly ReferenceKind[];
type Checked = (typeof CHECKED)[number] | "sku";

/** Ids an automation names, each with where. Members are looked for when it acts: they come and go. */
function referencesOf({ channels, actions }: AutomationDefinition): readonly Reference[] {
  const of = (channels ?? []).map((id, n) => ({ field: `channels.${n}`, kind: "channel" as const, id }));
  const named = actions.flatMap((action, n) => {
    const { sku } = action;
    if (action.do === "add_gift" && typeof sku === "string")
      return [{ field: `actions.${n}.sku`, kind: "sku" as const, id: sku.trim().toLowerCase() }];
    const parameters = isAction(action.do) ? Object.entries(actionOf(action.do).parameters) : [];
    return parameters.flatMap(([name, { reference }]): readonly Reference[] => {
      const id = action[name];
      const kind = CHECKED.find((each) => each === reference);
      return kind && typeof id === "string" ? [{ field: `actions.${n}.${name}`, kind, id }] : [];
    });
  });
  return [...of, ...named];
}

const KNOWN = `select 'channel' as kind, id::text
  from argosy.connection
  where organization_id = argosy.tenant() and id = any($1::uuid[]) and state <> 'deleted'
  union all
  select 'courier', id::text
  from argosy.connection
  where organization_id = argosy.tenant() and id = any($1::uuid[]) and kind = 'logistics' and state <> 'deleted'
  union all
  select 'location', id::text
  from argosy.location
  where organization_id = argosy.tenant() and id = any($1::uuid[]) and kind = 'own' and active
  union all
  select 'package', id::text
  from argosy.package_preset
  where organization_id = argosy.tenant() and id = any($1::uuid[])
  union all
  select 'message_template', id::text
  from argosy.message_template
  where organization_id = argosy.tenant() and id = any($1::uuid[])
  union all
  select 'webhook_endpoint', id::text
  from argosy.webhook_endpoint
  where organization_id = argosy.tenant() and id = any($1::uuid[])
  union all
  select 'sku', sku_key
  from argosy.variant
  where organization_id = argosy.tenant() and sku_key = any($2::text[]) and deleted_at is null`;

/** What each of these names that is not there, in their order. */
async function unknownReferences(tx: Tx, definitions: readonly AutomationDefinition[]): Promise<Detail[][]> {
  const references = definitions.map(referencesOf);
  const ids = [...new Set(references.flat().map(({ id }) => id))];
  if (ids.length === 0) return definitions.map(() => []);
  const existing = await tx.rows<{ kind: string; id: string }>(KNOWN, [ids.filter(isUuid), ids]);
  const exists = new Set(existing.map(({ kind, id }) => `${kind} ${id}`));
  return references.map((of) =>
    of.flatMap(({ field, kind, id }): readonly Detail[] => {
      if (exists.has(`${kind} ${id}`)) return [];
      const text = message(`automation.unknown.${kind}`);
      return [{ field, message: text.text, said: text }];
    }),
  );
}

/**
 * Throws HubError AUTOMATION_REFERENCE where one names something that is not there, or a message template that fills in
 * what is not known when it happens.
 */
export async function refuseUnknownReferences(tx: Tx, definitions: readonly AutomationDefinition[]): Promise<void> {
  const details = [...(await unknownReferences(tx, definitions)).flat(), ...(await unfitTemplates(tx, definitions))];
  const [first] = details;
  if (first) throw new HubError("AUTOMATION_REFERENCE", "validation", first.said ?? first.message, details);
}

export interface Warned {
  /** What it names that is not there: it cannot be switched on, and fails where it is on already. */
  readonly warnings: readonly Detail[];
}

export async function withWarnings<Definition extends AutomationDefinition>(
  tx: Tx,
  automations: readonly Definition[],
): Promise<(Definition & Warned)[]> {
  const unknown = await unknownReferences(tx, automations);
  return automations.map((each, n) => ({ ...each, warnings: unknown[n] ?? [] }));
}

export async function withWarning<Definition extends AutomationDefinition>(
  tx: Tx,
  automation: Definition,
): Promise<Definition & Warned> {
  const [warnings = []] = await unknownReferences(tx, [automation]);
  return { ...automation, warnings };
}
