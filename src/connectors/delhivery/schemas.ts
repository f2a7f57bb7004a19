/** The fields used of Delhivery's answers. */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import { idText, optionalDecimal, optionalId, optionalText, textOf, texts } from "../kit/parse/parse.ts";

const flag = z
  .string()
  .nullish()
  .transform((value) => value?.toUpperCase() === "Y");

export const pincodeSchema = z.object({
  delivery_codes: z.array(
    z.object({
      postal_code: z.object({ pin: idText, pre_paid: flag, cod: flag, remarks: optionalText }),
    }),
  ),
});

/** The list was also seen as an object of the key "0"; an error is an object without it. */
export const costSchema = z.union([
  z.array(z.object({ total_amount: optionalDecimal, zone: optionalText })),
  z
    .object({ "0": z.object({ total_amount: optionalDecimal, zone: optionalText }) })
    .transform((reported) => [reported["0"]]),
  z.object({ error: z.string().min(1) }),
]);

/** One text of numbers with commas. */
export const waybillsSchema = z.string().transform((text) =>
  text
    .split(",")
    .map((number) => number.trim())
    .filter(Boolean),
);

export const createSchema = z.object({
  success: z.boolean().nullish(),
  rmk: optionalText,
  packages: z.array(
    z.object({
      status: z.string(),
      waybill: optionalId,
      refnum: optionalId,
      remarks: z.union([z.array(z.string()), z.string().transform((text) => [text])]).nullish(),
    }),
  ),
});
export type Created = z.output<typeof createSchema>["packages"][number];

export const editSchema = z.object({ status: z.union([z.boolean(), z.string()]).nullish() });

export const scanSchema = z.object({
  ScanDetail: z.object({
    Scan: z.string(),
    ScanType: optionalText,
    StatusCode: optionalText,
    StatusDateTime: z.string(),
    ScannedLocation: optionalText,
    Instructions: optionalText,
  }),
});

export const shipmentSchema = z.object({
  Shipment: z.object({
    AWB: idText,
    ReferenceNo: optionalId,
    ExpectedDeliveryDate: optionalText,
    PromisedDeliveryDate: optionalText,
    Status: z.object({
      Status: z.string(),
      StatusType: optionalText,
      StatusCode: optionalText,
      StatusDateTime: z.string(),
      StatusLocation: optionalText,
      Instructions: optionalText,
    }),
    Scans: z.array(z.unknown()).nullish(),
  }),
});
export type Tracked = z.output<typeof shipmentSchema>["Shipment"];

/** Numbers nobody knows are missing; where none is known, words stand in place of the list. */
export const trackingSchema = z.object({ ShipmentData: z.array(z.unknown()).nullish() });

export const slipSchema = z.object({
  packages: z.array(z.object({ wbn: idText, pdf_download_link: optionalText })),
});

export const pickupSchema = z.object({ pickup_id: optionalId, pr_exist: z.boolean().nullish() });

export const actionSchema = z.object({ request_id: optionalId });

export const pushSchema = z.object({
  Shipment: z.object({
    Status: z.object({
      Status: z.string(),
      StatusDateTime: z.string(),
      ...texts("StatusType", "StatusLocation", "Instructions"),
    }),
    NSLCode: optionalText,
    AWB: idText,
  }),
});

/** Delhivery's own words of a refusal: `rmk`, `error` as text or object, or a text under a field's name. */
export function errorTextOf(body: Json): string {
  if (body === null || typeof body !== "object" || Array.isArray(body)) return textOf(body);
  const { rmk, error, remark, data } = body as { readonly [key: string]: Json | undefined };
  const inner = [error, data].flatMap((part) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? [textOf((part as { readonly [key: string]: Json | undefined }).message)]
      : [part === true ? "" : textOf(part)],
  );
  const reported = [textOf(rmk), ...inner, textOf(remark)].find(Boolean);
  // {"pickup_date": "Pickup date cannot be in past"}
  return (
    reported ??
    Object.values(body)
      .map(textOf)
      .find((text) => /\D/.test(text) && !["true", "false"].includes(text)) ??
    ""
  );
}
