/** An order of ours on its way to a platform (E4): pending, then synced with the platform's id, or failed with its words. */

import { systemActor } from "../../commerce/actor.ts";
import { type Message, message } from "../../commerce/message.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { OrderDraft, OrderQuote, Orders } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../../hub/alerts/alerts.ts";
import { partsParameter } from "../../hub/json-column.ts";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { requestHandedOver } from "../../hub/orders/commands.ts";
import { announceOrdersChanged } from "../../hub/orders/notify-changed.ts";
import { commandCause } from "../../hub/orders/obsolete-commands.ts";
import { type AcceptedTotal, acceptedTotal } from "../../hub/orders/push-request.ts";
import { linkPushedOrder } from "../../hub/orders/pushed.ts";
import { writeTimeline } from "../../hub/timeline.ts";
import { channelActor, orderInput } from "../apply/apply-changes.ts";
import { writeJournal } from "../journal/sync-journal.ts";
import { loadCommandOrder, toCommandOrder } from "./command-order.ts";
import { type CommandRow, saveProgress } from "./command-row.ts";
import { amountText, loadOwnOrder, orderForChannel } from "./order-for-channel.ts";
import type { OutboundSession } from "./outbound-session.ts";

/**
 * Creates the order on the platform, adopting one that an earlier attempt made; `onStarted` is called before the first call
 * that may make it. Throws ConnectorError.
 */
export async function pushOrder(session: OutboundSession, command: CommandRow, onStarted: () => void): Promise<void> {
  const orders = session.open.ports.orders;
  const create = orders?.create;
  if (!create)
    throw new ConnectorError(
      { kind: "unsupported" },
      message("trouble.noOrders", { platform: session.open.connector.meta.name }),
    );
  const own = await session.tenantWithLease((tx) => loadOwnOrder(tx, command.order_id, session.open.row.id));
  const draft = {
    order: orderForChannel(own, savedPaid(command.saved) ?? own.financial === "paid"),
    key: command.order_id,
    uncertain: command.uncertain,
    found: own.ext_key ?? undefined,
  };
  const quote = await quoteFor(session, { command, orders, draft });
  onStarted();
  const part = await session.call((ctx) => create({ ...draft, quote }, ctx));
  const agreed = quote ?? { currency: draft.order.currency, totalMinor: draft.order.totalMinor };
  await session.tenantWithLease((tx) => created(tx, session, { command, number: own.number, part, agreed }));
}

/**
 * The channel's own total, when it can be asked for. One that is neither ours nor accepted by the seller ends the push
 * before anything is written. After a lost answer the order may exist already, which changes what the channel would say
 * now: what it said then counts. Where nothing it said is kept, the order was never asked for.
 */
async function quoteFor(
  session: OutboundSession,
  of: { readonly command: CommandRow; readonly orders: Orders; readonly draft: OrderDraft },
): Promise<OrderQuote | undefined> {
  const { command, orders, draft } = of;
  const { quote } = orders;
  if (!quote) return undefined;
  const before = command.uncertain ? readQuote(command.saved) : undefined;
  if (before) return before;
  const quoted = await session.call((ctx) => quote(draft, ctx));
  const accepted = acceptedTotal(command.input);
  if (!isSameTotal(quoted, draft.order) && !(accepted && isSameTotal(quoted, accepted)))
    throw new ConnectorError(
      { kind: "rejected", field: "total", code: "total_differs" },
      message("platform.total_differs", {
        platform: session.open.connector.meta.name,
        theirs: amountText(quoted.totalMinor, quoted.currency),
        ours: amountText(draft.order.totalMinor, draft.order.currency),
      }),
      { details: { quoted: { minor: quoted.totalMinor.toString(), currency: quoted.currency } } },
    );
  await session.tenantWithLease((tx) => saveProgress(tx, command.id, quoteToSave(quoted), false));
  return quoted;
}

function isSameTotal(one: AcceptedTotal, other: AcceptedTotal): boolean {
  return one.totalMinor === other.totalMinor && one.currency === other.currency;
}

function quoteToSave(quote: OrderQuote): Json {
  const { currency, totalMinor, saved } = quote;
  return { quote: { currency, totalMinor: totalMinor.toString(), ...(saved !== undefined && { saved }) } };
}

