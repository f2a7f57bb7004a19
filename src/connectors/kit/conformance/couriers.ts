/**
 * The contract tests of every courier, run against its sandbox: nothing is booked twice, lost or read for what it is
 * not. A courier's `<id>.test.ts` calls `describeCourier`; what its ports do not have is counted as unsupported.
 */
import { expect } from "vitest";
import { textOf } from "../../../commerce/message.ts";
import type { BookedShipment, ShipmentDraft } from "../../../commerce/shipment.ts";
import { statusOf } from "../../../commerce/shipment-states.ts";
import type { BookingResult } from "../contract/couriers.ts";
import type { CourierSandbox } from "../sandbox/courier.ts";
import { type ConnectedShop, must, portOf } from "../testing/shop.ts";
import { Unsupported } from "./bench.ts";
import { bookedOnceCases } from "./booked-once.ts";
import { bookingRun, type CourierOptions, courierDraft } from "./courier-draft.ts";
import { describeService, type ServiceSuite } from "./services.ts";

type SandboxService = ConnectedShop<CourierSandbox>;

/** A word no courier has. */
const NO_WORD = "TELEPORTED";

/** Registers the suite; call it at the top level of a courier's test file. */
export function describeCourier(options: CourierOptions): void {
  describeService<CourierSandbox, CourierOptions>(options, {
    whose: "a courier",
    prefix: "courier",
    cases: CASES,
    damagedBy: NO_WORD,
  });
}

/** Books to the end, whatever the courier takes its time for. */
async function bookAll(service: SandboxService, draft: ShipmentDraft): Promise<BookedShipment> {
  const run = bookingRun(draft);
  const { book } = portOf(service.connection, "shipments");
  let result: BookingResult = await book(run, service.connection.ctx);
  for (let n = 0; result.state === "pending" && n < 5; n += 1) {
    run.saved = result.saved;
    service.shop.workOff();
    result = await book(run, service.connection.ctx);
  }
  if (result.state !== "booked") throw new Error(`it was not booked: ${JSON.stringify(result)}`);
  return result.shipment;
}

/** A booked parcel, and the port that is asked where it is. */
async function trackedParcel(service: SandboxService, options: Parameters<typeof courierDraft>[0]) {
  const { tracking } = service.connection.ports;
  if (!tracking) throw new Unsupported("the courier cannot be asked where a parcel is");
  const shipment = await bookAll(service, courierDraft(options));
  const { trackingNumber } = must(shipment.parcels[0]);
  return { tracking, key: { trackingNumber, carrier: shipment.carrier, shipment } };
}

