/** One booking: what is in doubt is looked for first, then the courier is asked, and every end of that is kept. */

import { type HubText, message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Shipments } from "../../connectors/kit/contract/couriers.ts";
import { isConnectorError } from "../../connectors/kit/contract/errors.ts";
import { isInDoubt } from "../../connectors/kit/http/in-doubt.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import {
  beginCall,
  callAgain,
  keepBooked,
  keepProgress,
  keepRefused,
  keepUnknown,
  lookLater,
  noteSent,
  tellUnconfirmed,
  withdraw,
} from "../../hub/shipping/booking.ts";
import { draftOf, type ShipmentRow } from "../../hub/shipping/shipment-row.ts";
import { channelActor } from "../apply.ts";
import { toTheEnd } from "../hands.ts";
import { ConnectionUnavailable } from "../lane-result.ts";
import { describeError } from "../sync-journal.ts";
import { settlesAt } from "./money-commands.ts";
import type { OutboundSession } from "./outbound-session.ts";
import { journal } from "./shipment-journal.ts";

/** A courier that cannot say for so long whether it has a booking will not say any more. */
const UNSURE_MS = 24 * 60 * 60_000;
const MOST_ATTEMPTS = 5;

/** Books a shipment, or finds out what became of an earlier attempt. Throws ConnectionUnavailable when the connection is at fault. */
export async function bookShipment(turn: OutboundSession, row: ShipmentRow): Promise<void> {
  const { shipments } = turn.open.ports;
  const impossible = whyNot(row, shipments, turn.open.row.name);
  if (!shipments || impossible) return refused(turn, row, impossible ?? cannot(turn));
  try {
    if (row.calling || row.cancelState !== null) {
      const isFree = await lookUp(turn, row, shipments);
      if (!isFree) return;
    }
    await book(turn, row, shipments);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    // The order has no address any more, or its goods are gone: nothing was asked of the courier.
    await refused(turn, row, error.userMessage);
  }
}

const momentOf = (turn: OutboundSession) => ({ actor: channelActor(turn.open), now: turn.now() });
const cannot = (turn: OutboundSession) => message("shipment.cannotBook", { courier: turn.open.row.name });

function whyNot(row: ShipmentRow, shipments: Shipments | undefined, courier: string): HubText | null {
  if (!shipments) return message("shipment.cannotBook", { courier });
  if (row.payment === "cod" && !shipments.collects) return message("shipment.cannotCollect", { courier });
  if (row.parcels.length > shipments.mostParcels)
    return message("shipment.tooManyParcels", { courier, parcels: shipments.mostParcels });
  return null;
}

async function refused(turn: OutboundSession, row: ShipmentRow, text: HubText): Promise<void> {
  await turn.held((tx) => keepRefused(tx, row, { ...momentOf(turn), text, courier: turn.open.row.name }));
}

/** True when it is certain that nothing is booked, and the booking is still wanted. */
async function lookUp(turn: OutboundSession, row: ShipmentRow, shipments: Shipments): Promise<boolean> {
  const { find } = shipments;
  const courier = turn.open.row.name;
  const took = row.calledAt?.getTime() ?? 0;
  const settled = new Date(Math.max(took + shipments.settlesWithinMs, row.settlesAt?.getTime() ?? 0));
  if (row.calling && turn.now() < settled) {
    await turn.held(async (tx) => {
      await lookLater(tx, row.id, { at: settled });
      await tellUnconfirmed(tx, row, { ...momentOf(turn), courier });
    });
    return false;
  }
  if (!find) {
    const isSure = !row.calling && row.saved === null;
    const keep = isSure
      ? withdrawn(turn, row)
      : turn.held((tx) => keepUnknown(tx, row, { ...momentOf(turn), courier }));
    await keep;
    return false;
  }
  const started = turn.trail.calls.length;
  try {
    const draft = await turn.tenant((tx) => draftOf(tx, row));
    const found = await turn.call((ctx) => find({ draft, saved: row.saved }, ctx));
    if (found.state === "found") {
      const wantsLabel = turn.open.ports.labels !== undefined;
      await turn.held((tx) => keepBooked(tx, row, { ...momentOf(turn), booked: found.shipment, wantsLabel, courier }));
      return false;
    }
    if (found.state === "unsure") {
      const isLost = took > 0 && turn.now().getTime() - took > UNSURE_MS;
      const at = new Date(turn.now().getTime() + found.pollAfterMs);
      await turn.held((tx) =>
        isLost ? keepUnknown(tx, row, { ...momentOf(turn), courier }) : lookLater(tx, row.id, { at }),
      );
      return false;
    }
    if (row.cancelState !== null) {
      await withdrawn(turn, row);
      return false;
    }
    if (row.attempts >= MOST_ATTEMPTS) {
      await refused(turn, row, message("shipment.neverAnswered", { courier }));
      return false;
    }
    await turn.held((tx) => callAgain(tx, row.id, { at: turn.now() }));
    return true;
  } catch (error) {
    if (error instanceof HubError) throw error;
    const { dueAt } = await turn.classifyFailure(error, Math.min(row.attempts, MOST_ATTEMPTS - 2));
    const { userMessage: text } = describeError(error);
    const again = dueAt ?? new Date(turn.now().getTime() + UNSURE_MS);
    await turn.held(async (tx) => {
      if (dueAt === null) await keepUnknown(tx, row, { ...momentOf(turn), courier });
      else await lookLater(tx, row.id, { at: again, text });
      await journal(turn, { row, action: "book_shipment", text, error, started, dueAt })(tx);
    });
    return false;
  }
}

