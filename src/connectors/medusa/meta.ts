import { fieldsOf } from "../kit/connect/messages.ts";
import type { SetupStep } from "../kit/contract/contract.ts";
import { SHOP_ADDRESS } from "../kit/contract/own-server.ts";
import { catalog, english } from "./words.ts";

export const FORM_FIELDS = fieldsOf(catalog.messages, [
  { ...SHOP_ADDRESS, placeholder: "https://api.my-shop.example" },
  {
    id: "secretKey",
    type: "secret",
    required: true,
    placeholder: "sk_...",
    pattern: "^sk_[0-9a-f]{64}$",
  },
  { id: "salesChannelId", type: "text" },
  { id: "regionId", type: "text" },
]);

export const SETTINGS_FIELDS = fieldsOf(catalog.messages, [{ id: "codProviders", type: "text" }]);

export const SETUP_STEPS: readonly SetupStep[] = [
  { title: english("label.makeSecretKeyArgosy"), text: english("said.adminSettings") },
  { title: english("label.lookStockLocations"), text: english("said.settingsLocationsShipping") },
  { title: english("label.addressKey"), text: english("said.argosyLearnsChannels") },
];
