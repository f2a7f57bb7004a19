import { fieldsOf } from "../kit/connect/messages.ts";
import type { Bucket, Field } from "../kit/contract/contract.ts";
import type { Preset } from "./preset.ts";
import { catalog, english } from "./words.ts";

export const limits: readonly Bucket[] = [
  {
    id: "calls",
    scope: "connection",
    rate: 2,
    burst: 4,
    source: "None is published; two a second are what integrations keep to",
  },
  {
    id: "bookings",
    scope: "connection",
    operations: ["shipments.create"],
    rate: 2,
    burst: 1,
    concurrency: 1,
    source: "None is published; a booking waits for the carrier, so that one is under way at a time",
  },
];

/** Addresses parcels leave from are those of our locations: the contract takes them whole. */
export const formFields = ({ baseUrl, dimensionUnit }: Preset): readonly Field[] =>
  fieldsOf(catalog.messages, [
    {
      id: "baseUrl",
      type: "url",
      required: true,
      ...(baseUrl === undefined ? {} : { defaultValue: baseUrl }),
      pattern: "^https://[^\\s/]+.*$",
    },
    { id: "username", type: "text", required: true },
    { id: "password", type: "secret", required: true, help: english("field.username.help") },
    { id: "dimensionUnit", type: "select", required: true, defaultValue: dimensionUnit, options: ["cm", "mm"] },
    { id: "defaultCourierId", type: "text", pattern: "^[A-Z0-9_-]+$" },
  ]);
