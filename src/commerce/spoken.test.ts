import { describe, expect, test } from "vitest";
import { say } from "./sentence.ts";
import { speaker } from "./spoken.ts";

describe("in Arabic", () => {
  const { sentence, parts } = speaker("ar-EG", "Africa/Cairo");
  const told = (one: ReturnType<typeof say>) => sentence(one, one.text);

  test("counts, words and moments are said as the language says them [A1.7]", () => {
    expect(told(say("mail.alerts", { count: 2, organization: "Nile" }))).toBe("تنبيهان من \u2068Nile\u2069");
    expect(told(say("mail.alerts", { count: 11, organization: "Nile" }))).toBe("11 تنبيهًا من \u2068Nile\u2069");
    expect(told(say("mail.invitation", { who: "Ana", organization: "Nile", role: "manager" }))).toContain("مدير");
    const since = say("alert.orders_unread.title", { store: "Shop", sinceAt: "2026-11-20T08:00:00Z" });
    expect(told(since)).toContain("10:00");
  });

  test("what others said stays, and a sentence without words leaves the whole in English", () => {
    expect(parts([{ code: "role.owner" }, { text: "Acme" }], "owner Acme")).toBe("مالك \u2068Acme\u2069");
    expect(parts([{ code: "no.such" }, { text: "Acme" }], "English")).toBe("English");
  });
});

test("another language is said in English", () => {
  const { sentence } = speaker("de", "UTC");
  expect(sentence(say("mail.more", { count: 3 }), "and 3 more")).toBe("and 3 more");
});
