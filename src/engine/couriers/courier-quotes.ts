/** Quotes a shipment at each courier, and proposes one by the organization's rules. */
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { answerFields, type HubText, type Message, message, messageParts, textOf } from "../../commerce/message.ts";
import type { Consignment } from "../../commerce/shipment.ts";
import {
  type AvailableCourier,
  type CourierAnswer,
  type Proposal,
  propose,
  type ShippingRule,
} from "../../commerce/shipping-rules.ts";
import type { Database } from "../../db/database.ts";
import { courierRules } from "../../hub/automations/courier-rules.ts";
import { HubError } from "../../hub/errors.ts";
import type { ChosenCourier } from "../../hub/shipping/book-many.ts";
import type { CourierOffers, Proposed, Quote, QuoteLack, QuoteRequest } from "../../hub/shipping/quote.ts";
import { activeCouriers, quotedConsignment, type RatesInput } from "../../hub/shipping/quote-request.ts";
import { type ConnectionRegistry, newCallLog, type OpenConnection } from "../connections/connection-registry.ts";
import { describeError } from "../journal/sync-journal.ts";

type QuoteInput = Omit<RatesInput, "now"> & { readonly organization: OrganizationId };

export interface CourierQuotes {
  /**
   * Each courier of the organization with its offers, and what is proposed of them; one that fails says so and keeps
   * none of the others waiting.
   */
  rates(input: QuoteInput): Promise<{ readonly items: readonly CourierOffers[]; readonly proposed: Proposed }>;
  /** The courier and price one order would be booked with; queries only the couriers the decision depends on. */
  quote(input: QuoteInput & { readonly request: QuoteRequest }): Promise<Quote>;
  /** Courier and service by the rules; queries only the couriers they depend on. Throws HubError SHIPMENT_NO_COURIER. */
  choose(input: QuoteInput): Promise<ChosenCourier>;
}

/** A person at the packing table waits for the answer. */
const PATIENCE_MS = 45_000;

type Answer = CourierAnswer & {
  readonly text: HubText;
  /** It did not answer: whether it accepts the parcel is unknown. */
  readonly isSilent?: true;
  /** It was not asked: addresses lack what it needs. */
  readonly lacks?: readonly QuoteLack[];
};

/** What is read of an order before couriers are queried. */
interface Question {
  readonly couriers: readonly AvailableCourier[];
  readonly consignments: ReadonlyMap<string, Consignment>;
  /** Those that are for it. */
  readonly rules: readonly ShippingRule[];
  /** Null: there is no courier. */
  readonly currency: string | null;
}

async function askCourier(open: OpenConnection, consignment: Consignment): Promise<Answer> {
  const { rates, serviceability, shipments } = open.ports;
  const courier = open.row.name;
  const none = (text: HubText) => ({ offers: [], text, isAsked: true });
  if (!shipments) return none(message("shipment.cannotBook", { courier }));
  if (consignment.payment === "cod" && !shipments.collects) return none(message("shipment.cannotCollect", { courier }));
  if ((consignment.insuredMinor ?? 0n) > 0n && !shipments.insures)
    return none(message("shipment.cannotInsure", { courier }));
  const { mostParcels } = shipments;
  if (consignment.parcels.length > mostParcels)
    return none(message("shipment.tooManyParcels", { courier, parcels: mostParcels }));
  const lacks = shipments.lacks?.(consignment) ?? [];
  if (lacks[0]) return { ...none(lacks[0].text), lacks };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const ctx = open.context({ signal, callLog: newCallLog(), priority: "interactive" });
  try {
    if (rates) {
      const { offers, text } = await rates.quote(consignment, ctx);
      return { offers, text, isAsked: true };
    }
    if (!serviceability) return { offers: [], text: "", isAsked: false };
    const { offers, text, isServed } = await serviceability.check(consignment, ctx);
    // It goes there and names no services: taken at a rule's word.
    return { offers, text, isAsked: offers.length > 0 || !isServed };
  } catch (error) {
    return { ...none(describeError(error).userMessage), isSilent: true };
  }
}

