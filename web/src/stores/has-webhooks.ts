interface Platform {
  readonly topics: readonly unknown[];
  readonly capabilities: readonly string[];
}

/** The platform tells the hub what happens, by webhooks or by messages of a queue: then there are deliveries to show. */
export const hasWebhooks = (provider: Platform | undefined): boolean =>
  provider !== undefined && (provider.topics.length > 0 || provider.capabilities.some((one) => DELIVERING.has(one)));

const DELIVERING: ReadonlySet<string> = new Set(["webhooks", "queue"]);
