/** Bytes of an order's document that is read from its channel; a larger one is opened there. */
export const MOST_DOCUMENT_BYTES = 20 * 1024 * 1024;
