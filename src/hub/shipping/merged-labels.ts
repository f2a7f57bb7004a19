/** Labels of many shipments as one PDF, in the order they are packed in. */

import { buffer } from "node:stream/consumers";
import { z } from "zod";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Database, Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import type { Files } from "../files/files.ts";
import type { LabelFormat } from "../label-sheets/label-formats.ts";
import { refuseHeldShipments } from "../orders/held.ts";
import type { Drawer } from "../paper-print/drawing.ts";
import type { GivenLabel } from "../paper-print/print-labels.ts";
import { IS_BESIDE_PACKED } from "./documents.ts";

export const labelFileSchema = z.object({
  shipmentId: id,
  parcelId: id.nullable().describe("null: the label is the whole shipment's"),
  reference: z.string(),
  contentType: z.string().nullable().describe("application/pdf, image/png or text/plain (ZPL); null: no label"),
});
interface LabelFile extends Answered<typeof labelFileSchema> {
  readonly fileId: string | null;
}

interface Labels {
  /** Of orders sent in several parcels, only that of the parcel closed last. */
  readonly isPacked?: boolean | undefined;
}

interface Merging {
  readonly db: Database;
  readonly files: Files;
  readonly drawer: Drawer;
}

/**
 * The labels of shipments, in the requested order. Throws HubError ORDER_ON_HOLD, SHIPMENT_LABEL_NONE where not one can be
 * printed.
 */
export async function mergedLabels(
  { db, files, drawer }: Merging,
  organization: OrganizationId,
  input: Labels & { readonly shipmentIds: readonly string[]; readonly paper: LabelFormat },
): Promise<Buffer> {
  const found = await db.tenant(organization, (tx) => listLabels(tx, input.shipmentIds, input));
  const labels: GivenLabel[] = [];
  for (const { fileId, reference, contentType } of found) {
    const bytes = fileId === null ? new Uint8Array() : await buffer(files.read(organization, fileId));
    labels.push({ reference, contentType, bytes });
  }
  return drawer.draw(organization, { kind: "labels", labels, paper: input.paper });
}

/** One row a label, in the requested order; a shipment without any has a row without a file. Throws HubError ORDER_ON_HOLD. */
export async function listLabels(
  tx: Tx,
  ids: readonly string[],
  { isPacked = false }: Labels = {},
): Promise<LabelFile[]> {
  await refuseHeldShipments(tx, ids);
  return tx.rows<LabelFile>(
    `select s.id as "shipmentId", d.parcel_id as "parcelId", coalesce(p.reference, s.reference) as reference,
       d.content_type as "contentType", d.file_id as "fileId"
     from (select coalesce(g.label_shipment_id, g.id) as id, min(a.place) as place
       from unnest($1::uuid[]) with ordinality as a(id, place)
       join argosy.shipment g on g.organization_id = argosy.tenant() and g.id = a.id group by 1) w
     join argosy.shipment s on s.organization_id = argosy.tenant() and s.id = w.id
     left join argosy.shipment_document d on d.organization_id = argosy.tenant() and d.shipment_id = s.id
       and d.kind = 'label'
     left join argosy.parcel p on p.organization_id = argosy.tenant() and p.id = d.parcel_id
     where not ($2 and ${IS_BESIDE_PACKED})
     order by w.place, p.position nulls first, d.id`,
    [ids, isPacked],
  );
}
