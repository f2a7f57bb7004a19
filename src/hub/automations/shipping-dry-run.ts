/**
 * What rules would have done with the shipments of the last thirty days. No courier is called: prices are
 * those of similar parcels, and missing where there were none.
 */
import { z } from "zod";
import type { Facts } from "../../commerce/automations/definition.ts";
import type { ShippingOffer } from "../../commerce/shipment.ts";
import { type AvailableCourier, type CourierAnswer, choiceOf, propose } from "../../commerce/shipping-rules.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits } from "../answer-schemas.ts";
import { activeCouriers } from "../shipping/quote-request.ts";
import { choosing, parcelFacts, rulesFor, type ShippingAutomation } from "./courier-rules.ts";
import { factsOf } from "./facts.ts";

const DAY_MS = 24 * 60 * 60_000;
export const SHIPPING_DRY_RUN_DAYS = 30;
/** Of the newest. */
const MOST = 2_000;
const SHOWN = 100;
/** What parcels of one weight band cost is taken to be alike: couriers bill in halves of a kilogram and more. */
const BAND_GRAMS = 500;

const cost = z.object({ minor: minorUnits, currency: z.string() });
const went = z.object({
  courierName: z.string(),
  serviceName: z.string().nullable(),
  cost: cost.nullable().describe("null: not known"),
});
const way = z.object({
  courierId: id.nullable().describe("null: no rule is for them, or nothing is known of what couriers offer"),
  courierName: z.string().nullable(),
  service: z.string().nullable(),
  serviceName: z.string().nullable(),
  shipments: z.int(),
  costs: z.array(z.object({ currency: z.string(), minor: minorUnits, shipments: z.int() })),
  withoutCost: z.int().describe("shipments whose cost is not known"),
});

export const shippingDryRunSchema = z.object({
  shipments: z.int(),
  isCut: z.boolean().describe("there were more than 2,000"),
  changed: z.int().describe("would have gone another way"),
  went: z.array(way),
  would: z.array(way),
  rows: z
    .array(
      z.object({
        shipmentId: id,
        orderNumber: z.string(),
        went,
        would: went.extend({ rule: z.string() }).nullable(),
      }),
    )
    .describe("the newest 100 of those that would have gone another way"),
});

export type ShippingDryRun = Answered<typeof shippingDryRunSchema>;
export type Way = Answered<typeof way>;
type Went = Answered<typeof went>;

interface Past {
  readonly id: string;
  readonly orderId: string;
  readonly country: string;
  readonly postcode: string;
  readonly weightGrams: number;
  readonly valueMinor: bigint;
  readonly currency: string;
  readonly payment: "prepaid" | "cod";
  readonly skus: readonly string[];
  readonly orderNumber: string;
  readonly courierId: string;
  readonly courierName: string;
  readonly service: string | null;
  readonly serviceName: string | null;
  readonly costMinor: bigint | null;
  readonly costCurrency: string | null;
  readonly days: number | null;
}

const PAST = `select s.id, s.order_id as "orderId", o.number as "orderNumber", s.connection_id as "courierId",
    c.name as "courierName", s.service, s.service_name as "serviceName",
    coalesce(s.charged_minor, s.charge_minor) as "costMinor",
    case when s.charged_minor is not null then s.charged_currency else s.charge_currency end as "costCurrency",
    case when s.status = 'delivered'
      then (extract(epoch from s.ended_at - coalesce(s.left_at, s.booked_at)) / 86400)::float8 end as days,
    coalesce(o.shipping_address ->> 'country', '') as country,
    coalesce(o.shipping_address ->> 'postcode', '') as postcode,
    p.grams as "weightGrams", s.value_minor as "valueMinor", s.currency, s.payment, p.skus
  from argosy.shipment s
  join argosy.sales_order o on o.organization_id = s.organization_id and o.id = s.order_id
  join argosy.connection c on c.organization_id = s.organization_id and c.id = s.connection_id
  cross join lateral (
    select (select coalesce(sum(w.weight_grams), 0)::int from argosy.parcel w
        where w.organization_id = argosy.tenant() and w.shipment_id = s.id) as grams,
      coalesce(array_agg(distinct coalesce(l.sku, v.sku)) filter (where coalesce(l.sku, v.sku) is not null), '{}')
        as skus
    from argosy.parcel b
    cross join lateral jsonb_array_elements(b.items) as i
    join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = (i ->> 'lineId')::uuid
    left join argosy.variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
    where b.organization_id = argosy.tenant() and b.shipment_id = s.id) p
  where s.organization_id = argosy.tenant() and s.created_at > $1 and s.state = 'booked' and s.status <> 'cancelled'
    -- What a parcel of several orders cost is divided between them.
    and s.label_shipment_id is null and not exists (select from argosy.shipment f
      where f.organization_id = argosy.tenant() and f.label_shipment_id = s.id)
  order by s.created_at desc, s.id desc limit $2`;

