/** Under a name that begins so, this browser keeps packed orders that wait to be sent or to be read. */
export const KEPT_NAMES = "argosy.packings.";

/** Under a name that begins so, it notes that photos wait to be sent. */
export const KEPT_PHOTOS = "argosy.photos.";
