import type { Bucket, Field } from "../kit/contract/contract.ts";
import type { Preset } from "./preset.ts";

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
    label: "API base URL",
    type: "url",
    required: true,
    ...(baseUrl === undefined ? {} : { defaultValue: baseUrl }),
    pattern: "^https://[^\\s/]+.*$",
    patternHint: "An https address, as the courier's team names it.",
    help: "Change it only if the courier's team named another.",
  },
  { id: "username", label: "API user", type: "text", required: true, help: "From the courier's team." },
  { id: "password", label: "API password", type: "secret", required: true, help: "From the courier's team." },
  {
    id: "dimensionUnit",
    label: "Unit of dimensions",
    type: "select",
    required: true,
    defaultValue: dimensionUnit,
    options: [
      { value: "cm", label: "Centimetres" },
      { value: "mm", label: "Millimetres" },
    ],
    help: "What the courier reads. A wrong unit makes the weight it charges a thousand times too high or too low.",
  },
  {
    id: "defaultCourierId",
    label: "Courier id",
    type: "text",
    required: false,
    pattern: "^[A-Z0-9_-]+$",
    patternHint: "Capitals, digits, hyphens.",
    help: "Left open, the courier's own rules choose who carries a parcel.",
  },
];
