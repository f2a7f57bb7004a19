/**
 * Each thing has one name on screens, in mails, refusals and forms, in English and in Arabic: the names that went do not come
 * back. scripts/terms.test.ts holds the one name of a connected account.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { messages } from "../src/commerce/message.ts";

const ROOT = join(import.meta.dirname, "..");

interface Retired {
  readonly word: RegExp;
  /** Its name now. */
  readonly now: string;
  /** Keys of texts in which the word means something else. */
  readonly except?: RegExp;
}

const ENGLISH: readonly Retired[] = [
  { word: /\bpictures?\b/i, now: "image, or photo of a packed order" },
  {
    word: /\bwarehouses?\b/i,
    now: "location",
    except: /arketplace|fulfilledBy|isFulfilledBy|stockOf|by_marketplace|awb|fba/i,
  },
  { word: /\bpickup places?\b/i, now: "pickup address" },
  { word: /\bway of paying\b/i, now: "payment method" },
  { word: /\b(?:paid|pay|give|gave) back\b/i, now: "refund", except: /giftCard|pickups_payments/i },
  { word: /\bcounterparts?\b/i, now: "match" },
  { word: /\bturnover\b/i, now: "net sales, net revenue" },
  { word: /\bdid not work\b/i, now: "Couldn't, with what was done" },
  { word: /\bcanceled|canceling\b/i, now: "cancelled" },
  { word: /\bfulfilment\b/i, now: "fulfillment" },
  { word: /\bcatalogue\b/i, now: "catalog" },
];

const ARABIC: readonly Retired[] = [
  {
    word: /عنصر|عناصر/,
    now: "صنف (item)",
    // A record of any kind, an entry of a list that a field takes, a placeholder.
    except:
      /^ui\.list\.chosen_|^alerts\.others_|^conflicts\.columns\.item$|^field\.too|^row\.itemObject|^automation\.placeholder/,
  },
  { word: /المركز|مركزك/, now: "النظام (the hub)" },
  { word: /مورد(?!ّ|ة)/, now: "مورّد (supplier)" },
  { word: /ويب هوك|webhooks?(?!\w)/i, now: "إشعار (webhook)", except: /verifyText/ },
  { word: /مرتبط/, now: "مربوط (linked)" },
  { word: /قوائم التعبئة|قائمة التعبئة/, now: "قسيمة التعبئة (packing slip)" },
  { word: /احتياطي الأمان/, now: "مخزون الأمان (safety buffer)" },
  { word: /[\u0621-\u064A]اً/, now: "tanwin before the alif: فورًا" },
];

function flat(value: unknown, key: string): readonly (readonly [key: string, text: string])[] {
  if (typeof value === "string") return [[key, value]];
  return Object.entries(value as object).flatMap(([name, inner]) => flat(inner, key === "" ? name : `${key}.${name}`));
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(ROOT, file), "utf8"));

const ofScreens = (language: string) =>
  globSync("web/src/**/messages", { cwd: ROOT }).flatMap((path) =>
    flat(read(`${path}/${language}.json`), path.replaceAll("\\", "/").replace(/^web\/src\/(.*)\/messages$/, "$1")),
  );

const withoutGaps = (text: string) => text.replaceAll(/\{\{?\w+(?::\w*)?\}?\}|\$t\([^)]*\)/g, "");

function found(texts: readonly (readonly [string, string])[], retired: readonly Retired[]): readonly string[] {
  return texts.flatMap(([key, text]) =>
    retired
      .filter(({ word, except }) => word.test(withoutGaps(text)) && except?.test(key) !== true)
      .map(({ now }) => `${key}: ${text} -> ${now}`),
  );
}

test("screens, mails, alerts and refusals use no English name that went", () => {
  const hub = Object.entries<string | { readonly one?: string; readonly other: string }>(messages).map(
    ([code, entry]) => [code, typeof entry === "string" ? entry : entry.other] as const,
  );
  expect(found([...ofScreens("en"), ...hub], ENGLISH)).toEqual([]);
});

test("screens, mails, alerts and refusals use no Arabic name that went", () => {
  const hub = flat(read("src/commerce/messages/ar.json"), "");
  expect(found([...ofScreens("ar"), ...hub], ARABIC)).toEqual([]);
});

test("connectors use no Arabic name of the hub, of items and of suppliers that went", () => {
  const texts = globSync("src/connectors/*/ar.json", { cwd: ROOT }).flatMap((file) => flat(read(file), file));
  // Their steps lead through menus of a platform, which may say webhook.
  expect(found(texts, ARABIC.slice(0, 3))).toEqual([]);
});
