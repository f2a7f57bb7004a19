/** Addresses of images the hub keeps: a path below the hub's own address, which may change without them. */

const NAME = "[0-9a-f]{32}/[0-9a-f]{48}\\.(?:jpg|png|gif|webp)";

/** What such a path looks like, and nothing more. */
export const STORED_IMAGE = new RegExp(`^/images/${NAME}$`);

/** A path or whole address that ends like one; PostgreSQL reads it as well. */
export const STORED_IMAGE_END = `/images/${NAME}$`;

/** The hub keeps this image itself. */
export const isStoredImage = (url: string): boolean => STORED_IMAGE.test(url);

/** As others fetch it: a path of the hub below its address, any other as it is. Null: the hub has no address for others. */
export function publicImageUrl(url: string, home: string | null): string | null {
  if (!isStoredImage(url)) return url;
  return home === null ? null : home + url;
}
