import type { Field, SetupStep } from "../kit/contract/contract.ts";

export const FORM_FIELDS: readonly Field[] = [
  {
    id: "adminApiUrl",
    label: "Admin API address",
    type: "url",
    required: true,
    placeholder: "https://my-shop.example/admin-api",
    pattern: "^https://",
    patternHint: "The address begins with https://.",
    help: "The address of the shop's server, usually with /admin-api behind it.",
  },
  {
    id: "username",
    label: "Administrator",
    type: "text",
    required: false,
    placeholder: "argosy@my-shop.example",
    help: "Settings, Administrators in the shop. Make one for Argosy alone.",
  },
  { id: "password", label: "Administrator's password", type: "secret", required: false },
  {
    id: "apiKey",
    label: "API key, in place of a password",
    type: "secret",
    required: false,
    help: "Only where the shop's developer allowed keys. It costs the shop a quarter of a second a call: a password is better.",
  },
  {
    id: "channelToken",
    label: "Channel token",
    type: "text",
    required: false,
    pattern: "^\\S*$",
    patternHint: "A token without spaces.",
    help: "Settings, Channels in the shop. May be empty when the administrator sees one channel.",
  },
];

export const SETTINGS_FIELDS: readonly Field[] = [
  {
    id: "codMethods",
    label: "Payment methods that mean cash on delivery",
    type: "text",
    required: false,
    defaultValue: "cash-on-delivery",
    help: "Codes of the shop's payment methods, separated by commas. An authorised payment by one of them is collected by the courier.",
  },
];

/** What the role needs, by what would not work without it. */
export const RIGHTS: readonly {
  readonly scope: string;
  readonly enables: string;
  readonly rights: readonly string[];
}[] = [
  { scope: "ReadOrder", enables: "reading orders", rights: ["ReadOrder"] },
  { scope: "UpdateOrder", enables: "shipping, cancelling and refunding orders", rights: ["UpdateOrder"] },
  { scope: "CreateOrder", enables: "making orders", rights: ["CreateOrder"] },
  { scope: "DeleteOrder", enables: "clearing away drafts of orders that were not made", rights: ["DeleteOrder"] },
  { scope: "ReadProduct", enables: "reading products", rights: ["ReadCatalog", "ReadProduct"] },
  { scope: "UpdateProduct", enables: "writing stock, prices and texts", rights: ["UpdateCatalog", "UpdateProduct"] },
  { scope: "CreateProduct", enables: "making products", rights: ["CreateCatalog", "CreateProduct"] },
  { scope: "CreateAsset", enables: "sending pictures", rights: ["CreateCatalog", "CreateAsset"] },
  { scope: "ReadAsset", enables: "finding pictures that were sent before", rights: ["ReadCatalog", "ReadAsset"] },
  { scope: "UpdateAsset", enables: "writing the texts of pictures", rights: ["UpdateCatalog", "UpdateAsset"] },
  {
    scope: "ReadStockLocation",
    enables: "reading stock by location",
    rights: ["ReadStockLocation", "ReadCatalog", "ReadProduct"],
  },
];

export const SETUP_STEPS: readonly SetupStep[] = [
  {
    title: "Make a role for Argosy",
    text: "In the shop open Settings, Roles, Create. Choose the channel to connect, and the permissions: all of Order, all of Product and Asset (or Catalog), ReadCollection, ReadCustomer, ReadPromotion, ReadSettings, ReadChannel, ReadStockLocation.",
  },
  {
    title: "Make an administrator with this role",
    text: "Settings, Administrators, Create: its own e-mail, a long password, and the role alone.",
  },
  {
    title: "Enter address, e-mail and password",
    text: "Argosy logs in and learns the channel, its currency and stock locations. Connect the channel you sell in: the default channel shows the orders of all of them.",
  },
];