function readQuote(saved: Json): OrderQuote | undefined {
  const held = typeof saved === "object" && saved !== null && "quote" in saved ? saved.quote : undefined;
  if (typeof held !== "object" || held === null || !("totalMinor" in held)) return undefined;
  return { currency: String(held.currency), totalMinor: BigInt(String(held.totalMinor)), saved: held.saved ?? null };
}

/** Whether the order was paid here, saved in case the channel reports it before its push has ended. */
function savedPaid(saved: Json): boolean | undefined {
  const held = typeof saved === "object" && saved !== null && "paid" in saved ? saved.paid : undefined;
  return typeof held === "boolean" ? held : undefined;
}

interface Created {
  readonly command: CommandRow;
  readonly number: string;
  readonly part: OrderPart;
  /** The total everybody agreed to: ours, or the channel's own that the seller accepted. */
  readonly agreed: AcceptedTotal;
}

async function created(tx: Tx, session: OutboundSession, what: Created): Promise<void> {
  const { command, part } = what;
  const now = session.now();
  const actor = channelActor(session.open);
  const store = session.open.row.name;
  const answer = message("command.ended.created", { number: part.number });
  await linkPushedOrder(tx, { orderId: command.order_id, orderKey: part.orderKey, number: part.number, actor, now });
  await applyOrderParts(tx, orderInput(session.open, [part], { now, source: "command", actor }));
  await tx.run(
    `update argosy.command
     set state = 'done', text = $2, text_said = $4, due_at = null, finished_at = $3
     where organization_id = argosy.tenant() and id = $1`,
    [command.id, answer.text, now, partsParameter(answer)],
  );
  const text = message("order.pushed", { store, number: part.number });
  await writeTimeline(tx, [{ orderId: command.order_id, kind: "pushed", text }], { actor, now });
  await compareTotals(tx, session, what);
  await markHandedOverOnChannel(tx, session, what);
  await announceOrdersChanged(tx, [{ id: command.order_id, storeId: session.open.row.id }]);
  await resolveAlert(tx, commandCause(command.id), now, systemActor);
  await writeJournal(
    tx,
    session.open.row.id,
    [
      {
        connectionId: session.open.row.id,
        action: "push_order",
        status: "success",
        ref: what.number,
        text: message("log.order.created", { order: what.number, there: part.number }),
        at: now,
      },
    ],
    session.callLog.drifts.splice(0),
    now,
  );
}

/** Marks what was handed over here as shipped on the channel too, where it takes that and does not report it itself. */
async function markHandedOverOnChannel(tx: Tx, session: OutboundSession, { command, part }: Created): Promise<void> {
  const order = await loadCommandOrder(tx, command.order_id, true);
  const { ext_key } = order;
  const hasLeft = part.fulfilment !== "unfulfilled" && part.fulfilment !== "partial";
  if (order.status !== "completed" || ext_key === null || hasLeft) return;
  const there = { ...toCommandOrder({ ...order, ext_key }), status: part.status, platformStatus: part.platformStatus };
  const offered = session.open.ports.orders?.options(there) ?? [];
  if (!offered.some(({ kind, allowed }) => kind === "fulfil" && allowed)) return;
  const by = { actor: channelActor(session.open), now: session.now() };
  await requestHandedOver(tx, { orderId: command.order_id, connectionId: session.open.row.id, ...by });
}

/** Raises an alert with both totals where the channel created the order with another one. */
async function compareTotals(
  tx: Tx,
  session: OutboundSession,
  { command, number, part, agreed }: Created,
): Promise<void> {
  const { currency, totalMinor } = part.totals;
  if (totalMinor === null || isSameTotal({ currency, totalMinor }, agreed)) return;
  const now = session.now();
  const store = session.open.row.name;
  const text: Message = message("order.total.differs", {
    store,
    theirs: amountText(totalMinor, currency),
    ours: amountText(agreed.totalMinor, agreed.currency),
  });
  const orderId = command.order_id;
  await writeTimeline(tx, [{ orderId, kind: "total_differs", text }], { actor: channelActor(session.open), now });
  await raiseAlert(tx, {
    kind: "order_total_differs",
    severity: "warning",
    cause: `order_total_differs:${orderId}`,
    connectionId: session.open.row.id,
    subject: { kind: "order", id: orderId },
    title: message("alert.order_total_differs.title", { store, order: number }),
    text,
    action: { kind: "open_order", orderId },
    now,
  });
}
