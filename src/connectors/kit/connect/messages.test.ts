/** What a connector declares of its forms, with the words it has for them. */
import { expect, test } from "vitest";
import { fieldsOf } from "./messages.ts";

const texts = {
  "field.address": "Store address",
  "field.address.help": "As the browser shows it.",
  "field.address.patternHint": "It begins with https://.",
  "field.mode": "How to connect",
  "option.keys": "With keys",
  "option.consent": "By consent",
} as const;

test("a field finds its name, help and the hint of its pattern in the words, and a choice its options", () => {
  const fields = fieldsOf(texts, [
    { id: "address", type: "url", required: true, pattern: "^https://" },
    { id: "mode", type: "select", options: ["keys", "consent"] },
  ]);
  expect(fields).toEqual([
    {
      id: "address",
      type: "url",
      label: "Store address",
      help: "As the browser shows it.",
      required: true,
      pattern: "^https://",
      patternHint: "It begins with https://.",
    },
    {
      id: "mode",
      type: "select",
      label: "How to connect",
      required: false,
      options: [
        { value: "keys", label: "With keys" },
        { value: "consent", label: "By consent" },
      ],
    },
  ]);
});

test("a field that brings its own name keeps it", () => {
  expect(fieldsOf(texts, [{ id: "address", label: "Site", help: "Ours.", type: "text" }])[0]).toMatchObject({
    label: "Site",
    help: "Ours.",
  });
});
