/** Labels booked for an order and not yet sent to its channel: shipping the order uses their carrier and numbers. */
import { message } from "../../commerce/message.ts";
import type { CommandOf } from "../../commerce/order-command.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { unitsByLine } from "./command-checks.ts";
import { IS_CANCELLING, SENDS_NUMBER } from "./hub-parcels.ts";
import { IS_SHOWN } from "./parcel-units.ts";

type Fulfil = CommandOf<"fulfil">;

export interface BookedLabel {
  readonly shipmentId: string;
  readonly carrier: string | null;
  readonly trackingUrl: string | null;
  readonly numbers: readonly string[];
  readonly lines: readonly { readonly lineKey: string; readonly quantity: number }[];
}

/** SQL over shipments `s`: a command sends its number, or may have sent it. One that was refused is over. */
const IS_TAKEN = `exists (select from argosy.command d where d.organization_id = argosy.tenant()
  and d.id = s.command_id and d.state not in ('cancelled', 'rejected', 'failed', 'unsupported'))`;

/** In the order they were booked; of a label the channel shows in part, the rest. */
export function bookedLabels(tx: Tx, orderId: string): Promise<BookedLabel[]> {
  return tx.rows<BookedLabel>(
    `select s.id as "shipmentId", s.carrier, s.tracking_url as "trackingUrl", p.numbers,
       (select coalesce(json_agg(json_build_object('lineKey', n.key, 'quantity', n.units)), '[]') from (
         select l.ext_key as key, sum((i ->> 'quantity')::int)::int as units
         from argosy.parcel c cross join lateral jsonb_array_elements(c.items) as i
           join argosy.order_line l on l.organization_id = argosy.tenant() and l.id = (i ->> 'lineId')::uuid
             and not l.is_gift
         where c.organization_id = argosy.tenant() and c.shipment_id = s.id and not ${IS_SHOWN} group by 1) n) as lines
     from argosy.shipment s cross join lateral (
       select array_agg(c.tracking_number order by c.position) as numbers from argosy.parcel c
       where c.organization_id = argosy.tenant() and c.shipment_id = s.id and c.tracking_number <> ''
         and not ${IS_SHOWN}) p
     where s.organization_id = argosy.tenant() and s.order_id = $1 and s.state = 'booked' and s.status <> 'cancelled'
       and not ${IS_TAKEN} and not ${IS_CANCELLING} and p.numbers is not null
     order by s.created_at, s.id`,
    [orderId],
  );
}

/**
 * The command with the carrier and the numbers of the labels that hold its goods, and those labels. Numbers a person
 * gives stay. Throws HubError ORDER_LABEL_BOOKED, ORDER_TWO_CARRIERS.
 */
export function withLabels(
  command: Fulfil,
  labels: readonly BookedLabel[],
): { readonly command: Fulfil; readonly used: readonly BookedLabel[] } {
  if (command.trackingNumbers.length > 0) {
    const given = new Set(command.trackingNumbers);
    return { command, used: labels.filter(({ numbers }) => numbers.every((number) => given.has(number))) };
  }
  const used = holding(command, labels);
  const [first] = used;
  if (!first) return { command, used };
  if (used.some(({ carrier }) => carrier !== first.carrier))
    throw new HubError("ORDER_TWO_CARRIERS", "conflict", message("refused.twoCarriers"), "carrier");
  const { carrier, trackingUrl } = first;
  return {
    used,
    command: {
      ...command,
      trackingNumbers: used.flatMap(({ numbers }) => numbers),
      ...(carrier ? { carrier } : {}),
      ...(trackingUrl !== null && used.length === 1 ? { trackingUrl } : {}),
    },
  };
}

/**
 * Labels whose goods are all among those to be shipped: one that holds just these, else those that together hold what is
 * shipped. Where another label holds some of what none of these does, or others would do as well, there is no answer.
 */
