import type { Tx } from "../../db/database.ts";

/** An item that needs its own SKU: the shared one, and the options that distinguish it. */
export interface MadeFor {
  readonly sku: string;
  /** Its options as the channel shows them: "S / White". */
  readonly options: string;
}

const MAX = 255;
const TAKEN = `
  select k
  from unnest($2::text[]) as w(k)
  where exists (select 1 from variant v where v.organization_id = argosy.tenant() and v.sku_key = w.k)
    or exists (select 1 from listing l
      where l.organization_id = argosy.tenant() and l.connection_id = $1 and l.sku_key = w.k)`;

/** A SKU for each, unlike any of ours and of the channel's: "demo_1-S-White", with a number where that is taken too. */
export async function madeSkus(tx: Tx, connectionId: string, items: readonly MadeFor[]): Promise<string[]> {
  const made: (string | undefined)[] = items.map(() => undefined);
  const used = new Set<string>();
  for (let round = 1; made.includes(undefined); round++) {
    const proposed = items.map((item, index) => made[index] ?? proposedSku(item, round));
    const keys = proposed.flatMap((sku, index) => (made[index] === undefined ? [sku.toLowerCase()] : []));
    const taken = new Set((await tx.rows<{ k: string }>(TAKEN, [connectionId, keys])).map((row) => row.k));
    for (const [index, sku] of proposed.entries()) {
      const key = sku.toLowerCase();
      if (made[index] !== undefined || taken.has(key) || used.has(key)) continue;
      made[index] = sku;
      used.add(key);
    }
  }
  return made.filter((sku) => sku !== undefined);
}

function proposedSku({ sku, options }: MadeFor, round: number): string {
  const suffix = options
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}.]+/gu, "-")
    .replace(/^-+|(?<!-)-+$/g, "");
  const first = suffix === "" ? round + 1 : round;
  const tail = `${suffix === "" ? "" : `-${suffix}`}${first === 1 ? "" : `-${first}`}`;
  return `${sku.slice(0, MAX - Math.min(tail.length, 100))}${tail.slice(-100)}`;
}
