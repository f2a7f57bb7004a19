import type { Contact } from "../../commerce/order.ts";

export interface ContactPoint {
  readonly kind: "email" | "phone";
  readonly value: string;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const E164 = /^\+[1-9]\d{6,14}$/;

/** Lower-case address, or undefined when it is none. */
export function normaliseEmail(text: string | undefined): string | undefined {
  const email = text?.trim().toLowerCase();
  return email && email.length <= 254 && EMAIL.test(email) ? email : undefined;
}

/** What names a person for certain, e-mail address first. Only real contacts have any; phones only in E.164. */
export function contactPoints(contact: Contact): ContactPoint[] {
  if (contact.quality !== "real") return [];
  const email = normaliseEmail(contact.email);
  const phone = contact.phone?.trim();
  return [
    ...(email ? [{ kind: "email", value: email } as const] : []),
    ...(phone && E164.test(phone) ? [{ kind: "phone", value: phone } as const] : []),
  ];
}

export function pointKey(point: ContactPoint): string {
  return `${point.kind}:${point.value}`;
}
