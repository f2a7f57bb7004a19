/** Shopee fetches no pictures: each is loaded here and handed over as a file. */
import { randomUUID } from "node:crypto";
import type { ProductImage } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/errors.ts";
import { parseJson } from "../kit/json.ts";
import { asTree, contentOf } from "./answer.ts";
import type { Item } from "./schemas.ts";

/** Most pictures of an item, and the largest file taken. */
const MOST_IMAGES = 9;
const MAX_BYTES = 10 * 1024 * 1024;

/** Ids of the pictures, in their order; those Shopee shows already keep theirs. */
export async function imageIds(images: readonly ProductImage[], shown: Item["image"], ctx: Context): Promise<string[]> {
  const ids: string[] = [];
  const ordered = [...images].sort((a, b) => a.position - b.position).slice(0, MOST_IMAGES);
  for (const image of ordered) ids.push(knownId(image, shown) ?? (await upload(await load(image.url, ctx), ctx)));
  return ids;
}

function knownId({ key, url }: ProductImage, shown: Item["image"]): string | undefined {
  return shown?.image_id_list.find((id, at) => id === key || shown.image_url_list[at] === url);
}

async function load(url: string, ctx: Context): Promise<Buffer> {
  const request = {
    method: "GET",
    url,
    headers: { accept: "image/*" },
    operation: "images.load",
    authenticated: false,
    maxBytes: MAX_BYTES,
  } as const;
  try {
    const pieces: Uint8Array[] = [];
    for await (const piece of await ctx.http.stream(request)) pieces.push(piece);
    return Buffer.concat(pieces);
  } catch (error) {
    if (!isConnectorError(error) || error.kind === "transient" || error.kind === "throttled") throw error;
    const text = `The picture ${url} could not be loaded: Shopee takes files of up to 10 MB, so the hub has to load it first.`;
    throw new ConnectorError({ kind: "rejected", field: "images" }, text, { cause: error });
  }
}

async function upload(bytes: Buffer, ctx: Context): Promise<string> {
  const boundary = `argosy-${randomUUID()}`;
  const isPng = bytes.subarray(1, 4).toString("latin1") === "PNG";
  const [name, type] = isPng ? ["image.png", "image/png"] : ["image.jpg", "image/jpeg"];
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="image"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`;
  const { body } = await ctx.http.json({
    method: "POST",
    url: "/api/v2/media_space/upload_image",
    body: {
      bytes: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
      contentType: `multipart/form-data; boundary=${boundary}`,
    },
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
  throw new ConnectorError(
    { kind: "drift", path: "image_info.image_id" },
    "Shopee took a picture and told no id for it.",
  );
}
