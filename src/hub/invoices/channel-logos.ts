/** Logos of single channels: in place of the organization's own on slips and invoices of their orders (decision 633). */

import type { Tx } from "../../db/database.ts";
import { refusal } from "../refusals.ts";
import { type InvoiceSettings, insertLogo, type Logo } from "./settings.ts";

export interface ChannelLogo {
  readonly storeId: string;
  readonly logoId: string;
}

export interface ChannelLogoImage extends Logo {
  readonly storeId: string;
  readonly storeName: string;
}

/** The channels that have a logo of their own, and which. */
export const channelLogos = (tx: Tx): Promise<ChannelLogo[]> =>
  tx.rows<ChannelLogo>(
    `select connection_id as "storeId", logo_id as "logoId" from argosy.channel_logo
     where organization_id = argosy.tenant()`,
  );

/** The same with the images, by the channel's name. */
export const channelLogoImages = (tx: Tx): Promise<ChannelLogoImage[]> =>
  tx.rows<ChannelLogoImage>(
    `select l.connection_id as "storeId", c.name as "storeName", i.type, i.bytes
     from argosy.channel_logo l
     join argosy.connection c on c.organization_id = argosy.tenant() and c.id = l.connection_id
     join argosy.invoice_logo i on i.organization_id = argosy.tenant() and i.id = l.logo_id
     where l.organization_id = argosy.tenant()
     order by lower(c.name), c.id`,
  );

/** The logo of a channel's orders from now on, as it was redrawn; null: that of the organization. Throws HubError STORE_NOT_FOUND. */
export async function setChannelLogo(tx: Tx, storeId: string, logo: Buffer | null, now: Date): Promise<void> {
  const store = await tx.maybe(
    `select 1 from argosy.connection where organization_id = argosy.tenant() and id = $1 and kind <> 'logistics'`,
    [storeId],
  );
  if (!store) throw refusal("STORE_NOT_FOUND");
  if (logo === null) {
    await tx.run("delete from argosy.channel_logo where organization_id = argosy.tenant() and connection_id = $1", [
      storeId,
    ]);
    return;
  }
  await tx.run(
    `insert into argosy.channel_logo (organization_id, connection_id, logo_id) values (argosy.tenant(), $1, $2)
     on conflict (organization_id, connection_id) do update set logo_id = excluded.logo_id`,
    [storeId, await insertLogo(tx, logo, now)],
  );
}

/** The logo of an order: its channel's own, else the organization's. */
export async function logoIdFor(tx: Tx, storeId: string | null, settings: InvoiceSettings): Promise<string | null> {
  if (storeId === null) return settings.logoId;
  const own = (await channelLogos(tx)).find((logo) => logo.storeId === storeId);
  return own?.logoId ?? settings.logoId;
}
