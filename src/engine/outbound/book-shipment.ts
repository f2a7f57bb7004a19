/** One booking: an earlier attempt in doubt is searched first, then the courier is called, and every outcome is saved. */

import { type HubText, message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { BOOKING_UNKNOWN_AFTER_MS, MAX_BOOKING_CALLS } from "../../commerce/retry-schedule.ts";
import type { Shipments } from "../../connectors/kit/contract/couriers.ts";
import { isConnectorError } from "../../connectors/kit/contract/errors.ts";
import { isInDoubt } from "../../connectors/kit/http/in-doubt.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import {
  alertUnconfirmed,
  beginCall,
  callAgain,
  checkLater,
  markBooked,
  markBookingSent,
  markRefused,
  markUnknown,
  saveProgress,
  withdraw,
} from "../../hub/shipping/booking.ts";
import { draftOf, type ShipmentRow } from "../../hub/shipping/shipment-row.ts";
import { channelActor } from "../apply/apply-changes.ts";
import { describeError } from "../journal/sync-journal.ts";
import { ConnectionUnavailable } from "../lanes/lane-result.ts";
import { runUninterrupted } from "../lanes/worker-slots.ts";
import { callEndsBy } from "./money-commands.ts";
import type { OutboundSession } from "./outbound-session.ts";
import { journal } from "./shipment-journal.ts";

/** Books a shipment, or finds out what became of an earlier attempt. Throws ConnectionUnavailable when the connection is at fault. */
export async function bookShipment(session: OutboundSession, row: ShipmentRow): Promise<void> {
  const { shipments } = session.open.ports;
  const impossible = whyNot(row, shipments, session.open.row.name);
  if (!shipments || impossible) return refused(session, row, impossible ?? cannot(session));
  try {
    if (row.calling || row.cancelState !== null) {
      const isFree = await findBooked(session, row, shipments);
      if (!isFree) return;
    }
    await book(session, row, shipments);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    // The order has no address any more, or its items are gone: the courier was not called.
    await refused(session, row, error.userMessage);
  }
}

const momentOf = (session: OutboundSession) => ({ actor: channelActor(session.open), now: session.now() });
const cannot = (session: OutboundSession) => message("shipment.cannotBook", { courier: session.open.row.name });

function whyNot(row: ShipmentRow, shipments: Shipments | undefined, courier: string): HubText | null {
  if (!shipments) return message("shipment.cannotBook", { courier });
  if (row.payment === "cod" && !shipments.collects) return message("shipment.cannotCollect", { courier });
  if (row.insuredMinor > 0n && !shipments.insures) return message("shipment.cannotInsure", { courier });
  if (row.parcels.length > shipments.mostParcels)
    return message("shipment.tooManyParcels", { courier, parcels: shipments.mostParcels });
  return null;
}

async function refused(session: OutboundSession, row: ShipmentRow, text: HubText): Promise<void> {
  await session.tenantWithLease((tx) =>
    markRefused(tx, row, { ...momentOf(session), text, courier: session.open.row.name }),
  );
}

/** True when it is certain that nothing is booked, and the booking is still wanted. */
async function findBooked(session: OutboundSession, row: ShipmentRow, shipments: Shipments): Promise<boolean> {
  const { find } = shipments;
  const courier = session.open.row.name;
  const took = row.calledAt?.getTime() ?? 0;
  const endedBy = new Date(Math.max(took + shipments.settlesWithinMs, row.callEndsBy?.getTime() ?? 0));
  if (row.calling && session.now() < endedBy) {
    await session.tenantWithLease(async (tx) => {
      await checkLater(tx, row.id, { at: endedBy });
      await alertUnconfirmed(tx, row, { ...momentOf(session), courier });
    });
    return false;
  }
  if (!find) {
    const isSure = !row.calling && row.saved === null;
    const saving = isSure
      ? withdrawn(session, row)
      : session.tenantWithLease((tx) => markUnknown(tx, row, { ...momentOf(session), courier }));
    await saving;
    return false;
  }
  const started = session.callLog.calls.length;
  try {
    const draft = await session.tenant((tx) => draftOf(tx, row));
    const found = await session.call((ctx) => find({ draft, saved: row.saved }, ctx));
    if (found.state === "found") {
      const wantsLabel = session.open.ports.labels !== undefined;
      await session.tenantWithLease((tx) =>
        markBooked(tx, row, { ...momentOf(session), booked: found.shipment, needsLabel: wantsLabel, courier }),
      );
      return false;
    }
    if (found.state === "unsure") {
      const isLost = took > 0 && session.now().getTime() - took > BOOKING_UNKNOWN_AFTER_MS;
      const at = new Date(session.now().getTime() + found.pollAfterMs);
      await session.tenantWithLease((tx) =>
        isLost ? markUnknown(tx, row, { ...momentOf(session), courier }) : checkLater(tx, row.id, { at }),
      );
      return false;
    }
    if (row.cancelState !== null) {
      await withdrawn(session, row);
      return false;
    }
    if (row.attempts >= MAX_BOOKING_CALLS) {
      await refused(session, row, message("shipment.neverAnswered", { courier }));
      return false;
    }
    await session.tenantWithLease((tx) => callAgain(tx, row.id, { at: session.now() }));
    return true;
  } catch (error) {
    if (error instanceof HubError) throw error;
    const { dueAt } = await session.classifyFailure(error, Math.min(row.attempts, MAX_BOOKING_CALLS - 2));
    const { userMessage: text } = describeError(error);
    const again = dueAt ?? new Date(session.now().getTime() + BOOKING_UNKNOWN_AFTER_MS);
    await session.tenantWithLease(async (tx) => {
      if (dueAt === null) await markUnknown(tx, row, { ...momentOf(session), courier });
      else await checkLater(tx, row.id, { at: again, text });
      await journal(session, { row, action: "book_shipment", text, error, started, dueAt })(tx);
    });
    return false;
  }
}

