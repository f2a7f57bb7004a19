/** Images of products. The shop takes bytes and keeps every upload. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { storedProduct } from "./products.ts";
import { bodyOf, brokenOff, isDoc, listIn, numberIn, ok, refuse, textIn } from "./replies.ts";
import type { State, StoredProduct } from "./state.ts";

type Media = StoredProduct["media"];

export function listMedia(state: State, sku: string): Json {
  return storedProduct(state, sku).media.map(({ id, label, position, types, file }) => ({
    id,
    media_type: "image",
    label,
    position,
    disabled: false,
    types,
    file,
    content: { base64_encoded_data: "", type: "image/jpeg", name: file.split("/").at(-1) ?? "" },
  }));
}

const IMAGE_TYPES = ["image/jpeg", "image/png", "image/gif"];

const BROKEN_IMAGE = "The image content must be valid base64 encoded data.";

function isImage(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 4).toString("latin1");
  return start.startsWith("\u00ff\u00d8\u00ff") || start === "\u0089PNG" || start === "GIF8" || start === "RIFF";
}

/** The same bytes again make a second file. */
export function addMedia(state: State, request: SandboxRequest, sku: string): SandboxReply {
  const product = storedProduct(state, sku);
  const entry = bodyOf(request, "entry");
  const content = entry.content;
  if (content === undefined) throw brokenOff();
  if (!isDoc(content)) throw refuse(400, BROKEN_IMAGE);
  if (!IMAGE_TYPES.includes(textIn(content, "type") ?? ""))
    throw refuse(400, "The image MIME type is not valid or not supported.");
  const name = textIn(content, "name") ?? "";
  if (!isImage(Buffer.from(textIn(content, "base64_encoded_data") ?? "", "base64"))) throw refuse(400, BROKEN_IMAGE);
  if (name.includes("/")) throw refuse(400, "Provided image name contains forbidden characters.");
  const stem = name.replace(/\.[^.]*$/, "");
  const ending = name.slice(stem.length);
  const same = product.media.filter((one) => one.file.includes(stem)).length;
  const id = state.id("media");
  const bytes = Buffer.from(textIn(content, "base64_encoded_data") ?? "", "base64").toString("latin1");
  const file = `/${name.charAt(0)}/${name.charAt(1)}/${stem}${same > 0 ? `_${same}` : ""}${ending}`;
  const types = listIn(entry, "types").map(String);
  takeRoles(product.media, types);
  product.media.push({
    id,
    label: textIn(entry, "label") ?? "",
    position: numberIn(entry, "position") ?? 1,
    types,
    file,
    bytes,
  });
  product.updatedAt = state.now();
  return ok(String(id));
}

/** An image is one product's main image alone. */
function takeRoles(media: Media, types: readonly string[]): void {
  for (const one of media) one.types = one.types.filter((type) => !types.includes(type));
}

/** What is not named keeps its value. */
export function editMedia(state: State, request: SandboxRequest, sku: string, id: string): SandboxReply {
  const product = storedProduct(state, sku);
  const entry = bodyOf(request, "entry");
  if (textIn(entry, "media_type") === undefined)
    throw refuse(400, "There is no MediaGalleryEntryConverter for given type");
  const existing = product.media.find((one) => String(one.id) === id);
  if (!existing) throw refuse(404, NO_IMAGE);
  existing.label = textIn(entry, "label") ?? existing.label;
  existing.position = numberIn(entry, "position") ?? existing.position;
  if (entry["types"] !== undefined) {
    const types = listIn(entry, "types").map(String);
    takeRoles(product.media, types);
    existing.types = types;
  }
  product.media.sort((a, b) => a.position - b.position);
  product.updatedAt = state.now();
  return ok(true);
}

const NO_IMAGE = "No image with the provided ID was found. Verify the ID and try again.";

export function deleteMedia(state: State, sku: string, id: string): SandboxReply {
  const product = storedProduct(state, sku);
  if (!product.media.some((one) => String(one.id) === id)) throw refuse(404, NO_IMAGE);
  product.media = product.media.filter((one) => String(one.id) !== id);
  return ok(true);
}
