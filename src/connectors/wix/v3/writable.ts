/** What a read product sends back when it is written: lists are replaced whole, so that nothing may be left out. */
import type { Json } from "../../../commerce/product.ts";
import { jsonNumber } from "../../kit/parse/json.ts";
import { asTree, type Tree } from "../client.ts";
import { variantsIn } from "./product-read.ts";

const VARIANT_FIELDS = ["id", "visible", "sku", "barcode", "digitalProperties", "subscriptionPricesInfo"];

function picked(tree: Tree, names: readonly string[]): Tree {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = tree[name];
      return value === undefined || value === null ? [] : [[name, value] as const];
    }),
  );
}

function amountIn(tree: Tree, name: string): Tree {
  const { amount } = asTree(tree[name]);
  return amount === undefined || amount === null ? {} : { [name]: { amount } };
}

/** Decimals are read as text, so that no digit is lost; where Wix wants a number, they go back as one. */
function asNumber(value: Json | undefined): Json {
  return typeof value === "string" ? jsonNumber(value) : (value ?? null);
}

function physicalIn(read: Json | undefined): Tree {
  const tree = asTree(read);
  const settings = asTree(asTree(tree["pricePerUnit"])["settings"]);
  const { quantity, measurementUnit } = settings;
  return {
    ...picked(tree, ["productDimensions", "packageDimensions"]),
    ...(tree["weight"] === undefined || tree["weight"] === null ? {} : { weight: asNumber(tree["weight"]) }),
    ...(quantity === undefined
      ? {}
      : { pricePerUnit: { settings: { quantity: asNumber(quantity), measurementUnit: measurementUnit ?? null } } }),
  };
}

/** Pictures are named by their id: the rest is Wix's own. */
const mediaById = (read: Json | undefined): Tree => picked(asTree(read), ["id"]);

/** A variant as read, without what Wix works out itself. Choices by id: names are for new ones. */
function writableVariant(read: Json): Tree {
  const tree = asTree(read);
  const price = asTree(tree["price"]);
  const cost = amountIn(asTree(tree["revenueDetails"]), "cost");
  const choices = Array.isArray(tree["choices"]) ? tree["choices"] : [];
  return {
    ...picked(tree, VARIANT_FIELDS),
    ...(tree["digitalProperties"] === undefined ? { physicalProperties: physicalIn(tree["physicalProperties"]) } : {}),
    ...(tree["media"] === undefined ? {} : { media: mediaById(tree["media"]) }),
    choices: choices.map((choice) => picked(asTree(choice), ["optionChoiceIds"])),
    price: { ...amountIn(price, "actualPrice"), ...amountIn(price, "compareAtPrice") },
    ...(Object.keys(cost).length > 0 ? { revenueDetails: cost } : {}),
  };
}

const CHOICE_FIELDS = ["choiceId", "choiceType", "name", "colorCode", "displayImage"];

/** Pictures of a choice: the older list is told beside the newer one, and only one of them is taken. */
function choiceMedia(read: Json): Tree {
  const { linkedMedia, media } = asTree(read);
  const { items } = asTree(media);
  if (Array.isArray(items) && items.length > 0)
    return { media: { items: items.map((item) => picked(asTree(item), ["mediaId"])) } };
  return Array.isArray(linkedMedia) ? { linkedMedia: linkedMedia.map(mediaById) } : {};
}

export const hasMedia = (choice: Tree): boolean => Object.keys(choiceMedia(choice)).length > 0;

const writableChoice = (read: Json): Tree => ({ ...picked(asTree(read), CHOICE_FIELDS), ...choiceMedia(read) });

/** An option as read, without what Wix works out itself. */
export function writableOption(read: Json): Tree {
  const tree = asTree(read);
  const choices = asTree(tree["choicesSettings"])["choices"];
  return {
    ...picked(tree, ["id", "name", "optionRenderType"]),
    choicesSettings: {
      choices: (Array.isArray(choices) ? choices : []).map(writableChoice),
    },
  };
}

export function optionsIn(raw: Json): readonly Json[] {
  const { options } = asTree(raw);
  return Array.isArray(options) ? options : [];
}

/** Options and variants go together, with the revision they were read at. */
export function withVariants(raw: Json, change: (variant: Tree, key: string) => Tree): Tree {
  const { id, revision } = asTree(raw);
  return {
    id: id ?? null,
    revision: revision ?? null,
    options: optionsIn(raw).map(writableOption),
    variantsInfo: {
      variants: variantsIn(raw).map((read) => change(writableVariant(read), String(asTree(read)["id"]))),
    },
  };
}
