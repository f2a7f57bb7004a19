/** The merchant's integrations: who may call, and what. */
export interface Integration {
  consumerKey: string;
  consumerSecret: string;
  token: string;
  tokenSecret: string;
  /** False: never activated, or deleted. */
  active: boolean;
  /** Null: every resource. */
  resources: ReadonlySet<string> | null;
}

/** Four values of the form Magento makes: 32 letters and digits. */
export function newIntegration(name: string, resources: ReadonlySet<string> | null = null): Integration {
  const value = (word: string) =>
    `${word}${name}`
      .padEnd(32, "0123456789abcdef")
      .slice(0, 32)
      .replaceAll(/[^a-z0-9]/g, "0");
  return {
    consumerKey: value("key"),
    consumerSecret: value("secret"),
    token: value("token"),
    tokenSecret: value("tokensecret"),
    active: true,
    resources,
  };
}
