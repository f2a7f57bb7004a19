/** What stays of a channel's order once its buyer's personal data was erased. */
import type { Contact, OrderPart } from "../../../commerce/order.ts";
import { withoutPersonalData } from "../../customer-identity/personal-fields-of-platforms.ts";
import { jsonWithoutTraces, tracesOf, withoutTraces } from "../../customer-identity/traces.ts";
import type { HashedPart } from "../input.ts";

/** Fields that say nothing of the buyer. */
type Impersonal =
  | ("orderKey" | "ourKey" | "partKey" | "version" | "complete" | "number" | "site" | "quality")
  | ("placedAt" | "shipBy" | "toAccept" | "heldUntil" | "keeps")
  | ("status" | "financial" | "fulfilment" | "platformStatus" | "doubt" | "unknownStatus" | "told")
  | ("payment" | "attribution" | "totals" | "presentment" | "discountCodes")
  | ("noOtherReturns" | "transactions" | "pickup");

/** Fields that are the buyer's own; those among the others whose texts may name them are cleaned. */
type Erased = "shippingAddress" | "billingAddress" | "buyerNote" | "buyerInputs";

/** Every field that is neither has to be given anew. The compiler names a new one: its text would come back otherwise. */
type EveryFieldCleaned = Readonly<Record<Exclude<keyof OrderPart, Impersonal | Erased>, unknown>>;

/**
 * A part of an order whose personal data was erased: the data does not come back when the channel sends it again. What
 * the part itself says of the person is removed from all its other texts too.
 */
export function withoutPerson({ part, hash }: HashedPart): HashedPart {
  const { shippingAddress, billingAddress, buyerNote: _note, buyerInputs: _options, ...others } = part;
  const rest: Omit<OrderPart, Erased> & Partial<Record<Erased, undefined>> = others;
  const addresses = [shippingAddress ?? null, billingAddress ?? null];
  const { certain, likely } = tracesOf({ texts: [], contacts: [part.contact], addresses });
  const traces = [...certain, ...likely];
  const clean = (text: string) => withoutTraces(text, traces);
  const cleaned = {
    contact: ERASED,
    tags: part.tags.map(clean),
    lines: part.lines.map(({ options: _chosen, ...line }) => ({ ...line, title: clean(line.title) })),
    refunds: part.refunds.map((refund) => ({ ...refund, reason: refund.reason && clean(refund.reason) })),
    fulfilments: part.fulfilments.map((one) => ({ ...one, ...cleanedCourier(one, clean) })),
    returns: part.returns?.map(({ reason: _reason, ...one }) => ({ ...one, ...cleanedCourier(one, clean) })),
    raw: jsonWithoutTraces(withoutPersonalData(part.raw), traces),
  } satisfies EveryFieldCleaned;
  return { hash, part: { ...rest, ...cleaned } };
}

interface Courier {
  readonly carrier?: string | undefined;
  readonly trackingUrl?: string | undefined;
}

/** A courier that is no company, and the address of a parcel's page, may name who receives it. */
const cleanedCourier = ({ carrier, trackingUrl }: Courier, clean: (text: string) => string): Courier => ({
  carrier: carrier && clean(carrier),
  trackingUrl: trackingUrl && clean(trackingUrl),
});

const ERASED: Contact & { readonly erased: true } = { quality: "absent", erased: true };
