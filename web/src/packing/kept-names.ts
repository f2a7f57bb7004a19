/** Under a name that begins so, this browser keeps what waits to be sent or to be read. */
export const KEPT_NAMES = "argosy.packings.";
