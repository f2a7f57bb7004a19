/** What automations look like in requests and answers. */
import { z } from "zod";
import {
  type AutomationAction,
  BOUNDS,
  type Condition,
  DEFAULT_LIMITS,
} from "../../commerce/automations/definition.ts";
import { TRIGGER_KEYS } from "../../commerce/automations/triggers.ts";
import { messageSchema, schemaOf, time, typed } from "../../hub/answer-schemas.ts";
import type { Warned } from "../../hub/automations/references.ts";
import { type Automation, type AutomationVersion, STOPPED_BECAUSE } from "../../hub/automations/store.ts";
import { id, text } from "../schemas.ts";

const condition = typed<Condition>(z.unknown()).describe(
  'a comparison {"field", "is", "value"}, or {"all": [...]}, {"any": [...]}, {"not": ...}; see GET /automations/vocabulary',
);
const action = typed<AutomationAction>(z.record(z.string(), z.unknown())).describe(
  '{"do": "add_tags", "tags": ["gift"]}; see GET /automations/vocabulary',
);

const limits = z
  .strictObject({
    perDay: z.int().min(1).max(BOUNDS.perDay).default(DEFAULT_LIMITS.perDay),
    perSubject: z.int().min(1).max(BOUNDS.perSubject).default(DEFAULT_LIMITS.perSubject),
  })
  .describe("acts within 24 hours, and those on one order, product or channel; beyond, the automation is stopped");

const described = {
  name: text(BOUNDS.name),
  trigger: z.enum(TRIGGER_KEYS),
  at: text(5).optional().describe('time of day in your time zone, "09:30"; needed by "order.daily", no other has one'),
  when: condition.optional(),
  actions: z.array(action).min(1).max(BOUNDS.actions),
};

/** As people write it. */
export const definitionBody = z.strictObject({
  ...described,
  channels: z
    .array(id)
    .min(1)
    .max(BOUNDS.values)
    .nullable()
    .default(null)
    .describe("an order's, or one a product is on; null: all, and what is on none"),
  stopHere: z.boolean().default(false).describe("once it acted, later automations are not asked about the event"),
  limits: limits.default(DEFAULT_LIMITS),
});

/** The same in answers. */
export const definition = z
  .object({
    ...described,
    channels: z
      .array(z.string())
      .nullable()
      .describe("an order's, or one a product is on; null: all, and what is on none"),
    stopHere: z.boolean(),
    limits: z.object({ perDay: z.int(), perSubject: z.int() }),
  })
  .meta({ id: "AutomationDefinition" });

const moment = time.nullable();

/** What is wrong at one field, in words. */
const problem = z.object({
  field: z.string().describe('names and positions: "actions.0.courier"'),
  message: z.string(),
  said: messageSchema.optional(),
});

export const automation = schemaOf<Automation & Warned>()(
  z
    .object({
      id,
      ...definition.shape,
      position: z.int().describe("automations are asked from the lowest on"),
      isOn: z.boolean(),
      version: z.int(),
      stoppedBecause: z
        .enum(STOPPED_BECAUSE)
        .nullable()
        .describe("switched off by Argosy: three failures in a row, more acts than its limits, or a loop"),
      stoppedAt: moment,
      lastActedAt: moment,
      failures: z.int().describe("in a row; the third stops it"),
      warnings: z
        .array(problem)
        .describe("what it names that is not there: it cannot be switched on, and fails where it is on"),
      createdBy: z.string(),
      createdAt: time,
      updatedBy: z.string(),
      updatedAt: time,
    })
    .meta({ id: "Automation" }),
);

export const version = schemaOf<AutomationVersion>()(
  z.object({ version: z.int(), definition, savedBy: z.string(), savedAt: time }).meta({ id: "AutomationVersion" }),
);

/** What the export holds and the import takes. */
export const FORMAT = { format: "argosy.automations", formatVersion: 1 } as const;
export const exported = z
  .object({
    format: z.literal(FORMAT.format),
    formatVersion: z.literal(FORMAT.formatVersion),
    automations: z.array(definition),
  })
  .meta({ id: "AutomationExport" });

const parameter = z.object({
  kind: z.enum([
    "text",
    "texts",
    "template",
    "number",
    "percent",
    "money",
    "choice",
    "currency",
    "date",
    "boolean",
    "reference",
  ]),
  isRequired: z.boolean().optional(),
  choices: z.array(z.string()).optional(),
  reference: z.string().optional().describe("it is an id of one of these"),
  least: z.int().optional(),
  most: z.int().optional().describe("of a number or percent; of a text its length, of texts their count"),
});

export const vocabulary = z
  .object({
    triggers: z.array(
      z.object({
        key: z.string(),
        subject: z.enum(["order", "parcel", "channel", "product"]),
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
        isPostcode: z.literal(true).optional().describe("spaces and hyphens in it do not count"),
        needs: z.string().optional().describe("the right to see it, besides `view`"),
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
