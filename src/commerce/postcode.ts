/** A postcode, or the beginning of one, as it is compared: written with spaces, hyphens and capitals or without. */
export const comparedPostcode = (text: string): string => text.replaceAll(/[\s-]/g, "").toUpperCase();
