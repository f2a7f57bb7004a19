/** Asks a courier what it billed for parcels and what it passed on of the cash it collected. */

import type { Remitted } from "../../connectors/kit/contract/couriers.ts";
import { chunks } from "../../connectors/kit/parse/chunks.ts";
import {
  type ChargeEntry,
  dueMoney,
  markMoneyPolled,
  type RemittanceEntry,
  saveParcelMoney,
} from "../../hub/shipping/parcel-money.ts";
import type { SweepSession } from "./sweep-session.ts";

const BATCHES_A_TURN = 4;
const MAX_SHIPMENTS = 50;

/** Answers whether nothing is left for now. */
export async function pollParcelMoney(session: SweepSession): Promise<boolean> {
  const { deps, lane, open, signal, callLog } = session;
  const { charges, remittance } = open.ports;
  const ctx = open.context({ signal, callLog });
  for (let batch = 0; batch < BATCHES_A_TURN; batch += 1) {
    const rows = await deps.db.tenant(lane.organization, (tx) =>
      dueMoney(tx, open.row.id, { now: session.now(), most: MAX_SHIPMENTS }),
    );
    if (rows.length === 0) return true;
    const numbersOf = (some: typeof rows) =>
      some.flatMap(({ parcels }) => parcels.flatMap(({ trackingNumber }) => trackingNumber || []));
    const collected = numbersOf(rows.filter(({ payment, status }) => payment === "cod" && status === "delivered"));
    const billed: ChargeEntry[] = [];
    for (const numbers of chunks(numbersOf(rows), charges?.batch ?? MAX_SHIPMENTS))
      for (const { trackingNumber, entries } of (await charges?.pull(numbers, ctx)) ?? [])
        billed.push(...entries.map(({ key, kind, gross }) => ({ trackingNumber, key, kind, gross })));
    const paid: RemittanceEntry[] = [];
    for (const numbers of chunks(collected, remittance?.batch ?? MAX_SHIPMENTS))
      paid.push(...((await remittance?.pull(numbers, ctx)) ?? []).flatMap(transferOf));
    await deps.db.tenant(lane.organization, async (tx) => {
      await saveParcelMoney(tx, {
        connectionId: open.row.id,
        charges: billed,
        remittances: paid,
        source: "api",
        now: session.now(),
      });
      await markMoneyPolled(
        tx,
        rows.map(({ id }) => id),
        session.now(),
      );
    });
  }
  return false;
}

/** What is due only is no money yet. */
const transferOf = ({ trackingNumber, amount, paid }: Remitted): readonly RemittanceEntry[] =>
  paid === null ? [] : [{ trackingNumber, amount, reference: paid.reference, paidAt: paid.at }];
