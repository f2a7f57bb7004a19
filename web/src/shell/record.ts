/** The record whose page an address is. */
export interface ShownRecord {
  readonly kind: "orders" | "products" | "customers" | "channels";
  readonly id: string;
}

const RECORD = /^\/(orders|products|customers|channels)\/([0-9a-f]{8}-[0-9a-f-]{27})$/;

export function recordAt(path: string): ShownRecord | undefined {
  const [, kind, id] = RECORD.exec(path) ?? [];
  return kind === undefined || id === undefined ? undefined : { kind: kind as ShownRecord["kind"], id };
}
