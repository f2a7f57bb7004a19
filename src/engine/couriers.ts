/** What people ask couriers while they wait: what a shipment would cost with each of them, and which the rules propose. */
import type { Clock } from "../commerce/clock.ts";
import type { OrganizationId } from "../commerce/ids.ts";
import {
  answerFields,
  type HubText,
  type Message,
  type MessagePart,
  message,
  messageParts,
  textOf,
} from "../commerce/message.ts";
import type { Consignment, ShippingOffer } from "../commerce/shipment.ts";
import {
  type ChosenBy,
  type CourierAnswer,
  type KnownCourier,
  type Proposal,
  propose,
  type RuleFacts,
  type ShippingRules,
} from "../commerce/shipping-rules.ts";
import type { Database } from "../db/database.ts";
import { HubError } from "../hub/errors.ts";
import { activeCouriers, askedConsignment, type RatesInput } from "../hub/shipping/asked.ts";
import type { ChosenCourier } from "../hub/shipping/book-many.ts";
import { ruleFacts, shippingRules } from "../hub/shipping/rules.ts";
import { type ConnectionRegistry, newCallTrace, type OpenConnection } from "./connection-registry.ts";
import { describeError } from "./sync-journal.ts";

export interface CourierOffers {
  readonly courierId: string;
  readonly courierName: string;
  readonly offers: readonly ShippingOffer[];
  /** Why there are none, or what the courier adds, in its own words. */
  readonly text: string;
}

/** What the organization's rules propose. */
export interface Proposed {
  /** Null: no rule is for it, or nobody offers anything. */
  readonly courierId: string | null;
  readonly offer: ShippingOffer | null;
  readonly chosenBy: ChosenBy | null;
  readonly why: string;
  readonly whySaid: readonly MessagePart[] | null;
}

type Asking = Omit<RatesInput, "now"> & { readonly organization: OrganizationId };

export interface Couriers {
  /**
   * Each courier of the organization with its offers, and what is proposed of them; one that fails says so and keeps
   * none of the others waiting.
   */
  rates(input: Asking): Promise<{ readonly items: readonly CourierOffers[]; readonly proposed: Proposed }>;
  /** Courier and service by the rules; asks those alone on whom that depends. Throws HubError SHIPMENT_NO_COURIER. */
  choose(input: Asking): Promise<ChosenCourier>;
}

/** Somebody stands at the packing table. */
const PATIENCE_MS = 45_000;

type Answer = CourierAnswer & { readonly text: HubText };

/** What is known of an order before anybody is asked. */
interface Question {
  readonly couriers: readonly KnownCourier[];
  readonly consignments: ReadonlyMap<string, Consignment>;
  readonly rules: ShippingRules;
  readonly facts: RuleFacts | null;
}

async function askCourier(open: OpenConnection, consignment: Consignment): Promise<Answer> {
  const { rates, serviceability, shipments } = open.ports;
  const courier = open.row.name;
  const none = (text: HubText) => ({ offers: [], text, isAsked: true });
  if (!shipments) return none(message("shipment.cannotBook", { courier }));
  if (consignment.payment === "cod" && !shipments.collects) return none(message("shipment.cannotCollect", { courier }));
  const { mostParcels } = shipments;
  if (consignment.parcels.length > mostParcels)
    return none(message("shipment.tooManyParcels", { courier, parcels: mostParcels }));
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const ctx = open.context({ signal, trail: newCallTrace(), priority: "interactive" });
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
    return none(describeError(error).userMessage);
  }
}

export function createCouriers({
  db,
  registry,
  clock,
}: {
  readonly db: Database;
  readonly registry: ConnectionRegistry;
  readonly clock: Clock;
}): Couriers {
  function question({ organization, ...input }: Asking): Promise<Question> {
    const now = new Date(clock.now());
    return db.tenant(organization, async (tx) => {
      const couriers = await activeCouriers(tx);
      const consignments = new Map<string, Consignment>();
      for (const { id } of couriers) consignments.set(id, await askedConsignment(tx, { ...input, now }, id));
      const [first] = consignments.values();
      const facts = first ? await ruleFacts(tx, input.orderId, first) : null;
      return { couriers, consignments, rules: await shippingRules(tx), facts };
    });
  }

  async function askSome(
    organization: OrganizationId,
    { consignments }: Question,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Answer>> {
    const asked = ids.map(async (id) => {
      const open = await registry.open(organization, id);
      const consignment = consignments.get(id);
      const answer =
        open && consignment ? await askCourier(open, consignment) : { offers: [], text: "", isAsked: true };
      return [id, answer] as const;
    });
    return new Map(await Promise.all(asked));
  }

  return {
    async rates(input) {
      const asked = await question(input);
      const ids = asked.couriers.map(({ id }) => id);
      const known = await askSome(input.organization, asked, ids);
      const items = asked.couriers.map(({ id, name }) => {
        const { offers = [], text = "" } = known.get(id) ?? {};
        return { courierId: id, courierName: name, offers, ...answerFields(text) };
      });
      return { items, proposed: proposedBy(decide(asked, known)) };
    },

    async choose(input) {
      const asked = await question(input);
      const known = new Map<string, Answer>();
      for (;;) {
        const proposal = decide(asked, known);
        if (proposal.state === "ask") {
          const told = await askSome(input.organization, asked, proposal.courierIds);
          for (const [id, answer] of told) known.set(id, answer);
          continue;
        }
        if (proposal.state === "none") throw new HubError("SHIPMENT_NO_COURIER", "conflict", lastOf(proposal.why));
        const { courierId, offer, by } = proposal;
        const rule = asked.rules.rules.find(({ id }) => id === by.ruleId)?.choose;
        return {
          connectionId: courierId,
          service: offer?.service ?? rule?.service ?? undefined,
          serviceName: offer?.serviceName ?? rule?.serviceName ?? undefined,
          price: offer?.price ?? undefined,
          chosenBy: by,
        };
      }
    },
  };
}

const decide = ({ rules, facts, couriers }: Question, known: ReadonlyMap<string, Answer>): Proposal =>
  facts === null
    ? { state: "none", why: [message("shipment.why.noOffer")] }
    : propose({ ...rules, facts, couriers, known });

const lastOf = (why: readonly Message[]): Message => why.at(-1) ?? message("shipment.why.noRule");

function proposedBy(proposal: Proposal): Proposed {
  const why = proposal.state === "ask" ? [] : proposal.why;
  const told = { why: textOf(why), whySaid: messageParts(why) };
  if (proposal.state !== "chosen") return { courierId: null, offer: null, chosenBy: null, ...told };
  const { courierId, offer, by } = proposal;
  return { courierId, offer, chosenBy: by, ...told };
}
