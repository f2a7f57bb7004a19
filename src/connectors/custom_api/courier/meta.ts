/** What the catalog shows of a courier of one's own and what the connect form asks. */

import { fieldsOf } from "../../kit/connect/messages.ts";
import type { ConnectorMeta } from "../../kit/contract/contract.ts";
import { courier } from "../../kit/contract/descriptors.ts";
import { phoneCountryField, previousSecretField, secretFields } from "../meta.ts";
import { catalog, english } from "../words.ts";

export const meta: ConnectorMeta = {
  ...courier,
  id: "custom_courier",
  name: english("word.ownCourier"),
  section: "custom",
  icon: "truck",
  color: "#3B5A4A",
  setupFormFields: fieldsOf(catalog.messages, [
    {
      id: "manifest",
      label: english("field.manifest2"),
      type: "json",
      required: true,
      help: english("field.manifest.help2"),
    },
    {
      id: "baseUrl",
      label: english("field.baseUrl2"),
      type: "url",
      pattern: "^https://[^@\\s]+$",
      help: english("field.baseUrl.help2"),
      placeholder: "https://api.courier.example",
    },
    ...secretFields,
    {
      id: "currency",
      label: english("field.currency2"),
      type: "text",
      pattern: "^[A-Z]{3}$",
      help: english("field.currency.help2"),
    },
    phoneCountryField,
    {
      id: "timeZone",
      label: english("field.timeZone2"),
      type: "text",
      placeholder: "Africa/Cairo",
      help: english("field.timeZone.help2"),
    },
    {
      id: "webhookSecret",
      label: english("field.webhookSecret2"),
      type: "secret",
      afterSave: true,
      help: english("field.webhookSecret.help2"),
    },
    previousSecretField,
  ]),
  setupSteps: [
    { title: english("step.1.title2"), text: english("step.1.text2") },
    { title: english("step.2.title2"), text: english("step.2.text2") },
    { title: english("step.3.title2"), text: english("step.3.text2") },
  ],
  topics: [
    { id: "", label: english("topic.scansCourier"), secret: { madeBy: "ours", form: "standard" }, automatic: false },
  ],
  topicRouting: "request",
  limits: [],
  api: { version: "manifest 1" },
  docs: "docs/providers/custom_courier.md",
  facts: {
    shopName: english("fact.shopName"),
    currency: english("field.currency"),
    phoneCountry: english("field.phoneCountry"),
    timeZone: english("field.timeZone"),
    manifestVersion: english("fact.manifestVersion"),
  },
};
