import { resolve } from "node:path";
import { z } from "zod";

/** A setting is missing or malformed. The message is one sentence for the operator. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const trimmed = (value: unknown) => (typeof value === "string" && value.trim() === "" ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(trimmed, schema.optional());
const withDefault = <T extends z.ZodType>(schema: T, value: z.input<T>) =>
  z.preprocess((input) => trimmed(input) ?? value, schema);

const integer = (what: string, min: number, max: number) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,15}$/, `has to be a whole number: ${what}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `has to be from ${min} to ${max}: ${what}`);
const flag = z
  .stringbool({ truthy: ["1", "true", "yes", "on"], falsy: ["0", "false", "no", "off"] })
  .or(z.never())
  .catch((context) => {
    context.issues.push({ code: "custom", message: "has to be true or false", input: context.value });
    return false;
  });
const hexKey = z
  .string()
  .trim()
  .regex(/^[0-9a-fA-F]{64}$/, "has to be 64 hexadecimal digits (32 bytes), for example from: openssl rand -hex 32");
const url = (protocols: readonly string[], example: string) =>
  z
    .string()
    .trim()
    .refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), `has to look like ${example}`);
const publicUrl = url(["https:", "http:"], "https://hub.example.com").refine((value) => {
  const { pathname, search, hash, username } = new URL(value);
  return pathname === "/" && search === "" && hash === "" && username === "";
}, "has to be an address without path, query or user name, like https://hub.example.com");
const days = (what: string) => integer(`${what} in days, 0 keeps them for ever`, 0, 36_500);
