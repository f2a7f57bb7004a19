import { basename } from "node:path";

/** What a connector's files are called, so that one who knows one connector finds the way in all of them. */
export const CONNECTOR_FILES: Readonly<Record<string, readonly string[]>> = {
  "descriptor and settings": ["index", "meta", "settings", "limits", "words"],
  access: ["auth", "connect", "detect", "scopes", "permissions", "shop", "accounts"],
  calls: ["client", "classify", "refusals", "schemas", "order-schemas", "documents", "time"],
  catalog: [
    "products",
    "product-mapping",
    "product-read",
    "product-sweeps",
    "product-put",
    "product-body",
    "product-options",
    "variants",
    "images",
    "categories",
    "prices",
    "stock",
  ],
  orders: [
    "orders",
    "order-mapping",
    "order-money",
    "order-read",
    "order-sweeps",
    "order-open",
    "order-options",
    "order-create",
    "order-draft",
    "order-payments",
    "order-tracking",
    "order-documents",
    "statuses",
    "returns",
  ],
  "order commands": ["order-commands", "order-steps", "order-fulfil", "order-refund", "cancel"],
  "further ports": [
    "customers",
    "people",
    "discounts",
    "promotions",
    "gift-cards",
    "conversations",
    "member-messages",
    "message-read",
    "threads",
    "disputes",
    "incidents",
    "fees",
    "payouts",
    "settlements",
  ],
  changes: ["sweeps", "webhooks", "subscriptions"],
  couriers: ["booking", "labels", "tracking", "pickups", "rates", "serviceability"],
  tests: ["spec", "testing"],
};

const NAMES = new Set(Object.values(CONNECTOR_FILES).flat());
/** One file may be several; a template has its sandbox beside it, as a package has. */
const IN_PARTS = /^(?:testing-|sandbox(?:-|$))/;
const CONNECTOR = /^(?:src\/connectors\/(?!kit\/)([^/]+)|scripts\/(connector-template(?:-graphql)?))\//;
/** Tests are called by what they show. */
const FREE = /\/fixtures\/|\.test\.ts$/;
const OWN_TEXTS = /^Own words: (.+)\.$/m;

/** The words a platform has for itself, as its connector's README declares them. */
export const ownTexts = (readme: string): readonly string[] =>
  OWN_TEXTS.exec(readme)?.[1]
    ?.split(",")
    .map((word) => word.trim().replaceAll("`", "")) ?? [];

/** Files of connectors that are called neither by the list nor by a word their README declares, and words of no file. */
export function strangeNames(files: readonly string[], read: (file: string) => string | null): string[] {
  const byFolder = new Map<string, string[]>();
  for (const file of files) {
    const folder = CONNECTOR.exec(file)?.[0];
    if (folder && file.endsWith(".ts") && !FREE.test(file))
      byFolder.set(folder, [...(byFolder.get(folder) ?? []), file]);
  }
  return [...byFolder].flatMap(([folder, own]) => {
    const texts = ownTexts(read(`${folder}README.md`) ?? "");
    const begins = (name: string) => texts.filter((word) => name === word || name.startsWith(`${word}-`));
    const strange = own.filter((file) => {
      const name = basename(file, ".ts");
      return !(NAMES.has(name) || IN_PARTS.test(name) || begins(name).length > 0);
    });
    const used = new Set(own.flatMap((file) => begins(basename(file, ".ts"))));
    return [
      ...strange.map(
        (file) =>
          `${file} is no name of a connector's file: take one of scripts/connector-files.ts or declare the word`,
      ),
      ...texts.filter((word) => !used.has(word)).map((word) => `${folder}README.md declares "${word}": no file has it`),
      ...texts
        .filter((word) => NAMES.has(word))
        .map((word) => `${folder}README.md declares "${word}", a name of the list`),
    ];
  });
}
