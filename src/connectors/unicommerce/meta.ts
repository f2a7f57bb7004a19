import type { Bucket, Field } from "../kit/contract/contract.ts";
import type { Preset } from "./preset.ts";
import { english } from "./words.ts";

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
export const formFields = ({ baseUrl, dimensionUnit }: Preset): readonly Field[] => [
  {
    id: "baseUrl",
    label: english("field.baseUrl"),
    type: "url",
    required: true,
    ...(baseUrl === undefined ? {} : { defaultValue: baseUrl }),
    pattern: "^https://[^\\s/]+.*$",
    patternHint: english("field.baseUrl.patternHint"),
    help: english("field.baseUrl.help"),
  },
  {
    id: "username",
    label: english("field.username"),
    type: "text",
    required: true,
    help: english("field.username.help"),
  },
  {
    id: "password",
    label: english("field.password"),
    type: "secret",
    required: true,
    help: english("field.username.help"),
  },
  {
    id: "dimensionUnit",
    label: english("field.dimensionUnit"),
    type: "select",
    required: true,
    defaultValue: dimensionUnit,
    options: [
      { value: "cm", label: english("option.cm") },
      { value: "mm", label: english("option.mm") },
    ],
    help: english("field.dimensionUnit.help"),
  },
  {
    id: "defaultCourierId",
    label: english("field.defaultCourierId"),
    type: "text",
    required: false,
    pattern: "^[A-Z0-9_-]+$",
    patternHint: english("field.defaultCourierId.patternHint"),
    help: english("field.defaultCourierId.help"),
  },
];
