/** What every description has, whatever it describes: how an API is called, and how its deliveries prove themselves. */
import { z } from "zod";
import { ConnectorError } from "../kit/contract/errors.ts";
import { authSchema } from "./manifest-auth.ts";
import { answerAs, errorRule, operationSchema } from "./manifest-parts.ts";
import { isZone } from "./time.ts";
import { message } from "./words.ts";

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,60}$/);
export const dotted = z.string().regex(/^[A-Za-z_][\w.-]{0,200}$/);

const budget = z.strictObject({
  requestsPerSecond: z.number().positive().max(200).default(2),
  burst: z.int().min(1).max(1_000).default(4),
  concurrency: z.int().min(1).max(20).default(2),
});

const rateLimit = z.strictObject({
  remainingHeader: headerName.optional(),
  resetHeader: headerName.optional(),
  resetUnit: z.enum(["seconds", "ms", "epoch"]).default("seconds"),
});

/** The three ways a delivery proves where it comes from. */
export const standardScheme = z.strictObject({
  scheme: z.literal("standard"),
  toleranceSeconds: z.int().min(30).max(3_600).default(300),
});
export const bodyScheme = z.strictObject({
  scheme: z.literal("hmac_body"),
  header: headerName,
  algorithm: z.enum(["sha256", "sha512"]).default("sha256"),
  encoding: z.enum(["hex", "base64"]).default("hex"),
  prefix: z.string().max(30).default(""),
  timestampHeader: headerName.optional().describe("a Unix time in seconds, part of what is signed"),
  signed: z.string().max(200).default("{{body}}").describe("what is signed, of {{timestamp}} and {{body}}"),
  idHeader: headerName.optional().describe("names one event over all its deliveries"),
  toleranceSeconds: z.int().min(30).max(3_600).default(300),
});
export const headerScheme = z.strictObject({
  scheme: z.literal("shared_header"),
  header: headerName,
  idHeader: headerName.optional(),
});

export type Proof = z.output<typeof standardScheme> | z.output<typeof bodyScheme> | z.output<typeof headerScheme>;

/** The fields every description begins with. */
export const commonFields = {
  $schema: z.string().optional(),
  manifestVersion: z.literal(1),
  name: z.string().trim().min(1).max(100),
  baseUrl: z
    .url({ protocol: /^https?$/, error: "an https address" })
    .refine((text) => !/^https:\/\/[^/]*@/.test(text), { error: "credentials do not belong into the address" }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  phoneCountry: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  timeZone: z.string().refine(isZone, { error: "not an IANA time zone such as Africa/Cairo" }).default("UTC"),
  auth: authSchema,
  check: operationSchema.optional(),
  budget: budget.default({ requestsPerSecond: 2, burst: 4, concurrency: 2 }),
  rateLimit: rateLimit.optional(),
  errors: z.array(errorRule).max(50).default([]).describe("for every operation, after its own"),
  answers: answerAs.default("json"),
  allowFloatMoney: z.boolean().default(false),
};

const commonSchema = z.strictObject(commonFields);
export type Common = z.output<typeof commonSchema>;

const LONGEST = 200_000;

/** The JSON of a description's text. Throws ConnectorError rejected. */
export function jsonOf(text: string): unknown {
  if (text.length > LONGEST) throw refuse([`longer than ${LONGEST} characters`]);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse([`not JSON: ${cause instanceof Error ? cause.message : ""}`]);
  }
}

/** A description says itself that it is one of a courier; a shop's says nothing. */
export function isOfCourier(value: unknown): boolean {
  return value !== null && typeof value === "object" && "describes" in value && value.describes === "courier";
}

/** A refusal that names every wrong place of the manifest. */
export function refuse(problems: readonly string[]): ConnectorError {
  const shown = problems.slice(0, 12).join("\n");
  const more = problems.length > 12 ? `\nand ${problems.length - 12} more` : "";
  return new ConnectorError(
    { kind: "rejected", field: "manifest", code: "manifest" },
    [message("error.descriptionNotRight"), `\n${shown}${more}`],
    { details: [...problems.slice(0, 100)] },
  );
}
