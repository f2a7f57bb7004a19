/** JSON has no bigint: amounts are kept as text that says so. */

export const packed = (value: object): Record<string, unknown> =>
  JSON.parse(JSON.stringify(value, (_, each) => (typeof each === "bigint" ? { bigint: String(each) } : each)));

export function unpacked<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value), (_, each) =>
    each !== null && typeof each === "object" && typeof each.bigint === "string" ? BigInt(each.bigint) : each,
  );
}