/** Applies rules, saved or not, to past shipments. */
export async function dryRunShipping(tx: Tx, rules: readonly ShippingAutomation[], now: Date): Promise<ShippingDryRun> {
  const couriers = await activeCouriers(tx);
  const found = await tx.rows<Past>(PAST, [new Date(now.getTime() - SHIPPING_DRY_RUN_DAYS * DAY_MS), MOST + 1]);
  const past = found.slice(0, MOST);
  const facts = await factsOfOrders(tx, [...new Set(past.map(({ orderId }) => orderId))], now);
  return playOver(past, { rules, couriers, facts, isCut: found.length > MOST, now });
}

/** Orders whose facts are read in one statement. */
const AT_ONCE = 500;

async function factsOfOrders(tx: Tx, ids: readonly string[], now: Date): Promise<ReadonlyMap<string, Facts>> {
  const all = new Map<string, Facts>();
  for (let first = 0; first < ids.length; first += AT_ONCE) {
    const some = ids.slice(first, first + AT_ONCE).map((id) => choosing(id, now));
    for (const [id, facts] of await factsOf(tx, some)) all.set(id, facts);
  }
  return all;
}

interface Playing {
  readonly rules: readonly ShippingAutomation[];
  readonly couriers: readonly AvailableCourier[];
  readonly facts: ReadonlyMap<string, Facts>;
  readonly isCut: boolean;
  readonly now: Date;
}

/** The same, of shipments given. */
function playOver(past: readonly Past[], by: Playing): ShippingDryRun {
  const names = new Map(by.couriers.map(({ id, name }) => [id, name]));
  const history = Map.groupBy(past, likeness);
  const played = past.map((one) => {
    const answers = answersOf(one, by, history.get(likeness(one)) ?? []);
    const facts = { ...by.facts.get(one.orderId), ...parcelFacts(parcelOf(one)) };
    const rules = rulesFor(by.rules, facts, by.now);
    const proposal = propose({ rules, currency: one.currency, couriers: by.couriers, known: answers });
    if (proposal.state !== "chosen") return { one, would: null };
    const { courierId, offer, rule } = proposal;
    const would: Gone = {
      courierId,
      courierName: names.get(courierId) ?? "",
      // No service: the courier's own choice, as it was then.
      service: offer?.service || rule.choose.service || null,
      serviceName: offer?.serviceName ?? rule.choose.serviceName ?? null,
      cost: offer?.price ?? null,
    };
    return { one, would: { ...would, rule: rule.name } };
  });
  const changed = played.filter(({ one, would }) => would === null || !isSame(one, would));
  return {
    shipments: past.length,
    isCut: by.isCut,
    changed: changed.length,
    went: waysOf(past.map(goneOf)),
    would: waysOf(played.map(({ would }) => would)),
    rows: changed.slice(0, SHOWN).map(({ one, would }) => ({
      shipmentId: one.id,
      orderNumber: one.orderNumber,
      went: shownOf(goneOf(one)),
      would: would && { ...shownOf(would), rule: would.rule },
    })),
  };
}

interface Gone {
  readonly courierId: string;
  readonly courierName: string;
  readonly service: string | null;
  readonly serviceName: string | null;
  readonly cost: { readonly minor: bigint; readonly currency: string } | null;
}

