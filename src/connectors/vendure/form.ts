import { setupStepsOf } from "../kit/connect/words.ts";
import type { Field, SetupStep } from "../kit/contract/contract.ts";
import { english, speech } from "./words.ts";

export const FORM_FIELDS: readonly Field[] = [
  {
    id: "adminApiUrl",
    label: english("field.adminApiUrl"),
    type: "url",
    required: true,
    placeholder: "https://my-shop.example/admin-api",
    pattern: "^https://",
    patternHint: english("field.adminApiUrl.patternHint"),
    help: english("field.adminApiUrl.help"),
  },
  {
    id: "username",
    label: english("field.username"),
    type: "text",
    required: false,
    placeholder: "argosy@my-shop.example",
    help: english("field.username.help"),
  },
  { id: "password", label: english("field.password"), type: "secret", required: false },
  {
    id: "apiKey",
    label: english("field.apiKey"),
    type: "secret",
    required: false,
    help: english("field.apiKey.help"),
  },
  {
    id: "channelToken",
    label: english("field.channelToken"),
    type: "text",
    required: false,
    pattern: "^\\S*$",
    patternHint: english("field.channelToken.patternHint"),
    help: english("field.channelToken.help"),
  },
];

export const SETTINGS_FIELDS: readonly Field[] = [
  {
    id: "codMethods",
    label: english("field.codMethods"),
    type: "text",
    required: false,
    defaultValue: "cash-on-delivery",
    help: english("field.codMethods.help"),
  },
];

/** What the role needs, by what would not work without it. */
export const RIGHTS: readonly {
  readonly scope: string;
  readonly enables: string;
  readonly rights: readonly string[];
}[] = [
  { scope: "ReadOrder", enables: english("scope.readingOrders"), rights: ["ReadOrder"] },
  { scope: "UpdateOrder", enables: english("scope.shippingCancellingRefundingOrders"), rights: ["UpdateOrder"] },
  { scope: "CreateOrder", enables: english("scope.makingOrders"), rights: ["CreateOrder"] },
  { scope: "DeleteOrder", enables: english("scope.clearingAwayDraftsOrdersNot"), rights: ["DeleteOrder"] },
  { scope: "ReadProduct", enables: english("scope.readingProducts"), rights: ["ReadCatalog", "ReadProduct"] },
  {
    scope: "UpdateProduct",
    enables: english("scope.writingStockPricesTexts"),
    rights: ["UpdateCatalog", "UpdateProduct"],
  },
  { scope: "CreateProduct", enables: english("scope.makingProducts"), rights: ["CreateCatalog", "CreateProduct"] },
  { scope: "CreateAsset", enables: english("scope.sendingPictures"), rights: ["CreateCatalog", "CreateAsset"] },
  { scope: "ReadAsset", enables: english("scope.findingPicturesSentBefore"), rights: ["ReadCatalog", "ReadAsset"] },
  { scope: "UpdateAsset", enables: english("scope.writingTextsPictures"), rights: ["UpdateCatalog", "UpdateAsset"] },
  {
    scope: "ReadStockLocation",
    enables: english("scope.readingStockLocation"),
    rights: ["ReadStockLocation", "ReadCatalog", "ReadProduct"],
  },
];

export const SETUP_STEPS: readonly SetupStep[] = setupStepsOf(speech.sentences);
