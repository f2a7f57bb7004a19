/** What a kept secret is to whoever looks at it, told by the name its connector gave it. */
export const TOKEN_KINDS = ["access", "refresh", "id", "session", "webhook", "api_key"] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

const BY_NAME: readonly (readonly [RegExp, TokenKind])[] = [
  [/refresh/i, "refresh"],
  [/^id_?token$/i, "id"],
  [/session|jwt|cookie/i, "session"],
  [/webhook|signing/i, "webhook"],
  [/token$/i, "access"],
];

export function tokenKind(name: string): TokenKind {
  return BY_NAME.find(([shape]) => shape.test(name))?.[1] ?? "api_key";
}

/** Whether a secret ends with the grant it came with: a refresh token and a key outlive the access they give. */
export function endsWithGrant(name: string): boolean {
  return ["access", "id", "session"].includes(tokenKind(name));
}
