import type { Field, SetupStep } from "../kit/contract/contract.ts";

export const FORM_FIELDS: readonly Field[] = [
  {
    id: "baseUrl",
    label: "Shop server address",
    type: "url",
    required: true,
    placeholder: "https://api.my-shop.example",
    pattern: "^https://",
    patternHint: "The address begins with https://.",
    help: "Where the Medusa server answers, without /app or /admin behind it. It is often not the storefront's address.",
  },
  {
    id: "secretKey",
    label: "Secret API key",
    type: "secret",
    required: true,
    placeholder: "sk_...",
    pattern: "^sk_[0-9a-f]{64}$",
    patternHint: "sk_ and 64 letters and digits. A key that begins with pk_ is the storefront's.",
    help: "Settings, Secret API Keys in the shop's admin. It is shown once.",
  },
  {
    id: "salesChannelId",
    label: "Sales channel",
    type: "text",
    required: false,
    help: "Name or id of the channel to connect (Settings, Sales Channels). May be empty when the shop has one.",
  },
  {
    id: "regionId",
    label: "Region",
    type: "text",
    required: false,
    help: "Name or id of the region whose currency the prices are read and written in (Settings, Regions). Empty: the store's default currency.",
  },
];

export const SETTINGS_FIELDS: readonly Field[] = [
  {
    id: "codProviders",
    label: "Payment providers that mean cash on delivery",
    type: "text",
    required: false,
    help: "Ids of the shop's payment providers (pp_...), separated by commas. An authorised payment by one of them is collected by the courier.",
  },
];

export const SETUP_STEPS: readonly SetupStep[] = [
  {
    title: "Make a secret key for Argosy",
    text: "In the shop's admin open Settings, Secret API Keys, Create. Name it Argosy and copy the key: it is shown once. A key may do everything in the shop, so keep it as safe as the password of an owner.",
  },
  {
    title: "Look at the channel's stock locations",
    text: "Settings, Locations & Shipping: each location that ships for the channel names it under Sales Channels. The shop reserves an order at any one of them that holds the whole line, so that one location for a channel is the surest.",
  },
  {
    title: "Enter address and key",
    text: "Argosy learns the channels, regions, currencies and stock locations. Where the shop has several channels, enter the one to connect.",
  },
];
