/** Objects a page of a connection may ask for (docs: pagination). */
export const MOST = 250;