export function createCourierQuotes({
  db,
  registry,
  clock,
}: {
  readonly db: Database;
  readonly registry: ConnectionRegistry;
  readonly clock: Clock;
}): CourierQuotes {
  function question({ organization, ...input }: QuoteInput): Promise<Question> {
    const now = new Date(clock.now());
    return db.tenant(organization, async (tx) => {
      const couriers = await activeCouriers(tx);
      const consignments = new Map<string, Consignment>();
      for (const { id } of couriers) consignments.set(id, await quotedConsignment(tx, { ...input, now }, id));
      const [consignment] = consignments.values();
      const rules = consignment ? await courierRules(tx, { orderId: input.orderId, consignment, now }) : [];
      return { couriers, consignments, rules, currency: consignment?.currency ?? null };
    });
  }

  async function askSome(
    organization: OrganizationId,
    { consignments }: Question,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Answer>> {
    const requests = ids.map(async (id) => {
      const open = await registry.open(organization, id);
      const consignment = consignments.get(id);
      const answer =
        open && consignment ? await askCourier(open, consignment) : { offers: [], text: "", isAsked: true };
      return [id, answer] as const;
    });
    return new Map(await Promise.all(requests));
  }

  /** Queries couriers until the rules decide. */
  async function settle(organization: OrganizationId, order: Question): Promise<Settled> {
    const answers = new Map<string, Answer>();
    for (;;) {
      const proposal = decide(order, answers);
      if (proposal.state !== "ask") return { proposal, answers };
      const fresh = await askSome(organization, order, proposal.courierIds);
      for (const [id, answer] of fresh) answers.set(id, answer);
    }
  }

  return {
    async rates(input) {
      const order = await question(input);
      const ids = order.couriers.map(({ id }) => id);
      const answers = await askSome(input.organization, order, ids);
      const items = order.couriers.map(({ id, name }) => {
        const { offers = [], text = "" } = answers.get(id) ?? {};
        return { courierId: id, courierName: name, offers, ...answerFields(text) };
      });
      return { items, proposed: proposedBy(decide(order, answers)) };
    },

    async quote({ request, ...input }) {
      const order = await question(input);
      const isRequested = Object.values(request).some((part) => part !== undefined);
      const rules = isRequested ? requestedRules(request) : order.rules;
      const settled = await settle(input.organization, { ...order, rules });
      return quoteOf({ ...settled, request, isRequested, couriers: order.couriers });
    },

    async choose(input) {
      const order = await question(input);
      const { proposal } = await settle(input.organization, order);
      return chosenOf(proposal);
    },
  };
}

function chosenOf(proposal: Settled["proposal"]): ChosenCourier {
  if (proposal.state === "none") throw new HubError("SHIPMENT_NO_COURIER", "conflict", lastOf(proposal.why));
  const { courierId, offer, rule } = proposal;
  return {
    connectionId: courierId,
    service: offer?.service ?? rule.choose.service ?? undefined,
    serviceName: offer?.serviceName ?? rule.choose.serviceName ?? undefined,
    price: offer?.price ?? undefined,
    chosenBy: { ruleId: rule.id },
  };
}

/** A person's choice acts as a rule that matches everything and is not saved. */
function requestedRules({ courierId, service, prefer = "cheapest" }: QuoteRequest): readonly ShippingRule[] {
  const of = { courierId: courierId ?? null, service: service ?? null, serviceName: null };
  return [{ id: "", name: "", choose: { ...of, prefer, maxPrice: null, maxDays: null }, why: [] }];
}

interface Settled {
  readonly proposal: Exclude<Proposal, { readonly state: "ask" }>;
  readonly answers: ReadonlyMap<string, Answer>;
}

type Quoting = Settled & {
  readonly request: QuoteRequest;
  readonly isRequested: boolean;
  readonly couriers: readonly AvailableCourier[];
};

function quoteOf({ proposal, answers, request, isRequested, couriers }: Quoting): Quote {
  const proposed = proposedBy(proposal);
  // Its reason is the person's own.
  const why = isRequested ? { chosenBy: null, why: "", whySaid: null } : {};
  if (proposal.state === "chosen") {
    const { courierId, offer } = proposal;
    const courier = couriers.find(({ id }) => id === courierId)?.name ?? "";
    const text = answers.get(courierId)?.text ?? "";
    if (offer !== null) return { ...proposed, ...why, state: "chosen", lacks: [], ...answerFields(text) };
    const untold = answerFields(message("shipment.noRates", { courier }));
    return { ...proposed, ...why, state: "untold", lacks: [], ...untold };
  }
  const answer = request.courierId === undefined ? undefined : answers.get(request.courierId);
  const text = answer === undefined || answer.text === "" ? noneMessage(proposal.why, isRequested) : answer.text;
  const isSilent = request.courierId !== undefined && answer?.isSilent === true;
  return {
    ...proposed,
    ...why,
    courierId: isSilent ? (request.courierId ?? null) : null,
    state: isSilent ? "untold" : "none",
    lacks: isSilent ? [] : lacksOf(answers, request),
    ...answerFields(text),
  };
}

/** Of the courier asked for, else of all that were asked: mended, one of them may take it. */
function lacksOf(answers: ReadonlyMap<string, Answer>, { courierId }: QuoteRequest): readonly QuoteLack[] {
  const queried = courierId === undefined ? [...answers.values()] : [answers.get(courierId)];
  const lacks = queried.flatMap((answer) => answer?.lacks ?? []);
  return [...new Map(lacks.map((lack) => [lack.text.text, lack])).values()];
}

const noneMessage = (why: readonly Message[], isRequested: boolean): Message =>
  isRequested ? message("shipment.why.noOffer") : lastOf(why);

const decide = ({ rules, currency, couriers }: Question, answers: ReadonlyMap<string, Answer>): Proposal =>
  currency === null
    ? { state: "none", why: [message("shipment.why.noOffer")] }
    : propose({ rules, currency, couriers, known: answers });

const lastOf = (why: readonly Message[]): Message => why.at(-1) ?? message("shipment.why.noRule");

function proposedBy(proposal: Proposal): Proposed {
  const why = proposal.state === "ask" ? [] : proposal.why;
  const reason = { why: textOf(why), whySaid: messageParts(why) };
  if (proposal.state !== "chosen") return { courierId: null, offer: null, chosenBy: null, ...reason };
  const { courierId, offer, rule } = proposal;
  return { courierId, offer, chosenBy: { ruleId: rule.id }, ...reason };
}
