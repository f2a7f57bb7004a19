import { describe, expect, test } from "vitest";
import { message } from "./message.ts";
import { translatorFor } from "./translator.ts";

describe("Arabic texts", () => {
  const { message: translateOne, parts } = translatorFor("ar-EG", "Africa/Cairo");
  const translate = (one: ReturnType<typeof message>) => translateOne(one, one.text);

  test("numbers, texts and times follow the language [A1.7]", () => {
    expect(translate(message("mail.alerts", { count: 2, organization: "Nile" }))).toBe("تنبيهان من \u2068Nile\u2069");
    expect(translate(message("mail.alerts", { count: 11, organization: "Nile" }))).toBe(
      "11 تنبيهًا من \u2068Nile\u2069",
    );
    expect(translate(message("mail.invitation", { who: "Ana", organization: "Nile", role: "manager" }))).toContain(
      "مدير",
    );
    const since = message("alert.orders_unread.title", { store: "Shop", sinceAt: "2026-11-20T08:00:00Z" });
    expect(translate(since)).toContain("10:00");
  });

  test("a platform's text stays, and a sentence without a translation leaves the whole in English", () => {
    expect(parts([{ code: "role.owner" }, { text: "Acme" }], "owner Acme")).toBe("مالك \u2068Acme\u2069");
    expect(parts([{ code: "no.such" }, { text: "Acme" }], "English")).toBe("English");
  });
});

test("another language is said in English", () => {
  const { message: translateOne } = translatorFor("de", "UTC");
  expect(translateOne(message("mail.more", { count: 3 }), "and 3 more")).toBe("and 3 more");
});
