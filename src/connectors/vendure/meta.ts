import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import type { SetupStep } from "../kit/contract/contract.ts";
import { SHOP_ADDRESS } from "../kit/contract/own-server.ts";
import { catalog, english } from "./words.ts";

export const FORM_FIELDS = fieldsOf(catalog.messages, [
  { ...SHOP_ADDRESS, id: "adminApiUrl", placeholder: "https://my-shop.example/admin-api" },
  { id: "username", type: "text", placeholder: "argosy@my-shop.example" },
  { id: "password", type: "secret" },
  { id: "apiKey", type: "secret" },
  { id: "channelToken", type: "text", pattern: "^\\S*$" },
]);

export const SETTINGS_FIELDS = fieldsOf(catalog.messages, [
  { id: "codMethods", type: "text", defaultValue: "cash-on-delivery" },
]);

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

export const SETUP_STEPS: readonly SetupStep[] = setupStepsOf(catalog.messages);
