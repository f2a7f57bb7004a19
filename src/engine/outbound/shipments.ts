/**
 * Shipments of one courier: booked once, cancelled where asked, labels fetched. A call whose end nobody knows is looked
 * for before it is made again (decision 235).
 */
import { Readable } from "node:stream";
import { message, textParts } from "../../commerce/message.ts";
import type { ShippingDocument } from "../../commerce/shipment.ts";
import type { Shipments } from "../../connectors/kit/contract/couriers.ts";
import type { Files } from "../../hub/files/files.ts";
import { cancelLater, markCancelled, markCancelRefused, rest } from "../../hub/shipping/cancelling.ts";
import { noteLabel, type StoredDocument, saveDocuments } from "../../hub/shipping/documents.ts";
import { bookedOf, dueShipments, type ShipmentRow } from "../../hub/shipping/shipment-row.ts";
import { channelActor } from "../apply/apply-changes.ts";
import { describeError } from "../journal/sync-journal.ts";
import { bookShipment } from "./book-shipment.ts";
import type { OutboundSession } from "./outbound-session.ts";
import { journal } from "./shipment-journal.ts";

const TAKE = 24;
/** Shipments worked on at the same time: what each waits for is the courier's answer and the database's commit. */
const AT_ONCE = 6;
const MAX_BYTES = 20 * 1024 * 1024;

/** Does what is due; answers true when there may be more. */
export async function runShipments(session: OutboundSession, files: Files): Promise<boolean> {
  const { shipments } = session.open.ports;
  const due = await session.tenant((tx) => dueShipments(tx, session.open.row.id, { now: session.now(), most: TAKE }));
  // Where a booking cannot be looked for, what ends in the middle of one leaves a person one to decide, not several.
  const size = shipments === undefined || shipments.find ? AT_ONCE : 1;
  for (let first = 0; first < due.length && !(first > 0 && session.isOver()); first += size) {
    const some = due.slice(first, first + size).map((row) => session.apart((own) => workOn(own, row, files)));
    // All are waited for, so that none goes on after its turn.
    const ends = await Promise.allSettled(some);
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }
  return due.length > 0;
}

async function workOn(session: OutboundSession, row: ShipmentRow, files: Files): Promise<void> {
  const { shipments } = session.open.ports;
  if (row.state === "requested" || row.state === "booking") await bookShipment(session, row);
  else if (row.cancelState === "requested" || row.cancelState === "pending") await cancel(session, row, shipments);
  else if (row.labelState === "wanted") await fetchLabel(session, row, files);
  else await session.tenantWithLease((tx) => rest(tx, row.id));
}

const by = (session: OutboundSession) => ({ actor: channelActor(session.open), now: session.now() });

async function cancel(session: OutboundSession, row: ShipmentRow, shipments: Shipments | undefined): Promise<void> {
  const started = session.callLog.calls.length;
  const open = { reference: row.reference, shipment: bookedOf(row) };
  const { cancel: ask, pollCancel } = shipments ?? {};
  if (!ask) {
    const text = message("shipment.cannotCancel", { courier: session.open.row.name });
    return session.tenantWithLease((tx) => markCancelRefused(tx, row, { ...by(session), text }));
  }
  try {
    const isPolling = row.cancelState === "pending" && pollCancel !== undefined;
    const result = await session.call((ctx) => (isPolling ? pollCancel(open, row.cancelSaved, ctx) : ask(open, ctx)));
    await session.tenantWithLease(async (tx) => {
      if (result.state === "pending")
        return cancelLater(tx, row.id, { at: later(session, result.pollAfterMs), saved: result.saved, attempts: 0 });
      if (result.state === "cancelled") await markCancelled(tx, row, by(session));
      else await markCancelRefused(tx, row, { ...by(session), text: result.text });
      await journal(session, {
        row,
        action: "cancel_shipment",
        text: result.text,
        isDone: result.state === "cancelled",
      })(tx);
    });
  } catch (error) {
    const { attempts, dueAt } = await session.classifyFailure(error, row.attempts);
    const { userMessage: text } = describeError(error);
    await session.tenantWithLease(async (tx) => {
      if (dueAt === null) await markCancelRefused(tx, row, { ...by(session), text });
      else await cancelLater(tx, row.id, { at: dueAt, attempts, text });
      await journal(session, { row, action: "cancel_shipment", text, error, started, dueAt })(tx);
    });
  }
}

async function fetchLabel(session: OutboundSession, row: ShipmentRow, files: Files): Promise<void> {
  const { labels } = session.open.ports;
  if (!labels)
    return session.tenantWithLease((tx) =>
      noteLabel(tx, row.id, { state: "none", text: "", at: null, by: by(session) }),
    );
  const started = session.callLog.calls.length;
  const open = { reference: row.reference, shipment: bookedOf(row) };
  try {
    const result = await session.call((ctx) => labels.get(open, row.labelFormat ?? undefined, ctx));
    if (result.state === "pending") {
      const label = { state: "wanted", text: "", at: later(session, result.pollAfterMs), by: by(session) } as const;
      return await session.tenantWithLease((tx) => noteLabel(tx, row.id, label));
    }
    if (result.state === "unavailable")
      return await session.tenantWithLease((tx) =>
        noteLabel(tx, row.id, { state: "unavailable", text: result.text, at: null, by: by(session) }),
      );
    const documents: StoredDocument[] = [];
    for (const document of result.documents) documents.push(await store(session, row, files, document));
    await session.tenantWithLease((tx) => saveDocuments(tx, row, documents, by(session)));
  } catch (error) {
    const { attempts, dueAt } = await session.classifyFailure(error, row.attempts);
    const text = [message("shipment.noLabel"), ...textParts(describeError(error).userMessage)];
    const label = { state: dueAt === null ? "failed" : "wanted", text, at: dueAt, attempts, by: by(session) } as const;
    await session.tenantWithLease(async (tx) => {
      await noteLabel(tx, row.id, label);
      await journal(session, { row, action: "fetch_label", text, error, started, dueAt })(tx);
    });
  }
}

async function store(
  session: OutboundSession,
  row: ShipmentRow,
  files: Files,
  document: ShippingDocument,
): Promise<StoredDocument> {
  const { kind, parcelReference, contentType } = document;
  const { id } = await files.write(session.lane.organization, {
    name: `${kind}-${parcelReference ?? row.reference}`,
    bytes: Readable.from([document.bytes]),
    most: MAX_BYTES,
    now: session.now(),
  });
  return { kind, parcelReference, contentType, fileId: id };
}

const later = (session: OutboundSession, ms: number) => new Date(session.now().getTime() + ms);
