/** What sellers read of connectors has words in every language the hub speaks. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { message, messageParts, textOf, toStoredText } from "../commerce/message.ts";
import { connectors } from "./index.ts";
import {
  languagesOf,
  malformedMessages,
  messagesWithoutCode,
  missingMessages,
  reasonsWithoutCode,
  sentencesIn,
  unusedCodes,
} from "./kit/conformance/package/texts.ts";
import { common, commonTranslations } from "./kit/connect/common-texts.ts";
import { messageCatalog } from "./kit/connect/messages.ts";
import { translateLabel, translateMeta, translatePart, translateText } from "./kit/connect/translate.ts";
import { folderOf } from "./kit/contract/another-name.ts";
import { type Connector, LANGUAGES } from "./kit/contract/contract.ts";
import { ConnectorError } from "./kit/contract/errors.ts";

const isCommon = (text: string | undefined): boolean =>
  (Object.values(common) as readonly (string | undefined)[]).includes(text);

const all = [...connectors.values()].flatMap((connector) =>
  languagesOf(connector).map((language) => [connector.meta.id, language, connector] as const),
);
/** The connector's own code, without its sandbox and tests. */
const sourceOf = (id: string, left = /^$/): readonly string[] =>
  globSync(`${id}/**/*.ts`, { cwd: import.meta.dirname })
    .filter((path) => !/sandbox|testing|fidelity|\.test\.ts$|[\\/]words\.ts$/.test(path))
    .filter((path) => !left.test(path))
    .map((path) => readFileSync(join(import.meta.dirname, path), "utf8").replaceAll(/\\(["'])/g, "$1"));

test.each(all)("everything %s shows is said in %s", (_id, language, connector) => {
  const missing = missingMessages(connector, language);
  const file = `src/connectors/${folderOf(connector)}/${language}.json`;
  expect(missing, `${file} lacks ${missing.map((english) => JSON.stringify(english)).join(", ")}`).toEqual([]);
});

test.each(all)("the words of %s in %s keep every gap and place", (_id, language, connector) => {
  expect(malformedMessages(connector, language)).toEqual([]);
});

const coded = [...connectors.values()].map(
  (connector) => [connector.meta.id, connector, Object.keys(connector.messages ?? {})] as const,
);

test.each(coded)("texts of %s for a seller are in its words.ts alone", (_id, connector) => {
  // Answered to programs: codes at a till, why a delivery is not believed. Put together for the form: parts of `meta.ts`.
  const others = /discounts|promotions|gift-cards|webhooks|signatures|[\\/]meta\.ts$/;
  const found = sourceOf(folderOf(connector), others).flatMap(messagesWithoutCode);
  expect(found).toEqual([]);
});

/** Files whose sentences no seller reads as a hub's answer, and who does read them. */
const TO_OTHERS: readonly (readonly [path: RegExp, reader: string])[] = [
  [/discounts|promotions/, "the person at a till, beside the platform's own words for a code"],
  [/signatures|webhooks|notifications/, "the log: why a delivery is not believed. What it changes has a code, below"],
  [/[\\/]meta\.ts$/, "the form: parts of a descriptor, translated by their English"],
  [/custom_api[\\/](?:reference|linear-regexp|expressions-process)\.ts$/, "who writes a description"],
  [/easyorders[\\/](?:auth|orders)\.ts$/, "the platform and the buyer: an app's description, a note on the order"],
  [/sylius[\\/]classify\.ts$/, "nobody: compared with what the platform says"],
  [/wix[\\/]events\.ts$|meta_ads[\\/]insights\.ts$/, "the log"],
];

test.each(coded)("answers of %s have a code, and so texts in every language", (_id, connector) => {
  const left = new RegExp(TO_OTHERS.map(([path]) => path.source).join("|"));
  const plain = sourceOf(folderOf(connector), left).flatMap(sentencesIn);
  expect(plain).toEqual([]);
});

test.each(coded)("a delivery to %s that changes nothing gets a reason with a code", (_id, connector) => {
  expect(sourceOf(folderOf(connector)).flatMap(reasonsWithoutCode)).toEqual([]);
});

test("a connector that is not reviewed yet needs no other language, a reviewed one every language", () => {
  const texts = { ar: {} };
  expect(
    [{}, { reviewed: false }, { reviewed: false, words: texts }].map((one) => languagesOf(one as Connector)),
  ).toEqual([[...LANGUAGES], [], ["ar"]]);
});

test.each(coded)("every code of %s is said somewhere, and its words have no other", (_id, connector, codes) => {
  const folder = folderOf(connector);
  const ofFolder = [...connectors.values()].filter((one) => folderOf(one) === folder);
  expect(unusedCodes([connector, ...ofFolder], sourceOf(folder).join("\n"))).toEqual([]);
  // What several connectors say has its words beside it.
  const own = codes.filter((code) => !isCommon(connector.messages?.[code]));
  for (const language of languagesOf(connector)) {
    const table = JSON.parse(readFileSync(join(import.meta.dirname, folder, `${language}.json`), "utf8"));
    expect(Object.keys(table).toSorted()).toEqual(own.toSorted());
  }
});

test("a sentence that several connectors say stands in the kit alone, in every language", () => {
  const ends = new Map<string, Set<string>>();
  for (const connector of connectors.values())
    for (const text of Object.values(connector.messages ?? {}))
      if (text.length > 20 && text.endsWith(".") && !isCommon(text))
        ends.set(text, (ends.get(text) ?? new Set()).add(folderOf(connector)));
  expect([...ends].filter(([, folders]) => folders.size > 1).map(([text]) => text)).toEqual([]);
  const unworded = Object.values(common).filter((text) => LANGUAGES.some((one) => !commonTranslations[one]?.get(text)));
  expect(unworded).toEqual([]);
});

test("an error with a code has its text, whatever fills its gaps", () => {
  const texts = { "error.taken": "{{name}} is taken. Not {{name}}?" } as const;
  const ar = { "error.taken": "{{name}} مستعمل." };
  const { message: report, ...catalog } = messageCatalog("mine", texts, { ar });
  const { userMessage } = new ConnectorError(
    { kind: "rejected" },
    report("error.taken", { name: "a is taken. Not b" }),
  );
  const [part] = messageParts(userMessage) ?? [];
  expect(part).toEqual({ code: "mine:error.taken", gaps: { name: "a is taken. Not b" }, text: textOf(userMessage) });
  const meta = { ...shop.meta, id: "mine" } as Connector["meta"];
  expect(part && translatePart({ meta, ...catalog }, "ar", part).text).toBe("\u2068a is taken. Not b\u2069 مستعمل.");
  expect(part && translatePart({ meta, ...catalog }, "en", part).text).toBe(textOf(userMessage));
  expect(translatePart({ meta, ...catalog }, "ar", { text: "Said by others." })).toEqual({ text: "Said by others." });
});

// What they throw is said by the hub's messages: a text written at the spot has words in no other language.
test("errors of the kit have a code, and so texts in every language", () => {
  const kit = globSync("kit/**/*.ts", { cwd: import.meta.dirname }).filter(
    (path) => !/conformance|sandbox|testing|trial|\.test\.ts$/.test(path),
  );
  const plain = kit.flatMap((path) => {
    const source = readFileSync(join(import.meta.dirname, path), "utf8");
    const thrown = [
      ...source.matchAll(/new ConnectorError\(\s*(?:\{[^}]*\}|\w+),\s*(\S[^\n]{0,60})/g),
      ...source.matchAll(/new EgressError\(\s*(\S[^\n]{0,60})/g),
    ];
    return thrown.flatMap(([, text = ""]) => (/^(?:message|redacted)\(/.test(text) ? [] : [`${path}: ${text}`]));
  });
  expect(plain).toEqual([]);
});

const shop = {
  meta: { id: "shop" } as Connector["meta"],
  words: { ar: { "Read {{what}}?": "اقرأ {{what}}؟", orders: "الطلبات" } },
  messages: { ask: "Read {{what}}?" },
};

test.each([
  [message("platform.unanswered", { times: 6 }), "لم تُجب المنصة 6 مرات"],
  [message("platform.credentialMissing", { name: "key", platform: "Shop" }), "«\u2068key\u2069»"],
])("%o, which the kit says, is said of every connector", (text, message) => {
  expect(translateText(shop, "en", toStoredText(text))).toBe(text.text);
  const reported = translateText(shop, "ar", toStoredText(text));
  expect(reported.replaceAll(/\u2068(\d+)\u2069/g, "$1")).toContain(message);
});

test.each([
  ["products", "اقرأ \u2068products\u2069؟"],
  ["orders", "اقرأ \u2068الطلبات\u2069؟"],
  ["{{what}}. Or not?", "اقرأ \u2068{{what}}. Or not?\u2069؟"],
])("a gap that holds %s is filled as it stands, or with the connector's word for it", (what, message) => {
  const text = `Read ${what}?`;
  const part = { code: "shop:ask", gaps: { what }, text };
  expect(translateText(shop, "ar", { text, said: [part] })).toBe(message);
  expect(translateText(shop, "en", { text, said: [part] })).toBe(text);
});

test.each(["Read orders?", "The platform says: no.", "constructor"])(
  "%s, kept without a code, stands as it is",
  (text) => {
    expect(translateText(shop, "ar", { text, said: null })).toBe(text);
    expect(translateLabel(shop, "ar", text)).toBe(text);
  },
);

test("a connector without words is answered in its English", () => {
  for (const { meta } of connectors.values()) expect(translateMeta({ meta }, "ar")).toBe(meta);
});
