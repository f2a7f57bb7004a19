/** A courier's API described without code: its calls, what its answers mean, and what each of its words stands for. */
import { z } from "zod";
import { SHIPMENT_STATUSES } from "../../../commerce/statuses.ts";
import { complaints } from "../../kit/hub-shapes/own-shop-shapes.ts";
import { unknownNames } from "../inputs.ts";
import {
  bodyScheme,
  commonFields,
  dotted,
  headerScheme,
  isOfCourier,
  jsonOf,
  refuse,
  standardScheme,
} from "../manifest-common.ts";
import { mapping, operationSchema, writeSchema } from "../manifest-parts.ts";

const answers = (text: string) => ({ result: mapping.describe(`over {status, headers, body, input}: ${text}`) });
const OFFERS = "offers: [{service, serviceName, carrier, price, currency, days, note}], text";
const BOOKED =
  "{key, parcels: [{reference, trackingNumber, key}] or trackingNumber, carrier, serviceName, trackingUrl, charge, currency, labelUrl}";

const formats = z
  .record(z.string().min(1).max(60), z.string().min(1).max(100))
  .default({})
  .describe("the courier's word for a size of paper -> what people read; as {{input.format}}");

/** One call for the whole shipment, or one for each of its parcels. */
const each = z.enum(["shipment", "parcel"]).default("shipment");

const label = z.discriminatedUnion("from", [
  z.strictObject({ from: z.literal("booking").describe("the booking's answer holds a link to a PDF, as labelUrl") }),
  operationSchema.extend({
    from: z.literal("link"),
    each,
    formats,
    ...answers("the address of a PDF, nothing where there is none"),
  }),
  operationSchema.extend({ from: z.literal("base64"), each, formats, ...answers("the paper's bytes as base64 text") }),
  operationSchema.extend({ from: z.literal("bytes").describe("the answer is the paper"), each, formats }),
]);

const calls = z.strictObject({
  serviceability: operationSchema.extend(answers(`{served, ${OFFERS}}`)).optional(),
  rates: operationSchema.extend(answers(`{${OFFERS}}`)).optional(),
  book: writeSchema.extend(answers(BOOKED)),
  find: operationSchema.extend(answers(`${BOOKED}, nothing where the courier has no such booking`)).optional(),
  cancel: writeSchema
    .extend({
      each,
      result: mapping
        .default("{}")
        .describe('over {status, headers, body, input}: {state: "cancelled" or "refused", text}'),
    })
    .optional(),
  correct: writeSchema
    .extend({
      each,
      result: mapping
        .default("{}")
        .describe('over {status, headers, body, input}: {state: "accepted" or "refused", text}'),
    })
    .optional()
    .describe("who a booked parcel goes to, and by which street and phone"),
  label: label.optional(),
  track: operationSchema
    .extend({
      batch: z.int().min(1).max(200).default(1).describe("numbers a call takes"),
      ...answers("[{trackingNumber, expectedAt, scans: [{at, word, text, place, key}]}]"),
    })
    .optional(),
  pickup: writeSchema.extend(answers('{state: "arranged", "standing" or "refused", key, text}')).optional(),
  manifest: writeSchema
    .extend({
      most: z.int().min(1).max(500).default(50),
      ...answers("{number, documentUrl, leftOut: [{reference, text, handedOver}]}"),
    })
    .optional(),
});

const webhooks = z.strictObject({
  proof: z.discriminatedUnion("scheme", [standardScheme, bodyScheme, headerScheme]),
  numberAt: dotted.default("trackingNumber").describe("where the tracking number stands in the body"),
  map: mapping.describe("over the body: [{trackingNumber, expectedAt, scans: [{at, word, text, place, key}]}]"),
});

const courierSchema = z.strictObject({
  ...commonFields,
  describes: z.literal("courier"),
  carrier: z.string().trim().min(1).max(100).optional().describe("as buyers know it; default its name"),
  mostParcels: z.int().min(1).max(50).default(1).describe("parcels one booking takes"),
  collects: z.boolean().default(false).describe("it collects money at the door"),
  settlesWithinSeconds: z
    .int()
    .min(1)
    .max(3_600)
    .default(120)
    .describe("how long a call without an answer may still take effect there"),
  calls,
  states: z
    .record(z.string().trim().min(1).max(100), z.enum(SHIPMENT_STATUSES).nullable())
    .default({})
    .describe("every word of the courier -> ours; null says nothing about where a parcel stands"),
  resumes: z.array(z.string()).max(20).default([]).describe("words that call a return off"),
  webhooks: webhooks.optional(),
});

export type CourierManifest = z.output<typeof courierSchema>;
export type Calls = CourierManifest["calls"];

/** The description's JSON Schema, for editors. */
export const courierJsonSchema = (): object =>
  z.toJSONSchema(courierSchema, { io: "input", unrepresentable: "any", reused: "ref" });

/** The description in a form field's text. Throws ConnectorError rejected that names every wrong place. */
export function parseCourier(text: string): CourierManifest {
  const value = jsonOf(text);
  if (!isOfCourier(value))
    throw refuse(['describes: must be "courier"; the description of a shop is connected as your own shop']);
  const result = courierSchema.safeParse(value);
  if (!result.success) throw refuse(complaints(result.error));
  const problems = contradictions(result.data);
  if (problems.length > 0) throw refuse(problems);
  return result.data;
}

/** As words are compared: people and carriers do not agree about capitals. */
export const wordKey = (word: string): string => word.trim().toLowerCase();

/** What the schema cannot say. */
function contradictions({ check, calls: all, states, resumes, webhooks: hooks }: CourierManifest): string[] {
  const problems: string[] = [];
  if (!check) problems.push("check: missing; it is the call that proves the credentials");
  const isFollowed = all.track !== undefined || hooks !== undefined;
  const meanings = Object.values(states);
  if (isFollowed && !meanings.includes("delivered"))
    problems.push('states: no word means "delivered", so that no parcel would ever arrive');
  if (!isFollowed && meanings.length > 0)
    problems.push("states: neither calls.track nor webhooks is declared; nobody would tell these words");
  const seen = new Map<string, string>();
  for (const [word, meaning] of Object.entries(states)) {
    const other = seen.get(wordKey(word));
    if (other !== undefined && states[other] !== meaning)
      problems.push(`states.${word}: "${other}" is the same word and means something else`);
    seen.set(wordKey(word), word);
  }
  for (const word of resumes)
    if (!seen.has(wordKey(word))) problems.push(`resumes: "${word}" stands in no line of states`);
  if (hooks?.proof.scheme === "shared_header" && !all.track)
    problems.push(
      "webhooks.proof: a shared header signs nothing, so that the parcel has to be asked for: declare calls.track",
    );
  return [...problems, ...unknownNames({ check, calls: all })];
}
