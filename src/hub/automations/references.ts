import { actionOf, isAction } from "../../commerce/automations/actions.ts";
import type { AutomationDefinition } from "../../commerce/automations/definition.ts";
import type { ReferenceKind } from "../../commerce/automations/fields.ts";
import { isUuid } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type Detail, HubError } from "../errors.ts";

interface Reference {
  readonly field: string;
  readonly kind: "channel" | Checked;
  readonly id: string;
}

const CHECKED = ["courier", "location", "package", "webhook_endpoint"] as const satisfies readonly ReferenceKind[];
type Checked = (typeof CHECKED)[number];

/** Ids an automation names, each with where. Members are looked for when it acts: they come and go. */
function referencesOf({ channels, actions }: AutomationDefinition): readonly Reference[] {
  const of = (channels ?? []).map((id, n) => ({ field: `channels.${n}`, kind: "channel" as const, id }));
  const named = actions.flatMap((action, n) => {
    const parameters = isAction(action.do) ? Object.entries(actionOf(action.do).parameters) : [];
    return parameters.flatMap(([name, { reference }]): readonly Reference[] => {
      const id = action[name];
      const kind = CHECKED.find((each) => each === reference);
      return kind && typeof id === "string" ? [{ field: `actions.${n}.${name}`, kind, id }] : [];
    });
  });
  return [...of, ...named];
}

/** Throws HubError AUTOMATION_REFERENCE where one names something that is not there. */
export async function refuseUnknownReferences(tx: Tx, definitions: readonly AutomationDefinition[]): Promise<void> {
  const references = definitions.flatMap(referencesOf);
  if (references.length === 0) return;
  const ids = [...new Set(references.map(({ id }) => id))].filter(isUuid);
  const known = await tx.rows<{ kind: string; id: string }>(
    `select 'channel' as kind, id
     from argosy.connection
     where organization_id = argosy.tenant() and id = any($1::uuid[]) and state <> 'deleted'
     union all
     select 'courier', id
     from argosy.connection
     where organization_id = argosy.tenant() and id = any($1::uuid[]) and kind = 'logistics' and state <> 'deleted'
     union all
     select 'location', id
     from argosy.location
     where organization_id = argosy.tenant() and id = any($1::uuid[]) and kind = 'own' and active
     union all
     select 'package', id
     from argosy.package_preset
     where organization_id = argosy.tenant() and id = any($1::uuid[])
     union all
     select 'webhook_endpoint', id
     from argosy.webhook_endpoint
     where organization_id = argosy.tenant() and id = any($1::uuid[])`,
    [ids],
  );
  const isKnown = new Set(known.map(({ kind, id }) => `${kind} ${id}`));
  const details = references.flatMap(({ field, kind, id }): readonly Detail[] => {
    if (isKnown.has(`${kind} ${id}`)) return [];
    const said = message(`automation.unknown.${kind}`);
    return [{ field, message: said.text, said }];
  });
  const [first] = details;
  if (first) throw new HubError("AUTOMATION_REFERENCE", "validation", first.said ?? first.message, details);
}
