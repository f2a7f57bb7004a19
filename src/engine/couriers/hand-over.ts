/** Parcels handed over to a courier, by its list where it has any. */
import { Readable } from "node:stream";
import type { Actor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { answerFields, message } from "../../commerce/message.ts";
import type { ShippingDocument } from "../../commerce/shipment.ts";
import type { Manifests } from "../../connectors/kit/contract/couriers.ts";
import type { Files } from "../../hub/files/files.ts";
import { type HandedOver, type LeftOut, readyToHandOver, recordHandover } from "../../hub/shipping/handover.ts";
import type { ShipmentRow } from "../../hub/shipping/shipment-row.ts";
import { type CourierCallDeps, callCourier, contextOf, openCourier, openShipmentOf } from "./courier-call.ts";

interface HandoverRequest {
  readonly organization: OrganizationId;
  readonly actor: Actor;
  readonly courierId: string;
  readonly shipmentIds: readonly string[];
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

/** Hands shipments over and lists those that cannot be. The function throws HubError COURIER_UNKNOWN, COURIER_SILENT. */
export function createHandover(
  deps: CourierCallDeps & { readonly files: Files },
): (input: HandoverRequest) => Promise<HandedOver> {
  const { db, clock, files } = deps;
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

  return async ({ organization, courierId, shipmentIds, actor }) => {
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
  };
}
