/** Where platforms call this hub; null while it cannot be reached. `path`: provider, key and topic, as far as there are any. */
export const handlerUrl = (base: string | null, ...path: readonly string[]): string | null =>
  base === null ? null : [base, "api/webhooks", ...path].filter((part) => part !== "").join("/");
