import { expect, test } from "vitest";
import { recognised } from "./recognise.ts";
import { saidOf, say } from "./sentence.ts";

const platform = "Shop (beta)";

test("what a failed call is called is found again in its text, with the platform's own words apart", () => {
  expect(recognised('Shop (beta) refuses the data in field "sku". Shop (beta) says: "A" says: taken.\nTry B.')).toEqual(
    [
      { code: "platform.rejected.field", gaps: { platform, field: "sku" } },
      { code: "platform.says", gaps: { platform, words: '"A" says: taken.\nTry B.' } },
    ],
  );
  expect(recognised(say("platform.throttled", { platform, seconds: 12 }).text)).toEqual([
    { code: "platform.throttled", gaps: { platform, seconds: "12" } },
  ]);
  expect(recognised(say("platform.none.refund").text)).toEqual([{ code: "platform.none.refund" }]);
});

test.each(["", "Shop refuses", "The shop does not know this key.", "It refuses the data. And more of it."])(
  "%j is nobody's but its own",
  (text) => {
    expect(recognised(text)).toBeNull();
  },
);

test("an error's text between the hub's sentences keeps its code", () => {
  const { text } = say("platform.auth_expired", { platform });
  expect(saidOf([text, "Bob was here.", say("order.answer.again")])).toEqual([
    { code: "platform.auth_expired", gaps: { platform } },
    { text: "Bob was here." },
    { code: "order.answer.again" },
  ]);
  expect(saidOf(["Bob was here."])).toBeNull();
});
