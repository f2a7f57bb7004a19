/** Pictures: files sent with the call, kept as records of the shop's library, and shown by products and variants. */
import type { ListArgs } from "./lists.ts";
import { listOf } from "./lists.ts";
import type { State, StoredAsset, StoredPictures } from "./state.ts";
import { entity } from "./state.ts";

export interface SentFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** What `permittedFileTypes` of a plain shop lets through. */
const PERMITTED = /^(?:image|video|audio)\/|^application\/pdf$/;

export interface PicturesInput {
  readonly featuredAssetId?: string | null;
  readonly assetIds?: readonly string[] | null;
}

export const noPictures = (): StoredPictures => ({ featured: null, assetIds: [] });

/** The list replaces the one before; an empty one takes the main picture along, and null leaves that as it is. */
export function setPictures(state: State, pictures: StoredPictures, input: PicturesInput): void {
  const { assetIds, featuredAssetId } = input;
  if (assetIds) {
    // Those that are not there are left out without a word.
    pictures.assetIds = assetIds.filter((id) => state.assets.has(id));
    if (assetIds.length === 0) pictures.featured = null;
  }
  if (featuredAssetId) pictures.featured = entity(state.assets.get(featuredAssetId), "Asset", featuredAssetId).id;
}

/** `featuredAsset` and `assets` of a product or variant. */
export function picturesView(state: State, { featured, assetIds }: StoredPictures) {
  const view = (id: string) => assetView(state, entity(state.assets.get(id), "Asset", id));
  return { featuredAsset: featured === null ? null : view(featured), assets: assetIds.map(view) };
}

function assetView(state: State, { id, name, file }: StoredAsset) {
  return { __typename: "Asset", id, name, source: `${state.filesAt}/assets/source/${id.padStart(2, "0")}/${file}` };
}

interface AssetArgs {
  readonly options?: (Omit<NonNullable<ListArgs["options"]>, "filter"> & { readonly filter?: AssetFilter }) | null;
}

interface AssetFilter {
  /** One of these is enough. */
  readonly _or?: readonly { readonly source: { readonly contains: string } }[];
}

export function assetsRoot(state: State) {
  return {
    assets: ({ options }: AssetArgs) => {
      const { _or: some, ...filter } = options?.filter ?? {};
      const rows = [...state.assets.values()].map((one) => assetView(state, one));
      const found = some ? rows.filter((row) => some.some(({ source }) => row.source.includes(source.contains))) : rows;
      return listOf(found, { options: { ...options, filter } }, ({ id, name, source }) => ({ id, name, source }));
    },
    createAssets: ({ input }: { input: readonly { file: SentFile; translations?: readonly { name?: string }[] }[] }) =>
      input.map(({ file, translations }) => {
        if (!PERMITTED.test(file.type))
          return {
            __typename: "MimeTypeError",
            errorCode: "MIME_TYPE_ERROR",
            message: `The MIME type "${file.type}" is not permitted.`,
          };
        const id = state.id("asset");
        const text = translations?.[0]?.name;
        const made = { id, name: text ?? file.name, file: freeName(state, file.name), bytes: file.bytes };
        state.assets.set(id, made);
        // Named by the call, the answer cannot tell the name; it is stored all the same.
        return { ...assetView(state, made), ...(text === undefined ? {} : { name: null }) };
      }),
    updateAsset: ({ input }: { input: { id: string; translations?: readonly { name?: string }[] } }) => {
      const found = entity(state.assets.get(input.id), "Asset", input.id);
      found.name = input.translations?.[0]?.name ?? found.name;
      return assetView(state, found);
    },
  };
}

/** The same name again gets a number, and is another file. */
function freeName(state: State, requested: string): string {
  const taken = new Set([...state.assets.values()].map(({ file }) => file));
  const [, stem = requested, end = ""] = /^(.*)(\.\w+)$/.exec(requested) ?? [];
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? requested : `${stem}__${String(number).padStart(2, "0")}${end}`;
    if (!taken.has(name)) return name;
  }
}

/** A call with a file: the document in one part of the form, and in others where files stand in it and the files. */
export function withFile(body: Buffer, contentType: string): { readonly operations: string; readonly file?: SentFile } {
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1] ?? "";
  const parts = body.toString("latin1").split(`--${boundary}`).slice(1, -1).map(partOf);
  const text = (name: string) => Buffer.from(parts.find((one) => one.name === name)?.body ?? "", "latin1").toString();
  const sent = parts.find(({ file }) => file !== undefined);
  const place = Object.values((JSON.parse(text("map") || "{}") as Record<string, string[]>) ?? {})[0]?.[0];
  if (!sent || place !== "variables.input.0.file") return { operations: text("operations") };
  const file = { name: sent.file ?? "", type: sent.type, bytes: Buffer.from(sent.body, "latin1") };
  return { operations: text("operations"), file };
}

function partOf(part: string) {
  const [head = "", ...rest] = part.split("\r\n\r\n");
  return {
    name: /name="([^"]*)"/.exec(head)?.[1],
    file: /filename="([^"]*)"/.exec(head)?.[1],
    type: /content-type: (\S+)/i.exec(head)?.[1] ?? "",
    body: rest.join("\r\n\r\n").replace(/\r\n$/, ""),
  };
}