export const CASES: ServiceSuite<CourierSandbox, CourierOptions>["cases"] = {
  ...bookedOnceCases,
  "is what its catalog entry says, and no channel": {
    async run({ connection }, { connector }) {
      expect(connector.meta.kind).toBe("logistics");
      for (const port of ["orders", "products", "stock", "prices"] as const)
        expect(connection.ports[port]).toBeUndefined();
      const open = Object.entries(connection.ports).flatMap(([name, port]) => (port === undefined ? [] : [name]));
      for (const name of open) expect(connector.maximum).toContain(name);
      expect(connection.detected.account.externalId).not.toBe("");
    },
  },
  "offers cost nothing, and one of them is booked at its price": {
    async run(service, options) {
      const { rates } = service.connection.ports;
      if (!rates) throw new Unsupported("the courier tells no prices beforehand");
      const draft = courierDraft(options);
      const { offers } = await rates.quote(draft, service.connection.ctx);
      expect(service.shop.parcels()).toEqual([]);
      const offer = must(offers.at(-1));
      const price = must(offer.price);
      const booked = await bookAll(service, { ...draft, service: offer.service, price });
      expect([booked.carrier, booked.charge]).toEqual([offer.carrier, price]);
      const cheaper = {
        ...draft,
        reference: "X-2",
        service: offer.service,
        price: { ...price, minor: price.minor - 1n },
      };
      expect(
        await portOf(service.connection, "shipments").book(bookingRun(cheaper), service.connection.ctx),
      ).toMatchObject({
        state: "refused",
      });
      expect(service.shop.parcels()).toHaveLength(1);
    },
  },
  "a parcel is insured for what it is asked for, once, at a price that contains it": {
    async run(service, options) {
      const { shipments, rates } = service.connection.ports;
      if (!shipments?.insures) throw new Unsupported("the courier takes no value to insure");
      const { ctx } = service.connection;
      const bare = courierDraft(options);
      const draft = { ...bare, insuredMinor: 2_000n };
      const dearest = async (of: ShipmentDraft) => must((await rates?.quote(of, ctx))?.offers.at(-1));
      const [plain, insured] = [await dearest(bare), await dearest(draft)];
      expect(plain.insurance, "of what is not insured").toBeUndefined();
      expect(must(insured.price).minor).toBeGreaterThan(must(plain.price).minor);
      const cover = insured.insurance;
      if (cover) expect(must(insured.price).minor - must(plain.price).minor).toBe(cover.minor);
      const price = must(insured.price);
      const booked = await bookAll(service, { ...draft, service: insured.service, price });
      expect([booked.charge, booked.insurance]).toEqual([price, cover ?? undefined]);
      await bookAll(service, { ...bare, reference: "X-2-ABCDEFGH" });
      expect(service.shop.parcels().map((parcel) => parcel.insured ?? "")).toEqual(["20.00", ""]);
    },
  },
  "a parcel is booked once under our reference, with a number and a label": {
    async run(service, options) {
      const draft = courierDraft(options);
      const shipment = await bookAll(service, draft);
      const [parcel, ...others] = service.shop.parcels();
      expect(others).toEqual([]);
      expect(shipment.parcels).toMatchObject([{ reference: draft.reference, trackingNumber: parcel?.trackingNumber }]);
      const { labels } = service.connection.ports;
      if (!labels) return;
      const open = { reference: draft.reference, shipment };
      const first = await labels.get(open, undefined, service.connection.ctx);
      if (first.state === "pending") service.shop.workOff();
      const label = first.state === "pending" ? await labels.get(open, undefined, service.connection.ctx) : first;
      if (label.state === "ready") expect(must(label.documents[0]).bytes.byteLength).toBeGreaterThan(0);
      else expect(label).toMatchObject({ state: "unavailable" });
    },
  },
  "an address it does not serve books nothing and says why": {
    async run(service, options) {
      const draft = courierDraft(options);
      const to = { ...draft.to, postcode: service.shop.unservedPostcode };
      const result = await portOf(service.connection, "shipments").book(
        bookingRun({ ...draft, to }),
        service.connection.ctx,
      );
      expect(result).toMatchObject({ state: "refused" });
      if (result.state === "refused") expect(textOf(result.text).length).toBeGreaterThan(5);
      expect(service.shop.parcels()).toEqual([]);
    },
  },
  "a booking whose answer is lost is not taken for done, and found by our reference": {
    async run(service, options) {
      const { book, find } = portOf(service.connection, "shipments");
      const { ctx } = service.connection;
      const lose = (kind: "drop_after_commit" | "drop_before") =>
        service.sandbox.faults.add({ fault: { kind }, ...options.booking, times: 1 });
      const taken = bookingRun(courierDraft(options));
      lose("drop_after_commit");
      await expect(book(taken, ctx)).rejects.toMatchObject({ info: { kind: "ambiguous" } });
      expect(service.shop.parcels()).toHaveLength(1);
      const never = bookingRun(courierDraft(options, { reference: "X-2-ABCDEFGH" }));
      lose("drop_before");
      await expect(book(never, ctx)).rejects.toMatchObject({ info: { kind: "ambiguous" } });
      if (!find) throw new Unsupported("the courier cannot be asked for a reference: a person decides");
      const number = must(service.shop.parcels()[0]).trackingNumber;
      expect(await find(taken, ctx)).toMatchObject({
        state: "found",
        shipment: { parcels: [{ trackingNumber: number }] },
      });
      expect(await find(never, ctx)).toEqual({ state: "absent" });
    },
  },
  "several parcels have a number each": {
    async run(service, options) {
      if (portOf(service.connection, "shipments").mostParcels < 3) throw new Unsupported("a shipment is one parcel");
      const draft = courierDraft(options);
      const parcels = [1, 2, 3].map((n) => ({ ...must(draft.parcels[0]), reference: `${draft.reference}-${n}` }));
      const shipment = await bookAll(service, { ...draft, parcels });
      const numbers = shipment.parcels.map(({ trackingNumber }) => trackingNumber);
      expect([...numbers].sort()).toEqual(
        service.shop
          .parcels()
          .map(({ trackingNumber }) => trackingNumber)
          .sort(),
      );
      expect(new Set(numbers).size).toBe(3);
    },
  },
  "a parcel's way is told scan by scan, the same told twice the same": {
    async run(service, options) {
      const { tracking, key } = await trackedParcel(service, options);
      const { trackingNumber } = key;
      const pull = async () => (await tracking.pull([key], service.connection.ctx)).flatMap(({ scans }) => scans);
      const seen = new Map<string, Awaited<ReturnType<typeof pull>>[number]>();
      // A pickup that failed is no departure, whatever the courier calls it.
      const ways = ["pickup_failed", "picked_up", "in_transit", "out_for_delivery", "exception", "delivered"] as const;
      for (const way of ways) {
        const exists = service.shop.scan(trackingNumber, way);
        await service.clock.sleep(3_600_000);
        for (const scan of await pull()) seen.set(scan.key, scan);
        if (exists) expect(statusOf("created", [...seen.values()])).toBe(way);
      }
      const reported = seen.size;
      for (const scan of await pull()) seen.set(scan.key, scan);
      expect(seen.size).toBe(reported);
      const stranger = { ...key, trackingNumber: "NOBODYS-1" };
      expect((await tracking.pull([stranger], service.connection.ctx)).flatMap(({ scans }) => scans)).toEqual([]);
    },
  },
  "a word nobody knows moves nothing and is reported": {
    async run(service, options) {
      const { tracking, key } = await trackedParcel(service, options);
      service.shop.scanWord(key.trackingNumber, NO_WORD);
      const [reported] = await tracking.pull([key], service.connection.ctx);
      expect(must(reported).scans.map(({ status }) => status)).toContain(null);
      expect(service.connection.drifts.length).toBeGreaterThan(0);
    },
  },
  "a corrected phone and street reach the courier before it is out for delivery, and not after": {
    async run(service, options) {
      const { correct } = portOf(service.connection, "shipments");
      if (!correct) throw new Unsupported("the courier takes no corrections of a booked parcel");
      const draft = courierDraft(options);
      const shipment = await bookAll(service, draft);
      const open = { reference: draft.reference, shipment };
      const before = must(service.shop.parcels()[0]).receiver;
      const phone = `${must(draft.to.phone).slice(0, -4)}4321`;
      const corrected = { phone, street: { line1: "Flat 9, Rose Court", line2: "Second gate" } };
      for (let n = 0; n < 2; n += 1)
        expect(await correct(open, corrected, service.connection.ctx)).toMatchObject({ state: "accepted" });
      expect(await correct(open, { phone: "12" }, service.connection.ctx)).toMatchObject({ state: "refused" });
      const after = must(service.shop.parcels()[0]).receiver;
      expect([after?.name, after?.phone.slice(-4)]).toEqual([before?.name, "4321"]);
      expect(after?.street).toContain("Rose Court");
      service.shop.scan(must(shipment.parcels[0]).trackingNumber, "out_for_delivery");
      expect(await correct(open, { name: "Another" }, service.connection.ctx)).toMatchObject({ state: "refused" });
      expect(must(service.shop.parcels()[0]).receiver?.name).toBe(before?.name);
    },
  },
  "a shipment is cancelled, and cancelling again harms nothing": {
    async run(service, options) {
      const { cancel } = portOf(service.connection, "shipments");
      if (!cancel) throw new Unsupported("the courier cannot be asked to cancel");
      const draft = courierDraft(options);
      const open = { reference: draft.reference, shipment: await bookAll(service, draft) };
      for (let n = 0; n < 2; n += 1) {
        expect((await cancel(open, service.connection.ctx)).state).not.toBe("refused");
        service.shop.workOff();
      }
      expect(service.shop.parcels().map(({ isCancelled }) => isCancelled)).toEqual([true]);
    },
  },
  "access that was taken away says so": {
    async run(service, options) {
      service.sandbox.faults.revoke();
      const { book } = portOf(service.connection, "shipments");
      await expect(book(bookingRun(courierDraft(options)), service.connection.ctx)).rejects.toMatchObject({
        info: { kind: "auth_revoked" },
      });
      expect(service.shop.parcels()).toEqual([]);
    },
  },
};
