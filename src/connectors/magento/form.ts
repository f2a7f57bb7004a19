import type { Field, SetupStep } from "../kit/contract/contract.ts";
import { PRICE_TAX_KEPT } from "../kit/parse/net-prices.ts";

const KEY_HINT = "Letters and digits, as they stand on the integration's page.";
const KEY = "^[a-z0-9]{32}$";

export const FORM_FIELDS: readonly Field[] = [
  {
    id: "baseUrl",
    label: "Store URL",
    type: "url",
    required: true,
    placeholder: "https://my-shop.example",
    pattern: "^https://",
    patternHint: "The address begins with https://.",
    help: "As your customers see it. Adobe Commerce as a Cloud Service: the API address with the tenant, https://<server>.api.commerce.adobe.com/<tenant>.",
  },
  {
    id: "authMode",
    label: "Authentication",
    type: "select",
    required: false,
    defaultValue: "oauth1",
    options: [
      { value: "oauth1", label: "Integration, signed (OAuth 1.0a)" },
      { value: "bearer", label: "Integration, access token as Bearer" },
      { value: "ims", label: "Adobe Commerce as a Cloud Service (Adobe IMS)" },
    ],
    help: "Magento Open Source, Mage-OS and Adobe Commerce: leave it signed.",
  },
  {
    id: "consumerKey",
    label: "Consumer Key",
    type: "text",
    required: false,
    pattern: `(${KEY})|^$`,
    patternHint: KEY_HINT,
  },
  {
    id: "consumerSecret",
    label: "Consumer Secret",
    type: "secret",
    required: false,
    pattern: `(${KEY})|^$`,
    patternHint: KEY_HINT,
  },
  {
    id: "accessToken",
    label: "Access Token",
    type: "secret",
    required: false,
    pattern: `(${KEY})|^$`,
    patternHint: KEY_HINT,
  },
  {
    id: "accessTokenSecret",
    label: "Access Token Secret",
    type: "secret",
    required: false,
    pattern: `(${KEY})|^$`,
    patternHint: KEY_HINT,
  },
  {
    id: "websiteCode",
    label: "Website",
    type: "text",
    required: false,
    placeholder: "base",
    pattern: "^[A-Za-z0-9_]*$",
    patternHint: "The website's code: letters, digits and _.",
    help: "Stores, All Stores. May be empty when the shop has one website.",
  },
  {
    id: "storeCode",
    label: "Store view for texts",
    type: "text",
    required: false,
    placeholder: "all",
    pattern: "^[A-Za-z0-9_]*$",
    patternHint: "The store view's code: letters, digits and _.",
    help: "Empty or all: the values every view shares. A view's code: names and descriptions of that view.",
  },
  {
    id: "signedOrigin",
    label: "Address the shop sees itself under",
    type: "url",
    required: false,
    placeholder: "http://my-shop.example",
    help: "Only when a proxy before the shop ends https and signatures are refused.",
  },
  {
    id: "imsClientId",
    label: "Adobe client ID",
    type: "text",
    required: false,
    help: "Cloud Service only: Adobe Developer Console, the project's OAuth server-to-server credential.",
  },
  { id: "imsClientSecret", label: "Adobe client secret", type: "secret", required: false },
  {
    id: "imsOrgId",
    label: "Adobe organization ID",
    type: "text",
    required: false,
    placeholder: "0123456789ABCDEF@AdobeOrg",
  },
  PRICE_TAX_KEPT,
];

export const SETTINGS_FIELDS: readonly Field[] = [
  PRICE_TAX_KEPT,
  {
    id: "codMethods",
    label: "Payment methods that mean cash on delivery",
    type: "text",
    required: false,
    defaultValue: "cashondelivery",
    help: "Codes of the shop's payment methods, separated by commas. All other unpaid orders count as waiting for payment.",
  },
  {
    id: "shipFrom",
    label: "Source parcels leave from",
    type: "text",
    required: false,
    help: "A source's code. Empty: the only source, or as Magento's own order of sources says.",
  },
  {
    id: "stockTransport",
    label: "How stock is written",
    type: "select",
    required: false,
    defaultValue: "direct",
    options: [
      { value: "direct", label: "At once" },
      { value: "queue", label: "Through the shop's own queue (needs a consumer)" },
    ],
  },
  {
    id: "barcodeAttribute",
    label: "Attribute that holds the barcode",
    type: "text",
    required: false,
    placeholder: "ean",
    pattern: "^[a-z0-9_]*$",
    patternHint: "An attribute's code: lower-case letters, digits and _.",
    help: "Magento has none of its own. Empty: barcodes are neither read nor written.",
  },
  {
    id: "shippingMethod",
    label: "Shipping method of orders sent to the shop",
    type: "text",
    required: false,
    defaultValue: "flatrate_flatrate",
    help: "Carrier and method, joined by _.",
  },
  {
    id: "paymentMethod",
    label: "Payment method of orders sent to the shop",
    type: "text",
    required: false,
    defaultValue: "checkmo",
    help: "An offline method of the shop, by its code.",
  },
];

export const SETUP_STEPS: readonly SetupStep[] = [
  {
    title: "Make an integration",
    text: "In the Magento admin open System, Extensions, Integrations, Add New Integration. Give it the name Argosy; leave both URLs empty.",
  },
  {
    title: "Choose what it may do",
    text: "Tab API: Resource Access All, or the resources listed in the guide. Save, then Activate and allow.",
  },
  {
    title: "Copy the four values",
    text: "Magento shows Consumer Key, Consumer Secret, Access Token and Access Token Secret. Copy all four here, beside the address of the shop.",
  },
];
