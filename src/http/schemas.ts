/** Pieces that many routes share. */
import { z } from "zod";
import { fieldMessage } from "../commerce/messages/checks.ts";
import { boundedCount, id } from "../hub/answer-schemas.ts";

export { id };
export const idParams = z.object({ id });

/** For lists that are not counted. */
export const uncountedPage = {
  cursor: z.string().max(1_000).optional().describe("nextCursor of the page before"),
  limit: z.coerce.number().int().min(1).max(200).optional().describe("rows per page, default 50"),
};

export const flag = z.enum(["true", "false"]).transform((text) => text === "true");

export const page = {
  ...uncountedPage,
  total: flag.optional().describe("true: how many rows there are in all, in place of the rows"),
};
export const pageQuery = z.object(page);

/** The answer of a list that is not counted. */
export function uncountedPageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** A list's answer. */
export function pageOf<T extends z.ZodType>(item: T) {
  return uncountedPageOf(item).extend({ total: boundedCount.optional().describe("where total=true asks for it") });
}

export const list = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });

/** `?status=a&status=b` or `?status=a,b`. */
export const severalOf = <T extends z.ZodType<string, string>>(one: T) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((each) => each.split(",")))
    .pipe(z.array(one))
    .optional();

export const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** Units or minor money: a whole number JSON can hold exactly. */
export const whole = z.int();

export const minor = z.int().transform((value) => BigInt(value));

export const text = (most: number) => z.string().trim().min(1).max(most);

export const serialNumber = text(120);

export const record = z.record(z.string(), z.unknown());

/** What a body of settings may be large: they are read with everything else of their owner. */
export const SETTINGS_LIMIT = 64 * 1024;

/** Path ids that are not ours to find are 404, not 400: nobody learns what exists from the answer. */
export const answerTime = z.string().describe("ISO 8601 UTC");

const addressPart = z.string().max(500).optional();

/** The parts of an address; the country by its ISO code. */
export const addressParts = {
  name: addressPart,
  company: addressPart,
  line1: addressPart,
  line2: addressPart,
  city: addressPart,
  region: addressPart,
  postcode: addressPart,
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, fieldMessage("field.country"))
    .optional(),
  phone: addressPart,
};
