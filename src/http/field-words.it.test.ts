/** Whatever field a request is refused for, its name in a program is never what a person reads. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fieldWord } from "../../web/src/hub-messages/field-word.ts";
import { addTexts } from "../../web/src/i18n/texts.ts";
import { testApp } from "./testing.ts";
import { requestFields } from "./testing-requests.ts";

/** Fields that stand in no form a person fills, and why. */
const NO_FORM: Readonly<Record<string, readonly string[]>> = {
  "a record the page itself names": [
    "basketId",
    "connectionId",
    "cursor",
    "draftId",
    "entity",
    "externalId",
    "fulfilmentKey",
    "group",
    "id",
    "intoId",
    "line",
    "lineId",
    "lineKey",
    "otherId",
    "promotionId",
    "redemptionKey",
    "refundKey",
    "returnId",
    "ruleId",
    "runId",
    "sessionId",
    "subject",
  ],
  "what the page read before, so that nobody's change is lost": [
    "after",
    "ifUpdatedAt",
    "ifVersion",
    "seenOnHand",
    "updatedAt",
    "version",
  ],
  "a switch or a choice of a few, of which a form sends no other": [
    "acceptCurrency",
    "acceptsMarketing",
    "again",
    "allTaken",
    "always",
    "app",
    "approved",
    "asksTip",
    "by",
    "cashMode",
    "combines",
    "done",
    "dryRun",
    "empty",
    "enabled",
    "evenIfShort",
    "failedSince",
    "found",
    "fulfilWhen",
    "full",
    "hasInputCredit",
    "ignored",
    "importProducts",
    "isCheck",
    "isCompound",
    "isFavourite",
    "isHandedOver",
    "isManager",
    "isPicked",
    "isShared",
    "isTrial",
    "mayOverride",
    "mayRefundWithoutReceipt",
    "mode",
    "moveMoney",
    "notifyCustomer",
    "onChannels",
    "onSale",
    "packed",
    "pricesIncludeTax",
    "rememberMe",
    "restock",
    "review",
    "revokeOtherSessions",
    "sendAll",
    "skipsReduced",
    "takeOver",
    "takesCosts",
    "taxMode",
    "taxPer",
    "trustDevice",
    "visibleToCustomer",
    "winner",
  ],
  "what holds the fields, refused by their names": [
    "basket",
    "choice",
    "chosen",
    "chosenBy",
    "draft",
    "patch",
    "where",
  ],
  "a proof or an address that travels with a link": ["errorCallbackURL", "redirectTo", "response", "returnTo", "token"],
  "sent by a register or a seller's own website, which a program fills": [
    "at",
    "codeEnd",
    "deleted",
    "fulfilments",
    "offline",
    "platformStatus",
    "restocked",
    "returnOf",
    "stockTaken",
    "taxIncluded",
  ],
};

const nameOf = (field: string): string => field.split(".").at(-1) ?? "";

test("every field of a request has the word its form has for it, in English and Arabic", async () => {
  for (const language of ["en", "ar"]) {
    const file = join(import.meta.dirname, `../../web/src/hub-messages/fields/messages/${language}.json`);
    addTexts(language, "hub-messages/fields", JSON.parse(readFileSync(file, "utf8")));
  }
  await using hub = await testApp();
  const requests = requestFields((await hub.anonymous.call("GET", "/api/openapi.json")).json);
  const fields = [...new Set([...requests.values()].flatMap((of) => [...of]))];
  const noForm = Object.values(NO_FORM).flat();
  const named = fields.filter((field) => !noForm.includes(nameOf(field)));
  expect(named.length).toBeGreaterThan(500);
  for (const language of ["en", "ar"]) {
    const texts = new Map(named.map((field) => [field, fieldWord(field, language)]));
    expect(named.filter((field) => texts.get(field) === undefined)).toEqual([]);
    // "priceMinor" is no word of anybody's; "SKU", "GSTIN" and "E-mail" are.
    expect([...texts].filter(([, word]) => /[a-z][A-Z]/.test(word?.replace(/\bSKUs?\b/g, "") ?? ""))).toEqual([]);
    const unlike = fields.filter((field) => / 1$/.test(fieldWord(field, language) ?? "") !== /\.0\./.test(field));
    expect(unlike.filter((field) => !noForm.includes(nameOf(field)))).toEqual([]);
  }
  const names = new Set(fields.map(nameOf));
  expect(noForm.filter((name) => !names.has(name) || fieldWord(name, "en") !== undefined)).toEqual([]);
});
