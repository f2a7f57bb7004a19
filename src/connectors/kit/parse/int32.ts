/** The most a whole number of 32 bits holds, and with it a column of many shops. */
export const MOST_INT32 = 2_147_483_647;
