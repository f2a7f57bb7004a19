import { z } from "zod";
import { createFiles } from "../../hub/files/files.ts";
import { MOST_IMAGE_MB, storeImage } from "../../hub/images/images.ts";
import { tooLarge, uploadOf, uploads } from "../bodies/upload.ts";
import { type Route, routes } from "../route.ts";

const route = routes({ tag: "catalog", changes: "edit_catalogue" });

/** One transparent pixel. */
const PIXEL = "GIF89a\u0001\0\u0001\0\0\0\0,\0\0\0\0\u0001\0\u0001\0\0\u0002\u0002L\u0001\0;";

const stored = z
  .object({
    url: z.string().describe("what an image of a product is named by; a path below the hub's address"),
    publicUrl: z
      .string()
      .nullable()
      .describe("where channels fetch it; null: the hub has no public address (APP_URL), and channels get no upload"),
    type: z.enum(["image/jpeg", "image/png", "image/gif", "image/webp"]),
    width: z.int(),
    height: z.int(),
    size: z.int().describe("bytes"),
  })
  .meta({ id: "UploadedImage" });

/** Images of products as files. */
export const imageRoutes: readonly Route[] = [
  uploads([
    route.post("/images", {
      summary: "Upload an image as the body, to be named by a product",
      description: `JPEG, PNG, GIF or WebP of at most ${MOST_IMAGE_MB} MB and 50 million pixels; what it is is read from its bytes. What a camera or program wrote into a JPEG, PNG or WebP (where it was taken) is left out. An image no product names is removed after 7 days, one its products let go of after 30, one of deleted products at once. All of an organization together have at most as many megabytes as the operator allows (MAX_IMAGES_MB).`,
      upload: { type: "image/gif", example: PIXEL },
      response: stored,
      status: 201,
      // Nothing of the organization changes until a product names it.
      audited: false,
      handler: async ({ access, request, now, deps: { config, db, fileStorage } }) => {
        const made = storeImage({ db, files: createFiles(db, fileStorage) }, access.organization, {
          bytes: uploadOf(request.raw),
          mostMb: config.maxImagesMb,
          now,
        });
        const image = await made.catch((error: unknown) => {
          throw tooLarge(error);
        });
        return { ...image, publicUrl: config.canReceiveWebhooks ? config.appUrl + image.url : null };
      },
    }),
  ]),
];
