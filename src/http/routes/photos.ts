import { Readable } from "node:stream";
import { z } from "zod";
import { createFiles } from "../../hub/files/files.ts";
import { MOST_IMAGE_MB } from "../../hub/images/images.ts";
import { MOST_PHOTOS, photoFile, photoSchema, photosOf, removePhoto, savePhoto } from "../../hub/photos/photos.ts";
import { tooLarge, uploadOf, uploads } from "../bodies/upload.ts";
import { type Route, routes } from "../route.ts";
import { id, list } from "../schemas.ts";

const route = routes({ tag: "orders", reads: "view", changes: "pack_orders" });

/** One transparent pixel. */
const PIXEL = "GIF89a\u0001\0\u0001\0\0\0\0,\0\0\0\0\u0001\0\u0001\0\0\u0002\u0002L\u0001\0;";

const taken = z.object({
  id: z.uuid().describe("given by the caller: the same photo sent twice is kept once"),
  packingId: z.uuid().optional().describe("the parcel it was taken of, by the id it is recorded under"),
  returnLineId: id.optional(),
  takenAt: z.iso.datetime({ offset: true }).optional().describe("absent: now"),
});

/** Photos of parcels and of what came back. */
export const photoRoutes: readonly Route[] = [
  route.get("/orders/:id/photos", {
    summary: "Photos of an order's parcels and of what came back of it, oldest first",
    response: list(photoSchema),
    handler: async ({ tenant, params }) => ({ items: await tenant((tx) => photosOf(tx, params.id)) }),
  }),
  route.get("/orders/:id/photos/:photoId", {
    summary: "The image of a photo",
    params: z.object({ id, photoId: id }),
    produces: ["image/jpeg", "image/png", "image/gif", "image/webp"],
    handler: async ({ tenant, params, access, reply, deps }) => {
      const { fileId, contentType } = await tenant((tx) => photoFile(tx, { orderId: params.id, id: params.photoId }));
      reply.type(contentType).header("cache-control", "private, max-age=86400, immutable");
      reply.header("content-security-policy", "default-src 'none'; sandbox");
      return Readable.from(createFiles(deps.db, deps.fileStorage).read(access.organization, fileId));
    },
  }),
  uploads([
    route.post("/orders/:id/photos", {
      summary: "Keep a photo of a parcel, or of units that came back, sent as the body",
      description: `JPEG, PNG, GIF or WebP of at most ${MOST_IMAGE_MB} MB and 50 million pixels, read from its bytes; what a camera wrote into it is left out. An order has at most ${MOST_PHOTOS}, and each line of a return as many. They count towards MAX_IMAGES_MB and are kept as long as shipping documents.`,
      query: taken,
      upload: { type: "image/gif", example: PIXEL },
      response: photoSchema,
      status: 201,
      handler: async ({ access, request, params, query, now, deps: { config, db, fileStorage } }) => {
        const { takenAt, ...of } = query;
        const made = savePhoto({ db, files: createFiles(db, fileStorage) }, access.organization, {
          ...of,
          orderId: params.id,
          takenAt: takenAt === undefined ? undefined : new Date(takenAt),
          bytes: uploadOf(request.raw),
          mostMb: config.maxImagesMb,
          actor: access.actor,
          now,
        });
        return made.catch((error: unknown) => {
          throw tooLarge(error);
        });
      },
    }),
  ]),
  route.delete("/orders/:id/photos/:photoId", {
    permission: "act_on_orders",
    summary: "Remove a photo",
    params: z.object({ id, photoId: id }),
    handler: async ({ tenant, params }) => {
      await tenant((tx) => removePhoto(tx, { orderId: params.id, id: params.photoId }));
    },
  }),
];
