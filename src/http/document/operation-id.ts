/** "patchStoresByIdPlan" */
export function operationId(method: string, url: string): string {
  const texts = url.split(/[/-]/).filter(Boolean);
  const name = texts.map((word) => (word.startsWith(":") ? `by_${word.slice(1)}` : word));
  return [method.toLowerCase(), ...name]
    .join("_")
    .replace(/[^A-Za-z0-9]+(.)/g, (_all, next: string) => next.toUpperCase());
}
