import type { ConnectorMeta } from "../kit/contract/contract.ts";
import { DATE_FORMATS } from "./cells.ts";
import { DEFAULT_STOCK_COLUMNS } from "./settings.ts";
import { english } from "./words.ts";

export const meta: ConnectorMeta = {
  id: "meesho",
  kind: "commerce",
  name: "Meesho",
  section: "marketplaces",
  icon: "meesho",
  color: "#580A46",
  connectType: "api_key",
  setupFormFields: [
    {
      id: "supplierName",
      label: english("field.supplierName"),
      type: "text",
      required: true,
      pattern: "^.{1,100}$",
      patternHint: english("field.supplierName.patternHint"),
      help: english("field.supplierName.help"),
    },
  ],
  settingsFields: [
    {
      id: "dateFormat",
      label: english("field.dateFormat"),
      type: "select",
      required: false,
      help: english("field.dateFormat.help"),
      options: [
        { value: "auto", label: english("option.auto") },
        ...DATE_FORMATS.map((format) => ({ value: format, label: format === "ISO" ? "YYYY-MM-DD" : format })),
      ],
      defaultValue: "auto",
    },
    {
      id: "skuRule",
      label: english("field.skuRule"),
      type: "select",
      required: false,
      help: english("field.skuRule.help"),
      options: [
        { value: "sku_size", label: english("option.sku_size") },
        { value: "sku", label: english("option.sku") },
      ],
      defaultValue: "sku_size",
    },
    {
      id: "priceIs",
      label: english("field.priceIs"),
      type: "select",
      required: false,
      help: english("field.priceIs.help"),
      options: [
        { value: "unit", label: english("option.unit") },
        { value: "line", label: english("option.line") },
      ],
      defaultValue: "unit",
    },
    {
      id: "treatAsCod",
      label: english("field.treatAsCod"),
      type: "boolean",
      required: false,
      help: english("field.treatAsCod.help"),
      defaultValue: "false",
    },
    {
      id: "stockColumns",
      label: english("field.stockColumns"),
      type: "text",
      required: false,
      help: english("field.stockColumns.help"),
      defaultValue: DEFAULT_STOCK_COLUMNS,
    },
  ],
  setupSteps: [
    {
      title: english("step.1.title"),
      text: english("step.1.text"),
    },
    {
      title: english("step.2.title"),
      text: english("step.2.text"),
    },
  ],
  topics: [],
  topicRouting: "request",
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
