/** What a courier's answers say once the description has put them into our words: checked field by field. */
import { z } from "zod";
import { type Money, parseMoney } from "../../../commerce/money.ts";
import type { Json } from "../../../commerce/product.ts";
import type { BookedShipment, Packed, Scan, ShippingOffer, TrackedParcel } from "../../../commerce/shipment.ts";
import type { Context } from "../../kit/contract/contract.ts";
import { ConnectorError } from "../../kit/contract/errors.ts";
import { complaints } from "../../kit/hub-shapes/own-shop-shapes.ts";
import { decimal, idText } from "../../kit/parse/parse.ts";
import { call, jsonObject, write } from "../client.ts";
import { evaluateAll } from "../expressions.ts";
import type { Mapping, Operation } from "../manifest-parts.ts";
import { courierOf, defaultsOf, scopeOf } from "../settings.ts";
import { message } from "../words.ts";
import { type CourierManifest, wordKey } from "./manifest.ts";

type Input = Readonly<Record<string, Json | undefined>>;

/** Text or nothing, however the courier writes nothing. */
const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? undefined : String(value).trim() || undefined));
const link = text.refine((value) => value === undefined || /^https?:\/\//.test(value), { error: "not a web address" });
const amount = decimal.nullish();

const offerSchema = z.object({
  service: idText,
  serviceName: text,
  carrier: text,
  price: amount,
  currency: text,
  days: z.int().min(0).nullish(),
  note: text,
});
const offersSchema = z.object({ served: z.boolean().optional(), offers: z.array(offerSchema).nullish(), text });
const bookedSchema = z.object({
  key: idText.nullish(),
  trackingNumber: idText.nullish(),
  parcels: z.array(z.object({ reference: text, trackingNumber: idText, key: idText.nullish() })).nullish(),
  carrier: text,
  serviceName: text,
  trackingUrl: link,
  charge: amount,
  currency: text,
  labelUrl: link,
});
const scanSchema = z.object({ at: z.iso.datetime({ offset: true }), word: text, text, place: text, key: text });
const trackedSchema = z.object({ trackingNumber: idText, expectedAt: text, scans: z.array(z.unknown()).nullish() });

/** Sends a call of the description and reads its answer by the call's own expression; undefined: it says nothing. */
export async function answerTo(
  name: string,
  operation: Operation & { readonly result: Mapping },
  given: { readonly input: Input; readonly writes: boolean },
  ctx: Context,
): Promise<Json | undefined> {
  const requests = { name: `calls.${name}`, input: given.input };
  const seen = await (given.writes ? write : call)(operation, requests, ctx);
  return readBy(operation.result, `calls.${name}.result`, { ...seen, input: jsonObject(given.input) }, ctx);
}

/** The value of one of the description's expressions. */
export async function readBy(map: Mapping, what: string, over: Json, ctx: Context): Promise<Json | undefined> {
  const [reported] = await evaluateAll([map], over, scopeOf(ctx), what);
  return reported === null ? undefined : reported;
}

/** Throws ConnectorError drift that names every wrong field. */
function checked<S extends z.ZodType>(schema: S, value: Json | undefined, what: string): z.output<S> {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  throw new ConnectorError(
    { kind: "drift", path: what },
    message("error.courierAnswerConnectionDescriptionReads", { why: complaints(result.error).slice(0, 5).join("; ") }),
  );
}

function money(value: string | null | undefined, currency: string | undefined, ctx: Context): Money | undefined {
  if (value === null || value === undefined) return undefined;
  const existing = currency ?? defaultsOf(ctx).currency;
  if (existing === undefined)
    throw new ConnectorError({ kind: "drift", path: "currency" }, message("error.courierAmountsNameNoCurrency"));
  return parseMoney(value, existing);
}

const carrierOf = ({ carrier, name }: CourierManifest): string => carrier ?? name;

/** Offers of a courier, and why there are none. */
export function offersIn(reported: Json | undefined, what: string, ctx: Context) {
  const { served, offers, text = "" } = checked(offersSchema, reported, what);
  const own = carrierOf(courierOf(ctx));
  const read = (offers ?? []).map(
    (offer): ShippingOffer => ({
      service: offer.service,
      serviceName: offer.serviceName ?? offer.service,
      carrier: offer.carrier ?? own,
      price: money(offer.price, offer.currency, ctx) ?? null,
      days: offer.days ?? null,
      ...(offer.note !== undefined && { note: offer.note }),
    }),
  );
  return { isServed: served ?? read.length > 0, offers: read, text: text };
}

/** A booking in our words; null where not every parcel has a number yet. */
export function bookedIn(
  reported: Json | undefined,
  what: string,
  parcels: readonly Packed[],
  ctx: Context,
): BookedShipment | null {
  const answer = checked(bookedSchema, reported, what);
  const listed =
    answer.parcels ??
    (answer.trackingNumber ? [{ reference: undefined, trackingNumber: answer.trackingNumber, key: answer.key }] : []);
  const found = parcels.flatMap(({ reference }, n) => {
    const one =
      listed.find((each) => each.reference === reference) ??
      (listed[n]?.reference === undefined ? listed[n] : undefined);
    return one ? [{ reference, trackingNumber: one.trackingNumber, key: one.key ?? one.trackingNumber }] : [];
  });
  const [first] = found;
  if (!first || found.length !== parcels.length) return null;
  const charge = money(answer.charge, answer.currency, ctx);
  return {
    key: answer.key ?? first.key,
    parcels: found,
    carrier: answer.carrier ?? carrierOf(courierOf(ctx)),
    ...(answer.serviceName !== undefined && { serviceName: answer.serviceName }),
    ...(answer.trackingUrl !== undefined && { trackingUrl: answer.trackingUrl }),
    ...(charge && { charge }),
    ...(answer.labelUrl !== undefined && { ext: { labelUrl: answer.labelUrl } }),
  };
}

/** Parcels' ways; a scan that cannot be read is set apart and reported, the others are taken. */
export function trackedIn(reported: Json | undefined, what: string, ctx: Context): TrackedParcel[] {
  const manifest = courierOf(ctx);
  const meanings = new Map(Object.entries(manifest.states).map(([word, status]) => [wordKey(word), status]));
  const resumes = new Set(manifest.resumes.map(wordKey));
  const scanOf = (value: unknown): Scan[] => {
    const result = scanSchema.safeParse(value);
    if (!result.success) {
      ctx.drift({ path: what, problem: complaints(result.error).slice(0, 5).join("; "), value: value as Json });
      return [];
    }
    const { at: text, word = "", text: texts, place, key } = result.data;
    const at = new Date(text).toISOString();
    const status = meanings.get(wordKey(word));
    if (status === undefined)
      ctx.drift({ path: "states", problem: "a word the connection description gives no meaning", value: word });
    return [
      {
        key: key ?? `${at} ${word}`,
        at,
        status: status ?? null,
        ...(resumes.has(wordKey(word)) && { resumesForward: true as const }),
        platformStatus: word,
        text: texts ?? word,
        ...(place !== undefined && { place }),
      },
    ];
  };
  const list = Array.isArray(reported) ? reported : reported === undefined ? [] : [reported];
  return list.map((one) => {
    const { trackingNumber, expectedAt, scans } = checked(trackedSchema, one as Json, what);
    return {
      trackingNumber,
      scans: (scans ?? []).flatMap(scanOf),
      ...(expectedAt !== undefined && { expectedAt }),
    };
  });
}
