/** The taxes the lines of a sale are counted with. */
import type { TillLine, TillSale } from "../../commerce/till/types.ts";
import type { Tx } from "../../db/database.ts";
import { storedLines } from "./sale-input.ts";

/**
 * What is sold bears the hub's own rates of today. What comes back by a receipt bears the taxes it was sold with, if the
 * receipt's sale says the same: a rate that changed meanwhile would give back another tax than was paid.
 */
export async function withProvenTaxes(
  tx: Tx,
  { lines, returnOf }: Pick<TillSale, "lines" | "returnOf">,
): Promise<readonly TillLine[]> {
  const isBack = ({ quantity, taxes }: TillLine) => quantity < 0 && taxes !== undefined;
  const bought = returnOf !== undefined && lines.some(isBack) ? await soldLines(tx, returnOf.orderId) : [];
  return lines.map((line) => {
    const isProven = isBack(line) && bought.some((sold) => isSame(sold, line));
    return isProven ? line : { ...line, taxes: undefined };
  });
}

/** What registers sold with an order. */
async function soldLines(tx: Tx, orderId: string): Promise<TillLine[]> {
  const sales = await tx.rows<{ lines: unknown }>(
    `select sale -> 'lines' as lines
     from argosy.pos_sale where organization_id = argosy.tenant() and order_id = $1`,
    [orderId],
  );
  return sales.flatMap(({ lines }) => storedLines(lines)).filter(({ quantity }) => quantity > 0);
}

const isSame = (sold: TillLine, back: TillLine): boolean =>
  (back.variantId === null ? sold.title === back.title : sold.variantId === back.variantId) &&
  JSON.stringify(sold.taxes) === JSON.stringify(back.taxes);