async function withdrawn(turn: OutboundSession, row: ShipmentRow): Promise<void> {
  await turn.held((tx) => withdraw(tx, row, { ...momentOf(turn), text: message("order.shipment.withdrawn") }));
}

async function book(turn: OutboundSession, row: ShipmentRow, shipments: Shipments): Promise<void> {
  const courier = turn.open.row.name;
  const draft = await turn.tenant((tx) => draftOf(tx, row));
  const begun = await turn.held((tx) => beginCall(tx, row, momentOf(turn)));
  if (!begun) return;
  const started = turn.trail.calls.length;
  const save = (progress: Json) => turn.held((tx) => keepProgress(tx, row.id, progress));
  // Each call that may book is written down before it goes out (decision 544).
  const beforeChange = async (limitMs: number) => {
    const now = turn.now();
    const settles = settlesAt(now, Math.max(limitMs, shipments.settlesWithinMs));
    await turn.held((tx) => noteSent(tx, row.id, { now, settles }));
  };
  try {
    const run = { draft, saved: row.saved, save };
    const result = await toTheEnd(() => turn.call((ctx) => shipments.book(run, ctx), { beforeChange }));
    await turn.held(async (tx) => {
      if (result.state === "pending") {
        const at = new Date(turn.now().getTime() + result.pollAfterMs);
        return callAgain(tx, row.id, { at, saved: result.saved, attempts: 0 });
      }
      if (result.state === "refused") {
        const { text } = result;
        await keepRefused(tx, row, { ...momentOf(turn), text, courier });
        return journal(turn, { row, action: "book_shipment", text })(tx);
      }
      const wantsLabel = turn.open.ports.labels !== undefined;
      await keepBooked(tx, row, { ...momentOf(turn), booked: result.shipment, wantsLabel, courier });
      const text = `${result.shipment.carrier}: ${result.shipment.parcels.map((one) => one.trackingNumber).join(", ")}`;
      return journal(turn, { row, action: "book_shipment", text, isDone: true })(tx);
    });
  } catch (error) {
    await failed(turn, row, { error, started, settlesWithinMs: shipments.settlesWithinMs });
  }
}

/** Nothing but a call that certainly did nothing is made again without looking. */
async function failed(
  turn: OutboundSession,
  row: ShipmentRow,
  what: { readonly error: unknown; readonly started: number; readonly settlesWithinMs: number },
): Promise<void> {
  const { error, started } = what;
  const { userMessage: text, kind } = describeError(error);
  const inDoubt = isInDoubt(error, turn.trail.calls.slice(started));
  // Every call was answered, and one of them may have booked: what failed came after it.
  const isAnswered = inDoubt && isConnectorError(error) && kind.kind !== "ambiguous" && kind.kind !== "drift";
  const courier = turn.open.row.name;
  const look = async (tx: Tx, at: Date, attempts?: number) => {
    const words = isAnswered ? { text: message("shipment.asksAgain") } : {};
    await lookLater(tx, row.id, { at, isAnswered, ...words, ...(attempts !== undefined && { attempts }) });
    if (!isAnswered) await tellUnconfirmed(tx, row, { ...momentOf(turn), courier });
  };
  try {
    const { attempts, dueAt } = await turn.classifyFailure(error, row.attempts);
    await turn.held(async (tx) => {
      if (inDoubt) await look(tx, new Date(turn.now().getTime() + what.settlesWithinMs), row.attempts + 1);
      else if (dueAt === null) await keepRefused(tx, row, { ...momentOf(turn), text, courier });
      else await callAgain(tx, row.id, { at: dueAt, attempts, text });
      await journal(turn, { row, action: "book_shipment", text, error, started, dueAt })(tx);
    });
  } catch (rests) {
    // Told to stop in the middle of a call: whoever is next looks when that must have ended.
    if (turn.signal.aborted) await turn.held((tx) => tellUnconfirmed(tx, row, { ...momentOf(turn), courier }));
    if (!(rests instanceof ConnectionUnavailable)) throw rests;
    await turn.held((tx) => (inDoubt ? look(tx, turn.now()) : callAgain(tx, row.id, { at: turn.now(), text })));
    throw rests;
  }
}
