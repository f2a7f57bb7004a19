/** What automations look like in requests and answers. */
import { z } from "zod";
import { BOUNDS, DEFAULT_LIMITS } from "../../commerce/automations/definition.ts";
import { TRIGGER_KEYS } from "../../commerce/automations/triggers.ts";
import { id, messageSchema, text } from "../schemas.ts";

const condition = z
  .unknown()
  .describe(
    'a comparison {"field", "is", "value"}, or {"all": [...]}, {"any": [...]}, {"not": ...}; see GET /automations/vocabulary',
  );
const action = z
  .record(z.string(), z.unknown())
  .describe('{"do": "add_tags", "tags": ["gift"]}; see GET /automations/vocabulary');

const limits = z
  .strictObject({
    perDay: z.int().min(1).max(BOUNDS.perDay).default(DEFAULT_LIMITS.perDay),
    perSubject: z.int().min(1).max(BOUNDS.perSubject).default(DEFAULT_LIMITS.perSubject),
  })
  .describe("acts within 24 hours, and those on one order, product or channel; beyond, the automation is stopped");

/** As people write it. */
export const definitionBody = z
  .strictObject({
    name: text(BOUNDS.name),
    trigger: z.enum(TRIGGER_KEYS),
    channels: z
      .array(id)
      .min(1)
      .max(BOUNDS.values)
      .nullable()
      .default(null)
      .describe("null: all channels, and orders without one"),
    when: condition.optional(),
    actions: z.array(action).min(1).max(BOUNDS.actions),
    stopHere: z.boolean().default(false).describe("once it acted, later automations are not asked about the event"),
    limits: limits.default(DEFAULT_LIMITS),
  })
  .meta({
    id: "AutomationInput",
    examples: [{ name: "Gift orders", trigger: "order.received", actions: [{ do: "add_tags", tags: ["gift"] }] }],
  });

const parameter = z.object({
  kind: z.enum(["texts", "template", "number", "choice", "boolean", "reference"]),
  isRequired: z.boolean().optional(),
  choices: z.array(z.string()).optional(),
  reference: z.string().optional().describe("it is an id of one of these"),
  least: z.int().optional(),
  most: z.int().optional().describe("of a number; of a text its length, of texts their count"),
});

export const vocabulary = z
  .object({
    triggers: z.array(
      z.object({
        key: z.string(),
        subject: z.enum(["order", "product", "channel"]),
        fields: z.array(z.string()).describe("groups of fields it has"),
      }),
    ),
    fields: z.array(
      z.object({
        key: z.string(),
        group: z.string(),
        kind: z.string(),
        choices: z.array(z.string()).optional(),
        reference: z.string().optional().describe("it is an id of one of these"),
      }),
    ),
    operators: z
      .record(z.string(), z.record(z.string(), z.enum(["none", "one", "texts", "hours"])))
      .describe("by kind of field: what value each takes"),
    actions: z.array(
      z.object({
        key: z.string(),
        subjects: z.array(z.string()),
        parameters: z.record(z.string(), parameter),
        canUndo: z.boolean(),
      }),
    ),
  })
  .meta({ id: "AutomationVocabulary" });

export const checked = z
  .object({
    isValid: z.boolean(),
    problems: z.array(
      z.object({
        path: z.string().describe('names and positions: "when.all.0.value"; empty: the whole'),
        message: z.string(),
        said: messageSchema,
      }),
    ),
  })
  .meta({ id: "AutomationCheck" });
