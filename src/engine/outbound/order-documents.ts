/** Invoices and credit notes on their way to the channel of their order (decision 920). */

import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import type { DocumentCommand } from "../../commerce/order-command.ts";
import type { DocumentToSend } from "../../connectors/kit/contract/order-documents.ts";
import type { CommandResult, DocumentRun, Orders } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";
import { fileNameOf } from "../../hub/invoices/send-to-channel.ts";
import { printOf } from "../../hub/paper-print/stored-print.ts";
import { drawer } from "../document-processes/document-drawer.ts";
import { releaseSlotWhileWaiting } from "../lanes/worker-slots.ts";
import type { OutboundSession } from "./outbound-session.ts";

export async function sendDocument(
  session: OutboundSession,
  { documents }: Orders,
  { intent, run }: { readonly intent: DocumentCommand; readonly run: Omit<DocumentRun, "document"> },
): Promise<CommandResult> {
  if (!documents) return { state: "unsupported", text: message("trouble.noDocuments") };
  const document = await printed(session, intent);
  return session.call((ctx) => documents.send({ ...run, document }, ctx));
}

/** As it was first printed; drawn now where nobody has opened it yet. */
async function printed(session: OutboundSession, { invoiceId }: DocumentCommand): Promise<DocumentToSend> {
  const db = { tenant: <T>(_: OrganizationId, work: (tx: Tx) => Promise<T>) => session.tenant(work) };
  const { kind, number, pdf } = await releaseSlotWhileWaiting(() =>
    printOf({ db, drawer }, session.lane.organization, invoiceId, session.now()),
  );
  return { kind, number, fileName: fileNameOf({ id: invoiceId, number }), pdf };
}
