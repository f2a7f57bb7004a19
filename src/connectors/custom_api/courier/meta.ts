/** What the catalogue shows of a courier of one's own and what the connect form asks. */
import type { ConnectorMeta } from "../../kit/contract/contract.ts";
import { phoneCountryField, previousSecretField, secretFields } from "../meta.ts";

export const meta: ConnectorMeta = {
  id: "custom_courier",
  kind: "logistics",
  name: "Your own courier",
  section: "custom",
  icon: "truck",
  color: "#3B5A4A",
  connectType: "api_key",
  setupFormFields: [
    {
      id: "manifest",
      label: "Courier description",
      type: "json",
      required: true,
      help: "JSON that says how the courier's API is called, what its fields mean and what each of its words stands for. Begin with the example.",
    },
    {
      id: "baseUrl",
      label: "Address of the courier's API",
      type: "url",
      required: false,
      pattern: "^https://[^@\\s]+$",
      patternHint: "An https address without user name or password.",
      help: "Where it differs from the description's baseUrl, such as a test system.",
      placeholder: "https://api.courier.example",
    },
    ...secretFields,
    {
      id: "currency",
      label: "Currency of charges",
      type: "text",
      required: false,
      pattern: "^[A-Z]{3}$",
      patternHint: "Three capital letters, such as EGP.",
      help: "Of prices that name none, where the description names none either.",
    },
    phoneCountryField,
    {
      id: "timeZone",
      label: "Time zone of the courier",
      type: "text",
      required: false,
      placeholder: "Africa/Cairo",
      help: "Of times the courier writes without an offset; expressions read it as $conn.timeZone.",
    },
    {
      id: "webhookSecret",
      label: "Signing secret of the courier",
      type: "secret",
      required: false,
      afterSave: true,
      help: "Only if the courier makes its own; otherwise use the one shown in the steps.",
    },
    previousSecretField,
  ],
  setupSteps: [
    {
      title: "Describe the courier's API",
      text: "Take the example, put in the courier's addresses, field names and words. Secrets go into the fields below, never into the description.",
    },
    {
      title: "Scans that come by themselves",
      text: "If the courier can call you, let it POST its scans to {webhookUrl:}, proved with {webhookSecret} as the description says.",
    },
    {
      title: "Connect your courier",
      text: "Every expression is checked and the description's check is called. Nothing is booked.",
    },
  ],
  topics: [{ id: "", label: "Scans of the courier", secret: { madeBy: "ours", form: "standard" }, automatic: false }],
  topicRouting: "request",
  limits: [],
  orderPrefix: "",
  api: { version: "manifest 1" },
  orderHistory: { days: "none" },
  docs: "docs/providers/custom_courier.md",
  facts: {
    shopName: "Name",
    currency: "Currency",
    phoneCountry: "Country of phone numbers",
    timeZone: "Time zone",
    manifestVersion: "Version of the description",
  },
};
