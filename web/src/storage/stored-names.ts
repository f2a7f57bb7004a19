/** Under a name that begins so, this browser keeps packed orders that wait to be sent or to be read. */
export const STORED_PACKINGS = "argosy.packings.";

/** Under a name that begins so, it notes that photos wait to be sent. */
export const STORED_PHOTOS = "argosy.photos.";
