/** Pictures of products: uploaded as forms, answered as XML with the file inside. Asked for JSON they go wrong. */

import { element } from "../../connectors/kit/parse/xml.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import type { Format } from "./replies.ts";
import { emptyReply, headersOf, jsonReply, Refusal, WARNING, xmlReply } from "./replies.ts";
import type { State } from "./state.ts";
import { find, languageIds, newId } from "./state.ts";

const TYPES: readonly (readonly [magic: string, type: string])[] = [
  ["ffd8ff", "image/jpeg"],
  ["89504e47", "image/png"],
  ["47494638", "image/gif"],
  ["52494646", "image/webp"],
];

const badImage = (text: string) => new Refusal(400, [76, text]);

/** `/images/products/{product}[/{image}]`. */
export function productImages(
  state: State,
  request: SandboxRequest,
  [product = "", image]: readonly string[],
  format: Format,
): SandboxReply {
  const isReplacing = request.method === "POST" && request.query.get("ps_method") === "PUT";
  if (request.method === "POST" && !isReplacing) return upload(state, request, Number(product), format);
  const ids = [...state.images].filter(([, one]) => one.product === Number(product)).map(([id]) => id);
  if (request.method === "PUT") throw badImage('Please set an "image" parameter with image data for value');
  if (image === undefined) return listed(state, Number(product), ids, format);
  if (!ids.includes(Number(image))) throw new Refusal(400, [57, "This image id does not exist"]);
  if (request.method === "DELETE") {
    state.images.delete(Number(image));
    return emptyReply(state, 200);
  }
  const part = isReplacing ? imagePart(request) : null;
  if (part) state.images.set(Number(image), { product: Number(product), bytes: part.bytes, type: part.type });
  const file = state.images.get(Number(image));
  return { status: 200, text: file?.bytes.toString("latin1") ?? "", headers: { "content-type": file?.type ?? "" } };
}

function listed(state: State, product: number, ids: readonly number[], format: Format): SandboxReply {
  if (ids.length === 0) return emptyReply(state, 404);
  if (format === "json")
    return jsonReply(state, 500, {
      "": ids.map((id) => ({ id })),
      errors: [{ code: 3, message: WARNING('Undefined array key "objectsNodeName"')[1] }],
    });
  const entries = ids.map((id) => element("declination", "", { id: String(id) }));
  return xmlReply(state, 200, [element("image", entries, { id: String(product) })]);
}

/** A file that only pretends to be a picture leaves an empty record behind. */
function upload(state: State, request: SandboxRequest, product: number, format: Format): SandboxReply {
  const part = imagePart(request);
  if (!part) throw badImage('Please set an "image" parameter with image data for value');
  if (!find(state, "products", product)) throw badImage(`Product ${product} does not exist`);
  if (!/^image\//.test(part.type)) throw badImage("Image upload error : Image format not recognized");
  const magic = part.bytes.subarray(0, 8).toString("hex");
  const type = TYPES.find(([start]) => magic.startsWith(start))?.[1];
  const id = newId(state, "images");
  state.images.set(id, { product, bytes: part.bytes, type: type ?? "" });
  if (!type) throw badImage("An error occurred while copying image");
  if (format === "json")
    return { status: 200, text: part.bytes.toString("latin1"), headers: { ...headersOf(state), "content-type": type } };
  const position = [...state.images.values()].filter((one) => one.product === product).length;
  const fields = { id: String(id), id_product: String(product), position: String(position), cover: "" };
  const entries = Object.entries(fields).map(([name, value]) => element(name, value));
  entries.push(
    element(
      "legend",
      languageIds(state).map((id) => element("language", "", { id })),
    ),
  );
  const content = element("content", part.bytes.toString("base64"), { encode: "base64" });
  return xmlReply(state, 200, [element("image", entries), content]);
}

function imagePart({ headers, body }: SandboxRequest): { readonly type: string; readonly bytes: Buffer } | null {
  const boundary = /boundary="?([^";]+)/.exec(headers["content-type"] ?? "")?.[1];
  if (!boundary) return null;
  const end = body.lastIndexOf(`\r\n--${boundary}`);
  const split = body.indexOf("\r\n\r\n");
  const head = body.subarray(0, split).toString("latin1");
  if (split < 0 || end < split || !/name="image"/.test(head)) return null;
  const type = /content-type: *(\S+)/i.exec(head)?.[1] ?? "";
  return { type, bytes: body.subarray(split + 4, end) };
}
