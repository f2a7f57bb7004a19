/** Facts of the shipment, return or refund that something happened to. */
import type { Facts } from "../../commerce/automations/definition.ts";
import { type TriggerKey, triggerOf } from "../../commerce/automations/triggers.ts";
import { isUuid } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { type Happening, moneyFact } from "./happening.ts";

const PARTS = ["shipment", "return", "refund"] as const;
type Part = (typeof PARTS)[number];

const partOf = (trigger: TriggerKey): Part | undefined =>
  PARTS.find((part) => triggerOf(trigger).fields.includes(part));

export const isPart = (trigger: TriggerKey): boolean => partOf(trigger) !== undefined;

interface PartRow {
  readonly kind: Part;
  readonly id: string;
  readonly orderId: string;
  readonly a: string | null;
  readonly b: string | null;
  readonly c: string | null;
  readonly d: string | null;
  readonly e: string | null;
}

const SHIPMENTS = `select 'shipment' as kind, s.id::text as id, s.order_id as "orderId", s.connection_id::text as a,
    s.carrier as b, coalesce(s.service_name, s.service) as c, s.status as d,
    (select min(p.tracking_number) from argosy.parcel p
     where p.organization_id = argosy.tenant() and p.shipment_id = s.id and p.tracking_number <> '') as e
  from argosy.shipment s
  where s.organization_id = argosy.tenant() and s.id = any($1::uuid[])`;
const RETURNS = `select 'return' as kind, r.id::text as id, r.order_id as "orderId", r.number as a, r.reason as b,
    null as c, null as d, null as e
  from argosy.order_return r
  where r.organization_id = argosy.tenant() and r.id = any($1::uuid[])`;
const REFUNDS = `select 'refund' as kind, d.ext_key as id, d.order_id as "orderId", d.amount_minor::text as a,
    d.reason as b, o.currency::text as c, null as d, null as e
  from argosy.order_refund d
  join argosy.sales_order o on o.organization_id = argosy.tenant() and o.id = d.order_id
  where d.organization_id = argosy.tenant() and d.order_id = any($2::uuid[]) and d.ext_key = any($3::text[])`;

/** By the happening's id. */
export async function partFacts(tx: Tx, happenings: readonly Happening[]): Promise<ReadonlyMap<string, Facts>> {
  const details = happenings.flatMap(({ detail }) => detail ?? []);
  const rows = await tx.rows<PartRow>(`${SHIPMENTS} union all ${RETURNS} union all ${REFUNDS}`, [
    details.filter(isUuid),
    happenings.map(({ subjectId }) => subjectId),
    details,
  ]);
  const existing = new Map(rows.map((row) => [`${row.kind} ${row.orderId} ${row.id}`, factsOfPart(row)]));
  return new Map(
    happenings.flatMap(({ id, trigger, subjectId, detail }) => {
      const facts = existing.get(`${partOf(trigger)} ${subjectId} ${detail}`);
      return facts ? [[id, facts] as const] : [];
    }),
  );
}

function factsOfPart({ kind, a, b, c, d, e }: PartRow): Facts {
  switch (kind) {
    case "shipment":
      return {
        "shipment.courier": a,
        "shipment.carrier": b,
        "shipment.service": c,
        "shipment.status": d,
        "shipment.tracking_number": e,
      };
    case "return":
      return { "return.number": a, "return.reason": b };
    case "refund":
      return { "refund.amount": moneyFact(a, c), "refund.reason": b };
  }
}