function holding({ lines }: Fulfil, labels: readonly BookedLabel[]): readonly BookedLabel[] {
  if (lines === undefined) return labels;
  const left = unitsByLine(lines);
  const some = labels.filter(({ lines: own }) => own.some(({ lineKey }) => left.has(lineKey)));
  const just = some.find((label) => isJust(label, left, some));
  if (just) return [just];
  const tries = { left: MOST_TRIES };
  const [chosen, other] = choicesOf(left, alike(some), { spared: new Set(), tries });
  if (chosen && !other && tries.left >= 0) return some.filter((label) => chosen.includes(label));
  const tooMuch = some.find(({ lines: own }) => own.some((line) => (left.get(line.lineKey) ?? 0) < line.quantity));
  const { numbers = [] } = tooMuch ?? some[0] ?? {};
  const text = message("refused.labelBooked", { number: numbers.join(", ") });
  throw new HubError("ORDER_LABEL_BOOKED", "conflict", text, "lines");
}

/** It holds all that is shipped of what is in labels, and no more. */
function isJust(label: BookedLabel, left: ReadonlyMap<string, number>, labels: readonly BookedLabel[]): boolean {
  const own = unitsByLine(label.lines);
  const labelled = new Set(labels.flatMap(({ lines }) => lines.map(({ lineKey }) => lineKey)));
  return [...labelled].every((lineKey) => (own.get(lineKey) ?? 0) === (left.get(lineKey) ?? 0));
}

/** Labels that hold the same: whichever of them leaves, the same goods do. */
interface Alike {
  readonly labels: readonly BookedLabel[];
  readonly units: ReadonlyMap<string, number>;
}

function alike(labels: readonly BookedLabel[]): readonly Alike[] {
  const content = ({ lines }: BookedLabel) => JSON.stringify([...unitsByLine(lines)].sort());
  return [...Map.groupBy(labels, content).values()].map((same) => ({
    labels: same,
    units: unitsByLine(same[0]?.lines ?? []),
  }));
}

/** An order whose labels can be chosen in more ways is refused. */
const MOST_TRIES = 5_000;

/** The different choices of labels beside which no spared one holds any of the units that are left. */
function* choicesOf(
  left: ReadonlyMap<string, number>,
  kinds: readonly Alike[],
  of: { readonly spared: ReadonlySet<string>; readonly tries: { left: number } },
): Generator<readonly BookedLabel[]> {
  const [kind, ...others] = kinds;
  of.tries.left -= 1;
  const isLeft = (lineKey: string) => (left.get(lineKey) ?? 0) > 0 && !kinds.some(({ units }) => units.has(lineKey));
  if (of.tries.left < 0 || [...of.spared].some(isLeft)) return;
  if (!kind) return yield [];
  const fitting = [...kind.units].map(([lineKey, units]) => Math.floor((left.get(lineKey) ?? 0) / units));
  for (let count = Math.min(kind.labels.length, ...fitting); count >= 0; count -= 1) {
    const after = new Map(
      [...left].map(([lineKey, units]) => [lineKey, units - count * (kind.units.get(lineKey) ?? 0)]),
    );
    const spared = count < kind.labels.length ? new Set([...of.spared, ...kind.units.keys()]) : of.spared;
    for (const rest of choicesOf(after, others, { ...of, spared })) yield [...kind.labels.slice(0, count), ...rest];
  }
}

/** A command with the number of a label that is cancelled. */
export async function isOfDeadLabel(
  tx: Tx,
  command: { readonly id: string; readonly orderId: string },
): Promise<boolean> {
  const found = await tx.maybe(
    `select from argosy.command c join argosy.shipment s on s.organization_id = argosy.tenant() and ${SENDS_NUMBER}
     where c.organization_id = argosy.tenant() and c.order_id = $1 and c.id = $2 and s.status = 'cancelled' limit 1`,
    [command.orderId, command.id],
  );
  return found !== undefined;
}

/** This command sends these labels to the channel; they are not sent again when they are scanned. */
export async function assignToCommand(tx: Tx, labels: readonly BookedLabel[], commandId: string): Promise<void> {
  if (labels.length === 0) return;
  await tx.run(
    "update argosy.shipment set command_id = $2 where organization_id = argosy.tenant() and id = any($1::uuid[])",
    [labels.map(({ shipmentId }) => shipmentId), commandId],
  );
}