async function withdrawn(session: OutboundSession, row: ShipmentRow): Promise<void> {
  await session.tenantWithLease((tx) =>
    withdraw(tx, row, { ...momentOf(session), text: message("order.shipment.withdrawn") }),
  );
}

async function book(session: OutboundSession, row: ShipmentRow, shipments: Shipments): Promise<void> {
  const courier = session.open.row.name;
  // Read after the receiver's mark is saved, so that a change in between is noticed.
  const draft = await session.tenantWithLease(async (tx) => {
    const isStarted = await beginCall(tx, row, momentOf(session));
    return isStarted ? draftOf(tx, row) : null;
  });
  if (draft === null) return;
  const started = session.callLog.calls.length;
  const save = (progress: Json) => session.tenantWithLease((tx) => saveProgress(tx, row.id, progress));
  // Each call that may book is written down before it goes out (decision 544).
  const beforeChange = async (limitMs: number) => {
    const now = session.now();
    const endsBy = callEndsBy(now, Math.max(limitMs, shipments.settlesWithinMs));
    await session.tenantWithLease((tx) => markBookingSent(tx, row.id, { now, callEndsBy: endsBy }));
  };
  try {
    const run = { draft, saved: row.saved, save };
    const result = await runUninterrupted(() => session.call((ctx) => shipments.book(run, ctx), { beforeChange }));
    await session.tenantWithLease(async (tx) => {
      if (result.state === "pending") {
        const at = new Date(session.now().getTime() + result.pollAfterMs);
        return callAgain(tx, row.id, { at, saved: result.saved, attempts: 0 });
      }
      if (result.state === "refused") {
        const { text } = result;
        await markRefused(tx, row, { ...momentOf(session), text, courier });
        return journal(session, { row, action: "book_shipment", text })(tx);
      }
      const wantsLabel = session.open.ports.labels !== undefined;
      await markBooked(tx, row, { ...momentOf(session), booked: result.shipment, needsLabel: wantsLabel, courier });
      const text = `${result.shipment.carrier}: ${result.shipment.parcels.map((one) => one.trackingNumber).join(", ")}`;
      return journal(session, { row, action: "book_shipment", text, isDone: true })(tx);
    });
  } catch (error) {
    await failed(session, row, { error, started, settlesWithinMs: shipments.settlesWithinMs });
  }
}

/** Nothing but a call that certainly did nothing is made again without looking. */
async function failed(
  session: OutboundSession,
  row: ShipmentRow,
  what: { readonly error: unknown; readonly started: number; readonly settlesWithinMs: number },
): Promise<void> {
  const { error, started } = what;
  const { userMessage: text, kind } = describeError(error);
  const inDoubt = isInDoubt(error, session.callLog.calls.slice(started));
  // Every call was answered, and one of them may have booked: what failed came after it.
  const isAnswered = inDoubt && isConnectorError(error) && kind.kind !== "ambiguous" && kind.kind !== "drift";
  const courier = session.open.row.name;
  const recheck = async (tx: Tx, at: Date, attempts?: number) => {
    const reason = isAnswered ? { text: message("shipment.asksAgain") } : {};
    await checkLater(tx, row.id, { at, isAnswered, ...reason, ...(attempts !== undefined && { attempts }) });
    if (!isAnswered) await alertUnconfirmed(tx, row, { ...momentOf(session), courier });
  };
  try {
    const { attempts, dueAt } = await session.classifyFailure(error, row.attempts);
    await session.tenantWithLease(async (tx) => {
      if (inDoubt) await recheck(tx, new Date(session.now().getTime() + what.settlesWithinMs), row.attempts + 1);
      else if (dueAt === null) await markRefused(tx, row, { ...momentOf(session), text, courier });
      else await callAgain(tx, row.id, { at: dueAt, attempts, text });
      await journal(session, { row, action: "book_shipment", text, error, started, dueAt })(tx);
    });
  } catch (rests) {
    // Stopped during a call: the next worker checks once the call must have ended.
    if (session.signal.aborted)
      await session.tenantWithLease((tx) => alertUnconfirmed(tx, row, { ...momentOf(session), courier }));
    if (!(rests instanceof ConnectionUnavailable)) throw rests;
    await session.tenantWithLease((tx) =>
      inDoubt ? recheck(tx, session.now()) : callAgain(tx, row.id, { at: session.now(), text }),
    );
    throw rests;
  }
}
