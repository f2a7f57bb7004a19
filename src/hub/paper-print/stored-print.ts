/** PDFs of papers: drawn when first asked for, and kept as they were drawn. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import type { DocumentKind } from "../invoices/document.ts";
import { getInvoice } from "../invoices/read.ts";
import { logoOf } from "../invoices/settings.ts";
import type { Drawer } from "./drawing.ts";

export interface Print {
  readonly kind: DocumentKind;
  readonly number: string;
  readonly pdf: Buffer;
}

export interface Printing {
  readonly db: { tenant<T>(organization: OrganizationId, work: (tx: Tx) => Promise<T>): Promise<T> };
  readonly drawer: Drawer;
}

/** The paper as it was first printed. Throws HubError INVOICE_NOT_FOUND. */
export async function printOf(
  { db, drawer }: Printing,
  organization: OrganizationId,
  id: string,
  now: Date,
): Promise<Print> {
  const stored = await db.tenant(organization, (tx) => storedPrint(tx, id));
  if (stored) return stored;
  const { kind, number, paper, logo } = await db.tenant(organization, async (tx) => {
    const found = await getInvoice(tx, id);
    const { logoId } = found.paper.seller;
    return { ...found, logo: logoId === null ? undefined : await logoOf(tx, logoId) };
  });
  const drawn = await drawer.draw(organization, { kind: "paper", paper, logo, madeAt: now });
  // Drawn by two at once, the first stays.
  return db.tenant(organization, async (tx) => {
    await tx.run(
      `insert into argosy.invoice_print (organization_id, paper_id, pdf) values (argosy.tenant(), $1, $2)
       on conflict do nothing`,
      [id, drawn],
    );
    return (await storedPrint(tx, id)) ?? { kind, number, pdf: drawn };
  });
}

/** Without the paper itself: one of 500 lines takes longer to read than its print to send. */
function storedPrint(tx: Tx, id: string): Promise<Print | undefined> {
  return tx.maybe<Print>(
    `select p.kind, p.number, k.pdf
     from argosy.invoice_paper p
     join argosy.invoice_print k on k.organization_id = argosy.tenant() and k.paper_id = p.id
     where p.organization_id = argosy.tenant() and p.id = $1`,
    [id],
  );
}

/** Several papers one behind the other, in the order asked for. Throws HubError INVOICE_NOT_FOUND. */
export async function printsOf(
  printing: Printing,
  organization: OrganizationId,
  ids: readonly string[],
  now: Date,
): Promise<Buffer> {
  const pdfs: Buffer[] = [];
  for (const id of ids) pdfs.push((await printOf(printing, organization, id, now)).pdf);
  return printing.drawer.draw(organization, { kind: "joined", pdfs });
}
