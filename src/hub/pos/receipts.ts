/** Receipts and Z reports as papers: what they say is gathered here, printed elsewhere. */
import type { Address } from "../../commerce/order.ts";
import {
  basketBlocks,
  type ReceiptBlock,
  type ReceiptInput,
  receiptOf,
  zReportBlocks,
} from "../../commerce/till/receipt.ts";
import { type ReceiptLanguage, receiptLabels } from "../../commerce/till/receipt-labels.ts";
import type { Tx } from "../../db/database.ts";
import { invoiceSettings, type Logo, logoOf } from "../invoices/settings.ts";
import { addressLines } from "../paper-print/amounts.ts";
import type { Roll } from "../paper-print/print-roll.ts";
import { getBasket } from "./baskets.ts";
import { getRegister } from "./registers.ts";
import { storedLines } from "./sale-input.ts";
import { readSale } from "./sales.ts";
import { getSession } from "./sessions.ts";
import { sellerOf } from "./setup.ts";

export interface PrintedReceipt {
  readonly number: string;
  readonly seller: string;
  readonly language: ReceiptLanguage;
  readonly blocks: readonly ReceiptBlock[];
  readonly logo: Logo | undefined;
}

/** What stands on every paper of a register, in `language`, else in that of the organization's invoices. */
async function factsOf(
  tx: Tx,
  of: { readonly registerId: string; readonly staffName: string; readonly language: ReceiptLanguage | undefined },
): Promise<{ readonly facts: ReceiptInput; readonly logo: Logo | undefined }> {
  const register = await getRegister(tx, of.registerId);
  const settings = await invoiceSettings(tx);
  const seller = await sellerOf(tx);
  const logo = settings.logoId === null ? undefined : await logoOf(tx, settings.logoId);
  const place = await tx.one<{ zone: string; address: Address }>(
    `select o.zone, l.address from argosy.organization o
     join argosy.location l on l.organization_id = argosy.tenant() and l.id = $1
     where o.organization_id = argosy.tenant()`,
    [register.locationId],
  );
  const language = of.language ?? settings.language;
  return {
    logo,
    facts: {
      seller: { ...seller, address: addressLines(place.address, language), hasLogo: logo !== undefined },
      registerName: register.name,
      header: register.receiptHeader,
      footer: register.receiptFooter,
      staffName: of.staffName,
      language,
      timezone: place.zone,
    },
  };
}

/** The receipt of a sale as it was kept. Throws HubError POS_SALE_NOT_FOUND. */
export async function printReceipt(tx: Tx, saleId: string, language?: ReceiptLanguage): Promise<PrintedReceipt> {
  const stored = await readSale(tx, saleId);
  const { registerId, staffName, number, orderNumber } = stored;
  const { facts, logo } = await factsOf(tx, { registerId, staffName, language });
  const blocks = receiptOf({
    ...facts,
    sale: { ...stored.sale, number },
    totals: stored.totals,
    orderNumber,
    isVoided: stored.voidedAt !== null,
  });
  return { number, seller: facts.seller.name, language: facts.language, blocks, logo };
}

/** The Z report of a session, of an open one as it stands now. Throws HubError POS_SESSION_NOT_FOUND. */
export async function printReport(tx: Tx, sessionId: string, language?: ReceiptLanguage): Promise<PrintedReceipt> {
  const session = await getSession(tx, sessionId);
  const { registerId, zNumber, currency, report, moves } = session;
  const staffName = session.closedByName ?? session.openedByName;
  const { facts, logo } = await factsOf(tx, { registerId, staffName, language });
  const blocks = zReportBlocks({
    ...facts,
    ...{ zNumber, currency, report, moves },
    openedAt: session.openedAt.toISOString(),
    closedAt: session.closedAt?.toISOString() ?? null,
  });
  const number = zNumber === null ? "X" : `Z-${zNumber}`;
  return { number, seller: facts.seller.name, language: facts.language, blocks, logo };
}

/** A quote or layaway with what it costs and what was paid of it. Throws HubError POS_BASKET_NOT_FOUND. */
export async function printBasket(tx: Tx, basketId: string, language?: ReceiptLanguage): Promise<PrintedReceipt> {
  const stored = await getBasket(tx, basketId);
  const { registerId, staffName } = stored;
  const { facts, logo } = await factsOf(tx, { registerId, staffName, language });
  const number = stored.number ?? "";
  const blocks = basketBlocks({
    ...facts,
    ...{ number, kind: stored.kind, name: stored.name, currency: stored.currency },
    lines: storedLines(stored.lines),
    total: stored.totalMinor,
    deposit: stored.depositMinor,
    madeAt: stored.createdAt.toISOString(),
    validUntil: stored.validUntil?.toISOString() ?? null,
  });
  return { number, seller: facts.seller.name, language: facts.language, blocks, logo };
}

/** What is drawn of a paper. */
export const rollOf = ({ number, seller, language, blocks, logo }: PrintedReceipt): Roll => ({
  title: `${receiptLabels[language].receipt} ${number}`,
  author: seller,
  language,
  blocks,
  logo,
});
