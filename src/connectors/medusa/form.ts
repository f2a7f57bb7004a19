import type { Field, SetupStep } from "../kit/contract/contract.ts";
import { english } from "./words.ts";

export const FORM_FIELDS: readonly Field[] = [
  {
    id: "baseUrl",
    label: english("field.baseUrl"),
    type: "url",
    required: true,
    placeholder: "https://api.my-shop.example",
    pattern: "^https://",
    patternHint: english("field.baseUrl.patternHint"),
    help: english("field.baseUrl.help"),
  },
  {
    id: "secretKey",
    label: english("field.secretKey"),
    type: "secret",
    required: true,
    placeholder: "sk_...",
    pattern: "^sk_[0-9a-f]{64}$",
    patternHint: english("field.secretKey.patternHint"),
    help: english("field.secretKey.help"),
  },
  {
    id: "salesChannelId",
    label: english("field.salesChannelId"),
    type: "text",
    required: false,
    help: english("field.salesChannelId.help"),
  },
  {
    id: "regionId",
    label: english("field.regionId"),
    type: "text",
    required: false,
    help: english("field.regionId.help"),
  },
];

export const SETTINGS_FIELDS: readonly Field[] = [
  {
    id: "codProviders",
    label: english("field.codProviders"),
    type: "text",
    required: false,
    help: english("field.codProviders.help"),
  },
];

export const SETUP_STEPS: readonly SetupStep[] = [
  {
    title: english("label.makeSecretKeyArgosy"),
    text: english("said.adminSettings"),
  },
  {
    title: english("label.lookStockLocations"),
    text: english("said.settingsLocationsShipping"),
  },
  {
    title: english("label.addressKey"),
    text: english("said.argosyLearnsChannels"),
  },
];
