import type { Contact } from "../../commerce/order.ts";

export interface ContactPoint {
  /** `account`: the channel's own id of the customer, told apart by connection. */
  readonly kind: "email" | "account" | "phone";
  readonly value: string;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const E164 = /^\+[1-9]\d{6,14}$/;

/** Lower-case address, or undefined when it is none. */
export function normaliseEmail(text: string | undefined): string | undefined {
  const email = text?.trim().toLowerCase();
  return email && email.length <= 254 && EMAIL.test(email) ? email : undefined;
}

/**
 * What names a person, surest first: e-mail address, account on the channel, phone. Only real contacts have any; phones
 * only in E.164.
 */
export function contactPoints(contact: Contact, connectionId: string | null = null): ContactPoint[] {
  if (contact.quality !== "real") return [];
  const email = normaliseEmail(contact.email);
  const phone = contact.phone?.trim();
  const isAccount = connectionId !== null && contact.key !== undefined && contact.key !== "";
  return [
    ...(email ? [{ kind: "email", value: email } as const] : []),
    ...(isAccount ? [{ kind: "account", value: `${connectionId}:${contact.key}` } as const] : []),
    ...(phone && E164.test(phone) ? [{ kind: "phone", value: phone } as const] : []),
  ];
}

export function pointKey(point: ContactPoint): string {
  return `${point.kind}:${point.value}`;
}
