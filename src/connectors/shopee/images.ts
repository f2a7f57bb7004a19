/** Shopee fetches no pictures: each is loaded here and handed over as a file. */
import type { ProductForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { parseJson } from "../kit/parse/json.ts";
import type { DesiredImage } from "../kit/parse/product-images.ts";
import { desiredImages, fileForm, imagesByChoice, loadImage } from "../kit/parse/product-images.ts";
import { asTree, contentOf } from "./answer.ts";
import type { Item } from "./schemas.ts";
import type { Tier } from "./variations.ts";
import { message } from "./words.ts";

/** Most pictures of an item, and the largest file taken. */
const MOST_IMAGES = 9;
const MAX_BYTES = 10 * 1024 * 1024;

/** Pictures of one write: what the item shows keeps its id, everything else goes up once. */
export interface Pictures {
  /** Ids in their order, of the item's whole gallery. */
  gallery(): Promise<readonly string[]>;
  /** Ids by option of the first tier, the only place beside the gallery where Shopee shows pictures. */
  ofTier(tier: Tier, shown: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>>;
}

export function picturesOf(product: ProductForChannel, shown: Item["image"], ctx: Context): Pictures {
  const desired = desiredImages(product.images);
  const made = new Map<string, Promise<string>>();
  const idOf = (image: DesiredImage) => {
    const existing = knownId(image, shown);
    if (existing !== undefined) return Promise.resolve(existing);
    const id = made.get(image.url) ?? load(image.url, ctx).then((bytes) => upload(bytes, ctx));
    made.set(image.url, id);
    return id;
  };
  const gallery = async () => {
    const ids: string[] = [];
    for (const image of desired.slice(0, MOST_IMAGES)) ids.push(await idOf(image));
    return ids;
  };
  return {
    gallery,
    // For every option or for none: Shopee refuses a part (error_tier_img_partial).
    async ofTier({ name, options }, existing) {
      const choice = imagesByChoice(product, ctx, [name]);
      const missing = options.filter((option) => !existing.has(option));
      const bare = missing.filter((option) => !choice?.of.has(option));
      if (existing.size === 0 && bare.length > 0) {
        if (choice)
          ctx.log.warn("images of variants are left out: Shopee takes them for every option or none", { bare });
        return existing;
      }
      const ids = new Map(existing);
      const [first] = bare.length > 0 ? (shown?.image_id_list ?? (await gallery())) : [];
      for (const option of missing) {
        const [image] = choice?.of.get(option) ?? [];
        const id = image ? await idOf(image) : first;
        if (id !== undefined) ids.set(option, id);
      }
      return ids;
    },
  };
}

function knownId({ key, url }: DesiredImage, shown: Item["image"]): string | undefined {
  return shown?.image_id_list.find((id, at) => id === key || shown.image_url_list[at] === url);
}

async function load(url: string, ctx: Context): Promise<Buffer> {
  try {
    return (await loadImage(url, { maxBytes: MAX_BYTES, operation: "images.load" }, ctx)).bytes;
  } catch (error) {
    if (!isConnectorError(error) || error.kind === "transient" || error.kind === "throttled") throw error;
    const text = message("refused.imageNotLoaded", { url });
    throw new ConnectorError({ kind: "rejected", field: "images" }, text, { cause: error });
  }
}

/** The id of an image that goes up as a file. */
export const uploadFrom = async (url: string, ctx: Context): Promise<string> => upload(await load(url, ctx), ctx);

async function upload(bytes: Buffer, ctx: Context): Promise<string> {
  const isPng = bytes.subarray(1, 4).toString("latin1") === "PNG";
  const [name, type] = isPng ? ["image.png", "image/png"] : ["image.jpg", "image/jpeg"];
  const { body } = await ctx.http.json({
    method: "POST",
    url: "/api/v2/media_space/upload_image",
    body: fileForm({ field: "image", name, type, bytes }),
    operation: "images.upload",
    // A picture uploaded twice stands in no item twice.
    safe: true,
  });
  const { image_info: info } = asTree(contentOf(body));
  const { image_id: id } = asTree(info);
  if (typeof id === "string" && id !== "") return id;
  ctx.drift({
    path: "image_info.image_id",
    problem: "no id of the uploaded picture",
    value: parseJson(JSON.stringify(body)),
  });
  throw new ConnectorError({ kind: "drift", path: "image_info.image_id" }, message("error.tookPictureToldNoId"));
}
