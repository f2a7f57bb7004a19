/** PDFs of papers: drawn when first asked for, and kept as they were drawn. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Database } from "../../db/database.ts";
import { getPaper } from "../invoices/read.ts";
import { logoOf } from "../invoices/settings.ts";
import type { Drawer } from "./drawing.ts";

export interface Print {
  readonly number: string;
  readonly pdf: Buffer;
}

export interface Printing {
  readonly db: Database;
  readonly drawer: Drawer;
}

/** The paper as it was first printed. Throws HubError INVOICE_NOT_FOUND. */
export async function printOf(
  { db, drawer }: Printing,
  organization: OrganizationId,
  id: string,
  now: Date,
): Promise<Print> {
  const found = await db.tenant(organization, async (tx) => {
    const { number, paper } = await getPaper(tx, id);
    const kept = await tx.maybe<{ pdf: Buffer }>(
      "select pdf from argosy.invoice_print where organization_id = argosy.tenant() and paper_id = $1",
      [id],
    );
    const logo = kept || paper.seller.logoId === null ? undefined : await logoOf(tx, paper.seller.logoId);
    return { number, paper, kept, logo };
  });
  if (found.kept) return { number: found.number, pdf: found.kept.pdf };
  const { paper, logo } = found;
  const drawn = await drawer.draw(organization, { kind: "paper", paper, logo, madeAt: now });
  // Drawn by two at once, the first stays.
  return db.tenant(organization, async (tx) => {
    await tx.run(
      `insert into argosy.invoice_print (organization_id, paper_id, pdf, printed_at)
       values (argosy.tenant(), $1, $2, $3)
       on conflict do nothing`,
      [id, drawn, now],
    );
    const { pdf } = await tx.one<{ pdf: Buffer }>(
      "select pdf from argosy.invoice_print where organization_id = argosy.tenant() and paper_id = $1",
      [id],
    );
    return { number: found.number, pdf };
  });
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
