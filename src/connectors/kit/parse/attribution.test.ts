import { expect, test } from "vitest";
import { attributionOf, attributionOfPage } from "./attribution.ts";

test("a landing page tells by its utm parameters, also without its host", () => {
  expect(attributionOfPage("/sale?utm_source=google&utm_medium=cpc&utm_campaign=Winter%20sale&gclid=1")).toEqual({
    source: "google",
    medium: "cpc",
    campaign: "Winter sale",
  });
  expect(attributionOfPage("https://shop.example/p/1")).toEqual({});
  expect(attributionOfPage("https://[")).toBeUndefined();
});

test("an empty tracker value is none, and (direct) is a source", () => {
  expect(attributionOf({ source: "(direct)", medium: "(none)", campaign: "(not set)" })).toEqual({ source: "direct" });
  expect(attributionOf({ source: " ", medium: null, campaign: undefined })).toEqual({});
});
