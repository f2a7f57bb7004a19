import { z } from "zod";
import { ACTION_KEYS, actionOf } from "../../commerce/automations/actions.ts";
import { FIELD_KEYS, fieldOf } from "../../commerce/automations/fields.ts";
import { OPERATORS } from "../../commerce/automations/operators.ts";
import { readAutomation } from "../../commerce/automations/read.ts";
import { TRIGGER_KEYS, triggerOf } from "../../commerce/automations/triggers.ts";
import { withEnglish } from "../../commerce/message.ts";
import { type Route, routes } from "../route.ts";
import { checked, vocabulary } from "./automation-schemas.ts";

const route = routes({ tag: "automations", reads: "view", changes: "manage_members" });

/** What happens by itself when something happens to an order, a product or a channel. */
export const automationRoutes: readonly Route[] = [
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
  route.post("/automations/check", {
    permission: "view",
    audited: false,
    summary: "Whether an automation can be read, and where it cannot",
    body: z.strictObject({ definition: z.unknown() }),
    example: {
      body: {
        definition: { name: "Gifts", trigger: "order.received", actions: [{ do: "add_tags", tags: ["gift"] }] },
      },
    },
    response: checked,
    handler: async ({ body }) => {
      const { problems } = readAutomation(body.definition);
      return {
        isValid: problems.length === 0,
        problems: problems.map(({ path, ...ref }) => {
          const said = withEnglish(ref);
          return { path, message: said.text, said };
        }),
      };
    },
  }),
];
