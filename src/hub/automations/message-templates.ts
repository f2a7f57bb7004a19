/** Named texts that automations mail, written once (decision 801). */
import { z } from "zod";
import { type Actor, actorText } from "../../commerce/actor.ts";
import type { AutomationAction, AutomationDefinition } from "../../commerce/automations/definition.ts";
import { type FieldKey, fieldOf, isField } from "../../commerce/automations/fields.ts";
import { placeholdersOf } from "../../commerce/automations/template.ts";
import { isTrigger, type TriggerKey, triggerOf } from "../../commerce/automations/triggers.ts";
import { isUuid } from "../../commerce/ids.ts";
import { type Message, message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { lockEdited } from "../edit-lock.ts";
import { type Detail, HubError } from "../errors.ts";

export const messageTemplateSchema = z
  .object({
    id,
    name: z.string(),
    subject: z.string().describe("{{order.number}} is that field"),
    text: z.string(),
    automations: z.array(z.object({ id, name: z.string(), trigger: z.string() })).describe("automations that send it"),
    updatedBy: z.string(),
    updatedAt: time,
  })
  .meta({ id: "MessageTemplate" });
type MessageTemplate = Answered<typeof messageTemplateSchema>;

export type TemplateTexts = Pick<MessageTemplate, "subject" | "text">;
type NewTemplate = Pick<MessageTemplate, "name"> & TemplateTexts;
/** What is left out stays as it is. */
type TemplateChanges = { readonly [Field in keyof NewTemplate]?: NewTemplate[Field] | undefined };

const MOST = 200;

const TEMPLATES = `select t.id, t.name, t.subject, t.body as text, t.updated_by as "updatedBy",
    t.updated_at as "updatedAt", coalesce((select json_agg(json_build_object('id', a.id, 'name', a.name,
        'trigger', a.trigger) order by a.position, a.id)
      from argosy.automation a
      where a.organization_id = argosy.tenant() and exists (
        select from jsonb_array_elements(a.definition -> 'actions') as e
        where e ->> 'template' = t.id::text)), '[]') as automations
  from argosy.message_template t
  where t.organization_id = argosy.tenant()`;

/** By name. */
export const listMessageTemplates = (tx: Tx): Promise<MessageTemplate[]> =>
  tx.rows<MessageTemplate>(`${TEMPLATES} order by lower(t.name), t.id`);

/** Throws HubError MESSAGE_TEMPLATE_NOT_FOUND. */
async function templateOf(tx: Tx, templateId: string): Promise<MessageTemplate> {
  const found = await tx.maybe<MessageTemplate>(`${TEMPLATES} and t.id = $1`, [templateId]);
  if (!found)
    throw new HubError("MESSAGE_TEMPLATE_NOT_FOUND", "not_found", message("automation.unknown.message_template"));
  return found;
}

/** Throws HubError MESSAGE_TEMPLATE_INVALID, MESSAGE_TEMPLATE_LIMIT. */
export async function addMessageTemplate(
  tx: Tx,
  given: NewTemplate,
  { actor, now }: { readonly actor: Actor; readonly now: Date },
): Promise<MessageTemplate> {
  await lockEdited(tx, "automations");
  const existing = await listMessageTemplates(tx);
  if (existing.length >= MOST)
    throw new HubError(
      "MESSAGE_TEMPLATE_LIMIT",
      "limit",
      `There are ${MOST} message templates, the most there can be.`,
    );
  refuseTemplate(given, { existing, automations: [] });
  const templateId = newId(now);
  await tx.run(
    `insert into argosy.message_template (organization_id, id, name, subject, body, updated_by, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6)`,
    [templateId, given.name, given.subject, given.text, actorText(actor), now],
  );
  return templateOf(tx, templateId);
}

/**
 * Automations send the new text from now on. Throws HubError MESSAGE_TEMPLATE_NOT_FOUND, and MESSAGE_TEMPLATE_INVALID also
 * where one of them does not know what it fills in.
 */
export async function changeMessageTemplate(
  tx: Tx,
  { id: templateId, ...changes }: TemplateChanges & { readonly id: string },
  { actor, now }: { readonly actor: Actor; readonly now: Date },
): Promise<MessageTemplate> {
  await lockEdited(tx, "automations");
  const { automations, ...before } = await templateOf(tx, templateId);
  const given = {
    name: changes.name ?? before.name,
    subject: changes.subject ?? before.subject,
    text: changes.text ?? before.text,
  };
  const others = (await listMessageTemplates(tx)).filter((each) => each.id !== templateId);
  refuseTemplate(given, { existing: others, automations });
  await tx.run(
    `update argosy.message_template
     set name = $2, subject = $3, body = $4, updated_by = $5, updated_at = $6
     where organization_id = argosy.tenant() and id = $1`,
    [templateId, given.name, given.subject, given.text, actorText(actor), now],
  );
  return templateOf(tx, templateId);
}

/** Throws HubError MESSAGE_TEMPLATE_NOT_FOUND, MESSAGE_TEMPLATE_USED. */
export async function removeMessageTemplate(tx: Tx, templateId: string): Promise<void> {
  await lockEdited(tx, "automations");
  const { automations } = await templateOf(tx, templateId);
  if (automations.length > 0)
    throw new HubError(
      "MESSAGE_TEMPLATE_USED",
      "conflict",
      message("automation.templateUsed", { automations: automations.map(({ name }) => name).join(", ") }),
    );
  await tx.run("delete from argosy.message_template where organization_id = argosy.tenant() and id = $1", [templateId]);
}

/** Throws HubError MESSAGE_TEMPLATE_INVALID where a placeholder is no field, or one that needs a right of its own. */
export function refusePlaceholders(texts: TemplateTexts): void {
  invalid(placeholderDetails(texts));
}

function refuseTemplate(
  given: NewTemplate,
  of: { readonly existing: readonly NewTemplate[]; readonly automations: MessageTemplate["automations"] },
): void {
  const isTaken = of.existing.some(({ name }) => name.toLowerCase() === given.name.toLowerCase());
  invalid([
    ...(isTaken ? [detail("name", message("automation.templateName"))] : []),
    ...placeholderDetails(given),
    ...of.automations.flatMap(({ name: automation, trigger }) =>
      isTrigger(trigger)
        ? unknownTo(given, trigger).map(({ at, field }) =>
            detail(at, message("automation.templateOf", { automation, field })),
          )
        : [],
    ),
  ]);
}

function invalid(details: readonly Detail[]): void {
  const [first] = details;
  if (first) throw new HubError("MESSAGE_TEMPLATE_INVALID", "validation", first.said ?? first.message, details);
}

const detail = (field: string, text: Message): Detail => ({ field, message: text.text, said: text });

const TEXTS = ["subject", "text"] as const;

const placeholderDetails = (texts: TemplateTexts): readonly Detail[] =>
  TEXTS.flatMap((at) =>
    placeholdersOf(texts[at]).flatMap((name) => {
      if (!isField(name)) return detail(at, message("automation.placeholder", { name: name.slice(0, 60) }));
      // Who may write an automation with it may not be who sends this.
      return fieldOf(name).needs === undefined ? [] : detail(at, message("automation.templateNeeds", { field: name }));
    }),
  );

/** What the texts fill in that is not known when this happens. */
const unknownTo = (
  texts: TemplateTexts,
  trigger: TriggerKey,
): readonly { readonly at: string; readonly field: FieldKey }[] =>
  TEXTS.flatMap((at) =>
    placeholdersOf(texts[at])
      .filter(isField)
      .filter((field) => !triggerOf(trigger).fields.includes(fieldOf(field).group))
      .map((field) => ({ at, field })),
  );

type Actions = Pick<AutomationDefinition, "actions">;

async function textsOf(tx: Tx, automations: readonly Actions[]): Promise<ReadonlyMap<string, TemplateTexts>> {
  const ids = automations.flatMap(({ actions }) => actions.flatMap(({ template }) => template ?? []));
  const named = ids.filter((each): each is string => typeof each === "string" && isUuid(each));
  if (named.length === 0) return new Map();
  const rows = await tx.rows<TemplateTexts & { readonly id: string }>(
    `select id, subject, body as text
     from argosy.message_template
     where organization_id = argosy.tenant() and id = any($1::uuid[])`,
    [named],
  );
  return new Map(rows.map(({ id: templateId, subject, text }) => [templateId, { subject, text }]));
}

/** These automations with the subject and text of the templates they send. */
export async function withTemplates<Automation extends Actions>(
  tx: Tx,
  automations: readonly Automation[],
): Promise<Automation[]> {
  const texts = await textsOf(tx, automations);
  if (texts.size === 0) return [...automations];
  const filledIn = (action: AutomationAction): AutomationAction => ({
    ...action,
    ...(typeof action["template"] === "string" && texts.get(action["template"])),
  });
  return automations.map((automation) => ({ ...automation, actions: automation.actions.map(filledIn) }));
}

/** What templates of automations fill in that is not known when these happen, each with where. */
export async function unfitTemplates(tx: Tx, definitions: readonly AutomationDefinition[]): Promise<Detail[]> {
  const texts = await textsOf(tx, definitions);
  return definitions.flatMap(({ actions, trigger }) =>
    actions.flatMap(({ template }, n) => {
      const own = typeof template === "string" ? texts.get(template) : undefined;
      return own === undefined
        ? []
        : unknownTo(own, trigger).map(({ field }) =>
            detail(`actions.${n}.template`, message("automation.fieldOfTrigger", { field, trigger })),
          );
    }),
  );
}