const shownOf = ({ courierName, serviceName, cost }: Gone): Went => ({ courierName, serviceName, cost });

const isSame = (one: Past, would: Gone): boolean => one.courierId === would.courierId && one.service === would.service;

function goneOf(one: Past): Gone {
  const { courierId, courierName, service, serviceName, costMinor, costCurrency } = one;
  const cost = costMinor === null || costCurrency === null ? null : { minor: costMinor, currency: costCurrency };
  return { courierId, courierName, service, serviceName, cost };
}

const parcelOf = (one: Past): Parameters<typeof parcelFacts>[0] => ({
  to: { country: one.country || undefined, postcode: one.postcode || undefined },
  parcels: [{ weightGrams: one.weightGrams, items: one.skus.map((sku) => ({ sku })) }],
  payment: one.payment,
  valueMinor: one.valueMinor,
  currency: one.currency,
});

/** Parcels that cost the same as a rule: to one country, of one weight band, paid alike. */
const likeness = ({ country, weightGrams, payment }: Past): string =>
  `${country} ${Math.ceil(weightGrams / BAND_GRAMS)} ${payment}`;

/** Prices of similar parcels by courier, in place of live quotes. */
function answersOf(
  one: Past,
  { couriers, rules }: Playing,
  alike: readonly Past[],
): ReadonlyMap<string, CourierAnswer> {
  const choices = rules.flatMap(({ actions }) => actions.map(choiceOf));
  const byCourier = Map.groupBy(alike, ({ courierId }) => courierId);
  return new Map(
    couriers.map(({ id }) => {
      const services = Map.groupBy(byCourier.get(id) ?? [], ({ service }) => service ?? "");
      const seen = [...services].map(([service, past]) => offerOf(service, past, id === one.courierId ? one : null));
      const unseen = choices.flatMap(({ courierId, service, serviceName }) =>
        courierId === id && service !== null && !services.has(service)
          ? [{ service, serviceName: serviceName ?? service, carrier: "", price: null, days: null }]
          : [],
      );
      const offers = [...seen, ...unseen];
      // A courier without such a past is taken at a rule's word; its price is missing.
      return [id, { offers, isAsked: offers.length > 0 }] as const;
    }),
  );
}

/** Its own cost where it went so itself, else the median of those like it. */
function offerOf(service: string, past: readonly Past[], own: Past | null): ShippingOffer {
  const itself = own && (own.service ?? "") === service ? own : null;
  const priced = past.filter(({ costMinor }) => costMinor !== null).toSorted(byCost);
  const like = itself?.costMinor == null ? priced[Math.floor((priced.length - 1) / 2)] : itself;
  const days = past.flatMap((each) => each.days ?? []).toSorted((a, b) => a - b);
  return {
    service,
    serviceName: past.find(({ serviceName }) => serviceName !== null)?.serviceName ?? service,
    carrier: "",
    price: like ? goneOf(like).cost : null,
    days: days[Math.floor((days.length - 1) / 2)] ?? null,
  };
}

const byCost = (a: Past, b: Past): number => Number((a.costMinor ?? 0n) - (b.costMinor ?? 0n));

/** The busiest first; those nobody can tell of last. */
function waysOf(gone: readonly (Gone | null)[]): Way[] {
  const groups = Map.groupBy(gone, (each) => (each ? `${each.courierId} ${each.service ?? ""}` : ""));
  return [...groups]
    .map(([, all]) => {
      const [first = null] = all;
      const costs = Map.groupBy(
        all.flatMap((each) => each?.cost ?? []),
        ({ currency }) => currency,
      );
      return {
        courierId: first?.courierId ?? null,
        courierName: first?.courierName ?? null,
        service: first?.service ?? null,
        serviceName: first?.serviceName ?? null,
        shipments: all.length,
        costs: [...costs].map(([currency, some]) => ({
          currency,
          minor: some.reduce((sum, { minor }) => sum + minor, 0n),
          shipments: some.length,
        })),
        withoutCost: all.filter((each) => each === null || each.cost === null).length,
      };
    })
    .toSorted((a, b) => Number(a.courierId === null) - Number(b.courierId === null) || b.shipments - a.shipments);
}
