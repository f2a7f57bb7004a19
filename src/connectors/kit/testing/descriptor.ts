import type { ConnectorMeta } from "../contract/contract.ts";

/** Of a test's connector: keys are typed, nothing is asked of the seller, and no deliveries come. */
export const bareDescriptor = {
  kind: "commerce",
  color: "#000000",
  connectType: "api_key",
  setupFormFields: [],
  setupSteps: [],
  topics: [],
  topicRouting: "path",
  api: { version: "1" },
  docs: "",
} as const satisfies Partial<ConnectorMeta>;
