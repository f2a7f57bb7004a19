import { z } from "zod";
import { ACTION_KEYS, actionOf } from "../../commerce/automations/actions.ts";
import { BOUNDS } from "../../commerce/automations/definition.ts";
import { FIELD_KEYS, fieldOf } from "../../commerce/automations/fields.ts";
import { OPERATORS } from "../../commerce/automations/operators.ts";
import { readAutomation } from "../../commerce/automations/read.ts";
import { AUTOMATION_TEMPLATES } from "../../commerce/automations/templates.ts";
import { TRIGGER_KEYS, triggerOf } from "../../commerce/automations/triggers.ts";
import { withEnglish } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { withWarning, withWarnings } from "../../hub/automations/references.ts";
import {
  automationVersions,
  createAutomation,
  createAutomations,
  definitionOf,
  getAutomation,
  listAutomations,
  orderAutomations,
  removeAutomation,
  saveAutomation,
  switchAutomation,
} from "../../hub/automations/store.ts";
import { byId, type Route, routes } from "../route.ts";
import { id, list } from "../schemas.ts";
import { refuseUnseen } from "./automation-rights.ts";
import {
  automation,
  checked,
  definition,
  definitionBody,
  exported,
  FORMAT,
  version,
  vocabulary,
} from "./automation-schemas.ts";

const route = routes({ tag: "automations", reads: "view", changes: "manage_members" });

const sample = { name: "Gifts", trigger: "order.received", actions: [{ do: "add_tags", tags: ["gift"] }] } as const;

/** What happens by itself when something happens to an order or a channel. */
export const automationRoutes: readonly Route[] = [
  route.get("/automations", {
    summary: "Automations in the order they are asked in",
    response: list(automation),
    handler: async ({ tenant }) => ({ items: await tenant(async (tx) => withWarnings(tx, await listAutomations(tx))) }),
  }),
  route.get("/automations/vocabulary", {
    summary: "Triggers, fields, operators and actions that automations are made of",
    response: vocabulary,
    handler: async () => ({
      triggers: TRIGGER_KEYS.map((key) => ({ key, ...triggerOf(key) })),
      fields: FIELD_KEYS.map((key) => ({ key, ...fieldOf(key) })),
      operators: OPERATORS,
      actions: ACTION_KEYS.map((key) => ({ key, ...actionOf(key) })),
    }),
  }),
  route.get("/automations/templates", {
    summary: "Usual wishes as automations to begin with",
    response: list(z.object({ key: z.string(), automation: definition }).meta({ id: "AutomationTemplate" })),
    handler: async () => ({ items: AUTOMATION_TEMPLATES }),
  }),
  route.post("/automations/check", {
    permission: "view",
    audited: false,
    summary: "Whether an automation can be read, and where it cannot",
    body: z.strictObject({ automation: z.unknown() }),
    example: { body: { automation: sample } },
    response: checked,
    handler: async ({ body }) => {
      const { problems } = readAutomation(body.automation);
      return {
        isValid: problems.length === 0,
        problems: problems.map(({ path, ...ref }) => {
          const text = withEnglish(ref);
          return { path, message: text.text, said: text };
        }),
      };
    },
  }),
  route.get("/automations/export", {
    summary: "All automations as JSON that the import takes",
    response: exported,
    handler: async ({ tenant }) => ({
      ...FORMAT,
      automations: (await tenant(listAutomations)).map((each) => definition.parse(each)),
    }),
  }),
  route.post("/automations/import", {
    summary: "Add automations of an export behind those there are, switched off",
    description: "All or none: one that cannot be read refuses the import, and the answer says where it stands.",
    body: z.strictObject({
      format: z.literal(FORMAT.format),
      formatVersion: z.literal(FORMAT.formatVersion),
      automations: z.array(z.unknown()).min(1).max(BOUNDS.automations),
    }),
    example: { body: { ...FORMAT, automations: [sample] } },
    response: list(automation),
    status: 201,
    handler: async ({ tenant, body, access, now }) => {
      const definitions = body.automations.map((each, n) => definitionOf(each, `automations.${n}`));
      refuseUnseen(definitions, access.actions);
      return {
        items: await tenant(async (tx) =>
          withWarnings(tx, await createAutomations(tx, { definitions, isOn: false, by: access.actor, now })),
        ),
      };
    },
  }),
  route.put("/automations/order", {
    summary: "Put automations in another order: these first, the others behind them as they stood",
    body: z.strictObject({ ids: z.array(id).min(1).max(BOUNDS.automations) }),
    response: list(automation),
    handler: async ({ tenant, body }) => ({
      items: await tenant(async (tx) => withWarnings(tx, await orderAutomations(tx, body.ids))),
    }),
  }),
  ...oneAutomation(),
];

async function shown(tx: Tx, id: string) {
  return withWarning(tx, await getAutomation(tx, id));
}

function oneAutomation(): readonly Route[] {
  return [
    route.post("/automations", {
      summary: "Add an automation behind the others; a shipping rule before the last one that is for everything",
      body: definitionBody.extend({ isOn: z.boolean().default(false) }),
      example: { body: sample },
      response: automation,
      status: 201,
      handler: ({ tenant, body: { isOn, ...given }, access, now }) => {
        const written = definitionOf(given);
        refuseUnseen([written], access.actions);
        return tenant(async (tx) =>
          withWarning(tx, await createAutomation(tx, { definition: written, isOn, by: access.actor, now })),
        );
      },
    }),
    route.get("/automations/:id", { summary: "One automation", response: automation, handler: byId(shown) }),
    route.put("/automations/:id", {
      summary: "Save an automation as its next version; earlier ones are kept",
      body: definitionBody.extend({
        isOn: z.boolean().optional().describe("absent: as it is"),
        ifVersion: z
          .int()
          .optional()
          .describe("version as you read it: saved since, it is refused with 409 EDITED_MEANWHILE"),
      }),
      example: { body: sample },
      response: automation,
      handler: ({ tenant, params, body: { isOn, ifVersion, ...given }, access, now }) => {
        const edit = { id: params.id, definition: definitionOf(given), isOn, ifVersion, by: access.actor, now };
        refuseUnseen([edit.definition], access.actions);
        return tenant(async (tx) => withWarning(tx, await saveAutomation(tx, edit)));
      },
    }),
    route.patch("/automations/:id", {
      summary: "Switch an automation on or off; on again, it starts without its failures",
      body: z.strictObject({ isOn: z.boolean() }),
      response: automation,
      handler: ({ tenant, params, body, access, now }) =>
        tenant(async (tx) =>
          withWarning(tx, await switchAutomation(tx, { id: params.id, isOn: body.isOn, by: access.actor, now })),
        ),
    }),
    route.delete("/automations/:id", {
      summary: "Remove an automation; what it did stays in the runs",
      handler: ({ tenant, params }) => tenant((tx) => removeAutomation(tx, params.id)),
    }),
    route.get("/automations/:id/versions", {
      summary: "The versions an automation had, the newest first",
      response: list(version),
      handler: async ({ tenant, params }) => ({ items: await tenant((tx) => automationVersions(tx, params.id)) }),
    }),
  ];
}
