/** Sync log notes about a product's images that were not sent. */
import { type Message, message } from "../../commerce/message.ts";
import type { PutProduct } from "../../connectors/kit/contract/ports.ts";
import type { LoadedProduct } from "./product-to-send.ts";

interface Put {
  readonly loaded: LoadedProduct;
  readonly result: PutProduct;
  readonly isNew: boolean;
  /** The channel shows the images it is given in place of others. */
  readonly changesImages: boolean;
}

/** Of a product that was sent. */
export function imageNotes({ loaded, result, isNew, changesImages }: Put): Message[] {
  const left = leftNotes(loaded);
  if (!changesImages || !(isNew || loaded.sent.has("images"))) return left;
  const sent = new Set(loaded.product.images.map(({ url }) => url)).size;
  const shown = result.product.images.length;
  if (sent === 0 && shown > 0 && !isNew) return [...left, message("log.product.imagesKept", { shown })];
  return shown < sent ? [...left, message("log.product.imagesFewer", { sent, shown })] : left;
}

/** Images the hub keeps and the channel has no address for. */
export const leftNotes = ({ imagesLeft }: LoadedProduct): Message[] =>
  imagesLeft > 0 ? [message("log.product.imagesLeft", { images: imagesLeft })] : [];
