/** An order of ours on its way to a platform (E4): pending, then synced with the platform's id, or failed with its words. */

import { systemActor } from "../../commerce/actor.ts";
import type { Address } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { say } from "../../commerce/sentence.ts";
import { ConnectorError } from "../../connectors/kit/errors.ts";
import type { OrderForChannel } from "../../connectors/kit/ports.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlert } from "../../hub/alerts/alerts.ts";
import { announce } from "../../hub/events.ts";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { linkPushedOrder } from "../../hub/orders/pushed.ts";
import { writeTimeline } from "../../hub/orders/timeline.ts";
import { channelActor, orderInput } from "../apply.ts";
import { writeJournal } from "../journal.ts";
import { type CommandRow, commandCause } from "./command-row.ts";
import type { OutboundTurn } from "./outbound-turn.ts";

interface LocalOrder {
  readonly number: string;
  readonly currency: string;
  readonly financial: string;
  readonly shipping_minor: bigint | null;
  readonly note: string | null;
  readonly contact: { readonly name?: string; readonly email?: string; readonly phone?: string };
  readonly shipping_address: Address | null;
  readonly lines: readonly {
    readonly variantKey: string | null;
    readonly sku: string | null;
    readonly title: string;
    readonly quantity: number;
    readonly unitPrice: string;
    readonly ext: Json;
  }[];
}

/** Creates the order on the platform, adopting one that an earlier attempt made. Throws ConnectorError. */
export async function pushOrder(turn: OutboundTurn, command: CommandRow): Promise<void> {
  const create = turn.open.ports.orders?.create;
  if (!create)
    throw new ConnectorError({ kind: "unsupported" }, `${turn.open.connector.meta.name} takes no orders from outside.`);
  const local = await turn.tenant((tx) => load(tx, turn.open.row.id, command.order_id));
  const part = await turn.call((ctx) =>
    create({ order: toChannel(local), key: command.order_id, uncertain: command.uncertain }, ctx),
  );
  const now = turn.now();
  await turn.tenant(async (tx) => {
    const actor = channelActor(turn.open);
    await linkPushedOrder(tx, { orderId: command.order_id, orderKey: part.orderKey, number: part.number, actor, now });
    await applyOrderParts(
      tx,
      orderInput(turn.open, [part], { now, source: "command", actor: channelActor(turn.open) }),
    );
    await tx.run(
      "UPDATE argosy.command SET state = 'done', text = $2, due_at = NULL, finished_at = $3 WHERE organization_id = argosy.tenant() AND id = $1",
      [command.id, `Created as ${part.number}.`, now],
    );
    await writeTimeline(
      tx,
      [
        {
          orderId: command.order_id,
          kind: "pushed",
          text: say("order.pushed", { store: turn.open.row.name, number: part.number }),
        },
      ],
      { actor: channelActor(turn.open), now },
    );
    await announce(tx, "order.updated", { id: command.order_id });
    await resolveAlert(tx, commandCause(command.id), now, systemActor);
    await writeJournal(
      tx,
      turn.open.row.id,
      [
        {
          connectionId: turn.open.row.id,
          action: "push_order",
          status: "success",
          ref: local.number,
          text: `Order ${local.number} was created on the channel as ${part.number}.`,
          at: now,
        },
      ],
      turn.trail.drifts.splice(0),
      now,
    );
  });
}

function load(tx: Tx, connection: string, orderId: string): Promise<LocalOrder> {
  return tx.one<LocalOrder>(
    `SELECT o.number, o.currency, o.financial, o.shipping_minor, o.note, o.contact, o.shipping_address,
       (SELECT jsonb_agg(jsonb_build_object('variantKey', li.ext_key, 'sku', coalesce(l.sku, v.sku), 'title', l.title, 'quantity', l.quantity, 'unitPrice', l.unit_price::text, 'ext', li.ext) ORDER BY l.position)
        FROM argosy.order_line l
        LEFT JOIN argosy.variant v ON v.organization_id = l.organization_id AND v.id = l.variant_id
        LEFT JOIN LATERAL (SELECT ext_key, ext FROM argosy.listing x WHERE x.organization_id = l.organization_id AND x.variant_id = l.variant_id AND x.connection_id = $2 AND x.state = 'mapped' ORDER BY x.id LIMIT 1) li ON true
        WHERE l.organization_id = o.organization_id AND l.order_id = o.id AND l.quantity > 0) AS lines
     FROM argosy.sales_order o WHERE o.organization_id = argosy.tenant() AND o.id = $1`,
    [orderId, connection],
  );
}

function toChannel(local: LocalOrder): OrderForChannel {
  return {
    currency: local.currency,
    lines: (local.lines ?? []).map((line) => ({
      title: line.title,
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      ext: line.ext,
      ...(line.variantKey === null ? {} : { variantKey: line.variantKey }),
      ...(line.sku === null ? {} : { sku: line.sku }),
    })),
    paid: local.financial === "paid",
    customer: local.contact,
    ...(local.shipping_address ? { shippingAddress: local.shipping_address } : {}),
    shippingMinor: local.shipping_minor ?? 0n,
    ...(local.note ? { note: local.note } : {}),
  };
}
