/** For tests: what came back is unpacked, and the books are looked over. */
import { expect } from "vitest";
import { checkLedger, checkReservations } from "../../inventory/doctor.ts";
import { actor, minutes, type TestShop } from "../testing.ts";
import { type Arrival, receiveReturn } from "./receive-return.ts";
import type { ReturnView } from "./return-view.ts";

/** Unpacks units of the return's one line; without `lines` all of it. */
export const receiving =
  (shop: TestShop) =>
  (of: ReturnView, lines?: readonly Omit<Arrival, "lineId">[], key: string = crypto.randomUUID()) =>
    shop.run((tx) =>
      receiveReturn(tx, {
        returnId: of.id,
        lines: lines?.map((line) => ({ ...line, lineId: of.lines[0]?.id ?? "" })),
        key,
        actor,
        now: minutes(30),
      }),
    );

/** Units on hand of what was sold. */
export const unitsOf = (shop: TestShop) => async (of: { readonly variant: string }) =>
  (await shop.level(of.variant)).onHand;

/** Ledger and reservations agree with the levels. */
export const soundness = (shop: TestShop) => async () => {
  expect(await shop.run(checkLedger)).toEqual([]);
  expect(await shop.run(checkReservations)).toEqual([]);
};
