/** The fields used of the contract's answers. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import { idText, optionalId, optionalText, textOf, texts } from "../kit/parse/parse.ts";

type Fields = { readonly [key: string]: Json | undefined };

const fieldsOf = (body: Json): Fields =>
  body !== null && typeof body === "object" && !Array.isArray(body) ? (body as Fields) : {};

/** `status` with a small or a capital S: both were seen. */
export function isDone(body: Json): boolean {
  const { status, Status } = fieldsOf(body);
  return textOf(status ?? Status).toUpperCase() === "SUCCESS";
}

/** It says no in so many words; an answer without a word on how it went is none. */
export function isRefusal(body: Json): boolean {
  const { status, Status } = fieldsOf(body);
  const text = textOf(status ?? Status).toUpperCase();
  return text === "FAILED" || (text === "" && errorTextOf(body) !== "");
}

/** The courier's own words of a refusal. */
export function errorTextOf(body: Json): string {
  const { message, reason, errorMessage, status, Status } = fieldsOf(body);
  const given = [message, reason, errorMessage].map(textOf).filter(Boolean);
  return given.length > 0 ? [...new Set(given)].join(" ") : textOf(status ?? Status);
}

export const loginSchema = z.object({ token: z.string().nullish() });

/** The label's link has several names; for some carriers it is empty at first. */
export const waybillSchema = z.object({
  waybill: optionalId,
  ...texts("courierName", "shippingLabel", "label_url", "labelUrl", "label"),
});

export const detailSchema = z.object({
  waybill: idText,
  currentStatus: z.string().min(1),
  statusDate: optionalText,
  current_location: optionalText,
});
/** Each row is read by itself: one that cannot be read does not hold up the others. */
export const detailsSchema = z.object({ waybillDetails: z.array(z.unknown()).nullish() });

const waybills = z.array(idText).nullish();
export const manifestSchema = z.object({
  manifestNumber: optionalId,
  manifestDownloadUrl: optionalText,
  alreadyManifestedAWBs: waybills,
  invalidAWBs: waybills,
});
