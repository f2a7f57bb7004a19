/** What invoices, credit notes and their settings look like. */

import { z } from "zod";
import { documentSchema } from "../../hub/invoices/document.ts";
import { fields } from "../../hub/invoices/read.ts";
import { settingFields } from "../../hub/invoices/settings.ts";
import { id } from "../schemas.ts";

export const invoice = z.object({ ...fields, paper: documentSchema }).meta({ id: "Invoice" });

const addressIn = z.strictObject({
  line1: z.string().trim().max(200).optional(),
  line2: z.string().trim().max(200).optional(),
  city: z.string().trim().max(120).optional(),
  region: z.string().trim().max(120).optional(),
  postcode: z.string().trim().max(20).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
});
export const invoiceSettingsChange = z.strictObject({ ...settingFields, address: addressIn }).partial();

const pattern = z.string().trim().min(1).max(60).describe("text with {year} or {yy}, and {number} or {number:4}");
export const newSeries = z.strictObject({
  name: z.string().trim().min(1).max(60),
  invoicePattern: pattern,
  creditPattern: pattern,
  storeIds: z.array(id).max(200).default([]),
});
export const seriesChange = z.strictObject({
  name: z.string().trim().min(1).max(60).optional(),
  invoicePattern: pattern.optional(),
  creditPattern: pattern.optional(),
  storeIds: z.array(id).max(200).optional(),
});

const rupees = z.number().describe("rupees, with two places at most");
/** The portal's own names, upper and lower case as it has them. */
export const ewayBillFile = z
  .object({
    version: z.string(),
    billLists: z.array(
      z.object({
        userGstin: z.string(),
        supplyType: z.string(),
        subSupplyType: z.int().describe("1 supply, 3 export"),
        subSupplyDesc: z.string(),
        docType: z.string(),
        docNo: z.string(),
        docDate: z.string().describe("DD/MM/YYYY"),
        transType: z.int().describe("1 regular, 2 where it is shipped elsewhere than billed"),
        fromGstin: z.string(),
        fromTrdName: z.string(),
        fromAddr1: z.string(),
        fromAddr2: z.string(),
        fromPlace: z.string(),
        fromPincode: z.int(),
        fromStateCode: z.int(),
        actualFromStateCode: z.int(),
        toGstin: z.string().describe("URP: the buyer is not registered"),
        toTrdName: z.string(),
        toAddr1: z.string(),
        toAddr2: z.string(),
        toPlace: z.string(),
        toPincode: z.int(),
        toStateCode: z.int(),
        actualToStateCode: z.int(),
        totalValue: rupees,
        cgstValue: rupees,
        sgstValue: rupees,
        igstValue: rupees,
        cessValue: rupees,
        TotNonAdvolVal: rupees,
        OthValue: rupees.describe("shipping, fees, discounts of the whole order and rounding, in rupees"),
        totInvValue: rupees,
        transMode: z.int().describe("1: by road"),
        transDistance: z.int().describe("0: by the PIN codes"),
        transporterName: z.string(),
        transporterId: z.string(),
        transDocNo: z.string(),
        transDocDate: z.string(),
        vehicleNo: z.string(),
        vehicleType: z.string(),
        mainHsnCode: z.string(),
        itemList: z.array(
          z.object({
            itemNo: z.int(),
            productName: z.string(),
            productDesc: z.string(),
            hsnCode: z.string(),
            quantity: z.number(),
            qtyUnit: z.string(),
            taxableAmount: rupees,
            sgstRate: z.number(),
            cgstRate: z.number(),
            igstRate: z.number(),
            cessRate: z.number(),
            cessNonAdvol: z.number(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: "EwayBillFile" });
