/** A label is paid once: whichever call of a booking fails, and whenever the worker that asked for it ends. */
import { expect } from "vitest";
import type { BookedShipment, ShipmentDraft } from "../../../commerce/shipment.ts";
import { isInDoubt } from "../http/in-doubt.ts";
import type { CourierSandbox } from "../sandbox/courier.ts";
import type { Fault } from "../sandbox/sandbox.ts";
import { type ConnectedShop, portOf } from "../testing/shop.ts";
import { bookingRun, type CourierOptions, courierDraft } from "./courier-draft.ts";
import type { ServiceSuite } from "./services.ts";

type SandboxService = ConnectedShop<CourierSandbox>;

const ATTEMPTS = 12;
const MINUTE = 60_000;

interface Struck {
  readonly fault: Fault;
  /** Calls that go well before it; from then on all are struck until the attempt has ended. */
  readonly after: number;
  /** Whether the courier finishes what it had begun. */
  readonly isFinished: boolean;
}

/** A booking that is asked for as the engine does (decision 544). Null: only a person can say what became of it. */
async function bookedInTheEnd(
  service: SandboxService,
  draft: ShipmentDraft,
  struck: Struck,
): Promise<BookedShipment | null> {
  const { connection, sandbox, clock } = service;
  const { book, find } = portOf(connection, "shipments");
  const run = bookingRun(draft);
  let inDoubt = false;
  let isUnsure = false;
  sandbox.faults.add(struck);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = connection.calls.length;
    try {
      if (inDoubt && !find) return null;
      const existing = inDoubt ? await find?.(run, connection.ctx) : undefined;
      if (existing?.state === "found") return existing.shipment;
      isUnsure = existing?.state === "unsure";
      if (!isUnsure) {
        inDoubt = false;
        const result = await book(run, connection.ctx);
        if (result.state === "booked") return result.shipment;
        if (result.state === "refused") throw new Error(`refused: ${JSON.stringify(result.text)}`);
        run.saved = result.saved;
      }
      service.shop.workOff();
    } catch (error) {
      if (error instanceof Error && error.message.startsWith("refused:")) throw error;
      inDoubt ||= isInDoubt(error, connection.calls.slice(before));
    }
    sandbox.faults.clear();
    // Nobody looks before the courier must have ended.
    if (struck.isFinished) await sandbox.faults.finish();
    await clock.sleep(10 * MINUTE);
  }
  if (isUnsure) return null;
  throw new Error("it was never booked");
}

/** The courier is away; its answers are lost; it does what it was asked for when its caller has gone, in part or whole. */
const FAULTS: readonly (Omit<Struck, "after"> & { readonly name: string })[] = [
  { name: "is away", fault: { kind: "status", status: 503 }, isFinished: true },
  { name: "is not reached", fault: { kind: "drop_before" }, isFinished: true },
  { name: "does it, and its answers are lost", fault: { kind: "drop_after_commit" }, isFinished: true },
  ...[0, 1, 2, 3].map((steps) => ({
    name: `goes on after ${steps} steps`,
    fault: { kind: "unfinished", steps } as const,
    isFinished: true,
  })),
  ...[1, 2, 3].map((steps) => ({
    name: `ends after ${steps} steps`,
    fault: { kind: "unfinished", steps } as const,
    isFinished: false,
  })),
];

/** More calls than any booking takes. */
const CALLS = 8;

export const bookedOnceCases: ServiceSuite<CourierSandbox, CourierOptions>["cases"] = {
  "a booking is paid once, whichever of its calls fails and whatever the courier does afterwards": {
    async run(service, options) {
      const mostParcels = Math.min(2, portOf(service.connection, "shipments").mostParcels);
      let nth = 0;
      for (const boxes of new Set([1, mostParcels]))
        for (const { name, ...struck } of FAULTS)
          for (let after = 0; after < CALLS; after += 1) {
            nth += 1;
            const draft = draftOf(options, `ONCE-${nth}`, boxes);
            const calls = service.sandbox.calls.length;
            const shipment = await bookedInTheEnd(service, draft, { ...struck, after });
            const isOver = service.sandbox.calls.length - calls <= after;
            const what = `${boxes} boxes; from call ${after + 1} on the courier ${name}`;
            const mine = service.shop
              .parcels()
              .filter(({ reference, isCancelled }) => reference.startsWith(draft.reference) && !isCancelled);
            const numbers = mine.map(({ trackingNumber }) => trackingNumber);
            if (shipment)
              expect(shipment.parcels.map((parcel) => parcel.trackingNumber).sort(), what).toEqual(numbers.sort());
            expect(numbers.length, what).toBeLessThanOrEqual(boxes);
            expect(
              mine.map(({ charged }) => charged.split(",").length),
              `${what}: charges`,
            ).toEqual(mine.map(() => 1));
            if (isOver) break;
          }
    },
  },
};

function draftOf(options: CourierOptions, reference: string, boxes: number): ShipmentDraft {
  const draft = courierDraft(options, { reference, orderNumber: reference });
  if (boxes === 1) return draft;
  const [parcel] = draft.parcels;
  if (!parcel) throw new Error("the draft has a parcel");
  return {
    ...draft,
    parcels: Array.from({ length: boxes }, (_, n) => ({ ...parcel, reference: `${reference}-${n + 1}` })),
  };
}
