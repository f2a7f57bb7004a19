import { fieldsOf, setupStepsOf } from "../kit/connect/words.ts";
import type { ConnectorMeta } from "../kit/contract/contract.ts";
import { marketplace } from "../kit/contract/descriptors.ts";
import { DATE_FORMATS } from "./cells.ts";
import { DEFAULT_STOCK_COLUMNS } from "./settings.ts";
import { english, speech } from "./words.ts";

export const meta: ConnectorMeta = {
  ...marketplace,
  id: "meesho",
  name: "Meesho",
  icon: "meesho",
  color: "#580A46",
  connectType: "api_key",
  setupFormFields: fieldsOf(speech.sentences, [
    {
      id: "supplierName",
      type: "text",
      required: true,
      pattern: "^.{1,100}$",
    },
  ]),
  settingsFields: fieldsOf(speech.sentences, [
    {
      id: "dateFormat",
      type: "select",
      options: [
        "auto",
        ...DATE_FORMATS.map((format) => ({ value: format, label: format === "ISO" ? "YYYY-MM-DD" : format })),
      ],
      defaultValue: "auto",
    },
    { id: "skuRule", type: "select", options: ["sku_size", "sku"], defaultValue: "sku_size" },
    { id: "priceIs", type: "select", options: ["unit", "line"], defaultValue: "unit" },
    { id: "treatAsCod", type: "boolean", defaultValue: "false" },
    { id: "stockColumns", type: "text", defaultValue: DEFAULT_STOCK_COLUMNS },
  ]),
  setupSteps: setupStepsOf(speech.sentences),
  topics: [],
  limits: [],
  orderPrefix: "ME",
  api: { version: "reports of 2026" },
  orderHistory: { days: "all", note: english("history") },
  docs: "docs/providers/meesho.md",
  // Sheet "Order Payments" of the payments workbook, saved as CSV; names as parsers agree (sheet section 5.3).
  settlementFile: {
    order: "Sub Order No",
    reference: "Transaction ID",
    paidAt: "Payment Date",
    occurredAt: "Order Date",
    decimal: "point",
    days: "ymd",
    net: "Final Settlement Amount",
    columns: [
      { column: "Total Sale Amount", kind: "sale", sign: "given" },
      { column: "Sales Returns", kind: "refund", sign: "taken" },
      { column: "Shipping Revenue", kind: "sale", sign: "given" },
      { column: "Shipping Returns", kind: "refund", sign: "taken" },
      { column: "Meesho Commission", kind: "commission", sign: "taken" },
      { column: "Warehousing Fee", kind: "service_fee", sign: "taken" },
      { column: "Shipping Charge", kind: "shipping_forward", sign: "taken" },
      { column: "Forward Shipping Recovery", kind: "shipping_forward", sign: "taken" },
      { column: "Return Shipping Charge", kind: "shipping_return", sign: "taken" },
      { column: "TCS", kind: "withheld_tax", sign: "taken" },
      { column: "TDS", kind: "withheld_tax", sign: "taken" },
      { column: "Compensation", kind: "adjustment", sign: "given" },
      { column: "Claims", kind: "adjustment", sign: "given" },
      { column: "Recovery", kind: "adjustment", sign: "taken" },
    ],
  },
  facts: { shopName: english("fact.shopName"), country: english("fact.country"), currency: english("fact.currency") },
};
