/** Actions on booked parcels: handover, pickup request, delivery exceptions. */
import { Readable } from "node:stream";
import type { Actor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { answerFields, message } from "../../commerce/message.ts";
import type { ShippingDocument } from "../../commerce/shipment.ts";
import type { ExceptionAction, Manifests } from "../../connectors/kit/contract/couriers.ts";
import { HubError } from "../../hub/errors.ts";
import type { Files } from "../../hub/files/files.ts";
import { deliveryException, saveRequest } from "../../hub/shipping/exceptions.ts";
import { type LeftOut, readyToHandOver, recordHandover } from "../../hub/shipping/handover.ts";
import { type Pickup, type PickupInput, planPickup, savePickup } from "../../hub/shipping/pickups.ts";
import type { ShipmentRow } from "../../hub/shipping/shipment-row.ts";
import { describeError } from "../journal/sync-journal.ts";
import { type CourierCallDeps, callCourier, contextOf, openCourier, openShipmentOf } from "./courier-call.ts";

interface By {
  readonly organization: OrganizationId;
  readonly actor: Actor;
}

export interface HandedOver {
  /** Null where nothing was handed over. */
  readonly manifestId: string | null;
  readonly number: string | null;
  readonly shipmentIds: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

export interface ParcelActions {
  /** Hands shipments over and lists those that cannot be. Throws HubError COURIER_UNKNOWN, COURIER_SILENT. */
  handOver(input: By & { readonly courierId: string; readonly shipmentIds: readonly string[] }): Promise<HandedOver>;
  /** Throws HubError as `planPickup`, COURIER_CANNOT. */
  askPickup(input: By & Omit<PickupInput, "now" | "actor">): Promise<Pickup>;
  /** Actions available for a shipment now. Throws HubError SHIPMENT_NOT_FOUND. */
  actionsOf(of: {
    readonly organization: OrganizationId;
    readonly shipmentId: string;
  }): Promise<readonly ExceptionAction[]>;
  /** Throws HubError SHIPMENT_NOT_FOUND, SHIPMENT_ACTION, COURIER_SILENT. */
  act(
    input: By & { readonly shipmentId: string; readonly action: ExceptionAction },
  ): Promise<{ readonly isAccepted: boolean; readonly text: string }>;
}

type ManifestInput = Pick<Parameters<typeof recordHandover>[1], "rows" | "number" | "fileId">;

interface ListAnswer {
  readonly rows: readonly ShipmentRow[];
  readonly answer: Awaited<ReturnType<Manifests["create"]>>;
  readonly record: (list: ManifestInput) => ReturnType<typeof recordHandover>;
}

interface ListedParcels {
  readonly manifests: readonly {
    readonly id: string;
    readonly number: string | null;
    readonly shipmentIds: readonly string[];
  }[];
  readonly leftOut: readonly LeftOut[];
}

const MAX_BYTES = 20 * 1024 * 1024;

const unanswered = (error: unknown) => ({
  state: "unanswered" as const,
  key: null,
  text: describeError(error).userMessage,
});

const notAllowedNow = ({ reference }: ShipmentRow) =>
  new HubError("SHIPMENT_ACTION", "conflict", message("refused.shipmentAction", { reference }));

export function createParcelActions(deps: CourierCallDeps & { readonly files: Files }): ParcelActions {
  const { db, registry, clock, files } = deps;
  const now = () => new Date(clock.now());

  async function saveManifest(organization: OrganizationId, docs: readonly ShippingDocument[]): Promise<string | null> {
    const manifest = docs.find(({ kind }) => kind === "manifest");
    if (!manifest) return null;
    const file = { name: "manifest", bytes: Readable.from([manifest.bytes]), most: MAX_BYTES, now: now() };
    return (await files.write(organization, file)).id;
  }

  /** Parcels the courier has by an earlier list, of which no answer came, get a list without a number. */
  async function saveLists(organization: OrganizationId, { rows, answer, record }: ListAnswer): Promise<ListedParcels> {
    const named = new Map(answer.leftOut.map((one) => [one.reference, one]));
    const taken = rows.filter(({ reference }) => !named.has(reference));
    const fileId = taken.length === 0 ? null : await saveManifest(organization, answer.documents);
    const lists = [
      { rows: rows.filter(({ reference }) => named.get(reference)?.before), number: null, fileId: null },
      { rows: taken, number: answer.number, fileId },
    ];
    const made: ListedParcels["manifests"][number][] = [];
    for (const list of lists) {
      const saved = list.rows.length === 0 ? null : await record(list);
      if (saved) made.push({ ...saved, number: list.number });
    }
    const handed = new Set(made.flatMap(({ shipmentIds }) => shipmentIds));
    const leftOut = rows.flatMap(({ id, reference }) => {
      if (handed.has(id)) return [];
      const one = named.get(reference);
      return [{ shipmentId: id, ...answerFields(one && !one.before ? one.text : message("shipment.handedBefore")) }];
    });
    return { manifests: made, leftOut };
  }

  return {
    async handOver({ organization, courierId, shipmentIds, actor }) {
      const open = await openCourier(deps, organization, courierId);
      const outgoing = await db.tenant(organization, (tx) => readyToHandOver(tx, courierId, shipmentIds));
      const { manifests } = open.ports;
      const listed: ListedParcels[] = [];
      // A courier without manifests accepts any parcel: the manifest is ours alone.
      const size = manifests?.most ?? Math.max(1, outgoing.rows.length);
      for (let at = 0; at < outgoing.rows.length; at += size) {
        const rows = outgoing.rows.slice(at, at + size);
        const answer = manifests
          ? await callCourier(open.row.name, () => manifests.create(rows.map(openShipmentOf), contextOf(open)))
          : { number: null, documents: [], leftOut: [] };
        const record = (list: ManifestInput) =>
          db.tenant(organization, (tx) =>
            recordHandover(tx, { connectionId: courierId, courier: outgoing.courier, ...list, actor, now: now() }),
          );
        listed.push(await saveLists(organization, { rows, answer, record }));
      }
      const lists = listed.flatMap(({ manifests: made }) => made);
      const last = lists.at(-1);
      return {
        manifestId: last?.id ?? null,
        number: last?.number ?? null,
        shipmentIds: lists.flatMap((list) => list.shipmentIds),
        leftOut: [...outgoing.leftOut, ...listed.flatMap(({ leftOut }) => leftOut)],
      };
    },

    async askPickup({ organization, ...input }) {
      const open = await openCourier(deps, organization, input.connectionId);
      const { ports, row } = open;
      if (!ports.pickups)
        throw new HubError("COURIER_CANNOT", "conflict", message("refused.courierNoPickups", { courier: row.name }));
      const request = { ...input, now: now() };
      const planned = await db.tenant(organization, (tx) => planPickup(tx, request));
      const answer = await ports.pickups
        .request(
          {
            from: planned.from,
            earliest: input.earliest.toISOString(),
            latest: input.latest.toISOString(),
            parcels: planned.parcels,
            shipments: planned.rows.map(openShipmentOf),
          },
          contextOf(open),
        )
        .catch(unanswered);
      return db.tenant(organization, (tx) => savePickup(tx, request, planned, answer));
    },

    async actionsOf({ organization, shipmentId }) {
      const { row, lastStatus, attempts } = await db.tenant(organization, (tx) => deliveryException(tx, shipmentId));
      const open = await registry.open(organization, row.connectionId);
      return open?.ports.exceptions?.allowed(lastStatus, attempts) ?? [];
    },

    async act({ organization, shipmentId, action, actor }) {
      const { row, lastStatus, attempts } = await db.tenant(organization, (tx) => deliveryException(tx, shipmentId));
      const open = await openCourier(deps, organization, row.connectionId);
      const { exceptions } = open.ports;
      if (!exceptions?.allowed(lastStatus, attempts).includes(action)) throw notAllowedNow(row);
      const courier = open.row.name;
      const answer = await callCourier(courier, () =>
        exceptions.act({ shipment: openShipmentOf(row), action }, contextOf(open)),
      );
      const isAccepted = answer.state === "accepted";
      const input = { action, courier, isAccepted, text: answer.text, actor, now: now() };
      await db.tenant(organization, (tx) => saveRequest(tx, row, input));
      return { isAccepted, ...answerFields(answer.text) };
    },
  };
}
