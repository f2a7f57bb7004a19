import { z } from "zod";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { drawer } from "../../engine/document-processes/document-drawer.ts";
import { channelLogoImages, setChannelLogo } from "../../hub/invoices/channel-logos.ts";
import type { Logo } from "../../hub/invoices/settings.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, list } from "../schemas.ts";

const route = routes({ tag: "invoices", reads: "view", changes: "manage_members" });

/** 500 KB in base64. */
const MOST_LOGO_TEXT = 666_668;
export const logoImage = z.base64().max(MOST_LOGO_TEXT).nullable();

/** As papers can be drawn with it. Throws HubError INVOICE_LOGO. */
export async function redrawn(organization: OrganizationId, image: string | null): Promise<Buffer | null> {
  return image === null ? null : drawer.draw(organization, { kind: "logo", bytes: Buffer.from(image, "base64") });
}

export const dataUrl = ({ type, bytes }: Logo): string => `data:${type};base64,${bytes.toString("base64")}`;

const shown = async (tx: Tx) => ({
  items: (await channelLogoImages(tx)).map(({ storeId, storeName, ...logo }) => ({
    ...{ storeId, storeName },
    logo: dataUrl(logo),
  })),
});

const logos = list(
  z.object({ storeId: id, storeName: z.string(), logo: z.string().describe("the image as a data URL") }),
);

/** Logos of single channels. */
export const channelLogoRoutes: readonly Route[] = [
  route.get("/invoice-settings/channel-logos", {
    summary: "The channels whose slips and invoices have a logo of their own",
    response: logos,
    handler: ({ tenant }) => tenant(shown),
  }),
  route.put("/invoice-settings/channel-logos", {
    summary: "The logo of a channel's slips, and of its invoices from now on; null for that of the organization",
    description: "A PNG or JPEG as base64, within the limits of PUT /invoice-settings/logo.",
    body: z.strictObject({ storeId: id, image: logoImage }),
    example: { body: { storeId: exampleId("storeId"), image: null } },
    bodyLimit: 1024 * 1024,
    response: logos,
    handler: async ({ tenant, access, body: { storeId, image }, now }) => {
      const logo = await redrawn(access.organization, image);
      return tenant(async (tx) => {
        await setChannelLogo(tx, storeId, logo, now);
        return shown(tx);
      });
    },
  }),
];
